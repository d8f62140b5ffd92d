"""Sending the answer: handed to the outbox, and gone once a mail server took it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from correspondence.models import Delivery
from rights import clocks, holding, letters, packages, representing
from rights.choices import Outcome, Right, State
from rights.deciding import standing
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, Decision, FulfilmentTask, RightsRequest
from rights.steps import step, tell


def send_answer(
    rights_request: RightsRequest,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """Hand the answer to the outbox; the answer clock stops when it has left."""
    at = at or timezone.now()
    with step(
        rights_request,
        "send_answer",
        by=by,
        at=at,
        states=frozenset({State.DECIDED}),
        permission="requests.decide",
        version=version,
    ) as case:
        decision = standing(case)
        if decision is None or decision.state != Decision.State.APPROVED:
            raise StepNotAllowed(_("There is no decision that is ready to send."))
        guardian = representing.standing(case)
        if why := representing.why_not_answer(case, guardian, at=at):
            raise StepNotAllowed(why)
        letter = letters.answer(case, decision, at=at)
        decision.letter_id = letter.pk
        decision.save()
        if decision.outcome != Outcome.REFUSED:
            packages.hand_over_what_is_ready(case, by=by, at=at)
        held = holding.standing(case) is not None
        case.state = State.DEFERRED if held else State.FULFILLING
        tell(
            case,
            CaseEvent.Type.ANSWER_QUEUED,
            by=by,
            at=at,
            data={"letter": letter.pk},
        )
    return decision


def answer_left(delivery: Delivery, at: datetime) -> None:
    """The mail server took the answer at `at`: that instant meets the answer clock.

    Called by the outbox within the transaction that records the acceptance (CLOCKS.md
    2.8: the time of sending, not of drafting). It meets the fulfilment clock as well
    where nothing is left to carry out: after a refusal, or with every task done.
    """
    decision = (
        Decision.objects.select_related("rights_request")
        .filter(letter_id=delivery.letter_id, state=Decision.State.APPROVED)
        .first()
    )
    if decision is None:
        return
    by = Actor.job("worker")
    with step(
        decision.rights_request,
        "answer_left",
        by=by,
        at=at,
        states=frozenset({State.FULFILLING, State.DEFERRED}),
    ) as case:
        decision.state = Decision.State.SENT
        decision.save()
        tell(
            case,
            CaseEvent.Type.ANSWERED,
            by=by,
            at=at,
            data={"letter": delivery.letter_id},
        )
        if case.right == Right.COMPLAINT:
            tell(case, CaseEvent.Type.COMPLAINT_ANSWERED, by=by, at=at)
        todo = case.tasks.filter(state__in=FulfilmentTask.UNSETTLED).exists()
        is_done = case.tasks.exists() and not todo and case.state == State.FULFILLING
        if decision.outcome == Outcome.REFUSED or is_done:
            tell(case, CaseEvent.Type.FULFILLED, by=by, at=at, data={"nothing": True})
        clocks.recount(case, at=at)
