"""A person types the code: the request stands, its clocks run, the receipt goes out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.trail import Actor
from correspondence import codes
from rights import clocks, letters
from rights.applying_text import text_of
from rights.choices import Right, State
from rights.errors import StepNotAllowed
from rights.filed_together import asked_with
from rights.models import CaseEvent, Clock, RightsRequest
from rights.stages import settle_begun
from rights.steps import event, step

CONFIRM = "request-confirm"  # the purpose of the code that confirms an address


def send_confirmation_code(
    rights_request: RightsRequest, *, browser_key: str, at: datetime
) -> None:
    """Mail a code to the address typed; it works in that browser only."""
    code = codes.issue(
        CONFIRM, subject_key=rights_request.ref, browser_key=browser_key, at=at
    )
    letters.code(rights_request, code=code, name="confirm", at=at)


def confirm(
    rights_request: RightsRequest,
    *,
    digits: str,
    browser_key: str,
    at: datetime | None = None,
) -> codes.CodeOutcome:
    """Take the code; if it is right the clocks start and the receipt goes out.

    A request that is confirmed already stays as it is.
    """
    at = at or timezone.now()
    with transaction.atomic():
        outcome = codes.check(
            CONFIRM,
            subject_key=rights_request.ref,
            browser_key=browser_key,
            digits=digits,
            at=at,
        )
        if not outcome.is_ok or rights_request.state != State.UNCONFIRMED:
            rights_request.refresh_from_db()
            return outcome
        try:
            begin(rights_request, by=Actor.subject(), at=at)
        except StepNotAllowed:  # another press confirmed it a moment ago
            rights_request.refresh_from_db()
    return outcome


def begin(rights_request: RightsRequest, *, by: User | Actor, at: datetime) -> None:
    """The person is reachable: start the clocks and send the receipt.

    The clocks count from `received_at`, the moment of posting (CLOCKS.md 3). What was
    asked in the same act begins with it, and the one receipt names all of it.
    """
    if rights_request.filing_id is None:
        return _begin(rights_request, by=by, at=at)
    with transaction.atomic():
        unconfirmed = [
            other for other in asked_with(rights_request) if other.is_unconfirmed
        ]
        for other in unconfirmed:
            _begin(other, by=by, at=at, receipt_of=rights_request)
        _begin(rights_request, by=by, at=at, also=unconfirmed)


def _begin(
    rights_request: RightsRequest,
    *,
    by: User | Actor,
    at: datetime,
    also: Sequence[RightsRequest] = (),
    receipt_of: RightsRequest | None = None,
) -> None:
    with step(
        rights_request,
        "confirm",
        by=by,
        at=at,
        states=frozenset({State.UNCONFIRMED}),
        is_settled=True,
    ) as case:
        confirmed = event(case, CaseEvent.Type.CONFIRMED, by=by, at=at)
        begun = acknowledge(
            case, by=by, at=at, before=[confirmed], also=also, receipt_of=receipt_of
        )
        settle_begun(case, begun)


def acknowledge(
    case: RightsRequest,
    *,
    by: User | Actor,
    at: datetime,
    before: Sequence[CaseEvent] = (),
    also: Sequence[RightsRequest] = (),
    receipt_of: RightsRequest | None = None,
) -> list[Clock]:
    """The request stands: its clocks run and the receipt goes out.

    Called inside the verb's step, by whoever made sure that a person stands behind it.
    `before` is what happened first in this act and is not stored yet. `also` are the
    requests of the same act, begun already, which the receipt names too; with
    `receipt_of` it is the receipt of that request that names this one. Returns the
    clocks that were started.
    """
    case.confirmed_at = at
    case.state = State.ACKNOWLEDGED
    job = Actor.job("portal")
    named_in = {"receipt_of": receipt_of.ref} if receipt_of else {}
    acknowledged = CaseEvent.Type.ACKNOWLEDGED
    events = [event(case, acknowledged, by=job, at=at, data=named_in)]
    if case.right == Right.COMPLAINT:
        received = CaseEvent.Type.COMPLAINT_RECEIVED
        events.insert(0, event(case, received, by=by, at=case.received_at))
    CaseEvent.objects.bulk_create([*before, *events])
    case.policy_version = text_of(case)
    begun = clocks.start(case, events=events, told_at=at)
    if receipt_of is None:
        letters.receipt(case, begun=begun, also=also, at=at)
    return begun
