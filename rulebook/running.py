"""One clock while the events of its case pass by (CLOCKS.md 2.5-2.8)."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from rulebook.calendars import Calendar
from rulebook.clock import Due, Step, end_of, extension_step, period_step
from rulebook.events import (
    ENDED_BY_ANSWER,
    ENDS,
    FULFILMENT,
    STOPPED_BY,
    Event,
    EventType,
)
from rulebook.periods import Extension, Period, Suspension, Unit
from rulebook.rows import Rule
from rulebook.started import Started, said_of
from rulebook.terms import ClockKind, Pause, Start


class Status(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    ON_HOLD = "on_hold"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


# What is asked of the person, and the event that asks or brings it.
ASKS: Final = {
    EventType.IDENTITY_REQUESTED: "identity",
    EventType.CLARIFICATION_REQUESTED: "clarification",
}
BRINGS: Final = {
    EventType.IDENTITY_RECEIVED: "identity",
    EventType.IDENTITY_VERIFIED: "identity",  # where it was not received before
    EventType.CLARIFICATION_RECEIVED: "clarification",
}


class Running:
    """The state of one clock. `see` each event once, in order, until it has ended.

    `kind` differs from the rule's own for the notice of an extension, which follows the
    rule it would extend.
    """

    def __init__(
        self, kind: ClockKind, rule: Rule, started: Started, calendar: Calendar
    ) -> None:
        self.kind, self.rule, self.calendar = kind, rule, calendar
        self.zone, self.start_event = started.zone, started.event
        self.is_notice = kind is ClockKind.EXTENSION_NOTICE and rule.clock != kind
        self.stops = STOPPED_BY[kind]
        self.counted_from = started.at
        self.period = rule.period
        self.status = Status.RUNNING
        self.stopped_at: datetime | None = None
        self.applied: list[Event] = []
        self.history: list[Step] = self._first_steps(started)
        self.remarks: list[Step] = []  # what came and changed nothing
        self.asked: dict[str, datetime] = {}  # open questions to the person
        self.held_at: datetime | None = None
        self.suspensions: list[Suspension] = []
        self.extension: Extension | None = None
        self._due: Due | None = None
        self._in_time_until = float("-inf")  # questions only ever move the date later

    @property
    def is_open(self) -> bool:
        return self.stopped_at is None

    @property
    def standing(self) -> Status:
        """How it stands now: an open one may be on hold, or wait for the person."""
        if self.stopped_at is not None:
            return self.status
        if self.held_at:
            return Status.ON_HOLD
        return Status.PAUSED if self.asked else self.status

    @property
    def is_reopened(self) -> bool:
        """Whether it starts where a reopened case starts anew."""
        start = self.start_event
        return start is not None and start.type is EventType.REOPENED

    @property
    def due(self) -> Due | None:
        """None where the text names no number, while paused and on hold."""
        if self.period is None or self.asked or self.held_at:
            return None
        if self._due is None:
            self._due = end_of(
                self.period,
                self.counted_from.astimezone(self.zone),
                self.calendar,
                counts_first_day=self.rule.counts_first_day,
                suspensions=self.suspensions,
                extension=self.extension,
                roll_over=self.rule.roll_over,
            )
        return self._due

    def see(self, event: Event) -> None:
        kind = event.type
        if self.is_notice and self._is_late(event.at):
            self._lapse(event)
        elif kind is self.stops:
            self._stop(event, Status.MISSED if self._is_late(event.at) else Status.MET)
        elif kind in ENDS or self._is_ended_by(event):
            self._stop(event, Status.CANCELLED)
        elif kind in ASKS:
            self._ask(ASKS[kind], event)
        elif kind in BRINGS:
            self._bring(BRINGS[kind], event)
        elif kind is EventType.EXTENSION_NOTIFIED:
            self._extend(event)
        elif kind is EventType.LEGAL_HOLD_PLACED:
            self.hold(event)
        elif kind is EventType.LEGAL_HOLD_RELEASED:
            self._release(event)

    def hold(self, event: Event) -> None:
        """A legal hold stops carrying out, never answering (CLOCKS.md 2.7)."""
        if self.rule.clock not in FULFILMENT or self.held_at:
            return
        if self._is_late(event.at):
            due = self.due
            assert due is not None  # noqa: S101  # late, so there is one
            late: Step = {"step": "held_late", "at": due.due_at.isoformat()}
            self.history.append(late)
        self.held_at = event.at
        self.applied.append(event)

    def steps(self) -> tuple[Step, ...]:
        """How the date came, or why there is none, to be stored and told."""
        found = list(self.history)
        due = self.due
        if due:
            found += due.steps
        elif self.held_at:
            found.append(self._at("held", self.held_at))
        elif self.period is None:
            found.append({"step": "no_number", "source": str(self.rule.source_kind)})
        else:
            found += self._period_steps(self.period)
        if self.asked and not self.held_at:
            found += [self._waiting(why, at) for why, at in self.asked.items()]
        return (*found, *self.remarks)

    def _waiting(self, why: str, at: datetime) -> Step:
        step = {**self._at("waiting", at), "why": why, "pause": self._pause(why)}
        return {**step, **self._then()} if step["pause"] == Pause.REPLACE else step

    def _then(self) -> Step:
        """The period that takes the place of the first once the person has replied."""
        return {"number": self.rule.then_number or 0, "unit": self.rule.then_unit}

    def _period_steps(self, period: Period) -> list[Step]:
        """What will be counted once the person has replied."""
        rule = self.rule
        step = period_step(
            period,
            counts_first_day=rule.counts_first_day,
            roll_over=rule.roll_over,
        )
        if self.extension is None:
            return [step]
        return [step, extension_step(self.extension, self.zone)]

    def _first_steps(self, started: Started) -> list[Step]:
        rule = self.rule
        if self.is_reopened:
            step = {"step": "reopened", **started.said}
        elif started.event:
            event = str(started.event.type)
            step = {"step": "begun", **started.said, "event": event}
        else:
            name = "aware" if rule.start == Start.AWARENESS else "start"
            step = {"step": name, **started.said}
        source = str(rule.source_kind)
        steps = [step, {"step": "source", "source": source}]
        if self.is_notice:
            steps.append({"step": "notice"})
        if rule.start_is_assumed:
            assumed: Step = {"step": "start_assumed", "source": source}
            steps.append({**assumed, "start": str(rule.start)})
        return steps

    def _at(self, name: str, at: datetime) -> Step:
        return {"step": name, **said_of(at, self.zone)}

    def _is_late(self, at: datetime) -> bool:
        # By timestamp: two times of one zone compare by the hands of the clock.
        moment = at.timestamp()
        if moment <= self._in_time_until or self.due is None:
            return False
        self._in_time_until = self.due.due_at.timestamp()
        return moment > self._in_time_until

    def _is_ended_by(self, event: Event) -> bool:
        if event.type is EventType.ANSWERED and self.kind in ENDED_BY_ANSWER:
            return True
        if event.type is EventType.CLAIM_COMPLETE:  # nothing is left to ask for
            return self.kind is ClockKind.CLARIFICATION_REQUEST
        return self.is_notice and event.type is STOPPED_BY[ClockKind(self.rule.clock)]

    def _stop(self, event: Event, status: Status) -> None:
        self.status, self.stopped_at = status, event.at
        self.applied.append(event)

    def _lapse(self, event: Event) -> None:
        """Nobody was told in time: no extension is owed, the period stays as it is."""
        due = self.due
        assert due is not None  # noqa: S101  # late, so there is one
        self._stop(event, Status.CANCELLED)
        self.stopped_at = due.due_at

    def _pause(self, why: str) -> str:
        rule = self.rule
        return str(rule.on_identity if why == "identity" else rule.on_clarification)

    def _ask(self, why: str, event: Event) -> None:
        if self._pause(why) == Pause.NONE or why in self.asked:
            return
        if self._is_late(event.at):
            self.remarks.append({**self._at("asked_late", event.at), "why": why})
            return
        self.asked[why] = event.at
        self.applied.append(event)

    def _bring(self, why: str, event: Event) -> None:
        if why not in self.asked:
            return
        asked_at = self.asked.pop(why)
        self.applied.append(event)
        self._due = None
        match self._pause(why):
            case Pause.SUSPEND:
                self.suspensions.append(Suspension(asked_at, event.at, why))
            case Pause.RESTART:
                self._run_anew("restarted", event, why, asked_at)
            case _:
                self._run_anew("replaced", event, why, asked_at)
                self.history[-1] |= self._then()
                then = Unit(self.rule.then_unit)
                self.period = Period(self.rule.then_number or 0, then)

    def _run_anew(self, name: str, event: Event, why: str, asked_at: datetime) -> None:
        since = asked_at.astimezone(self.zone).isoformat()
        self.history.append({**self._at(name, event.at), "why": why, "from": since})
        self._count_from(event.at)

    def _count_from(self, at: datetime) -> None:
        self.counted_from, self.suspensions, self._due = at, [], None
        self._in_time_until = float("-inf")

    def _extend(self, event: Event) -> None:
        number = self.rule.extension_number
        if number is None or self.is_notice:
            return
        if self.extension:
            self.remarks.append(self._at("extended_again", event.at))
        elif self._is_late(event.at):
            self.remarks.append(self._at("extended_late", event.at))
        else:
            more = Period(number, Unit(self.rule.extension_unit))
            self.extension, self._due = Extension(more, event.at), None
            self.applied.append(event)

    def _release(self, event: Event) -> None:
        """The period starts again from the release; the policies are silent on it."""
        if not self.held_at:
            return
        since = self.held_at.astimezone(self.zone).isoformat()
        self.held_at = None
        self.applied.append(event)
        self.history.append({**self._at("released", event.at), "from": since})
        self._count_from(event.at)
