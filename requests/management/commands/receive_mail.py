"""`manage.py receive_mail`: mails from a maildir, or one from standard input."""

import logging
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Controller, Establishment
from correspondence.faults import outline
from correspondence.piping import offered_again_later
from rights.errors import MailRefused
from rights.receiving_mail import BIGGEST, receive

logger = logging.getLogger(__name__)
FAILED = 2  # exit code: something was not taken in and is where it was
OUR_FAULT = "not taken in (a fault of ours)"


class Command(BaseCommand):
    help = (
        "Take in one mail from standard input, or every new one of a maildir. Each "
        "becomes a message on its own case or waits to be sorted. Exit code 2: at "
        "least one was not taken in, and stays where it was; 75: the one of standard "
        "input was not, by a fault of ours, and shall be offered again. Safe to run "
        "again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--maildir", help="folder with new/ and cur/")
        parser.add_argument(
            "--to",
            default="",
            metavar="CONTROLLER[/COUNTRY]",
            help="whose mail it is (maxim/MY); else its recipients say so",
        )

    def handle(self, *, maildir: str | None = None, to: str = "", **_: Any) -> None:
        outcomes: Counter[str] = Counter()
        if maildir is None:
            with offered_again_later():
                raw = sys.stdin.buffer.read(BIGGEST + 1)
                outcomes[self._take(raw, _whose(to), None)] += 1
        else:
            self._take_folder(Path(maildir), _whose(to), outcomes)
        said = ", ".join(
            f"{number} {word}" for word, number in sorted(outcomes.items())
        )
        self.stdout.write(f"Mails: {said or 'none'}.")
        if any(word.startswith("not taken in") for word in outcomes):
            again = maildir is None and OUR_FAULT in outcomes
            code = os.EX_TEMPFAIL if again else FAILED
            raise CommandError("Not every mail was taken in.", returncode=code)

    def _take_folder(
        self, folder: Path, whose: dict[str, Any], outcomes: Counter[str]
    ) -> None:
        new, done = folder / "new", folder / "cur"
        if not new.is_dir() or not done.is_dir():
            raise CommandError(
                "This is no maildir: it needs new/ and cur/.", returncode=FAILED
            )
        for path in sorted(new.iterdir()):
            if path.name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            try:
                with path.open("rb") as file:
                    raw = file.read(BIGGEST + 1)
            except FileNotFoundError:
                continue  # another run has it
            except OSError:
                outcomes["not taken in (unreadable)"] += 1
                continue
            outcome = self._take(raw, whose, _arrival(path))
            outcomes[outcome] += 1
            if not outcome.startswith("not taken in"):
                _move(path, done)

    def _take(
        self, raw: bytes, whose: dict[str, Any], arrived_at: datetime | None
    ) -> str:
        """What became of it, in words that name nobody."""
        try:
            return str(receive(raw, arrived_at=arrived_at, **whose))
        except MailRefused as error:
            return f"not taken in ({error})"
        except Exception as error:
            logger.error("mail not taken in: %s", outline(error))
            return OUR_FAULT


def _whose(to: str) -> dict[str, Any]:
    if not to:
        return {}
    slug, _slash, country = to.partition("/")
    found = Controller.objects.filter(slug=slug, is_active=True).first()
    if found is None:
        raise CommandError("There is no such controller.", returncode=FAILED)
    if not country:
        return {"controller": found}
    places = Establishment.objects.select_related("controller")
    place = places.filter(controller=found, country=country.upper()).first()
    if place is None:
        raise CommandError("The controller is not in that country.", returncode=FAILED)
    return {"establishment": place}


def _arrival(path: Path) -> datetime:
    """When the mail server put it there: a maildir's names begin with the second.

    A copy of the folder changes the files' own times, never their names.
    """
    changed = path.stat().st_mtime
    begins = path.name.partition(".")[0]
    named = float(begins) if begins.isascii() and begins.isdigit() else changed
    is_likely = len(begins) in {9, 10} and named <= changed + 60
    return datetime.fromtimestamp(named if is_likely else changed, UTC)


def _move(path: Path, done: Path) -> None:
    """To cur/, after the commit; never over another file."""
    target = done / f"{path.name.partition(':')[0]}:2,"
    number = 0
    while target.exists():
        number += 1
        target = done / f"{path.name.partition(':')[0]}.{number}:2,"
    try:
        os.rename(path, target)
    except FileNotFoundError:
        return  # another run moved it
