"""Making and handing over what a person gets with the answer.

An officer says what data there is (describing.py); the package is then made in the
person's language, looked at, and put on the status page with the answer. Nothing of it
ever leaves by e-mail.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from rights import (
    files,
    letters,
    package_files,
)
from rights.choices import State
from rights.errors import StepNotAllowed
from rights.models import (
    AnswerPackage,
    BackupDeletion,
    CaseEvent,
    CaseFile,
    PdfDuty,
    RightsRequest,
)
from rights.package_drafts import PERMISSION, draft, preparing, standing
from rights.steps import step, tell
from subjects.models import Erasure

Kind = AnswerPackage.Kind


def make(
    rights_request: RightsRequest,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> AnswerPackage:
    """Make the files of the package; the worker draws the PDF of it right after.

    What is covered is in none of them. Raises StepNotAllowed without any set, except
    for a copy: "we have nothing" is an answer too.
    """
    at = at or timezone.now()
    package = standing(rights_request)
    if package is None:
        raise StepNotAllowed(_("Say first which data there is."))
    if package.kind != Kind.ACCESS and not package.data_sets.exists():
        raise StepNotAllowed(_("Say first which data there is."))
    _guard_complete(package)
    if version is None:  # what is rendered now must be what is kept
        cases = RightsRequest.objects.filter(pk=rights_request.pk)
        version = cases.values_list("version", flat=True).get()
    offers = package_files.made(package, at=at)
    with (
        files.stored(offers, scanned=False) as kept,
        preparing(
            rights_request, "make_package", by=by, version=version, at=at
        ) as case,
    ):
        package = draft(case, at=at, by=by)
        package.state = AnswerPackage.State.MADE
        package.made_at, package.made_by_id = at, by.pk
        package.save()
        portal = CaseFile.Source.PORTAL
        files.put_on(case, kept, source=portal, at=at, by=by, package=package)
        PdfDuty.objects.update_or_create(
            package=package,
            defaults={
                "next_attempt_at": at,
                "attempts": 0,
                "done_at": None,
                "given_up_at": None,
                "last_error": "",
            },
        )
        data = {"package": package.pk}
        tell(case, CaseEvent.Type.PACKAGE_MADE, by=by, at=at, data=data)
    return package


def hand_over(
    rights_request: RightsRequest,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> AnswerPackage:
    """Put a package on the person's page after the answer has gone, and tell them.

    What is ready when the answer is sent goes with it (answering.send_answer).
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "hand_over_package",
        by=by,
        at=at,
        states=frozenset({State.FULFILLING, State.DEFERRED}),
        permission=PERMISSION,
        version=version,
    ) as case:
        package = hand_over_what_is_ready(case, by=by, at=at)
        if package is None:
            raise StepNotAllowed(_("Nothing is ready to hand over."))
        number = CaseFile.objects.there().filter(package=package).count()
        letters.message_waiting(case, files=number, at=at)
    return package


def hand_over_what_is_ready(
    case: RightsRequest, *, by: User | Actor, at: datetime
) -> AnswerPackage | None:
    """Open a made package to the person, inside the verb that sends the answer."""
    package = standing(case)
    if package is None or package.state != AnswerPackage.State.MADE:
        return None
    package.state, package.sent_at = AnswerPackage.State.SENT, at
    package.save()
    for file in CaseFile.objects.there().filter(package=package):
        file.for_person, file.expires_at = True, at + files.OPEN_FOR
        file.save()
    data = {"package": package.pk}
    tell(case, CaseEvent.Type.PACKAGE_SENT, by=by, at=at, data=data)
    return package


def erased_and_gone(rights_request: RightsRequest) -> tuple[date | None, date | None]:
    """What the list of backups says of this case: erased on, and gone from the last.

    The second is None while one system has no such day; both are where nothing is
    listed.
    """
    rows = BackupDeletion.objects.filter(task__rights_request=rights_request)
    days = list(rows.values_list("erased_on", "gone_on"))
    if not days:
        return None, None
    gone = [gone_on for _erased_on, gone_on in days if gone_on]
    last = max(gone) if len(gone) == len(days) else None
    return max(erased_on for erased_on, _gone_on in days), last


def _guard_complete(package: AnswerPackage) -> None:
    """A certificate certifies only what was done."""
    if package.kind != Kind.ERASURE:
        return
    open_sets = package.data_sets.filter(erased_on__isnull=True)
    if first := open_sets.first():
        raise StepNotAllowed(
            _("“%(title)s” has no date of erasure yet.") % {"title": first.title}
        )
    erased = Erasure.objects.filter(case_id=package.rights_request_id)
    if erased.filter(scanned_at=None).exists():
        raise StepNotAllowed(
            _(
                "The worker still looks for what was erased in this portal, and the "
                "certificate says what it found. Try again in a minute."
            )
        )
