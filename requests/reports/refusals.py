"""The refusal log: every request that was refused, in whole or in part, and on what.

Thailand's law asks for it: a refusal and its reasons are recorded (PDPA B.E. 2562
s. 30 and s. 39). It holds references, grounds and dates, no words about the person;
the reasons given to them stand in the case.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.models import User
from rights.choices import Outcome
from rights.models import CaseEvent, Decision, RightsRequest
from rights.reports.kept import received_between
from rulebook import book as rulebook
from rulebook import dpv

USUAL_COUNTRY = "TH"


@dataclass(frozen=True)
class Refusal:
    ref: str
    establishment: str
    country: str
    right: str
    outcome: str
    ground: str  # in the reader's language
    clause: str
    source_kind: str
    received_at: datetime
    decided_at: datetime
    told_at: datetime | None  # None while the letter waits
    decided_by: str
    second_look_by: str
    time_zone: str
    dpv_term: str  # the ground in the words of W3C's vocabulary


def refusals(
    requests: QuerySet[RightsRequest], *, since: date, until: date, language: str
) -> list[Refusal]:
    """Refusals of requests received in the period, the newest first; four queries.

    A decision that was returned is none, and one that waits for its second look is
    none yet.
    """
    decisions = (
        Decision.objects.filter(
            rights_request__in=received_between(requests, since, until)
            .order_by()
            .values("pk"),
            outcome__in=(Outcome.REFUSED, Outcome.PARTLY_GRANTED),
            state__in=(Decision.State.APPROVED, Decision.State.SENT),
        )
        .select_related("rights_request__establishment", "rights_request__controller")
        .order_by("-rights_request__received_at", "-pk")
    )
    found = [one for one in decisions if since <= _received_on(one) <= until]
    people = {one.proposed_by_id for one in found}
    people |= {one.second_look_by_id for one in found if one.second_look_by_id}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))
    told = _told(found)
    grounds = _Grounds(language)
    return [
        Refusal(
            ref=one.rights_request.ref,
            establishment=one.rights_request.establishment.name,
            country=one.rights_request.establishment.country,
            right=str(one.rights_request.get_right_display()),
            outcome=str(one.get_outcome_display()),
            ground=grounds.label(one),
            clause=one.ground_clause,
            source_kind=one.ground_source,
            received_at=one.rights_request.received_at,
            decided_at=one.second_look_at or one.proposed_at,
            told_at=told.get(one.rights_request_id),
            decided_by=names.get(one.proposed_by_id, ""),
            second_look_by=names.get(one.second_look_by_id or 0, ""),
            time_zone=one.rights_request.establishment.time_zone,
            dpv_term=dpv.term(one.ground),
        )
        for one in found
    ]


def _received_on(decision: Decision) -> date:
    rights_request = decision.rights_request
    zone = ZoneInfo(rights_request.establishment.time_zone)
    return rights_request.received_at.astimezone(zone).date()


def _told(decisions: list[Decision]) -> dict[int, datetime]:
    """When the answer of each request left."""
    events = CaseEvent.objects.filter(
        rights_request__in=[one.rights_request_id for one in decisions],
        type=CaseEvent.Type.ANSWERED,
    ).order_by("at")
    return dict(events.values_list("rights_request_id", "at"))


class _Grounds:
    """The words of grounds; each company's rows are read once."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.book = rulebook.live()

    def label(self, decision: Decision) -> str:
        rights_request = decision.rights_request
        offered = self.book.grounds(
            rights_request.controller.slug,
            rights_request.establishment.country,
            rights_request.right,
        )
        for ground in offered:
            if ground.code == decision.ground:
                return ground.label_in(self.language)
        return decision.ground
