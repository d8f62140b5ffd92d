"""Date arithmetic of periods: pure, typed, no database, no now() (CLOCKS.md 2.3-2.6).

Every result carries the steps it was counted by; `explain` tells them as sentences.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from rulebook.calendars import Calendar, ManualDay, package_version
from rulebook.days import (
    Passed,
    kind_name,
    moved_on,
    working_day_after,
    working_days_between,
)
from rulebook.errors import BadPeriod
from rulebook.explanation import explain
from rulebook.periods import LONGEST, Extension, Period, Suspension, Unit
from rulebook.terms import RollOver

__all__ = [
    "LONGEST",
    "Calendar",
    "Due",
    "Extension",
    "ManualDay",
    "Period",
    "Step",
    "Suspension",
    "Unit",
    "due_at",
    "end_of",
    "explain",
    "extension_step",
    "period_step",
]

Step = dict[str, Any]  # small and JSON-able: it is stored with the clock

# Where the clocks go back over midnight the day has this second twice; the later one
# ends it (Almaty, 29 February 2024).
END_OF_DAY: Final = time(23, 59, 59, fold=1)


@dataclass(frozen=True, slots=True)
class Due:
    """The instant after which it is late, in the controller's zone, and how it came."""

    due_at: datetime
    last_day: date
    steps: tuple[Step, ...]


def due_at(
    started_at: datetime,
    period: Period,
    zone: ZoneInfo,
    calendar: Calendar,
    *,
    counts_first_day: bool = False,
    suspensions: Sequence[Suspension] = (),
    extension: Extension | None = None,
    roll_over: str = RollOver.NONE,
) -> Due:
    """When `period` ends if it starts at `started_at`, seen in `zone`.

    `hours` are elapsed hours: weekends and holidays count, and nothing rolls over. The
    other units count from the day after the local day of `started_at`, or with that day
    where the rule counts it, and end at 23:59:59 local time of the last day. A month
    ends on the same day number, or on the last day of a shorter month.

    The days of a suspension are not counted, from the day after the question to the day
    of the reply; of overlapping ones each day once. An extension adds to the unextended
    expiry before it rolls over; working days add to the due date, months to a period in
    months. Then the last day moves on once from a day off, where the rule says so.

    Raises ValueError for a naive `started_at`, UnknownCalendar where days off are asked
    of a place without a calendar, BadPeriod past the year 9999.
    Source: CLOCKS.md 2.3-2.6.
    """
    if started_at.tzinfo is None:
        raise ValueError("The start of a period needs a time zone.")
    start = started_at.astimezone(zone)
    step: Step = {"step": "start", "at": start.isoformat(), "zone": zone.key}
    due = end_of(
        period,
        start,
        calendar,
        counts_first_day=counts_first_day,
        suspensions=suspensions,
        extension=extension,
        roll_over=roll_over,
    )
    return replace(due, steps=(step, *due.steps))


def end_of(
    period: Period,
    start: datetime,
    calendar: Calendar,
    *,
    counts_first_day: bool = False,
    suspensions: Sequence[Suspension] = (),
    extension: Extension | None = None,
    roll_over: str = RollOver.NONE,
) -> Due:
    """The same from a `start` in the zone already, told without the step of the start.

    Raises UnknownCalendar and BadPeriod as `due_at` does.
    """
    zone = start.tzinfo
    assert isinstance(zone, ZoneInfo)  # noqa: S101  # as the callers made it
    steps: list[Step] = []
    if len(suspensions) > 1:
        suspensions = sorted(suspensions, key=lambda one: one.asked_at.timestamp())
    try:
        if period.unit is Unit.HOURS:
            return _after_hours(start, period, zone, suspensions, extension, steps)
        count = _DayCount(start, period, calendar, steps)
        count.run(counts_first_day, suspensions, extension, roll_over)
        last_day = date.fromordinal(min(count.last, date.max.toordinal() + 1))
    except (OverflowError, ValueError):
        raise BadPeriod(
            f"A period of {period.number} {period.unit} from {start:%Y-%m-%d} "
            "ends after the last date that can be written."
        ) from None
    end = datetime.combine(last_day, END_OF_DAY, tzinfo=zone)
    steps.append({"step": "last_day", "at": end.isoformat()})
    return Due(end, last_day, tuple(steps))


def _after_hours(
    start: datetime,
    period: Period,
    zone: ZoneInfo,
    suspensions: Sequence[Suspension],
    extension: Extension | None,
    steps: list[Step],
) -> Due:
    """Elapsed time is counted in UTC: a change of summer time adds no hour."""
    steps.append(period_step(period))
    hours = period.number
    if extension:
        hours += extension.period.number
        steps.append(extension_step(extension, zone))
    covered = start.astimezone(UTC)
    end = covered + timedelta(hours=hours)
    for one in suspensions:
        since, until = one.asked_at.astimezone(UTC), one.answered_at.astimezone(UTC)
        still = max(until - max(since, covered), timedelta())
        covered = max(covered, until)
        end += still
        step = _suspension_step(one, zone)
        steps.append({**step, "seconds": still.total_seconds()})
    local = end.astimezone(zone)
    steps.append({"step": "instant", "at": local.isoformat()})
    return Due(local, local.date(), tuple(steps))


