from typing import Any

from django.core.management.base import BaseCommand, CommandError

from processing.errors import ProcessingError
from processing.loading import load_shipped


class Command(BaseCommand):
    help = "Add the shipped registers of processing; edits are never undone."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            added = load_shipped()
        except ProcessingError as error:
            raise CommandError(str(error), returncode=2) from None
        self.stdout.write(f"{added} rows added." if added else "Nothing to add.")
