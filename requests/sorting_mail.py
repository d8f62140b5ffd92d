"""What staff make of a mail: a request, a message on one, spam; and then nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor, act, record
from rights import files
from rights.errors import StepNotAllowed
from rights.models import (
    CaseEvent,
    CaseFile,
    IncomingMail,
    Message,
    RawMail,
    RightsRequest,
)
from rights.reading_mail import read
from rights.receiving_mail import Enclosed, enclosed, hear, raw_of
from rights.steps import say, tell
from subjects import cleaning

PERMISSION = "requests.triage"
State = IncomingMail.State


@contextmanager
def sorting(
    mail: IncomingMail, verb: str, *, by: User, at: datetime
) -> Iterator[IncomingMail]:
    """Hold one unsorted mail for one verb. Raises PermissionDenied, StepNotAllowed."""
    with (
        transaction.atomic(),
        act(by=by, controller_id=mail.controller_id, at=at),
    ):
        locked = IncomingMail.objects.select_for_update().get(pk=mail.pk)
        if not by.has_perm(PERMISSION, locked):
            raise PermissionDenied
        if not locked.is_unsorted:
            raise StepNotAllowed(_("A colleague has sorted this mail already."))
        yield locked
        locked.settled_at, locked.settled_by_id = at, by.pk
        locked.save()
        record(f"requests.{verb}", locked)
    mail.refresh_from_db()


def attach(
    mail: IncomingMail,
    rights_request: RightsRequest,
    *,
    by: User,
    at: datetime | None = None,
) -> None:
    """Put the mail on a request as a message of the person; the officer vouches for it.

    Raises StepNotAllowed where the request is closed or of another company.
    """
    at = at or timezone.now()
    raw = raw_of(mail)
    with enclosed(raw) as files, sorting(mail, "attach_mail", by=by, at=at) as locked:
        if rights_request.controller_id != locked.controller_id:
            raise StepNotAllowed(
                _("This controller has no request with this reference.")
            )
        hear(rights_request, locked, read(raw), files)
        locked.state, locked.rights_request = State.ATTACHED, rights_request


def set_aside(mail: IncomingMail, *, by: User, at: datetime | None = None) -> None:
    """It is spam, or nothing to do with anybody's data; nothing is sent."""
    with sorting(mail, "set_mail_aside", by=by, at=at or timezone.now()) as locked:
        locked.state = State.SPAM


def became(
    mail: IncomingMail,
    rights_request: RightsRequest,
    found: Enclosed,
    *,
    by: User,
    at: datetime,
) -> None:
    """The mail was logged as this request, which gets the files that came with it.

    Called inside the step of that verb. A note says which files were not taken, and
    why; the mail itself still has them.
    """
    with sorting(mail, "turn_mail", by=by, at=at) as locked:
        if rights_request.controller_id != locked.controller_id:
            raise StepNotAllowed(_("This mail came to another controller."))
        locked.state, locked.rights_request = State.TURNED, rights_request
        files.put_on(
            rights_request,
            found.stored,
            source=CaseFile.Source.MAIL,
            at=at,
            by=Actor.subject(),
            for_person=True,
        )
        if found.refused:
            said = "\n".join([_("Not taken from the mail:"), *found.refused])
            note = say(
                rights_request,
                Message.Kind.NOTE,
                said,
                by=by,
                at=at,
                language=by.language,
            )
            tell(rights_request, CaseEvent.Type.NOTE, by=by, at=at, message=note)


def erase(mail: IncomingMail, *, by: User, at: datetime | None = None) -> None:
    """Delete the mail as it came, with sender and subject; that it came stays.

    Only once it is sorted: what a case took over stays with the case. Erasing twice
    changes nothing.
    """
    at = at or timezone.now()
    with (
        transaction.atomic(),
        act(by=by, controller_id=mail.controller_id, at=at),
    ):
        locked = IncomingMail.objects.select_for_update().get(pk=mail.pk)
        if not by.has_perm(PERMISSION, locked):
            raise PermissionDenied
        if locked.is_unsorted:
            raise StepNotAllowed(_("Sort this mail first, then it can be erased."))
        if cleaning.remove(RawMail.objects.filter(mail=locked), at=at):
            locked.sender = locked.sender_name = locked.subject = ""
            locked.save()
            record("requests.erase_mail", locked)
    mail.refresh_from_db()
