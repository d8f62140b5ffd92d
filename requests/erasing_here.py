"""What the portal itself holds of a person: a task of the case, settled by erasing.

Nobody ticks it off: the act of erasing (subjects.erasing) for this case settles it in
the same transaction, once nothing is left but what was refused. When the backups of the
portal are gone that act knows; BackupDeletion is for systems.
"""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.context import ActorKind
from audit.trail import Actor
from rights import carrying_out
from rights.backups import ERASING
from rights.models import CaseEvent, DecidedSet, Decision, FulfilmentTask, RightsRequest
from rights.steps import step, tell
from subjects.models import DataHeld, Erasure

Kind, Phase, Task = FulfilmentTask.Kind, FulfilmentTask.Phase, FulfilmentTask.State


def list_it(case: RightsRequest, *, by: User, at: datetime) -> None:
    """Put the portal on the list of an erasure that was granted, inside its step.

    Where the register of people holds nothing of the person there is nothing to erase:
    the file of the case has a retention of its own.
    """
    person = case.data_subject
    if case.right not in ERASING or person is None or standing(case) is not None:
        return
    if not DataHeld.objects.of(person).held().exists():
        return
    task = FulfilmentTask(
        rights_request=case,
        phase=Phase.CARRY_OUT,
        kind=Kind.PORTAL,
        title=_("Records of this portal"),
    )
    task.save()
    tell(case, CaseEvent.Type.TASK_ADDED, by=by, at=at, data={"task": task.pk})


def standing(case: RightsRequest) -> FulfilmentTask | None:
    """The task of the portal, settled or not."""
    tasks = case.tasks.filter(kind=Kind.PORTAL).exclude(state=Task.DROPPED)
    return tasks.select_related("rights_request").first()


def erased(erasure: Erasure) -> None:
    """Something was erased for a case: settle its task, or note how much is left.

    Called inside the act of erasing. Nothing happens without a case, and where its task
    is settled or the case is over.
    """
    if erasure.case_id is None:
        return
    case = RightsRequest.objects.filter(pk=erasure.case_id).first()
    task = standing(case) if case is not None else None
    if case is None or task is None or not task.is_open:
        return
    if case.state not in carrying_out.CARRYING_OUT:
        return
    by, at = _who(erasure), erasure.erased_at
    with step(
        case, "settle_task", by=by, at=at, states=carrying_out.CARRYING_OUT
    ) as locked:
        task = carrying_out.locked(task)
        left = _left(locked, erasure)
        if left:
            _note(locked, task, left, by=by, at=at)
        else:
            _settle(locked, task, erasure, by=by, at=at)


def _who(erasure: Erasure) -> Actor:
    """The colleague; after a restored backup the program that erases again."""
    if erasure.erased_by_id is None:
        return Actor.job("erasure")
    return Actor(ActorKind.STAFF, erasure.erased_by_id)


def _left(case: RightsRequest, erasure: Erasure) -> int:
    """How many data sets are still held that were not refused."""
    if erasure.extent == Erasure.Extent.PERSON:
        return 0
    held = DataHeld.objects.of(erasure.data_subject).held()
    decided = DecidedSet.objects.filter(decision__rights_request=case).exclude(
        decision__state__in=Decision.PAST
    )
    refused = decided.filter(outcome=DecidedSet.Outcome.REFUSED)
    kept = set(refused.values_list("activity", flat=True))
    codes = held.values_list("activity__code", flat=True)
    return sum(code not in kept for code in codes)


def _note(
    case: RightsRequest, task: FulfilmentTask, left: int, *, by: Actor, at: datetime
) -> None:
    task.state = Task.FOUND
    task.note = ngettext(
        "%(n)d data set is still held here.",
        "%(n)d data sets are still held here.",
        left,
    ) % {"n": left}
    task.save()
    tell(case, CaseEvent.Type.TASK_CHANGED, by=by, at=at, data={"task": task.pk})


def _settle(
    case: RightsRequest,
    task: FulfilmentTask,
    erasure: Erasure,
    *,
    by: Actor,
    at: datetime,
) -> None:
    total = len(erasure.sets) + sum(erasure.counts.values())
    proof = _("Act of erasing %(number)d: %(total)d records, history included.")
    words = proof % {"number": erasure.pk, "total": total}
    carrying_out.end(case, task, Task.ERASED, words, by=by, at=at)
    task.settled_by_id = by.id
    task.save()
