from typing import Any

from django.core.management.base import BaseCommand

from accounts.loading import load_controllers


class Command(BaseCommand):
    help = "Add the shipped controllers and establishments; edits are never undone."

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_controllers()
        self.stdout.write(f"{added} rows added." if added else "Nothing to add.")
