"""The tracker of a case: five steps, never more or fewer, for every request."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rights.choices import State
from rights.followed import Followed
from rights.models import CaseEvent, Clock, FulfilmentTask

LAST = 4  # the number of the tracker's last step


@dataclass(frozen=True)
class Step:
    """One of the five steps of the tracker; it never gets more or fewer."""

    label: str
    state: str  # done, current, todo
    text: str = ""


class TrackerPart(Followed):
    """How far the request has come."""

    @property
    def steps(self) -> list[Step]:
        """Where it stands, in the same five steps for every request."""
        current = self._current()
        rows = [
            (_("We received your request"), self.moment(self.case.received_at)),
            self._identity(),
            (_("We look into it"), self._looking()),
            (_("We decide and write to you"), self._answer_text()),
            self._last(),
        ]
        return [
            Step(label=label, text=text, state=self._state(number, current))
            for number, (label, text) in enumerate(rows)
        ]

    def _state(self, number: int, current: int) -> str:
        """A case that ended early keeps what was done, and that it ended."""
        if number < current or (number == LAST and self.case.is_closed):
            return "done"
        is_current = number == current and not self.case.is_closed
        return "current" if is_current else "todo"

    def _current(self) -> int:
        """How many of the five steps are behind us."""
        if self.case.state == State.CLOSED:
            return LAST + 1
        if self.is_decided:
            return 4
        if self.case.state in {State.DECIDED, State.FULFILLING, State.DEFERRED}:
            return 3
        return 2 if CaseEvent.Type.IDENTITY_VERIFIED in self.events else 1

    def _identity(self) -> tuple[str, str]:
        known = self.events.get(CaseEvent.Type.IDENTITY_VERIFIED)
        if known:
            return _("We know it is you"), self.day(known)
        return _("We check that it is you"), ""

    def _looking(self) -> str:
        """How many places have been looked at, where the office lists them."""
        states = [place.one for place in self.facts.of("place")]
        if self._current() != 2:
            return ""
        if self.waits_for_person:
            return _("We wait for your answer to our message.")
        if not states:
            return ""
        done = sum(state not in FulfilmentTask.UNSETTLED for state in states)
        return ngettext(
            "%(done)d of %(all)d place done",
            "%(done)d of %(all)d places done",
            len(states),
        ) % {"done": done, "all": len(states)}

    def _answer_text(self) -> str:
        answered = self.events.get(CaseEvent.Type.ANSWERED)
        if answered:
            return self.day(answered)
        return self._by(self.clock(Clock.ANSWERING))

    def _last(self) -> tuple[str, str]:
        if self.case.state == State.WITHDRAWN:
            return _("You took the request back"), self.day(self.case.closed_at)
        if self.case.is_closed:
            return _("Closed"), self.day(self.case.closed_at)
        clock = self.clock(Clock.CARRYING_OUT)
        return _("We do what was decided"), self._by(clock)

    def _by(self, clock: Clock | None) -> str:
        if clock is None or clock.due_at is None or self.case.is_closed:
            return ""
        if clock.period[1] == "hours":
            return _("By %(moment)s") % {"moment": self.moment(clock.due_at)}
        return _("By %(day)s") % {"day": self.day(clock.due_at)}
