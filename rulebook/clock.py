"""Date arithmetic of periods: pure, typed, no database, no now() (CLOCKS.md 2.3-2.5).

Every result carries the steps it was counted by; `explain` tells them as sentences.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from rulebook.calendars import Calendar, DayKind, ManualDay, package_version
from rulebook.errors import BadPeriod
from rulebook.explanation import explain

__all__ = [
    "Calendar",
    "Due",
    "ManualDay",
    "Period",
    "Step",
    "Unit",
    "due_at",
    "explain",
]

Step = dict[str, Any]  # small and JSON-able: it is stored with the clock


class Unit(StrEnum):
    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


# Ten years: beyond any promise or law, and a typing error cannot count for minutes.
LONGEST: Final = {
    Unit.HOURS: 87_600,
    Unit.CALENDAR_DAYS: 3_660,
    Unit.WORKING_DAYS: 3_660,
    Unit.MONTHS: 120,
}
END_OF_DAY: Final = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Period:
    """A number with its unit. Raises BadPeriod for what no clock can count."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        try:
            unit = Unit(self.unit)
        except ValueError:
            raise BadPeriod(
                f"The unit {self.unit!r} is not known: it must be one of "
                f"{', '.join(Unit)}."
            ) from None
        object.__setattr__(self, "unit", unit)
        # bool is an int to Python; `true` days is a mistake to a reader.
        if not isinstance(self.number, int) or isinstance(self.number, bool):
            raise BadPeriod(f"A period needs a whole number, not {self.number!r}.")
        if not 0 <= self.number <= LONGEST[unit]:
            raise BadPeriod(
                f"A period of {self.number} {unit} cannot be counted: the number must "
                f"lie between 0 and {LONGEST[unit]}."
            )


@dataclass(frozen=True, slots=True)
class Due:
    """The instant after which it is late, in the controller's zone, and how it came."""

    due_at: datetime
    last_day: date
    steps: tuple[Step, ...]


def due_at(
    started_at: datetime, period: Period, zone: ZoneInfo, calendar: Calendar
) -> Due:
    """When `period` ends if it starts at `started_at`, seen in `zone`.

    `hours` are elapsed hours: weekends and holidays count. The other units count from
    the day after the local day of `started_at` and end at 23:59:59 local time of the
    last day; nothing rolls over, as a promise in plain days does not move. A month
    ends on the same day number, or on the last day of a shorter month.

    Raises ValueError for a naive `started_at`, UnknownCalendar where working days are
    asked of a place without a calendar, BadPeriod past the year 9999.
    Source: CLOCKS.md 2.3 and 2.4.
    """
    if started_at.tzinfo is None:
        raise ValueError("The start of a period needs a time zone.")
    try:
        return _count(started_at, period, zone, calendar)
    except OverflowError:
        raise BadPeriod(
            f"A period of {period.number} {period.unit} from {started_at:%Y-%m-%d} "
            "ends after the last date that can be written."
        ) from None


def _count(
    started_at: datetime, period: Period, zone: ZoneInfo, calendar: Calendar
) -> Due:
    start = started_at.astimezone(zone)
    steps: list[Step] = [
        {"step": "start", "at": start.isoformat(), "zone": zone.key},
        {"step": "period", "number": period.number, "unit": str(period.unit)},
    ]
    match period.unit:
        case Unit.HOURS:
            # Elapsed time is counted in UTC: a change of summer time adds no hour.
            utc = started_at.astimezone(ZoneInfo("UTC"))
            end = (utc + timedelta(hours=period.number)).astimezone(zone)
            steps.append({"step": "instant", "at": end.isoformat()})
            return Due(end, end.date(), tuple(steps))
        case Unit.CALENDAR_DAYS:
            last_day = start.date() + timedelta(days=period.number)
        case Unit.WORKING_DAYS:
            last_day = _working_day(start.date(), period.number, calendar, steps)
        case Unit.MONTHS:
            last_day = _months_later(start.date(), period.number, steps)
    end = datetime.combine(last_day, END_OF_DAY, tzinfo=zone)
    steps.append({"step": "last_day", "at": end.isoformat()})
    return Due(end, last_day, tuple(steps))


def _working_day(
    start: date, number: int, calendar: Calendar, steps: list[Step]
) -> date:
    """The `number`-th working day after `start`; notes each day that did not count."""
    calendar.check()
    steps.append(
        {
            "step": "calendar",
            "country": calendar.country,
            "subdivision": calendar.subdivision,
            "package": f"holidays {package_version()}",
        }
    )
    weekend_days, counted, day = 0, 0, start
    while counted < number:
        day += timedelta(days=1)
        seen = calendar.day(day)
        counted += seen.is_working
        if seen.kind is DayKind.WEEKEND:
            weekend_days += 1
        elif seen.kind is not DayKind.WORKING:
            step = {"step": str(seen.kind), "on": day.isoformat(), "name": seen.name}
            steps.append(step)
    if weekend_days:
        steps.append({"step": "weekend", "days": weekend_days})
    return day


def _months_later(start: date, number: int, steps: list[Step]) -> date:
    years, month_index = divmod(start.month - 1 + number, 12)
    year, month = start.year + years, month_index + 1
    if year > date.max.year:
        raise OverflowError
    length = monthrange(year, month)[1]
    if start.day > length:
        steps.append({"step": "short_month", "day": start.day, "length": length})
    return date(year, month, min(start.day, length))
