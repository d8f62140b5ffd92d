"""The calendar an establishment counts by: the package's days with its own over them.

What a clock was counted with is stored beside its date (`stamp`), so that a change of
the package or of the office's own days can be told from no change at all.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import Establishment
from rulebook.calendars import (
    Calendar,
    DayKind,
    ManualDay,
    holiday_name,
    package_version,
)
from rulebook.errors import UnknownCalendar
from rulebook.models import CalendarDay


@dataclass(frozen=True)
class NamedDay:
    """A day of a year that is not what its weekday says."""

    on: date
    kind: DayKind
    name: str


def manual_days(establishment: Establishment) -> tuple[ManualDay, ...]:
    """The office's own days in force, in order; one query."""
    in_force = CalendarDay.objects.filter(establishment=establishment, removed_at=None)
    return tuple(
        ManualDay(on, is_working, name)
        for on, is_working, name in in_force.order_by("on").values_list(
            "on", "is_working", "name"
        )
    )


def calendar_of(establishment: Establishment) -> Calendar:
    """What `rulebook.clock` counts working days of this establishment by."""
    return Calendar(
        establishment.country,
        establishment.subdivision or None,
        manual_days(establishment),
    )


def stamp(establishment: Establishment, days: Iterable[ManualDay]) -> dict[str, Any]:
    """The calendar's version, as a clock keeps it beside its date (CLOCKS.md 2.2).

    `manual` names the set of the office's own days: equal for equal sets, empty where
    there are none.
    """
    return {
        "country": establishment.country,
        "subdivision": establishment.subdivision,
        "package": package_version(),
        "manual": fingerprint(days),
    }


def fingerprint(days: Iterable[ManualDay]) -> str:
    """Twelve characters that change with any date or its kind, and not with a name."""
    lines = sorted(f"{day.on.isoformat()} {int(day.is_working)}" for day in days)
    if not lines:
        return ""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def year_of(establishment: Establishment, year: int, language: str) -> list[NamedDay]:
    """The public holidays and make-up days of a year, by name where one is known.

    Names are in `language` where the package has it, else in English. Raises
    UnknownCalendar for a place without a calendar.
    """
    place = (establishment.country, establishment.subdivision or None)
    calendar = Calendar(*place)
    calendar.check()
    found = []
    for on in _days_of(year):
        seen = calendar.day(on)
        if seen.kind in {DayKind.HOLIDAY, DayKind.MAKE_UP_DAY}:
            name = holiday_name(*place, on, language) or seen.name
            found.append(NamedDay(on, seen.kind, name))
    return found


def weekend_of(establishment: Establishment, year: int) -> tuple[int, ...]:
    """The weekdays of rest there, Monday being 0; empty where no calendar is known."""
    calendar = Calendar(establishment.country, establishment.subdivision or None)
    try:
        kinds = {(on.weekday(), calendar.day(on).kind) for on in _days_of(year)}
    except UnknownCalendar:
        return ()
    return tuple(sorted({day for day, kind in kinds if kind is DayKind.WEEKEND}))


def _days_of(year: int) -> Iterable[date]:
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    return (first + timedelta(days=number) for number in range(length))
