"""Every date owed on a case, from a rulebook: pure, no database, no now().

The what-if calculator and the desk count with the same function.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from rulebook.book import Book
from rulebook.clock import Calendar, Due, ManualDay, Step, due_at, explain
from rulebook.rows import Rule
from rulebook.terms import ClockKind


class EventType(StrEnum):
    """What can happen on a case. An event that moves no promise is read and left."""

    CLARIFICATION_REQUESTED = "clarification_requested"
    CLARIFICATION_RECEIVED = "clarification_received"
    IDENTITY_REQUESTED = "identity_requested"
    IDENTITY_RECEIVED = "identity_received"
    IDENTITY_VERIFIED = "identity_verified"
    EXTENSION_NOTIFIED = "extension_notified"
    NOT_COMPETENT = "not_competent"
    FORWARDED = "forwarded"
    ACKNOWLEDGED = "acknowledged"
    CLAIM_FLAGGED = "claim_flagged"
    LEGAL_HOLD_PLACED = "legal_hold_placed"
    LEGAL_HOLD_RELEASED = "legal_hold_released"
    ANSWERED = "answered"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"
    DUPLICATE_FOUND = "duplicate_found"
    REOPENED = "reopened"
    COMPLAINT_RECEIVED = "complaint_received"
    COMPLAINT_ANSWERED = "complaint_answered"
    AUTHORITY_NOTIFIED = "authority_notified"
    SUBJECTS_NOTIFIED = "subjects_notified"
    SUPPLEMENT_SENT = "supplement_sent"


class Status(StrEnum):
    RUNNING = "running"
    ON_HOLD = "on_hold"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


ENDS = frozenset({EventType.WITHDRAWN, EventType.DUPLICATE_FOUND, EventType.FORWARDED})
STOPS = {
    ClockKind.PROMISE_RESPONSE: EventType.ANSWERED,
    ClockKind.PROMISE_FULFILMENT: EventType.FULFILLED,
}


@dataclass(frozen=True, slots=True)
class Event:
    type: EventType
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """What the dates of a case depend on. `controller` None means no policy."""

    kind: str  # rights_request or breach
    controller: str | None
    country: str
    subdivision: str | None
    time_zone: ZoneInfo
    right: str | None
    received_at: datetime
    events: tuple[Event, ...] = ()
    promises: tuple[Rule, ...] = ()  # what-if rules, over those of the book
    manual_days: tuple[ManualDay, ...] = ()

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.country, self.subdivision or None, self.manual_days)


@dataclass(frozen=True, slots=True)
class CaseClock:
    """One duty on a case. `due` is None where the text names no number, or on hold."""

    clock: str
    rule: Rule
    due: Due | None
    steps: tuple[Step, ...]
    status: Status = Status.RUNNING
    leading: bool = False

    @property
    def due_at(self) -> datetime | None:
        return self.due.due_at if self.due else None

    def explanation(self, language: str = "en") -> list[str]:
        """Why this date, as sentences in `language`."""
        return explain(self.steps, language)


def clocks_for(book: Book, case: Case) -> list[CaseClock]:
    """All clocks of `case`, the leading one first, those without a date last.

    A duty that nobody owes is absent. Two promises that cover one right both run; the
    open clock with the earliest due instant leads (CLOCKS.md 2.1). Raises BadPeriod and
    UnknownCalendar as `clock.due_at` does.
    """
    if case.kind != "rights_request":
        return []  # no policy promises a period for a breach
    rules = list(case.promises)
    if case.controller and case.right:
        rules += book.rules(case.controller, case.country, case.right)
    clocks = [_clock(rule, case) for rule in rules]
    clocks.sort(key=_by_due)
    for index, clock in enumerate(clocks):
        if clock.status is Status.RUNNING and clock.due:
            clocks.insert(0, replace(clocks.pop(index), leading=True))
            break
    return clocks


def _by_due(clock: CaseClock) -> tuple[bool, float, str]:
    due = clock.due_at
    return (due is None, due.timestamp() if due else 0.0, clock.rule.code)


def _clock(rule: Rule, case: Case) -> CaseClock:
    """One clock after all events. A promise is never extended (CLOCKS.md 2.6)."""
    started_at, first, held = _started(rule, case)
    due, steps = _due(rule, started_at, first, case)
    clock = CaseClock(rule.clock, rule, due, steps)
    for event in case.events:
        if event.type in ENDS:
            return replace(clock, status=Status.CANCELLED)
        if event.type is STOPS[ClockKind(rule.clock)]:
            late = due is not None and event.at > due.due_at
            return replace(clock, status=Status.MISSED if late else Status.MET)
    if held:
        step = {"step": "held", "at": held.astimezone(case.time_zone).isoformat()}
        return replace(clock, due=None, steps=(*steps[:1], step), status=Status.ON_HOLD)
    return clock


def _started(rule: Rule, case: Case) -> tuple[datetime, str, datetime | None]:
    """Start, its kind of step, and the hold in force if any.

    A legal hold stops carrying out, never answering; when it is lifted the period runs
    anew from then: the office's default, as the policies are silent (CLOCKS.md 2.7).
    """
    started_at, first, held = case.received_at, "start", None
    if rule.clock != ClockKind.PROMISE_FULFILMENT:
        return started_at, first, held
    for event in case.events:
        if event.type is EventType.LEGAL_HOLD_PLACED:
            held = held or event.at
        elif event.type is EventType.LEGAL_HOLD_RELEASED and held:
            started_at, first, held = event.at, "released", None
    return started_at, first, held


def _due(
    rule: Rule, started_at: datetime, first: str, case: Case
) -> tuple[Due | None, tuple[Step, ...]]:
    assumed: tuple[Step, ...] = ()
    if rule.start_is_assumed:
        assumed = ({"step": "start_assumed"},)
    if rule.period is None:
        local = started_at.astimezone(case.time_zone)
        start = {"step": first, "at": local.isoformat(), "zone": case.time_zone.key}
        return None, (start, {"step": "no_number"})
    due = due_at(started_at, rule.period, case.time_zone, case.calendar)
    start, *rest = due.steps
    steps = ({**start, "step": first}, *assumed, *rest)
    return replace(due, steps=steps), steps


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events by their moment; those of one moment stay as they were given."""
    return tuple(sorted(events, key=lambda event: event.at))
