"""The worker's lane that draws the PDF of a package: minutes for a thick one, no hurry.

A duty is leased, drawn outside any transaction and recorded; a killed worker's duty is
taken up again when its lease ends. After five attempts it is given up with its reason,
and the package is what it is without the PDF.
"""

import threading
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.trail import Actor
from correspondence import drawing, workers
from rights import files, package_files
from rights.choices import State
from rights.errors import FileRefused
from rights.file_kinds import KINDS
from rights.files import Offered
from rights.models import AnswerPackage, CaseFile, PdfDuty
from rights.steps import step

ATTEMPTS = 5
LEASE = timedelta(seconds=drawing.SECONDS * 2)
WAIT = timedelta(minutes=3)
PAUSE_SECONDS = 2.0
BY = Actor.job("worker")


class PackageLane:
    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.worker = worker

    def step(self) -> float:
        now = timezone.now()
        duty = claim(self.worker, at=now)
        if duty is None:
            return PAUSE_SECONDS
        draw(duty, at=now)
        return 0

    def close(self) -> None:
        mine = PdfDuty.objects.filter(leased_by=self.worker)
        mine.update(leased_by="", lease_until=None)


def claim(worker: str, *, at: datetime) -> PdfDuty | None:
    """Lease the oldest open duty to this worker; nobody else draws it meanwhile."""
    open_ = PdfDuty.objects.filter(done_at=None, given_up_at=None)
    due = open_.filter(next_attempt_at__lte=at)
    if not due.exists():  # reads only: an idle lane takes no lock
        return None
    with transaction.atomic():
        for lost in open_.filter(lease_until__gt=at).select_for_update():
            if workers.is_gone(lost.leased_by):
                PdfDuty.objects.filter(pk=lost.pk).update(lease_until=at)
        free = due.filter(Q(lease_until=None) | Q(lease_until__lte=at))
        duty = free.select_for_update(skip_locked=True).order_by("pk").first()
        if duty is not None:
            duty.leased_by, duty.lease_until = worker, at + LEASE
            duty.attempts += 1
            duty.save()
    return duty


def draw(duty: PdfDuty, *, at: datetime) -> None:
    """Draw one package and put the PDF beside its other files."""
    package = AnswerPackage.objects.select_related(
        "rights_request__establishment__controller",
        "rights_request__controller",
        "rights_request__claimant",
        "rights_request__data_subject",
    ).get(pk=duty.package_id)
    try:
        page = package_files.page(package, at=package.made_at or at)
        offer = Offered(
            f"{package.rights_request.ref}-{package.kind}.pdf",
            KINDS["pdf"],
            drawing.to_pdf(page),
        )
        with files.stored([offer], scanned=False) as kept:
            _keep(duty, package, kept, at)
    except (drawing.PdfNotDrawn, FileRefused) as error:
        _put_off(duty, str(error), at)


def _keep(
    duty: PdfDuty, package: AnswerPackage, kept: list[files.Stored], at: datetime
) -> None:
    """Name the PDF, unless the package was made anew meanwhile."""
    with step(
        package.rights_request, "draw_pdf", by=BY, at=at, states=frozenset(State)
    ) as case:
        mine = PdfDuty.objects.filter(pk=duty.pk, leased_by=duty.leased_by)
        current = AnswerPackage.objects.select_for_update().get(pk=package.pk)
        if not mine.exists() or current.made_at != package.made_at:
            return
        is_sent = current.state == AnswerPackage.State.SENT
        files.put_on(
            case,
            kept,
            source=CaseFile.Source.PORTAL,
            at=at,
            by=BY,
            package=current,
            for_person=is_sent,
            expires_at=current.sent_at + files.OPEN_FOR if current.sent_at else None,
        )
        mine.update(done_at=at, leased_by="", lease_until=None, last_error="")


def _put_off(duty: PdfDuty, why: str, at: datetime) -> None:
    given_up_at = at if duty.attempts >= ATTEMPTS else None
    PdfDuty.objects.filter(pk=duty.pk, leased_by=duty.leased_by).update(
        last_error=why[:300],
        next_attempt_at=at + WAIT * duty.attempts,
        given_up_at=given_up_at,
        leased_by="",
        lease_until=None,
    )
