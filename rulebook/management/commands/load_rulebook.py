from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rulebook import loading
from rulebook.errors import RulebookError


class Command(BaseCommand):
    help = "Load the shipped rulebook, or your own files, into this installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", type=Path, help="TOML files; none: the shipped ones"
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        try:
            done = loading.load_files(files) if files else loading.load_shipped()
        except RulebookError as error:
            raise CommandError(str(error), returncode=2) from None
        for sentence in done.left_out:
            self.stderr.write(sentence)
        self.stdout.write(f"{done.added} rows added, {done.kept} already here.")
