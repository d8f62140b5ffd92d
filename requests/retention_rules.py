"""How long each company keeps the file of a closed case; a file that is kept longer.

No policy names a number, so what stands here is the office's own default, and says so
(CLOCKS.md: a promise, the law and an operator's default stay three different things).
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import act, record
from rights.choices import TERMINAL, SourceKind
from rights.errors import StepNotAllowed
from rights.keeping_files import why_not_keep
from rights.models import CaseEvent, CaseRetention, FileKeep, RightsRequest
from rights.steps import step, tell

PERMISSION = "requests.erase_case"  # sets the period, keeps longer, erases

# What the policies say of it, in the register of promises: criteria, and no number.
NAMED_BY = {
    "aux": ("AUX-7.2", "AUX-7.4"),
    "nbexpress": ("NBX-5.6",),
    "auxconnbeauty": ("AXB-5.2", "AXB-5.3"),
    "aseanbiz": ("ASB-1.10",),
    "maxim": ("MAXIM-17.1",),
}


@dataclass(frozen=True)
class Rule:
    """How long, who says so, and why."""

    months: int
    because: str
    by_itself: bool = False
    source_kind: SourceKind = SourceKind.OPERATOR
    clause: str = ""


def set_period(
    controller: Controller, rule: Rule, *, by: User, at: datetime | None = None
) -> CaseRetention:
    """Set how long this company keeps the file of a closed case.

    Raises StepNotAllowed for a period of a text that cites none, and out of reason.
    """
    at = at or timezone.now()
    if not 1 <= rule.months <= 240:
        raise StepNotAllowed(_("Choose from one month to twenty years."))
    if rule.source_kind != SourceKind.OPERATOR and not rule.clause.strip():
        raise StepNotAllowed(_("Name the paragraph that says so."))
    if not rule.because.strip():
        raise StepNotAllowed(_("Say why it is this long."))
    if not by.has_perm(PERMISSION, controller):
        raise PermissionDenied
    with transaction.atomic(), act(by=by, controller_id=controller.pk, at=at):
        chosen = CaseRetention.of(controller)
        chosen.months, chosen.because = rule.months, rule.because.strip()
        chosen.source_kind, chosen.clause = rule.source_kind, rule.clause.strip()
        chosen.by_itself = rule.by_itself
        chosen.save()
        record("requests.set_retention", chosen)
    return chosen


def keep_longer(
    rights_request: RightsRequest,
    *,
    until: date,
    because: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> FileKeep:
    """Keep this file until the end of a day, whatever the period; the newest counts.

    Raises StepNotAllowed for a day that is over, and without a reason.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "keep_file",
        by=by,
        at=at,
        states=TERMINAL,
        permission=PERMISSION,
        version=version,
        reason=because,
    ) as case:
        if why := why_not_keep(case):
            raise StepNotAllowed(why)
        if not because.strip():
            raise StepNotAllowed(_("Say why the file is kept longer."))
        if until < at.astimezone(ZoneInfo(case.establishment.time_zone)).date():
            raise StepNotAllowed(_("This day is over."))
        keep = FileKeep(
            rights_request=case,
            until=until,
            because=because.strip(),
            placed_at=at,
            placed_by_id=by.pk,
        )
        keep.save()
        data = {"until": until.isoformat()}
        tell(case, CaseEvent.Type.FILE_KEPT, by=by, at=at, data=data)
    return keep
