"""Steps over the days of a calendar. Days are ordinals, as in `date.toordinal`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from rulebook.calendars import (
    HOLIDAY,
    KINDS,
    MANUAL_OFF,
    WEEKEND,
    WORKED,
    WORKING,
    Calendar,
)
from rulebook.terms import RollOver

SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Passed:
    """Where a walk ended, and the days on the way that are worth a word."""

    day: int
    special: tuple[tuple[int, int], ...] = ()  # (day, kind): all but working, weekend
    weekend_days: int = 0


def working_day_after(calendar: Calendar, day: int, number: int) -> Passed:
    """The `number`-th working day after `day`. Raises OverflowError past year 9999."""
    if number == 0:
        return Passed(day)
    counted = weekend_days = 0
    special = []
    for on, kind in days_after(calendar, day):
        if kind == WORKING:
            counted += 1
        elif kind == WEEKEND:
            weekend_days += 1
        else:
            special.append((on, kind))
            counted += kind in WORKED
        if counted == number:
            return Passed(on, tuple(special), weekend_days)
    raise AssertionError  # days_after has no end but OverflowError


def working_days_between(calendar: Calendar, after: int, until: int) -> int:
    """How many days after `after`, up to and including `until`, are worked."""
    found, day = 0, after + 1
    while day <= until:
        year, first = _year_of(day)
        kinds = calendar.kinds(year)
        part = kinds[day - first : until - first + 1]
        found += sum(part.count(kind) for kind in WORKED)
        day = first + len(kinds)
    return found


def moved_on(calendar: Calendar, day: int, roll_over: str) -> Passed:
    """`day`, or the first day after it that this roll-over does not pass over."""
    passed: list[tuple[int, int]] = []
    for on, kind in days_after(calendar, day - 1):
        if not _is_passed_over(on, kind, roll_over):
            return Passed(on, tuple(passed))
        passed.append((on, kind))
    raise AssertionError  # days_after has no end but OverflowError


def _is_passed_over(day: int, kind: int, roll_over: str) -> bool:
    if roll_over == RollOver.WEEKLY_AND_PUBLIC_HOLIDAYS:
        return kind not in WORKED
    if kind == WEEKEND:
        return (day - 1) % 7 == SUNDAY
    return kind in (HOLIDAY, MANUAL_OFF)


def days_after(calendar: Calendar, day: int) -> Iterator[tuple[int, int]]:
    """Each day after `day` with its kind, without end but that of the calendar."""
    day += 1
    year, first = _year_of(day)
    while True:
        kinds = calendar.kinds(year)
        for index in range(day - first, len(kinds)):
            yield first + index, kinds[index]
        first += len(kinds)
        day, year = first, year + 1
        if year > date.max.year:
            raise OverflowError


def kind_name(kind: int) -> str:
    return str(KINDS[kind])


def _year_of(day: int) -> tuple[int, int]:
    """The year that `day` lies in, and the ordinal of its first of January."""
    if day > date.max.toordinal():
        raise OverflowError
    year = date.fromordinal(day).year
    return year, date(year, 1, 1).toordinal()
