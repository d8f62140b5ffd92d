import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Establishment
from accounts.seed import shipped_controllers, shipped_establishment
from rulebook.book import Book, live, shipped
from rulebook.case_clocks import CaseClock, clocks_for
from rulebook.case_files import (
    Place,
    Places,
    read_case,
    unread,
    without_effect,
    write_clock,
)
from rulebook.errors import BadCase, RulebookError
from rulebook.establishment_calendar import manual_days


class Command(BaseCommand):
    help = "Every date owed on a case, and why: the what-if calculator."
    requires_system_checks = ()  # some ask the database; none is needed here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("case", help="a JSON file, or - for standard input")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--live",
            action="store_true",
            help="use this installation's rulebook, not the shipped one",
        )
        parser.add_argument("--language", default="en", help="of the explanations")

    def handle(self, *args: Any, **options: Any) -> None:
        book = live() if options["live"] else shipped()
        places = _live_place if options["live"] else _shipped_place
        try:
            data = _read(options["case"])
            cases = data if isinstance(data, list) else [data]
            answers = [
                self._clocks(case, number, len(cases), book, places)
                for number, case in enumerate(cases, 1)
            ]
        except RulebookError as error:
            raise CommandError(str(error), returncode=2) from None
        language = options["language"]
        if options["json"]:
            written = [
                {"clocks": [write_clock(clock, language) for clock in clocks]}
                for clocks in answers
            ]
            shown = written if isinstance(data, list) else written[0]
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2))
            return
        self.stdout.write("\n\n".join(_table(clocks, language) for clocks in answers))

    def _clocks(
        self, case: object, number: int, cases: int, book: Book, places: Places
    ) -> list[CaseClock]:
        try:
            read = read_case(case, places)
            clocks = clocks_for(book, read)
        except RulebookError as error:
            where = f"Case {number}: " if cases > 1 else ""
            raise BadCase(f"{where}{error}") from None
        for name in unread(case) if isinstance(case, dict) else ():
            self.stderr.write(f"The field {name!r} is not known and was not read.")
        for event in without_effect(read):
            self.stderr.write(
                f"The event {event.type!s} of {event.at.isoformat()} lies before the "
                "receipt and was not counted."
            )
        return clocks


def _read(path: str) -> object:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
        return json.loads(text)
    except OSError as error:
        raise BadCase(f"The file {path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise BadCase(f"This is not JSON: {error}.") from None


def _shipped_place(controller: str, country: str) -> Place | None:
    if controller not in {one.slug for one in shipped_controllers()}:
        raise KeyError(controller)
    found = shipped_establishment(controller, country)
    return Place(found.time_zone, found.subdivision) if found else None


def _live_place(controller: str, country: str) -> Place | None:
    here = Establishment.objects.filter(controller__slug=controller)
    found = here.filter(country=country).first()
    if found is None and not here.exists():
        raise KeyError(controller)
    if found is None:
        return None
    return Place(found.time_zone, found.subdivision, manual_days(found))


def _table(clocks: list[CaseClock], language: str) -> str:
    if not clocks:
        return "No clock: neither a policy nor a law sets a period for this."
    lines = []
    for clock in clocks:
        due = f"{clock.due_at:%Y-%m-%d %H:%M:%S %z}" if clock.due_at else "no last day"
        mark = "*" if clock.leading else " "
        lines.append(
            f"{mark} {due:<26}{clock.clock:<23}{clock.status:<11}{clock.rule.code}"
        )
        lines.append(f"    {clock.rule.source}")
        lines += [f"    {sentence}" for sentence in clock.explanation(language)]
    return "\n".join(lines)
