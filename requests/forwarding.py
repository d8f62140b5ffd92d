"""What is not ours to answer: found out, passed on, and the person told."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights import clocks, letters, sent_proofs
from rights.choices import BEFORE_DECISION, State
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, Clock, Message, RightsRequest
from rights.steps import say, step, tell
from rulebook import book as rulebook


def declare_not_competent(
    rights_request: RightsRequest,
    *,
    reason: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Note that another office has to answer; where a text says how soon to pass it on,
    that clock starts. Nothing is sent until it is passed on."""
    at = at or timezone.now()
    with step(
        rights_request,
        "declare_not_competent",
        by=by,
        at=at,
        states=BEFORE_DECISION,
        permission="requests.decide",
        version=version,
        reason=reason,
    ) as case:
        if why := why_not_declare(case):
            raise StepNotAllowed(why)
        note = say(case, Message.Kind.NOTE, reason, by=by, at=at, language=by.language)
        tell(case, CaseEvent.Type.NOT_COMPETENT, by=by, at=at, message=note)
        clocks.recount(case, at=at)


def forward(
    rights_request: RightsRequest,
    *,
    to: str,
    body: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say to whom the request was passed on; the person is told and the case ends.

    `to` is the office that has to answer, `body` how to reach it, for the person.
    Raises StepNotAllowed unless it was found out first that the request is not ours.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "forward",
        by=by,
        at=at,
        states=BEFORE_DECISION,
        permission="requests.decide",
        version=version,
    ) as case:
        if why := why_not_forward(case):
            raise StepNotAllowed(why)
        if not to.strip():
            raise StepNotAllowed(_("Say to whom the request was passed on."))
        words = f"{to.strip()}\n{body.strip()}"
        message = say(case, Message.Kind.TO_PERSON, words, by=by, at=at)
        case.state = State.TRANSFERRED
        case.closed_at = at
        tell(case, CaseEvent.Type.FORWARDED, by=by, at=at, message=message)
        sent_proofs.erase_unchecked(case, by=by, at=at)
        clocks.recount(case, at=at)
        letters.forwarded(case, to=to.strip(), how=body.strip(), at=at)


def is_not_ours(case: RightsRequest) -> bool:
    """Whether it was found that another office has to answer, and that still holds."""
    types = CaseEvent.Type.NOT_COMPETENT, CaseEvent.Type.REOPENED
    told = (event.type for event in case.events.all() if event.type in types)
    return next(told, "") == CaseEvent.Type.NOT_COMPETENT


def why_not_declare(case: RightsRequest) -> str:
    """Why it cannot be noted as not ours; blank if it can."""
    if case.state not in BEFORE_DECISION:
        return _("It is decided already, so it is ours to answer.")
    if is_not_ours(case):
        return _("It is noted already that this is not ours.")
    if not is_in_the_rules(case):
        return _(
            "Neither policy nor law says here that a request is passed on to another "
            "office. Write to the person whom to ask instead, or decide on the request."
        )
    return ""


def why_not_forward(case: RightsRequest) -> str:
    """Why it cannot be passed on now; blank if it can."""
    if case.state not in BEFORE_DECISION:
        return _("It is decided already, so it is ours to answer.")
    if is_not_ours(case):
        return ""
    return _("First note that this request is not ours to answer.")


def is_in_the_rules(case: RightsRequest) -> bool:
    """Whether a text says how soon a misdirected request is passed on here."""
    slug, country = case.controller.slug, case.establishment.country
    rules = rulebook.live(slug, country).rules(slug, country, case.right)
    return any(rule.clock == Clock.Kind.TRANSFER_FORWARD for rule in rules)
