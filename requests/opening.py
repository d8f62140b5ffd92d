"""The codes that a person asks for: to confirm a request, and to open its page.

Whoever asks is told the same, whether there is such a request or not: a code is
prepared in any case, and a letter goes out only where a confirmed request with an
e-mail address exists.
"""

from contextlib import AbstractContextManager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from audit.context import Act
from audit.trail import Actor, act
from correspondence import codes
from correspondence.models import OneTimeCode
from rights import (
    confirming,
    letters,
)
from rights.choices import State
from rights.grants import STATUS
from rights.models import RightsRequest


def send_confirmation_again(
    rights_request: RightsRequest, *, browser_key: str, at: datetime | None = None
) -> None:
    """Mail a new code for a request that is not confirmed yet; the old one ends."""
    at = at or timezone.now()
    if rights_request.state != State.UNCONFIRMED:
        return
    with transaction.atomic(), _asked_by_person(rights_request, at):
        confirming.send_confirmation_code(
            rights_request, browser_key=browser_key, at=at
        )


def send_status_code(ref: str, *, browser_key: str, at: datetime | None = None) -> None:
    """Mail the code that opens the page of `ref`, if there is such a request."""
    at = at or timezone.now()
    with transaction.atomic():
        code = codes.issue(STATUS, subject_key=ref, browser_key=browser_key, at=at)
        confirmed = RightsRequest.objects.filter(confirmed_at__isnull=False)
        confirmed = confirmed.exclude(claimant__email="")  # who gets paper has no page
        found = confirmed.filter(ref=ref).first()
        other = confirmed.order_by("-pk").first()
        if case := found or other:
            _write_code(case, code, at=at, is_kept=found is not None)


def _write_code(
    case: RightsRequest, code: OneTimeCode, *, at: datetime, is_kept: bool
) -> None:
    """The letter; for a reference that nobody has, another one's, undone at once.

    Whoever asks waits as long for the one as for the other, so the time that the answer
    takes does not tell whether there is such a request.
    """
    with transaction.atomic():
        with _asked_by_person(case, at):
            letters.code(case, code=code, name="status", at=at)
        transaction.set_rollback(not is_kept)


def take_status_code(ref: str, *, digits: str, browser_key: str) -> codes.CodeOutcome:
    """Judge the digits typed for the page of `ref`; a wrong one counts."""
    return codes.check(STATUS, subject_key=ref, browser_key=browser_key, digits=digits)


def prepare_trap(submission: str, *, browser_key: str) -> None:
    """Behave as if a request were filed: its code is prepared and never sent."""
    codes.issue(
        confirming.CONFIRM, subject_key=f"trap:{submission}", browser_key=browser_key
    )


def take_trap_code(
    submission: str, *, digits: str, browser_key: str
) -> codes.CodeOutcome:
    return codes.check(
        confirming.CONFIRM,
        subject_key=f"trap:{submission}",
        browser_key=browser_key,
        digits=digits,
    )


def _asked_by_person(
    rights_request: RightsRequest, at: datetime
) -> AbstractContextManager[Act]:
    return act(
        by=Actor.subject(),
        case_id=rights_request.pk,
        controller_id=rights_request.controller_id,
        at=at,
    )
