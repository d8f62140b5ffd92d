"""Every open request of the people who look, read once for all of the page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rights.choices import Stage
from rights.counted import Counted
from rights.queue_rows import Place
from rights.queue_scope import OPEN_STAGES, Scope

DAYS_AHEAD = 14
SATURDAY = 5


class Open(NamedTuple):
    """An open request: its nearest date (none while it stands still) and its place."""

    pk: int
    due_at: datetime | None
    stage: str
    place: int


class DayAhead(NamedTuple):
    """Answers due on one local day: in the amber hours, later, or with the person."""

    day: date
    soon: int
    later: int
    waiting: int

    @property
    def total(self) -> int:
        return self.soon + self.later + self.waiting

    @property
    def is_weekend(self) -> bool:
        return self.day.weekday() >= SATURDAY


REQUESTS = Counted[list[Open]](timedelta(minutes=1), most=8)


@dataclass(frozen=True)
class OpenWork:
    """Figures over the open requests; all of them at the moment `scope.now`."""

    scope: Scope
    zone: ZoneInfo  # of whoever looks: days are theirs

    @cached_property
    def requests(self) -> list[Open]:
        """Nearest date first, those without one last; kept until the next event."""
        scope = self.scope
        return REQUESTS.of(scope.controllers, scope.last_event, scope.now, self._read)

    def _read(self) -> list[Open]:
        found = self.scope.requests().filter(stage__in=OPEN_STAGES)
        values = found.values_list("pk", "next_due_at", "stage", "establishment_id")
        rows = [Open(*row) for row in values]
        rows.sort(key=lambda one: (one.due_at is None, one.due_at or self.scope.now))
        return rows

    def place(self, one: Open) -> Place:
        return self.scope.places[one.place]

    @cached_property
    def overdue(self) -> Sequence[Open]:
        """Past their date: longest first."""
        now = self.scope.now
        return [one for one in self.requests if one.due_at and one.due_at < now]

    @cached_property
    def soon(self) -> Sequence[Open]:
        """Due in the amber hours that their company has set, and not overdue."""
        return [one for one in self.requests if self._is_soon(one)]

    def _is_soon(self, one: Open) -> bool:
        if one.due_at is None or one.due_at < self.scope.now:
            return False
        hours = self.place(one).soon_hours
        return one.due_at <= self.scope.now + timedelta(hours=hours)

    @property
    def soon_hours(self) -> int | None:
        """The amber hours, where all companies have set the same."""
        hours = {*self.scope.soon_hours.values()}
        return hours.pop() if len(hours) == 1 else None

    @cached_property
    def today(self) -> date:
        return self.scope.now.astimezone(self.zone).date()

    @cached_property
    def days(self) -> list[DayAhead]:
        """The next fourteen days, today first; what is overdue is not among them."""
        counts: Counter[tuple[date, str]] = Counter()
        for one in self.requests:
            if one.due_at is None or one.due_at < self.scope.now:
                continue
            kind = "soon" if self._is_soon(one) else "later"
            if one.stage == Stage.WAITING:
                kind = "waiting"
            counts[one.due_at.astimezone(self.zone).date(), kind] += 1
        ahead = (self.today + timedelta(days=n) for n in range(DAYS_AHEAD))
        return [
            DayAhead(day, *(counts[day, kind] for kind in ("soon", "later", "waiting")))
            for day in ahead
        ]

    @cached_property
    def standing_still(self) -> int:
        """Those that wait on the person and have no date until the reply."""
        return sum(
            one.stage == Stage.WAITING and one.due_at is None for one in self.requests
        )
