"""The days of a clock as month tables: which counted, which were skipped, and why."""

from calendar import Calendar as Weeks
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from rulebook.calendars import DayKind, holiday_name
from rulebook.case_clocks import Case, CaseClock
from rulebook.clock import Unit
from rulebook.errors import UnknownCalendar

MOST: Final = 4  # months drawn; of a longer period the first and the last


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a month. `state`: out, start, counted, off, moved, due or plain."""

    on: date
    state: str
    number: int | None = None  # the how-manieth day of the period
    off: str = ""  # why it did not count, in words
    words: str = ""  # the same for who cannot see the colours

    @property
    def day(self) -> int:
        return self.on.day


@dataclass(frozen=True, slots=True)
class Month:
    title: str
    weekdays: list[tuple[str, str]]  # (short, whole), Monday first
    weeks: list[list[DayCell]]
    notes: list[str]  # each day off by its date and name


def months_of(clock: CaseClock, case: Case, language: str) -> list[Month]:
    """The months from the start of `clock` to its last day; none without one."""
    if clock.due is None:
        return []
    with override(language):
        days = _marked(clock, clock.due.last_day, case, language)
        first, last = min(days), max(days)
        return [_month(year, month, days) for year, month in _drawn(first, last)]


def _marked(
    clock: CaseClock, last: date, case: Case, language: str
) -> dict[date, DayCell]:
    """Each day from the start to the last, as the rule counts it."""
    rule = clock.rule
    start = clock.started_at.astimezone(case.time_zone).date()
    by_work = rule.unit == Unit.WORKING_DAYS
    counts = by_work or rule.unit == Unit.CALENDAR_DAYS
    limit = (rule.number or 0) if counts else 0
    cells: dict[date, DayCell] = {}
    counted, on = 0, start
    while on <= last:
        off = _off(case, on, language)
        can_count = on > start or rule.counts_first_day
        number = None
        if can_count and not (by_work and off) and counted < limit:
            counted += 1
            number = counted
        cells[on] = _cell(on, start, last, number, off if by_work else "", counts)
        on += timedelta(days=1)
    moved = _moved_over(cells, case, language) if counts and not by_work else {}
    return {**cells, **moved}


def _moved_over(
    cells: dict[date, DayCell], case: Case, language: str
) -> dict[date, DayCell]:
    """Days off that the last day moved over, by name; plain days keep no name."""
    found = {}
    for on, cell in cells.items():
        if cell.state == "moved" and (off := _off(case, on, language)):
            found[on] = DayCell(on, "off", None, off, off)
    return found


def _cell(
    on: date, start: date, last: date, number: int | None, off: str, counts: bool
) -> DayCell:
    if on == last:
        return DayCell(on, "due", number, off, _("last day"))
    if on == start:
        return DayCell(on, "start", number, "", _("start"))
    if off:
        return DayCell(
            on, "off", None, off, _("does not count: %(why)s") % {"why": off}
        )
    if number is not None:
        words = ngettext("day %(number)s", "day %(number)s", number)
        return DayCell(on, "counted", number, "", words % {"number": number})
    return DayCell(on, "moved" if counts else "counted")


def _off(case: Case, on: date, language: str) -> str:
    """Why `on` is no working day there, in words; empty where it is one."""
    try:
        day = case.calendar.day(on)
    except UnknownCalendar:
        return ""
    if day.is_working:
        return ""
    if day.kind is DayKind.WEEKEND:
        return _("weekend")
    if day.kind is DayKind.MANUAL_OFF:
        return day.name or _("day off of the office")
    name = holiday_name(case.country, case.subdivision, on, language)
    return name or day.name or _("public holiday")


def _drawn(first: date, last: date) -> list[tuple[int, int]]:
    """(year, month) of each month to draw."""
    found = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        found.append((year, month))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found if len(found) <= MOST else [found[0], found[-1]]


def _month(year: int, month: int, days: dict[date, DayCell]) -> Month:
    whole = Weeks(firstweekday=0).monthdatescalendar(year, month)
    weeks = [
        [
            days.get(on, DayCell(on, "plain")) if on.month == month else _out(on)
            for on in week
        ]
        for week in whole
    ]
    inside = [cell for week in weeks for cell in week if cell.state != "out"]
    return Month(
        title=date_format(date(year, month, 1), pgettext("date format", "F Y")),
        weekdays=[_weekday(on) for on in whole[0]],
        weeks=weeks,
        notes=list(_notes(inside)),
    )


def _out(on: date) -> DayCell:
    return DayCell(on, "out")


def _weekday(on: date) -> tuple[str, str]:
    return date_format(on, "D"), date_format(on, "l")


def _notes(cells: Iterable[DayCell]) -> Iterator[str]:
    for cell in cells:
        if cell.off and cell.off != _("weekend"):
            day = date_format(cell.on, pgettext("date format", "D j M"))
            yield _("%(day)s: %(name)s") % {"day": day, "name": cell.off}
