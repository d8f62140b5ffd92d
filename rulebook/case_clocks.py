"""Every date owed on a case, from a rulebook: pure, no database, no now().

The what-if calculator and the desk count with the same function.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rulebook.book import Book
from rulebook.clock import Calendar, Due, ManualDay, Step, explain
from rulebook.events import BREACH, Event, EventType, in_order
from rulebook.rounds import Rounds
from rulebook.rows import Rule
from rulebook.running import Running, Status
from rulebook.terms import ClockKind, SourceKind

__all__ = [
    "Case",
    "CaseClock",
    "Event",
    "EventType",
    "Status",
    "clocks_for",
    "count",
    "in_order",
    "rules_for",
]


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
    statutes: bool = True  # count the periods of the law too

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise ValueError("The moment of receipt needs a time zone.")

    @property
    def is_breach(self) -> bool:
        return self.kind == "breach"

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.country, self.subdivision or None, self.manual_days)


@dataclass(frozen=True, slots=True)
class CaseClock:
    """One duty on a case, after all its events.

    `due` is None where the text names no number, while paused and on hold. `started_at`
    is the moment that its date is counted from: of its `start_event` (None at receipt),
    or of the event that let the period run anew. `applied` are the events that moved or
    stopped it; `round` counts on where the duty runs anew after it had ended, as in a
    reopened case.
    """

    clock: str
    rule: Rule
    due: Due | None
    steps: tuple[Step, ...]
    started_at: datetime
    applied: tuple[Event, ...] = ()
    stopped_at: datetime | None = None
    round: int = 1
    status: Status = Status.RUNNING
    leading: bool = False
    start_event: Event | None = None

    @property
    def due_at(self) -> datetime | None:
        return self.due.due_at if self.due else None

    def explanation(self, language: str = "en") -> list[str]:
        """Why this date, as sentences in `language`."""
        return explain(self.steps, language)


def clocks_for(book: Book, case: Case) -> list[CaseClock]:
    """All clocks of `case` by the newest rules of `book`; see `count`."""
    return count(rules_for(book, case), case)


def rules_for(book: Book, case: Case) -> list[Rule]:
    """The rules that such a case is measured by, whether or not they run yet.

    A default of the office stands only where neither the policy nor the law (if asked)
    sets the same duty in a number.
    """
    rules = [rule for rule in case.promises if (rule.clock in BREACH) == case.is_breach]
    if case.is_breach:
        return rules + (book.breach_rules(case.country) if case.statutes else [])
    if case.right is None:
        return rules
    if case.controller:
        rules += book.rules(case.controller, case.country, case.right)
    if case.statutes:
        rules += book.rules("", case.country, case.right)
    named = {
        _duty(rule)
        for rule in rules
        if rule.source_kind != SourceKind.OPERATOR and rule.number is not None
    }
    return [
        rule
        for rule in rules
        if rule.source_kind != SourceKind.OPERATOR or _duty(rule) not in named
    ]


# Promise before law before the office's own; by the word itself, as rules carry it.
RANKS = {str(kind): rank for rank, kind in enumerate(SourceKind)}


def count(rules: Iterable[Rule], case: Case) -> list[CaseClock]:
    """The clocks of these rules, the leading one first, those without a date last.

    A duty that nobody owes is absent. Two promises that cover one right both run; the
    open clock with the earliest due instant leads (CLOCKS.md 2.1). Raises BadPeriod and
    UnknownCalendar as `clock.due_at` does.
    """
    rules = list(rules)
    if not rules:
        return []
    events = in_order(case.events)
    rounds = Rounds(case.received_at, events, case.time_zone, case.calendar)
    runs = [run for rule in rules for run in rounds.of(rule)]
    runs.sort(key=_by_due)
    has_leader = False
    for index, (_number, running) in enumerate(runs):
        if running.standing is Status.RUNNING and running.due:
            runs.insert(0, runs.pop(index))
            has_leader = True
            break
    return [
        _clock(number, running, leading=has_leader and place == 0)
        for place, (number, running) in enumerate(runs)
    ]


def _duty(rule: Rule) -> str:
    """What is owed, whoever asks for it: response, fulfilment, or the kind itself."""
    source, _, duty = rule.clock.partition("_")
    return duty if source in RANKS else rule.clock


def _by_due(run: tuple[int, Running]) -> tuple[bool, float, int, int, str, int]:
    """By due instant; then answers first and notices last, promise before law."""
    number, running = run
    due, kind, rule = running.due, running.kind, running.rule
    rank = 0 if kind.endswith("_response") else 1
    if kind == ClockKind.EXTENSION_NOTICE:
        rank = 2
    instant = due.due_at.timestamp() if due else 0.0
    return (due is None, instant, rank, RANKS[rule.source_kind], rule.code, number)


def _clock(number: int, running: Running, *, leading: bool) -> CaseClock:
    steps = running.steps()
    if number > 1 and not running.is_reopened:
        steps = (steps[0], {"step": "again", "round": number}, *steps[1:])
    return CaseClock(
        clock=str(running.kind),
        rule=running.rule,
        due=running.due,
        steps=steps,
        started_at=running.counted_from,
        applied=tuple(running.applied),
        stopped_at=running.stopped_at,
        round=number,
        status=running.standing,
        leading=leading,
        start_event=running.start_event,
    )
