"""The one date a person looks for on their page, or what is said instead."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rights.choices import Outcome, State
from rights.followed import Followed, day_format
from rights.models import CaseEvent, Clock
from rights.wording import gives_us


@dataclass(frozen=True)
class Hero:
    """The one date a person looks for; `words` stand where there is no date."""

    label: str
    due_at: datetime | None = None
    by_hour: bool = False
    has_countdown: bool = False
    words: str = ""
    text: str = ""


class HeroPart(Followed):
    """What stands largest on the page."""

    @property
    def hero(self) -> Hero:
        """The leading open clock; what happened, where none is open any more."""
        if self.case.is_closed:
            return self._closed()
        if not self.is_decided:
            return self._waiting() or self._open(
                self.clock(Clock.ANSWERING),
                label=_("We answer by"),
                late=_("We should have answered by"),
            )
        clock = self.clock(Clock.CARRYING_OUT)
        if clock is None:
            return Hero(
                label=_("We answered on"),
                due_at=self.events.get(CaseEvent.Type.ANSWERED),
                text=_("We now do what our answer says."),
            )
        return self._open(
            clock, label=_("We finish by"), late=_("We should have finished by")
        )

    def _waiting(self) -> Hero | None:
        """Until when the person may reply; nothing where no text sets that time."""
        theirs = self.clock((Clock.Kind.CLARIFICATION_ANSWER,))
        if not self.waits_for_person or theirs is None or theirs.due_at is None:
            return None
        answer = self.clock(Clock.ANSWERING)
        text = ""
        if answer and answer.status == Clock.Status.PAUSED:
            text = _("Our own time stands still until we have your reply.")
        elif answer and answer.due_at:
            text = _("Our own date stays: we answer by %(day)s.") % {
                "day": self.day(answer.due_at)
            }
        return Hero(
            label=_("We wait for your reply until"),
            due_at=theirs.due_at,
            has_countdown=not theirs.is_late(self.at),
            text=text,
        )

    def _held(self, label: str) -> Hero:
        hold = self.facts.only("hold")
        if hold is None:
            return Hero(label=label, words=_("On hold"))
        return Hero(
            label=label,
            words=_("On hold"),
            text=_("Until: %(until)s. We look at it again on %(day)s.")
            % {
                "until": hold.one,
                "day": date_format(hold.begun_on, day_format()),
            },
        )

    def _open(self, clock: Clock | None, *, label: str, late: str) -> Hero:
        if clock is None:
            return Hero(
                label=_("We have your request"),
                words=_("No date is set"),
                text=_(
                    "Neither the policy nor the law names a period for this. We write "
                    "to you as soon as we can answer."
                ),
            )
        if clock.status == Clock.Status.ON_HOLD:
            return self._held(label)
        if clock.status == Clock.Status.PAUSED:
            return Hero(
                label=label,
                words=_("After your reply"),
                text=_("Our own time stands still until we have your reply."),
            )
        if clock.due_at is None:
            return Hero(
                label=label,
                words=_("As soon as we can"),
                text=_("It is owed in good time, and no number of days is named."),
            )
        if clock.is_late(self.at):
            return Hero(
                label=late,
                due_at=clock.due_at,
                by_hour=clock.period[1] == "hours",
                has_countdown=True,
                text=_("We are late. You can complain; see below how."),
            )
        return Hero(
            label=label,
            due_at=clock.due_at,
            by_hour=clock.period[1] == "hours",
            has_countdown=True,
            text=gives_us(clock),
        )

    def _closed(self) -> Hero:
        if self.case.state == State.WITHDRAWN:
            label, text = _("You took this request back on"), ""
        elif self.case.state == State.CLOSED:
            label, text = _("Done on"), OUTCOMES[Outcome(self.case.outcome)]()
        else:
            label, text = _("We closed this request on"), self._why_closed()
        return Hero(label=label, due_at=self.case.closed_at, text=text)

    def _why_closed(self) -> str:
        match self.case.state:
            case State.DUPLICATE:
                case = self.facts.only("case")
                return _("You asked for the same under %(ref)s; we go on there.") % {
                    "ref": case.three if case else ""
                }
            case State.TRANSFERRED:
                return _("Another office answers you; see our message.")
            case State.ABANDONED:
                return _("We asked you something and had no reply.")
        return ""


OUTCOMES = {
    Outcome.GRANTED: lambda: _("We did what you asked."),
    Outcome.PARTLY_GRANTED: lambda: _("We did a part of what you asked."),
    Outcome.REFUSED: lambda: _("We did not do what you asked. Our answer says why."),
}
