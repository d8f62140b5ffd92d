"""Try a date: one rule, one moment, in one establishment. Nothing is stored."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import Establishment
from rulebook.case_clocks import Case, CaseClock, Event, EventType, count
from rulebook.establishment_calendar import manual_days
from rulebook.events import AT_RECEIPT, BREACH
from rulebook.month_table import Month, months_of
from rulebook.rows import Rule


@dataclass(frozen=True, slots=True)
class Tried:
    """The clock as a case would have it, and its days as a calendar."""

    clock: CaseClock
    months: list[Month]

    @property
    def days(self) -> int:
        """Days of the calendar from the start to the last day."""
        if self.clock.due is None:
            return 0
        zone = self.clock.due.due_at.tzinfo
        return (
            self.clock.due.last_day - self.clock.started_at.astimezone(zone).date()
        ).days


def try_rule(
    rule: Rule, started_at: datetime, establishment: Establishment, language: str
) -> Tried | None:
    """What `rule` asks for if its period starts at `started_at` there.

    The event it starts with, and the one it is owed only after, are taken to happen at
    that moment. None where nobody would owe it even so. Raises BadPeriod and
    UnknownCalendar as `clock.due_at` does.
    """
    needed = {rule.start} - set(AT_RECEIPT) | ({rule.only_after} - {""})
    case = Case(
        kind="breach" if rule.clock in BREACH else "rights_request",
        controller=establishment.controller.slug,
        country=establishment.country,
        subdivision=establishment.subdivision or None,
        time_zone=ZoneInfo(establishment.time_zone),
        right=next(iter(rule.rights), None),
        received_at=started_at,
        events=tuple(Event(EventType(name), started_at) for name in sorted(needed)),
        manual_days=manual_days(establishment),
    )
    clocks = count([rule], case)
    if not clocks:
        return None
    return Tried(clocks[0], months_of(clocks[0], case, language))
