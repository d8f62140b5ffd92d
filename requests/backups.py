"""Until when backups still hold what was erased, and the proof that they do not.

Nobody restores a single person out of a backup, so it runs out instead: AseanBiz clears
it with the next backup (ASB-5.5), N.B. Express and AuxconnBeauty keep it locked away
until then (NBX-6.7, AXB-4.7). Where a law counts the backups in, as Thailand's 90 days
do, the last one has to be gone by that date.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights.choices import Right, State
from rights.errors import StepNotAllowed
from rights.models import (
    BackupDeletion,
    CaseEvent,
    Clock,
    FulfilmentTask,
    RightsRequest,
)
from rights.steps import step, tell
from rulebook.models import Rule

ERASING = frozenset({Right.ERASURE, Right.ACCOUNT_CANCELLATION})
Task = FulfilmentTask.State


@dataclass(frozen=True)
class Gone:
    """A line of the erasure certificate: when it was erased, and gone for good."""

    system: str
    erased_on: date
    gone_on: date | None  # none: nobody has said how long its backups live
    proven_on: date | None


def begin(case: RightsRequest, task: FulfilmentTask, *, at: datetime) -> None:
    """Queue the backups of a system in which something was just erased.

    None is queued for a system of the register that says it has no backups.
    """
    if task.kind != FulfilmentTask.Kind.SYSTEM or not _erases(case, task):
        return
    if task.system is not None and task.system.backup_days == 0:
        return
    erased_on = at.astimezone(ZoneInfo(case.establishment.time_zone)).date()
    gone_on = task.system.backups_gone_on(erased_on) if task.system else None
    BackupDeletion(task=task, erased_on=erased_on, gone_on=gone_on).save()


def note_gone(
    deletion: BackupDeletion,
    *,
    proof: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say that no backup holds it any more, and what shows it; also after closing.

    Raises StepNotAllowed before the last backup can be gone, without a word of proof,
    and where it is noted already.
    """
    at = at or timezone.now()
    case = deletion.task.rights_request
    with step(
        case,
        "note_backups_gone",
        by=by,
        at=at,
        states=frozenset(State),
        permission="requests.carry_out",
        version=version,
    ) as case:
        deletion = BackupDeletion.objects.select_for_update().get(pk=deletion.pk)
        if why := why_not_gone(deletion, _today(case, at)):
            raise StepNotAllowed(why)
        if not proof.strip():
            raise StepNotAllowed(_("Say in a few words what shows that it is gone."))
        deletion.proof = proof.strip()
        deletion.proven_at, deletion.proven_by_id = at, by.pk
        deletion.save()
        data = {"task": deletion.task_id}
        tell(case, CaseEvent.Type.BACKUPS_GONE, by=by, at=at, data=data)


def why_not_gone(deletion: BackupDeletion, today: date) -> str:
    """Why it cannot be noted as gone now; blank if it can."""
    if deletion.proven_at is not None:
        return _("It is noted already that the last backup is gone.")
    if deletion.gone_on is not None and deletion.gone_on > today:
        return _("The last backup that holds it is not gone yet.")
    return ""


def queue(user: User) -> QuerySet[BackupDeletion]:
    """Every erasure that backups may still hold, the first to be gone first."""
    mine = RightsRequest.objects.visible_to(user)
    rows = BackupDeletion.objects.filter(task__rights_request__in=mine)
    return rows.select_related(
        "task__system", "task__rights_request__controller"
    ).select_related("task__rights_request__establishment")


def waiting(rows: QuerySet[BackupDeletion]) -> QuerySet[BackupDeletion]:
    return rows.filter(proven_at=None)


def due(rows: QuerySet[BackupDeletion], today: date) -> QuerySet[BackupDeletion]:
    """Those whose last backup should be gone by now, and nobody has shown it."""
    return waiting(rows).filter(Q(gone_on__lte=today) | Q(gone_on=None))


def certificate(case: RightsRequest) -> list[Gone]:
    """What the erasure certificate says of each system: erased, and gone for good."""
    rows = BackupDeletion.objects.filter(task__rights_request=case)
    return [
        Gone(
            system=row.task.title,
            erased_on=row.erased_on,
            gone_on=row.gone_on,
            proven_on=row.proven_at.date() if row.proven_at else None,
        )
        for row in rows.select_related("task")
    ]


def limits(cases: Iterable[RightsRequest]) -> dict[int, date]:
    """By which day a law wants the backups of these cases gone too; two queries."""
    codes = Rule.objects.filter(includes_backups=True).values_list("code", "version")
    reaching = set(codes)
    fulfilments = Clock.objects.filter(
        rights_request__in=[case.pk for case in cases],
        kind=Clock.Kind.STATUTE_FULFILMENT,
    )
    return {
        clock.rights_request_id: clock.due_at.astimezone(
            ZoneInfo(clock.time_zone)
        ).date()
        for clock in fulfilments
        if (clock.rule, clock.rule_version) in reaching and clock.due_at
    }


def _erases(case: RightsRequest, task: FulfilmentTask) -> bool:
    by_others = task.state in {Task.DONE, Task.CONFIRMED} and case.right in ERASING
    carries_out = task.phase == FulfilmentTask.Phase.CARRY_OUT
    return carries_out and (task.state == Task.ERASED or by_others)


def _today(case: RightsRequest, at: datetime) -> date:
    return at.astimezone(ZoneInfo(case.establishment.time_zone)).date()
