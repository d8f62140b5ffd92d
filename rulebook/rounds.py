"""The runs of one rule on a case: the first, and those after it had ended.

A request that is reopened starts its clocks anew, and a duty that starts with an event
starts again when the event comes again. A clock that is still open runs on: nothing but
its own end sets a date aside (CLOCKS.md 2.8).
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from rulebook.calendars import Calendar
from rulebook.events import AT_RECEIPT, ENDS, Event, EventType
from rulebook.rows import Rule
from rulebook.running import Running
from rulebook.started import started
from rulebook.terms import ClockKind, Start

# Without one of these all events are of one round, and no hold is in force.
DIVIDE = frozenset({EventType.REOPENED, EventType.LEGAL_HOLD_PLACED})


class Rounds:
    """The events of a case in order, and what else its clocks have in common."""

    def __init__(
        self,
        received_at: datetime,
        events: Sequence[Event],
        zone: ZoneInfo,
        calendar: Calendar,
    ) -> None:
        self.zone, self.calendar = zone, calendar
        self.at_receipt = started(received_at, None, zone)
        # What lies before the receipt cannot be about this case.
        received = received_at.timestamp()
        since = bisect_left(events, received, key=lambda event: event.at.timestamp())
        self.events = events[since:]
        self.types = {event.type for event in self.events}
        self.rounds, self.holds = self._per_event()

    def of(self, rule: Rule) -> Iterator[tuple[int, Running]]:
        """Each run of this rule that somebody owes, with its round.

        A run that the law lets extend has the last moment to tell so beside it.
        """
        number = 0
        begin = self._begin(rule, 0, first=True)
        while begin is not None:
            position, start = begin
            clock = self._running(ClockKind(rule.clock), rule, start, position)
            end = self._run(clock, position, len(self.events))
            number = max(number + 1, self.rounds[position])
            if self._is_owed(rule, start, position, end):
                yield number, clock
                if rule.extension_number is not None:
                    notice = ClockKind.EXTENSION_NOTICE
                    told = self._running(notice, rule, start, position)
                    self._run(told, position, end)
                    yield number, told
            if clock.is_open:
                return
            begin = self._begin(rule, end, first=False)

    def _per_event(self) -> tuple[list[int], list[Event | None]]:
        """Before each event and after the last: the round, and the hold in force.

        The round is 1, and one more for each reopening; two in a row are one.
        """
        if self.types.isdisjoint(DIVIDE):
            places = len(self.events) + 1
            return [1] * places, [None] * places
        rounds, holds = [1], cast(list[Event | None], [None])
        number, held, before = 1, None, None
        for event in self.events:
            if event.type is EventType.REOPENED is not before:
                number += 1
            elif event.type is EventType.LEGAL_HOLD_PLACED:
                held = held or event
            elif event.type is EventType.LEGAL_HOLD_RELEASED:
                held = None
            before = event.type
            rounds.append(number)
            holds.append(held)
        return rounds, holds

    def _running(
        self, kind: ClockKind, rule: Rule, start: Event | None, position: int
    ) -> Running:
        begun = started(start.at, start, self.zone) if start else self.at_receipt
        clock = Running(kind, rule, begun, self.calendar)
        if held := self.holds[position]:
            clock.hold(held)
        return clock

    def _begin(
        self, rule: Rule, position: int, *, first: bool
    ) -> tuple[int, Event | None] | None:
        """Where the next run begins: the position after its event, and the event."""
        wanted: str = rule.start
        if rule.start in AT_RECEIPT:
            if first:
                return 0, None
            wanted = Start.REOPENED
        if wanted not in self.types:
            return None
        for index in range(position, len(self.events)):
            if self.events[index].type == wanted:
                return index + 1, self.events[index]
        return None

    def _run(self, clock: Running, position: int, end: int) -> int:
        """Let events pass until the clock has ended; the position after the last."""
        for index in range(position, end):
            clock.see(self.events[index])
            if not clock.is_open:
                return index + 1
        return end

    def _is_owed(
        self, rule: Rule, start: Event | None, position: int, end: int
    ) -> bool:
        """Whether the event came without which nobody owes this clock."""
        if not rule.only_after or (start and start.type == rule.only_after):
            return True
        if rule.only_after not in self.types:
            return False
        for event in self.events[position:end]:
            if event.type == rule.only_after:
                return True
            if event.type in ENDS:
                return False
        return False
