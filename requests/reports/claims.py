"""Colombia's half-yearly report of claims, ready to be typed into the state's register.

The law tells two things apart: a consultation (to see or be told) and a claim (to have
something corrected, erased, stopped). Source: Law 1581 of 2012 arts. 14-15; the report
is due within the first 15 working days of February and of August (rules of the RNBD).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from rights.choices import OPEN, Outcome, Right, State
from rights.models import Clock, RightsRequest
from rights.reports.kept import Counted, Tally, received_between
from rulebook.clock import Calendar, Period, Unit, due_at
from rulebook.laws import laws

COUNTRY = "CO"
CONSULTATIONS = (Right.ACCESS, Right.INFORMATION)
CLAIMS = (
    Right.RECTIFICATION,
    Right.ERASURE,
    Right.ACCOUNT_CANCELLATION,
    Right.RESTRICTION,
    Right.OBJECTION,
    Right.CONSENT_WITHDRAWAL,
    Right.MARKETING_STOP,
    Right.AUTOMATED_DECISION,
    Right.COMPLAINT,
)
RESPONSES = (
    Clock.Kind.STATUTE_RESPONSE,
    Clock.Kind.PROMISE_RESPONSE,
    Clock.Kind.OPERATOR_RESPONSE,
)


class Sort(StrEnum):
    CONSULTATION = "consultation"
    CLAIM = "claim"


@dataclass(frozen=True, order=True)
class Half:
    """One half of a year: 1 is January to June, 2 is July to December."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Half":
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def read(cls, text: str) -> "Half | None":
        """ "2026-1" as the first half of 2026; None for anything else."""
        year, dash, number = text.partition("-")
        if not dash or number not in {"1", "2"} or not year.isdecimal():
            return None
        return cls(int(year), int(number)) if 1970 <= int(year) <= 2199 else None

    @property
    def code(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 1 if self.number == 1 else 7, 1)

    @property
    def last(self) -> date:
        return date(self.year, 6, 30) if self.number == 1 else date(self.year, 12, 31)

    @property
    def before(self) -> "Half":
        return Half(self.year, 1) if self.number == 2 else Half(self.year - 1, 2)

    def due_on(self) -> date:
        """The last day to report it: so many working days into the month it falls due.

        Source: the fact CO-CLAIMS-REPORT of the law's data file.
        """
        law = laws()[COUNTRY]
        duty = law.fact("CO-CLAIMS-REPORT")
        earliest, latest = min(duty.months), max(duty.months)
        month = latest if self.number == 1 else earliest
        year = self.year if self.number == 1 else self.year + 1
        eve = date(year, month, 1) - timedelta(days=1)
        zone = ZoneInfo(law.zones[0])
        started_at = datetime.combine(eve, time(12), tzinfo=zone)
        period = Period(duty.number, Unit(duty.unit))
        return due_at(started_at, period, zone, Calendar(COUNTRY)).last_day


@dataclass(frozen=True)
class ClaimLine:
    """The requests of one right: what became of them, and how fast."""

    sort: Sort
    right: Right
    outcomes: Counter[str]  # Outcome, or State of what ended otherwise, or "open"
    answers: Tally  # one clock a request: the response that leads

    @property
    def received(self) -> int:
        return self.outcomes.total()

    @property
    def granted(self) -> int:
        return self.outcomes[Outcome.GRANTED]

    @property
    def partly_granted(self) -> int:
        return self.outcomes[Outcome.PARTLY_GRANTED]

    @property
    def refused(self) -> int:
        return self.outcomes[Outcome.REFUSED]

    @property
    def forwarded(self) -> int:
        return self.outcomes[State.TRANSFERRED]

    @property
    def ended_otherwise(self) -> int:
        """Withdrawn, abandoned or a duplicate."""
        ways = (State.WITHDRAWN, State.ABANDONED, State.DUPLICATE)
        return sum(self.outcomes[way] for way in ways)

    @property
    def open(self) -> int:
        return self.outcomes["open"]


@dataclass(frozen=True)
class ClaimsReport:
    half: Half
    due_on: date
    lines: list[ClaimLine]

    @cached_property
    def received(self) -> int:
        return sum(line.received for line in self.lines)


def claims_report(
    requests: QuerySet[RightsRequest], half: Half, *, now: datetime
) -> ClaimsReport:
    """Claims and consultations received in Colombia in this half-year; two queries."""
    found = [
        one
        for one in received_between(
            requests.filter(establishment__country=COUNTRY)
            .exclude(state__in=(State.UNCONFIRMED, State.REJECTED_SPAM))
            .select_related("establishment"),
            half.first,
            half.last,
        )
        if half.first <= _received_on(one) <= half.last
    ]
    answers = _answers(found)
    lines = []
    for sort, rights in ((Sort.CONSULTATION, CONSULTATIONS), (Sort.CLAIM, CLAIMS)):
        for right in rights:
            mine = [one for one in found if one.right == right]
            if not mine:
                continue
            clocks = [answers[one.pk] for one in mine if one.pk in answers]
            outcomes = Counter(_outcome(one) for one in mine)
            lines.append(ClaimLine(sort, right, outcomes, Tally(clocks, now)))
    return ClaimsReport(half, half.due_on(), lines)


def _received_on(rights_request: RightsRequest) -> date:
    zone = ZoneInfo(rights_request.establishment.time_zone)
    return rights_request.received_at.astimezone(zone).date()


def _outcome(rights_request: RightsRequest) -> str:
    if rights_request.outcome:
        return rights_request.outcome
    return "open" if rights_request.state in OPEN else rights_request.state


def _answers(requests: list[RightsRequest]) -> dict[int, Counted]:
    """The response clock of each request: the law's, else the policy's, else ours."""
    by_key = {one.pk: one for one in requests}
    found: dict[int, tuple[int, Counted]] = {}
    clocks = Clock.objects.filter(
        rights_request__in=by_key, kind__in=RESPONSES
    ).order_by("due_at", "pk")
    for clock in clocks:
        one = by_key[clock.rights_request_id]
        rank = RESPONSES.index(Clock.Kind(clock.kind))
        if one.pk in found and found[one.pk][0] <= rank:
            continue
        found[one.pk] = (
            rank,
            Counted(
                started_at=clock.started_at,
                due_at=clock.due_at,
                stopped_at=clock.stopped_at,
                status=clock.status,
                time_zone=clock.time_zone,
                received_at=one.received_at,
                first_status=None,
            ),
        )
    return {key: counted for key, (_rank, counted) in found.items()}
