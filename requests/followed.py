"""A case as its person may see it, read once: clocks, events, the answer that was sent.

The parts of the status page are drawn from it: hero.py, tracker.py, following.py.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rights import told
from rights.choices import State
from rights.explaining import DateOwed, owed_by
from rights.followed_facts import Fact, Facts
from rights.models import CaseEvent, Clock, RightsRequest


class Followed:
    """One case, read once, for its status page. `at` is now."""

    def __init__(
        self, rights_request: RightsRequest, *, at: datetime, language: str
    ) -> None:
        self.case = rights_request
        self.at = at
        self.zone = ZoneInfo(rights_request.establishment.time_zone)
        self.clocks = list(rights_request.clocks.all())
        self.facts = Facts(rights_request, at=at)
        confirmed = {(of.one, int(of.two)) for of in self.facts.of("confirmed")}
        self.dates: list[DateOwed] = owed_by(
            self.clocks, language=language, confirmed=confirmed
        )
        self.events = _latest(self.facts.of("event"))
        self.is_decided = self.facts.only("answer") is not None

    def clock(self, family: Iterable[str]) -> Clock | None:
        return told.leading(self.clocks, family)

    def day(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        return date_format(localtime(moment, self.zone), day_format())

    def moment(self, moment: datetime) -> str:
        local = localtime(moment, self.zone)
        return _("%(day)s, %(time)s") % {
            "day": date_format(local, day_format()),
            "time": local.strftime("%H:%M"),
        }

    @property
    def waits_for_person(self) -> bool:
        return self.case.state == State.CLARIFICATION


def _latest(told: Iterable[Fact]) -> dict[str, datetime]:
    """When each thing happened last; an answer before a new beginning is history."""
    found: dict[str, datetime] = {}
    moments = [(fact.at, fact.pk, fact.one) for fact in told if fact.at]
    for at, _pk, event in sorted(moments):
        if event == CaseEvent.Type.REOPENED:
            found.pop(CaseEvent.Type.ANSWERED, None)
        found[event] = at
    return found


def day_format() -> str:
    return pgettext("date format", "j F Y")
