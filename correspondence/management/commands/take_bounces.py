"""`manage.py take_bounces`: mail servers' reports, a maildir of them or just one."""

import os
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from correspondence.bounces import BIGGEST, take
from correspondence.piping import offered_again_later


class Command(BaseCommand):
    help = (
        "Read one report from standard input, or every new one of a maildir, and "
        "record which mails were returned, delivered or reported as unwanted. Each "
        "moves from new/ to cur/. Safe to run again: a known report adds nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--maildir", help="folder with new/ and cur/")

    def handle(self, *, maildir: str | None = None, **_: Any) -> None:
        outcomes: Counter[str] = Counter()
        if maildir is None:
            with offered_again_later():
                raw = sys.stdin.buffer.read(BIGGEST)
                outcomes[str(take(raw, at=timezone.now()))] += 1
        else:
            self._take_folder(Path(maildir), outcomes)
        said = ", ".join(
            f"{number} {word}" for word, number in sorted(outcomes.items())
        )
        self.stdout.write(f"Reports: {said or 'none'}.")

    def _take_folder(self, folder: Path, outcomes: Counter[str]) -> None:
        new, done = folder / "new", folder / "cur"
        if not new.is_dir() or not done.is_dir():
            raise CommandError(
                "This is no maildir: it needs new/ and cur/.", returncode=2
            )
        for path in sorted(new.iterdir()):
            if path.name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            try:
                with path.open("rb") as file:
                    raw = file.read(BIGGEST)
            except OSError:
                outcomes["unreadable, left where it is"] += 1
                continue
            outcomes[str(take(raw, at=timezone.now()))] += 1
            # Taken twice adds nothing, so whoever moves it first is right.
            os.replace(path, done / f"{path.name.partition(':')[0]}:2,")
