"""`manage.py export_trail FILE.zip`: the whole trail, verifiable anywhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import exporting
from audit.trail import audit_context, record_access


class Command(BaseCommand):
    help = "Write the trail into an archive with a verifier that needs only Python."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the archive to write (.zip)")

    def handle(self, *, file: Path, **options: Any) -> None:
        if file.exists():
            raise CommandError(f"{file} is there already.", returncode=2)
        with audit_context("job", name="export_trail"):
            try:
                count = exporting.export(file)
            except OSError as error:
                raise CommandError(
                    f"{file} cannot be written: {error.strerror}.", returncode=2
                ) from None
            record_access("export", controller_id=None, count=count)
        self.stdout.write(f"{count} entries are in {file}.")
