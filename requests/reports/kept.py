"""The account of what was kept, per controller, country, right and clause.

A clock counts in the period in which its request was received, in the time zone of the
establishment. It is in time, late, or still open. A cancelled one (withdrawn,
forwarded) is counted apart, since nobody owed it in the end.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from math import ceil
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Max, OuterRef, QuerySet, Subquery

from rights.counted import Counted as Remembered
from rights.models import CaseEvent, Clock, ClockCorrection, RightsRequest
from rights.reports.local_months import LocalMonths

# Not duties of the office: the person's own time, and a chance that passes.
NOT_OWED = (Clock.Kind.CLARIFICATION_ANSWER, Clock.Kind.EXTENSION_NOTICE)
DONE = (Clock.Status.MET, Clock.Status.MISSED)
# Of ten thousand requests one takes some megabytes.
ACCOUNTS = Remembered["Account"](timedelta(minutes=1), most=4)
A_DAY_AROUND = timedelta(days=1)  # a local day begins up to a day beside the UTC one


class Duty(NamedTuple):
    """What lines of the account are told apart by."""

    controller: str
    country: str
    right: str
    kind: str
    source_kind: str
    document: str
    clause: str
    rule: str
    promise: str
    qualifier: str
    number: int | None
    unit: str

    @property
    def order(self) -> tuple[str | int, ...]:
        return (*self[:4], self.rule, -1 if self.number is None else self.number)


DUTY = len(Duty._fields)


class Counted(NamedTuple):
    """One clock, as far as the account needs it."""

    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    status: str
    time_zone: str
    received_at: datetime
    first_status: str | None  # before it was corrected; None if it never was

    @property
    def taken(self) -> timedelta | None:
        """From the start to the moment it was done; None while it is open."""
        if self.status not in DONE or self.stopped_at is None:
            return None
        return self.stopped_at - self.started_at

    @property
    def share(self) -> float | None:
        """The part of the allowed time that was used: 1.0 is the last instant."""
        if self.taken is None or self.due_at is None:
            return None
        allowed = self.due_at - self.started_at
        return self.taken / allowed if allowed else None

    def is_overdue(self, now: datetime) -> bool:
        is_open = self.status in Clock.OPEN_STATUSES
        return is_open and self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class Tally:
    """How a set of clocks stands at `now`."""

    clocks: Sequence[Counted]
    now: datetime

    def _having(self, *statuses: str) -> int:
        return sum(clock.status in statuses for clock in self.clocks)

    @cached_property
    def in_time(self) -> int:
        return self._having(Clock.Status.MET)

    @cached_property
    def late(self) -> int:
        """Done late. It stays late, however long ago, unless a person corrected it."""
        return self._having(Clock.Status.MISSED)

    @cached_property
    def overdue(self) -> int:
        """Not done, and the last instant has passed."""
        return sum(clock.is_overdue(self.now) for clock in self.clocks)

    @cached_property
    def open(self) -> int:
        """Not done yet, those overdue included."""
        return self._having(*Clock.OPEN_STATUSES)

    @cached_property
    def cancelled(self) -> int:
        return self._having(Clock.Status.CANCELLED)

    @cached_property
    def corrected(self) -> int:
        return sum(clock.first_status is not None for clock in self.clocks)

    @cached_property
    def late_before_corrections(self) -> int:
        return sum(
            (clock.first_status or clock.status) == Clock.Status.MISSED
            for clock in self.clocks
        )

    @property
    def kept_share(self) -> float | None:
        """In time, of all that had to be done by now; None where nothing had."""
        judged = self.in_time + self.late + self.overdue
        return self.in_time / judged if judged else None

    @cached_property
    def _taken(self) -> list[timedelta]:
        return sorted(taken for clock in self.clocks if (taken := clock.taken))

    @cached_property
    def median(self) -> timedelta | None:
        """Half were as fast or faster."""
        seconds = [taken.total_seconds() for taken in self._taken]
        return timedelta(seconds=median(seconds)) if seconds else None

    @property
    def percentile_95(self) -> timedelta | None:
        return percentile(self._taken, 95)

    @cached_property
    def median_share(self) -> float | None:
        shares = [share for clock in self.clocks if (share := clock.share) is not None]
        return median(shares) if shares else None


@dataclass(frozen=True)
class Line:
    duty: Duty
    tally: Tally


@dataclass(frozen=True)
class Month:
    """The clocks of the requests received in one month; `first` is its first day."""

    first: date
    tally: Tally


@dataclass(frozen=True)
class Account:
    """What was kept from `since` to `until`, both days included."""

    since: date
    until: date
    now: datetime
    dated: list[Line]  # with a last day, so that something can be late
    undated: list[Line]  # the text names no number: nothing can be late
    months: list[Month]
    whole: Tally

    @property
    def is_empty(self) -> bool:
        return not self.dated and not self.undated


def percentile(sorted_values: Sequence[timedelta], percent: int) -> timedelta | None:
    """The smallest value that `percent` of all do not exceed (nearest rank)."""
    if not sorted_values:
        return None
    return sorted_values[ceil(len(sorted_values) * percent / 100) - 1]


def account(
    requests: QuerySet[RightsRequest],
    *,
    since: date,
    until: date,
    now: datetime,
    kinds: Iterable[str] = (),
    clause: str = "",
) -> Account:
    """The account over these requests; one query.

    `kinds` are the duties to count, all of the office's if empty; `clause` the one to
    keep to. Months without a request are there too, so that a gap can be seen.
    """
    clocks = _clocks(requests, since, until).filter(kind__in=list(kinds) or _owed())
    if clause:
        clocks = clocks.filter(clause=clause)
    local = LocalMonths(since, until)
    by_duty: dict[Duty, list[Counted]] = defaultdict(list)
    by_month: dict[date, list[Counted]] = defaultdict(list)
    everything = []
    for values in clocks.iterator(10_000):
        duty = Duty._make(values[:DUTY])
        clock = Counted._make(values[DUTY:])
        month = local.of(clock.received_at, clock.time_zone)
        if month is None:
            continue
        by_duty[duty].append(clock)
        if duty.number is not None:
            everything.append(clock)
            by_month[month].append(clock)
    lines = [
        Line(duty, Tally(by_duty[duty], now))
        for duty in sorted(by_duty, key=lambda duty: duty.order)
    ]
    return Account(
        since=since,
        until=until,
        now=now,
        dated=[line for line in lines if line.duty.number is not None],
        undated=[line for line in lines if line.duty.number is None],
        months=[Month(first, Tally(by_month[first], now)) for first in local.firsts],
        whole=Tally(everything, now),
    )


def known_account(
    requests: QuerySet[RightsRequest],
    of: Iterable[Hashable],
    *,
    event: int | None = None,
    since: date,
    until: date,
    now: datetime,
    kinds: Iterable[str] = (),
    clause: str = "",
) -> Account:
    """The same, kept in memory until there is another event, a minute at most.

    `of` tells one set of requests from another: the companies' ids, a country. A clock
    ends, is corrected or begins only with an event; `event` is the last one, if it is
    known already.
    """
    if event is None:
        event = CaseEvent.objects.aggregate(most=Max("pk"))["most"] or 0
    asked = {
        *(("of", one) for one in of),
        *(("kind", kind) for kind in kinds),
        *(("since", since), ("until", until), ("clause", clause)),
    }
    return ACCOUNTS.of(
        asked,
        event,
        now,
        lambda: account(
            requests, since=since, until=until, now=now, kinds=kinds, clause=clause
        ),
    )


def received_between(
    requests: QuerySet[RightsRequest], since: date, until: date
) -> QuerySet[RightsRequest]:
    """Requests received about then: a day wider than asked, as zones differ."""
    return requests.filter(
        received_at__gte=datetime.combine(since, time.min, UTC) - A_DAY_AROUND,
        received_at__lt=datetime.combine(until, time.max, UTC) + A_DAY_AROUND,
    )


def _owed() -> list[str]:
    return [kind for kind in Clock.Kind.values if kind not in NOT_OWED]


def _clocks(
    requests: QuerySet[RightsRequest], since: date, until: date
) -> QuerySet[Clock, Any]:
    corrections = ClockCorrection.objects.filter(clock=OuterRef("pk")).order_by("pk")
    found = received_between(requests, since, until).order_by()
    return (
        Clock.objects.filter(rights_request__in=found.values("pk"))
        .order_by()
        .annotate(first_status=Subquery(corrections.values("from_status")[:1]))
        .values_list(
            "rights_request__controller__name",
            "rights_request__establishment__country",
            "rights_request__right",
            *("kind", "source_kind", "document", "clause", "rule", "promise"),
            *("qualifier", "number", "unit"),
            *("started_at", "due_at", "stopped_at", "status", "time_zone"),
            *("rights_request__received_at", "first_status"),
        )
    )
