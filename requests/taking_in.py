"""What came by letter, in person, by phone, by e-mail or in the app: staff log it.

The officer is the witness, so no code is sent: the request stands at once, and its
clocks count from the moment it was truly received, however long ago that is.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights import (
    confirming,
    filing,
    sorting_mail,
)
from rights.choices import Channel, State
from rights.errors import StepNotAllowed
from rights.filing import Asked
from rights.models import IncomingMail, RightsRequest
from rights.receiving_mail import enclosed, raw_of
from rights.steps import step

PERMISSION = "requests.triage"
CHANNELS = tuple(channel for channel in Channel if channel != Channel.WEB_FORM)
LONG_AGO = timedelta(days=14)  # the form asks once more whether the date is right
OLDEST = timedelta(days=3653)  # ten years: what lies before is a slip of the pen


def log_for_person(
    asked: Asked,
    *,
    by: User,
    submission: uuid.UUID,
    received_at: datetime,
    mail: IncomingMail | None = None,
    at: datetime | None = None,
) -> RightsRequest:
    """Keep a request that did not come by the public form, and start its clocks.

    The receipt goes to the e-mail where there is one, else it is a letter to print.
    Several rights are a request each, in the same act; the first is returned.
    With a `mail` the request is what that mail asks, the mail is sorted and its files
    are the request's. The same `submission` again (a double
    click) returns the first case.

    Raises PermissionDenied where `by` may not take in requests of this company, and
    StepNotAllowed for a moment of receipt in the future or the channel of the form.
    """
    at = at or timezone.now()
    _guard(asked, received_at, at)
    try:
        return _log(
            asked,
            by=by,
            submission=submission,
            received_at=received_at,
            mail=mail,
            at=at,
        )
    except IntegrityError:
        known = RightsRequest.objects.filter(
            submission=submission, controller=asked.establishment.controller_id
        ).first()
        if known is None:
            raise
        return known


def _log(
    asked: Asked,
    *,
    by: User,
    submission: uuid.UUID,
    received_at: datetime,
    mail: IncomingMail | None,
    at: datetime,
) -> RightsRequest:
    raw = b"" if mail is None else raw_of(mail)
    with enclosed(raw) as found, transaction.atomic():
        case, *others = filing.keep_each(
            asked, by=by, submission=submission, received_at=received_at, at=at
        )
        for other in others:
            with _logging(other, by=by, at=at) as locked:
                confirming.acknowledge(locked, by=by, at=at, receipt_of=case)
        with _logging(case, by=by, at=at) as locked:
            confirming.acknowledge(locked, by=by, at=at, also=others)
            if mail is not None:
                sorting_mail.became(mail, case, found, by=by, at=at)
    return case


@contextmanager
def _logging(case: RightsRequest, *, by: User, at: datetime) -> Iterator[RightsRequest]:
    with step(
        case,
        "log_for_person",
        by=by,
        at=at,
        states=frozenset({State.UNCONFIRMED}),
        permission=PERMISSION,
    ) as locked:
        locked.logged_by_id = by.pk
        yield locked


def _guard(asked: Asked, received_at: datetime, at: datetime) -> None:
    if received_at > at:
        raise StepNotAllowed(_("A request cannot have come in the future."))
    if asked.channel not in CHANNELS:
        raise StepNotAllowed(_("People file on the public form themselves."))
