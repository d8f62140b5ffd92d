"""A complaint about how a case was handled: a case of its own, with its own clocks.

It never becomes a state of the first case (CLOCKS.md 3): that one stays as it is.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.trail import Actor
from rights import representing
from rights.choices import Relation, Right, SourceKind, State
from rights.confirming import begin
from rights.errors import StepNotAllowed
from rights.filing import Asked, file
from rights.models import CaseEvent, RightsRequest
from rights.steps import step, tell
from rulebook import book as rulebook

ABLE = frozenset(State) - {State.UNCONFIRMED, State.REJECTED_SPAM}


def complain(
    rights_request: RightsRequest,
    *,
    body: str,
    submission: uuid.UUID,
    at: datetime | None = None,
) -> RightsRequest:
    """File a complaint about this request, in the person's own words; returns it.

    The person opened this page with a code, so their address needs no second one: the
    complaint's clocks start at once. The same `submission` again is the same complaint.
    Raises StepNotAllowed for a complaint about a complaint, and without words.
    """
    at = at or timezone.now()
    if known := RightsRequest.objects.filter(submission=submission).first():
        return known
    if why := why_not(rights_request):
        raise StepNotAllowed(why)
    if not body.strip():
        raise StepNotAllowed(_("Write what you are not content with."))
    person = Actor.subject()
    with (
        transaction.atomic(),
        step(rights_request, "complain", by=person, at=at, states=ABLE) as case,
    ):
        child = file(
            _asked(case, body.strip()),
            by=person,
            submission=submission,
            browser_key="",
            at=at,
            parent=case,
        )
        begin(child, by=person, at=at)
        representing.carry_over(case, child)
        data = {"complaint": child.pk}
        tell(case, CaseEvent.Type.COMPLAINED, by=person, at=at, data=data)
    return child


def why_not(rights_request: RightsRequest) -> str:
    """Why no complaint can be made here; blank if it can."""
    if rights_request.right == Right.COMPLAINT:
        return _(
            "This is a complaint already. If our answer does not help, turn to the "
            "authority."
        )
    if rights_request.state not in ABLE:
        return _("This request was never confirmed.")
    return ""


def _asked(case: RightsRequest, body: str) -> Asked:
    slug, country = case.controller.slug, case.establishment.country
    granted = rulebook.live(slug, country).entitlement(slug, country, Right.COMPLAINT)
    claimant = case.claimant
    return Asked(
        establishment=case.establishment,
        right=Right.COMPLAINT,
        granted_by=SourceKind(granted.source_kind if granted else SourceKind.OPERATOR),
        name=claimant.name,
        email=claimant.email,
        language=case.language,
        details=body,
        relation=Relation(claimant.relation),
        person_name=claimant.person_name,
        phone=claimant.phone,
        guardian_name=claimant.guardian_name,
        guardian_email=claimant.guardian_email,
    )
