"""What a person sees of their own case: the date, where it stands, words both ways.

Internal notes and owners are not read here, so no page of the person can show them.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from correspondence.models import Letter
from rights.choices import BEFORE_DECISION, Outcome, State
from rights.explaining import DateOwed, owed
from rights.models import (
    CaseEvent,
    Clock,
    Decision,
    FulfilmentTask,
    Message,
    RightsRequest,
)
from rights.wording import gives_us, paragraphs

LAST = 4  # the number of the tracker's last step


@dataclass(frozen=True)
class Hero:
    """The one date a person looks for; `words` stand where there is no date."""

    label: str
    due_at: datetime | None = None
    by_hour: bool = False
    has_countdown: bool = False
    words: str = ""
    text: str = ""


@dataclass(frozen=True)
class Step:
    """One of the five steps of the tracker; it never gets more or fewer."""

    label: str
    state: str  # done, current, todo
    text: str = ""


@dataclass(frozen=True)
class Answer:
    """The letter with the decision, once it has been sent."""

    sent_at: datetime | None
    language: str
    paragraphs: list[str]


class Following:
    """One case, read once, for its status page. `at` is now."""

    def __init__(
        self, rights_request: RightsRequest, *, at: datetime, language: str
    ) -> None:
        self.case = rights_request
        self.at = at
        self.zone = ZoneInfo(rights_request.establishment.time_zone)
        self.clocks = list(rights_request.clocks.all())
        self.dates: list[DateOwed] = owed(rights_request, language=language)
        self.events: dict[str, datetime] = dict(
            rights_request.events.order_by("at", "pk").values_list("type", "at")
        )
        self.decision = rights_request.decisions.filter(
            state=Decision.State.SENT
        ).first()

    @property
    def hero(self) -> Hero:
        """The leading open clock; what happened, where none is open any more."""
        if self.case.is_closed:
            return self._closed()
        clock = self._clock(Clock.Kind.PROMISE_RESPONSE)
        if self.decision is None:
            return self._open(
                clock,
                label=_("We answer by"),
                late=_("We should have answered by"),
            )
        clock = self._clock(Clock.Kind.PROMISE_FULFILMENT)
        if clock is None:
            return Hero(
                label=_("We answered on"),
                due_at=self.events.get(CaseEvent.Type.ANSWERED),
                text=_("We now do what our answer says."),
            )
        return self._open(
            clock, label=_("We finish by"), late=_("We should have finished by")
        )

    @property
    def steps(self) -> list[Step]:
        """Where it stands, in the same five steps for every request."""
        current = self._current()
        rows = [
            (_("We received your request"), self._moment(self.case.received_at)),
            self._identity(),
            (_("We look into it"), self._looking()),
            (_("We decide and write to you"), self._answer_text()),
            self._last(),
        ]
        return [
            Step(label=label, text=text, state=self._state(number, current))
            for number, (label, text) in enumerate(rows)
        ]

    @property
    def messages(self) -> list[Message]:
        """Words between the person and the office. A note has no way in here."""
        return list(
            self.case.messages.filter(
                kind__in=[Message.Kind.FROM_PERSON, Message.Kind.TO_PERSON]
            )
        )

    @property
    def answer(self) -> Answer | None:
        if self.decision is None or self.decision.letter_id is None:
            return None
        letter = Letter.objects.get(pk=self.decision.letter_id)
        return Answer(
            sent_at=self.events.get(CaseEvent.Type.ANSWERED),
            language=letter.language,
            paragraphs=paragraphs(letter.body),
        )

    @property
    def waits_for_person(self) -> bool:
        return self.case.state == State.CLARIFICATION

    @property
    def can_write(self) -> bool:
        return self.case.is_open

    @property
    def why_not_withdraw(self) -> str:
        """Why the request cannot be taken back now; blank if it can."""
        if self.case.state in BEFORE_DECISION:
            return ""
        if self.case.state == State.WITHDRAWN:
            return _("You have taken this request back already.")
        if self.case.is_closed:
            return _("This request is closed, so it cannot be taken back any more.")
        return _(
            "We have decided on this request and are doing what was decided, so it "
            "cannot be taken back here. Write us a message if something should stop."
        )

    def _open(self, clock: Clock | None, *, label: str, late: str) -> Hero:
        if clock is None:
            return Hero(
                label=_("We have your request"),
                words=_("No date is set"),
                text=_(
                    "The policy names no period for this. We write to you as soon as "
                    "we can answer."
                ),
            )
        if clock.due_at is None:
            return Hero(
                label=label,
                words=_("As soon as we can"),
                text=_("The policy promises it in good time and names no number."),
            )
        if clock.is_late(self.at):
            return Hero(
                label=late,
                due_at=clock.due_at,
                by_hour=clock.unit == "hours",
                has_countdown=True,
                text=_("We are late. You can complain; see below how."),
            )
        return Hero(
            label=label,
            due_at=clock.due_at,
            by_hour=clock.unit == "hours",
            has_countdown=True,
            text=gives_us(clock),
        )

    def _closed(self) -> Hero:
        if self.case.state == State.WITHDRAWN:
            label, text = _("You took this request back on"), ""
        elif self.case.state == State.CLOSED:
            label, text = _("Done on"), OUTCOMES[Outcome(self.case.outcome)]()
        else:
            label, text = _("We closed this request on"), ""
        return Hero(label=label, due_at=self.case.closed_at, text=text)

    def _clock(self, kind: Clock.Kind) -> Clock | None:
        """The open clock of this kind due first; one without a date if it is alone."""
        found = [c for c in self.clocks if c.kind == kind and c.is_open]
        dated = [c for c in found if c.due_at is not None]
        return min(dated, key=lambda c: c.due_at or self.at, default=None) or next(
            iter(found), None
        )

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
        if self.decision is not None:
            return 4
        if self.case.state in {State.DECIDED, State.FULFILLING, State.DEFERRED}:
            return 3
        return 2 if CaseEvent.Type.IDENTITY_VERIFIED in self.events else 1

    def _identity(self) -> tuple[str, str]:
        known = self.events.get(CaseEvent.Type.IDENTITY_VERIFIED)
        if known:
            return _("We know it is you"), self._day(known)
        return _("We check that it is you"), ""

    def _looking(self) -> str:
        """How many places have been looked at, where the office lists them."""
        states = list(
            self.case.tasks.filter(phase=FulfilmentTask.Phase.ASSESS).values_list(
                "state", flat=True
            )
        )
        if self._current() != 2:
            return ""
        if self.waits_for_person:
            return _("We wait for your answer to our message.")
        if not states:
            return ""
        done = sum(state != FulfilmentTask.State.OPEN for state in states)
        return ngettext(
            "%(done)d of %(all)d place done",
            "%(done)d of %(all)d places done",
            len(states),
        ) % {"done": done, "all": len(states)}

    def _answer_text(self) -> str:
        answered = self.events.get(CaseEvent.Type.ANSWERED)
        if answered:
            return self._day(answered)
        return self._by(self._clock(Clock.Kind.PROMISE_RESPONSE))

    def _last(self) -> tuple[str, str]:
        if self.case.state == State.WITHDRAWN:
            return _("You took the request back"), self._day(self.case.closed_at)
        if self.case.is_closed:
            return _("Closed"), self._day(self.case.closed_at)
        clock = self._clock(Clock.Kind.PROMISE_FULFILMENT)
        return _("We do what was decided"), self._by(clock)

    def _by(self, clock: Clock | None) -> str:
        if clock is None or clock.due_at is None or self.case.is_closed:
            return ""
        if clock.unit == "hours":
            return _("By %(moment)s") % {"moment": self._moment(clock.due_at)}
        return _("By %(day)s") % {"day": self._day(clock.due_at)}

    def _day(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        return date_format(localtime(moment, self.zone), _day_format())

    def _moment(self, moment: datetime) -> str:
        local = localtime(moment, self.zone)
        return _("%(day)s, %(time)s") % {
            "day": date_format(local, _day_format()),
            "time": local.strftime("%H:%M"),
        }


def _day_format() -> str:
    return pgettext("date format", "j F Y")


OUTCOMES = {
    Outcome.GRANTED: lambda: _("We did what you asked."),
    Outcome.PARTLY_GRANTED: lambda: _("We did a part of what you asked."),
    Outcome.REFUSED: lambda: _("We did not do what you asked. Our answer says why."),
}
