"""The one-time secret on a printed receipt, for a person who has no e-mail.

Whoever reads it out on the phone, or writes it in a letter, holds the receipt. Its
digits come to be when the receipt is printed, are shown in that one page and kept as a
keyed hash only, like the codes that go by e-mail. Printing again makes new ones.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from correspondence import codes
from correspondence.models import CODE_PLACE, Letter
from rights.choices import OPEN
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, RightsRequest
from rights.steps import step, tell

PURPOSE = "request-printed"
LASTS = timedelta(days=730)  # longer than any case; closing it ends its use anyway
PERMISSION = "requests.triage"


def receipt_of(rights_request: RightsRequest) -> Letter | None:
    """The receipt that waits to be printed; None where it went by e-mail."""
    written = Letter.objects.filter(case_id=rights_request.pk, kind="receipt")
    return written.filter(to_email="").order_by("pk").last()


def print_receipt(
    rights_request: RightsRequest,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> tuple[Letter, str]:
    """The receipt and its text with a new secret; an earlier one stops working.

    Raises StepNotAllowed where the receipt went by e-mail.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "print_receipt",
        by=by,
        at=at,
        states=OPEN,
        permission=PERMISSION,
        version=version,
    ) as case:
        letter = receipt_of(case)
        if letter is None:
            raise StepNotAllowed(_("The receipt of this request went by e-mail."))
        secret = codes.issue(
            PURPOSE, subject_key=case.ref, browser_key="", at=at, valid_for=LASTS
        )
        digits = codes.make_digits(secret, at=at)
        tell(case, CaseEvent.Type.RECEIPT_PRINTED, by=by, at=at)
    return letter, letter.body.replace(CODE_PLACE, f"{digits[:4]} {digits[4:]}")


def was_printed(rights_request: RightsRequest) -> bool:
    printed = CaseEvent.Type.RECEIPT_PRINTED
    return rights_request.events.filter(type=printed).exists()


def take(
    rights_request: RightsRequest, *, digits: str, at: datetime
) -> codes.CodeOutcome:
    """Judge a secret that was read out or written to us; the right one is used up."""
    return codes.check(
        PURPOSE,
        subject_key=rights_request.ref,
        browser_key="",
        digits=digits,
        at=at,
    )
