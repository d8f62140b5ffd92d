"""Copies of identity documents that came with a message or a mail, not by the check.

They are files of the case like others until an officer says, with the result, which of
them showed who somebody is. Those are erased with it, as every copy is (shredding.py),
and the mail that brought one goes with them: it holds the same bytes. A request that
ends before its check has a result loses what nobody has looked at yet.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor, record
from rights import files
from rights.choices import State
from rights.errors import StepNotAllowed
from rights.models import (
    CaseEvent,
    CaseFile,
    IdentityCheck,
    IncomingMail,
    RawMail,
    RightsRequest,
)
from rights.steps import tell
from subjects import cleaning

Source = CaseFile.Source
NOTHING_OWED = frozenset({State.WITHDRAWN, State.REJECTED_SPAM})


def sent(rights_request: RightsRequest) -> QuerySet[CaseFile]:
    """The files that came from the person themselves and are still there."""
    there: QuerySet[CaseFile] = CaseFile.objects.there()
    return there.filter(
        rights_request=rights_request, source__in=[Source.PERSON, Source.MAIL]
    )


def likely(check: IdentityCheck) -> list[int]:
    """Those that came while the check was open: what a person sends then is proof."""
    since = sent(check.rights_request).filter(added_at__gte=check.started_at)
    return list(since.values_list("pk", flat=True))


def erase(
    rights_request: RightsRequest, chosen: Collection[int], *, by: User, at: datetime
) -> None:
    """Erase these inside the verb that settles the check; what proves it stays.

    Raises StepNotAllowed for a file that did not come from the person.
    """
    rows = sent(rights_request).filter(pk__in=chosen)
    if rows.count() != len(set(chosen)):
        raise StepNotAllowed(
            _("One of these files is not from the person, or is erased already.")
        )
    if chosen:
        _erase(rights_request, rows, CaseFile.Because.CHECKED, by=by, at=at)


def erase_unchecked(
    rights_request: RightsRequest, *, by: User | Actor, at: datetime
) -> None:
    """Erase what was sent as proof and never judged, inside a verb that ended the case.

    What came since the check was opened, or had its last result; without any check what
    came at all, where the case is over for good and its files have no other use.
    """
    rows = _unjudged(rights_request)
    if rows.exists():
        _erase(rights_request, rows, CaseFile.Because.UNCHECKED, by=by, at=at)


def _unjudged(rights_request: RightsRequest) -> QuerySet[CaseFile]:
    came = sent(rights_request)
    check = IdentityCheck.objects.filter(rights_request=rights_request).first()
    if check is None:
        return came if rights_request.state in NOTHING_OWED else came.none()
    if check.outcome == IdentityCheck.Outcome.VERIFIED:
        return came.none()
    return came.filter(added_at__gte=check.settled_at or check.started_at)


def _erase(
    rights_request: RightsRequest,
    rows: QuerySet[CaseFile],
    because: CaseFile.Because,
    *,
    by: User | Actor,
    at: datetime,
) -> None:
    mails = _mails_of(rights_request, list(rows.select_related("message")))
    gone = files.erase_rows(rows, because=because, by=by, at=at)
    for mail in mails:
        cleaning.remove(RawMail.objects.filter(mail=mail), at=at)
        mail.sender = mail.sender_name = mail.subject = ""
        mail.save()
        record("requests.erase_mail", mail)
    data = {"files": [file.pk for file in gone], "because": str(because)}
    tell(rights_request, CaseEvent.Type.FILES_ERASED, by=by, at=at, data=data)


def _mails_of(
    rights_request: RightsRequest, rows: Collection[CaseFile]
) -> list[IncomingMail]:
    """The mails that brought them: as a message, or as the request itself."""
    by_mail = [row for row in rows if row.source == Source.MAIL]
    messages = {row.message.submission for row in by_mail if row.message}
    as_request = any(row.message is None for row in by_mail)
    return [
        mail
        for mail in rights_request.incoming_mails.filter(raw__isnull=False)
        if mail.submission in messages
        or (as_request and mail.state == IncomingMail.State.TURNED)
    ]