class _DayCount:
    """One count of days; `last` is the last day as an ordinal."""

    def __init__(
        self, start: datetime, period: Period, calendar: Calendar, steps: list[Step]
    ) -> None:
        self.first = self.last = start.toordinal()
        self.zone = start.tzinfo
        self.period, self.calendar, self.steps = period, calendar, steps
        self.knows_calendar = False

    def run(
        self,
        counts_first_day: bool,
        suspensions: Sequence[Suspension],
        extension: Extension | None,
        roll_over: str,
    ) -> None:
        self.steps.append(
            period_step(
                self.period, counts_first_day=counts_first_day, roll_over=roll_over
            )
        )
        if extension:
            self.steps.append(extension_step(extension, self.zone))
        early = int(counts_first_day and self.period.number > 0)
        resumed_on, suspended = self._suspended(self.first - early, suspensions)
        self._count(early, suspended, extension, roll_over)
        if self.last < resumed_on:
            self._wait_for(resumed_on)
        if roll_over != RollOver.NONE:
            self._roll_over(roll_over)

    def _count(
        self, early: int, suspended: int, extension: Extension | None, roll_over: str
    ) -> None:
        """The last day before it rolls over; `early` is 1 if the first day counts."""
        number, unit = self.period.number, self.period.unit
        more = extension.period if extension else None
        if more and more.unit is unit:
            number, more = number + more.number, None
        match unit:
            case Unit.WORKING_DAYS:
                self._walk(self.first - early, number + suspended)
            case Unit.MONTHS:
                self.last = self._months_later(self.first, number, early) + suspended
            case _:
                self.last = self.first - early + number + suspended
        if more and more.unit is Unit.WORKING_DAYS:
            if roll_over != RollOver.NONE:
                self._roll_over(roll_over)
            self._walk(self.last, more.number)
        elif more and more.unit is Unit.MONTHS:
            self.last = self._months_later(self.last, more.number, 0)
        elif more:
            self.last += more.number

    def _suspended(
        self, origin: int, suspensions: Sequence[Suspension]
    ) -> tuple[int, int]:
        """The day of the last reply, and how many days were not counted till then."""
        covered, total = origin, 0
        for one in suspensions:
            since = max(one.asked_at.astimezone(self.zone).toordinal(), covered)
            until = max(one.answered_at.astimezone(self.zone).toordinal(), since)
            if self.period.unit is Unit.WORKING_DAYS:
                days = working_days_between(self.calendar, since, until)
            else:
                days = until - since
            covered, total = max(covered, until), total + days
            step = _suspension_step(one, self.zone)
            self.steps.append({**step, "unit": str(self.period.unit), "days": days})
        return (covered if suspensions else 0), total

    def _walk(self, origin: int, number: int) -> None:
        self._name_calendar()
        passed = working_day_after(self.calendar, origin, number)
        self.steps += self._special(passed)
        if passed.weekend_days:
            self.steps.append({"step": "weekend", "days": passed.weekend_days})
        self.last = passed.day

    def _wait_for(self, resumed_on: int) -> None:
        """No last day lies before the reply: then it is the first that is worked."""
        before, self.last = self.last, resumed_on
        self.last = working_day_after(self.calendar, resumed_on - 1, 1).day
        step: Step = {"step": "resumed", "from": _iso(before), "to": _iso(self.last)}
        self.steps.append(step)

    def _roll_over(self, roll_over: str) -> None:
        passed = moved_on(self.calendar, self.last, roll_over)
        if passed.day == self.last:
            return
        self._name_calendar()
        step: Step = {
            "step": "roll_over",
            "from": _iso(self.last),
            "to": _iso(passed.day),
            "over": self._special(passed),
        }
        self.steps.append(step)
        self.last = passed.day

    def _name_calendar(self) -> None:
        if self.knows_calendar:
            return
        self.knows_calendar = True
        self.calendar.check()
        step: Step = {
            "step": "calendar",
            "country": self.calendar.country,
            "subdivision": self.calendar.subdivision,
            "package": f"holidays {package_version()}",
        }
        self.steps.append(step)

    def _special(self, passed: Passed) -> list[Step]:
        return [
            {
                "step": kind_name(kind),
                "on": _iso(day),
                "name": self.calendar.name(date.fromordinal(day)),
            }
            for day, kind in passed.special
        ]

    def _months_later(self, day: int, number: int, early: int) -> int:
        start = date.fromordinal(day)
        years, month_index = divmod(start.month - 1 + number, 12)
        year, month = start.year + years, month_index + 1
        if year > date.max.year:
            raise OverflowError
        length = monthrange(year, month)[1]
        if start.day <= length:
            return date(year, month, start.day).toordinal() - early
        step: Step = {"step": "short_month", "day": start.day, "length": length}
        self.steps.append(step)
        return date(year, month, length).toordinal()


def period_step(
    period: Period, *, counts_first_day: bool = False, roll_over: str = RollOver.NONE
) -> Step:
    step: Step = {
        "step": "period",
        "number": period.number,
        "unit": str(period.unit),
    }
    if counts_first_day:
        step["counts_first_day"] = True
    if roll_over != RollOver.NONE and period.unit is not Unit.HOURS:
        step["roll_over"] = str(roll_over)
    return step


def extension_step(extension: Extension, zone: tzinfo | None) -> Step:
    return {
        "step": "extended",
        "at": extension.told_at.astimezone(zone).isoformat(),
        "number": extension.period.number,
        "unit": str(extension.period.unit),
    }


def _suspension_step(one: Suspension, zone: tzinfo | None) -> Step:
    return {
        "step": "suspended",
        "why": one.why,
        "from": one.asked_at.astimezone(zone).isoformat(),
        "to": one.answered_at.astimezone(zone).isoformat(),
    }


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
