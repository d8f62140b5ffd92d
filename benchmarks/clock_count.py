"""Counts mixed cases, under the settings of `clocks.py`; prints what it took.

The cases are those of every company, country and right with the shipped rules, promise
and law, some with a question, an extension or a hold. Calendars are warm.
"""

import time
from datetime import UTC, datetime, timedelta
from itertools import cycle, product
from zoneinfo import ZoneInfo

from accounts.seed import ShippedEstablishment, shipped_establishments
from benchmarks.report import interleaved
from rulebook.book import shipped
from rulebook.case_clocks import Case, Event, EventType, count, rules_for
from rulebook.rows import Rule
from rulebook.terms import RIGHTS, Right

CASES, ROUNDS = 4_000, 5
FIRST = datetime(2024, 1, 1, 9, 30, tzinfo=UTC)
STORIES: tuple[tuple[tuple[str, int], ...], ...] = (
    (),
    (("acknowledged", 0), ("answered", 6)),
    (("clarification_requested", 2), ("clarification_received", 5)),
    (("identity_requested", 1), ("identity_received", 3), ("extension_notified", 4)),
    (("legal_hold_placed", 2), ("legal_hold_released", 9), ("fulfilled", 12)),
)


def main() -> None:
    """Print how many dates were counted, and the seconds of these and of the loop."""
    work = _cases()
    found = [clock for rules, case in work for clock in count(rules, case)]
    dated = sum(clock.rule.number is not None for clock in found)

    def counted() -> float:
        began = time.process_time()
        for rules, case in work:
            count(rules, case)
        return time.process_time() - began

    def bare() -> float:
        zone = ZoneInfo("Asia/Almaty")
        began = time.process_time()
        for number in range(dated):
            day = FIRST.astimezone(zone) + timedelta(days=number % 30)
            day.replace(hour=23, minute=59, second=59)
        return time.process_time() - began

    mine, floor = interleaved(counted, bare, rounds=ROUNDS)
    print("clocks", dated, mine, floor)


def _cases() -> list[tuple[list[Rule], Case]]:
    book, found = shipped(), []
    kinds = cycle(product(shipped_establishments(), RIGHTS))
    for number, (place, right), story in zip(
        range(CASES), kinds, cycle(STORIES), strict=False
    ):
        case = _case(number, place, right, story)
        found.append((rules_for(book, case), case))
    return found


def _case(
    number: int,
    place: ShippedEstablishment,
    right: Right,
    story: tuple[tuple[str, int], ...],
) -> Case:
    received_at = FIRST + timedelta(hours=7 * number % 20_000)
    return Case(
        kind="rights_request",
        controller=place.controller,
        country=place.country,
        subdivision=place.subdivision or None,
        time_zone=ZoneInfo(place.time_zone),
        right=right,
        received_at=received_at,
        events=tuple(
            Event(EventType(kind), received_at + timedelta(days=days))
            for kind, days in story
        ),
    )
