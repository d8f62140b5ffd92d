from typing import Any

from django.core.management.base import BaseCommand

from subjects.loading import load_purposes


class Command(BaseCommand):
    help = "Add the shipped purposes of consents; edits are never undone."

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_purposes()
        self.stdout.write(f"{added} purposes added." if added else "Nothing to add.")
