"""How long what a record said before is kept, at each company, and its erasing.

Values have shorter lives than facts. A company's own period counts before the office's
setting (`HISTORY_KEPT_DAYS`); what a duty to keep protects is left alone meanwhile.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit import expiring
from audit.models import Redaction
from audit.trail import act, record
from subjects import cleaning
from subjects.errors import NotPossible
from subjects.models import DataSubject, HistoryPeriod, LegalHold
from subjects.models.history_period import LONGEST, SHORTEST

PERMISSION = "subjects.set_history_period"


def set_period(
    controller: Controller,
    *,
    days: int | None,
    because: str,
    by: User,
    at: datetime | None = None,
) -> HistoryPeriod | None:
    """Set for how many days older versions keep their values; none: no own period.

    Raises PermissionDenied, or NotPossible out of reason and without one.
    """
    at = at or timezone.now()
    if days is not None and not SHORTEST <= days <= LONGEST:
        raise NotPossible(_("Choose from 30 days to ten years."), "days")
    if not because.strip():
        raise NotPossible(_("Say why it is this long."), "because")
    if not by.has_perm(PERMISSION, controller):
        raise PermissionDenied
    whose = act(by=by, controller_id=controller.pk, reason_text=because, at=at)
    with transaction.atomic(), whose:
        Controller.objects.select_for_update().get(pk=controller.pk)
        row = HistoryPeriod.objects.filter(controller=controller).first()
        if days is None:
            if row is not None:
                row.delete()
            row = None
        else:
            row = row or HistoryPeriod(controller=controller)
            row.days, row.because = days, because.strip()
            row.save()
        record(PERMISSION, controller, controller_id=controller.pk)
    return row


def expire(at: datetime) -> int:
    """Erase what older versions said and is over; of how many records."""
    own = dict(HistoryPeriod.objects.values_list("controller_id", "days"))
    done = expiring.expire(at, own=own, spared=_kept_by_a_duty())
    expired = Redaction.objects.filter(reason_code=expiring.REASON_CODE, logical_at=at)
    labels = {label for one in expired for label in one.fields}
    cleaning.ask(*sorted(cleaning.tables_with(labels)), at=at)
    return done


def _kept_by_a_duty() -> frozenset[int]:
    """The numbers of people of whom something has to be kept, all their records."""
    held = LegalHold.objects.standing().values("data_subject_id")
    people = DataSubject.objects.filter(pk__in=held).select_related("merged_into")
    return frozenset(pk for one in people for pk in one.standing().record_ids())
