"""Make the key files this installation needs; safe to run twice."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from audit import keys


class Command(BaseCommand):
    help = "Make the missing key files, or the next one of a purpose with --rotate."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rotate",
            choices=keys.PURPOSES,
            help="make the next key of this purpose; the old ones stay for reading",
        )

    def handle(self, *, rotate: str | None, **options: Any) -> None:
        made = [keys.make(purpose) for purpose in keys.PURPOSES]
        if rotate:
            made.append(keys.make(rotate, rotate=True))
        for path in filter(None, made):
            self.stdout.write(f"Made {path}. Back it up apart from the database.")
        if not any(made):
            self.stdout.write(f"All keys are in {settings.KEY_DIR}; nothing was made.")
