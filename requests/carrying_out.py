"""What is done in systems and with recipients, before and after the decision.

Tasks come from the register (listing.py) or are added here; who works outside the
office is asked and answers in outside.py. What was erased leaves its backups later
(backups.py).
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from correspondence import links
from rights import authority_matters, backups, clocks, files, holding, task_ends
from rights.choices import OPEN, State
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, CaseFile, FulfilmentTask, RightsRequest
from rights.steps import step, tell

CARRYING_OUT = frozenset({State.DECIDED, State.FULFILLING, State.DEFERRED})
LINK = "recipient"  # the purpose of the links that go outside

Task = FulfilmentTask.State

# What may be said of a task that is not settled.
PROGRESS = (Task.OPEN, Task.FOUND, Task.ON_HOLD)


def note_progress(
    task: FulfilmentTask,
    *,
    state: FulfilmentTask.State,
    note: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say what was found, without settling the task.

    Raises StepNotAllowed for a task that is settled or waits for someone outside, and
    for a find without words.
    """
    at = at or timezone.now()
    with step(
        task.rights_request,
        "note_progress",
        by=by,
        at=at,
        states=OPEN,
        permission="requests.carry_out",
        version=version,
    ) as case:
        task = locked(task)
        if task.state not in PROGRESS or state not in PROGRESS:
            raise StepNotAllowed(_("This task is settled, or waits for an answer."))
        if state == Task.FOUND and not note.strip():
            raise StepNotAllowed(_("Say in a few words what was found."))
        hold = holding.standing(case) if state == Task.ON_HOLD else None
        if state == Task.ON_HOLD and hold is None:
            raise StepNotAllowed(_("No hold stands on this request."))
        task.state, task.note, task.hold = state, note.strip(), hold
        task.save()
        tell(case, CaseEvent.Type.TASK_CHANGED, by=by, at=at, data={"task": task.pk})


def change_task(
    task: FulfilmentTask,
    *,
    title: str,
    responsible: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say anew what is to be done and who does it; nothing else of the task changes.

    Raises StepNotAllowed without a title, and for a task that is settled: what was
    done stays under the words it was done by.
    """
    at = at or timezone.now()
    with step(
        task.rights_request,
        "change_task",
        by=by,
        at=at,
        states=OPEN,
        permission="requests.carry_out",
        version=version,
    ) as case:
        task = locked(task)
        _guard_open(task)
        if not title.strip():
            raise StepNotAllowed(_("Say what is to be done."))
        task.title, task.responsible = title.strip(), responsible.strip()
        task.save()
        tell(case, CaseEvent.Type.TASK_CHANGED, by=by, at=at, data={"task": task.pk})


def settle_task(
    task: FulfilmentTask,
    *,
    state: FulfilmentTask.State,
    proof: str,
    because: str = "",
    attached: Sequence[files.Stored] = (),
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say that a task is done, or not needed, and what shows it, in words and files.

    A recipient that is not told, keeps the data or never answers needs a lawful reason
    (`because`, one of `task_ends.reasons`). The last open task of a request that is
    being carried out meets its fulfilment clock (CLOCKS.md 2.8). Raises StepNotAllowed
    without a word of proof, for a task settled already, without the reason, and for
    something done in a system before there is a decision.
    """
    at = at or timezone.now()
    with step(
        task.rights_request,
        "settle_task",
        by=by,
        at=at,
        states=OPEN,
        permission="requests.carry_out",
        version=version,
    ) as case:
        task = locked(task)
        _guard_task(case, task, proof)
        task_ends.guard(task, state, because)
        task.because = because if state in task_ends.NEEDS_REASON else ""
        end(case, task, state, proof, by=by, at=at)
        source = CaseFile.Source.STAFF
        files.put_on(case, attached, source=source, at=at, by=by, task=task)


def drop_task(
    task: FulfilmentTask,
    *,
    reason: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Take a task off the list that does not belong there; it stays readable.

    Raises StepNotAllowed without a reason, and for a task that is settled.
    """
    at = at or timezone.now()
    with step(
        task.rights_request,
        "drop_task",
        by=by,
        at=at,
        states=OPEN,
        permission="requests.carry_out",
        version=version,
        reason=reason,
    ) as case:
        task = locked(task)
        _guard_open(task)
        if not reason.strip():
            raise StepNotAllowed(_("Say why this does not belong on the list."))
        _close_task(task, Task.DROPPED, reason, by=by, at=at)
        tell(case, CaseEvent.Type.TASK_DROPPED, by=by, at=at, data={"task": task.pk})
        fulfil_if_done(case, by=by, at=at)


def end(
    case: RightsRequest,
    task: FulfilmentTask,
    state: FulfilmentTask.State,
    proof: str,
    *,
    by: User | Actor,
    at: datetime,
    event: CaseEvent.Type = CaseEvent.Type.TASK_DONE,
) -> None:
    """Settle a locked task inside a step: backups, links, timeline, clock."""
    _close_task(task, state, proof, by=by, at=at)
    backups.begin(case, task, at=at)
    tell(case, event, by=by, at=at, data={"task": task.pk})
    fulfil_if_done(case, by=by, at=at)


def leave_open_tasks(
    case: RightsRequest, reason: str, *, by: User, at: datetime
) -> None:
    """What is still open when a person closes the case: each keeps why."""
    for task in case.tasks.filter(state__in=FulfilmentTask.UNSETTLED):
        _close_task(task, Task.LEFT, reason, by=by, at=at)


def left_over(case: RightsRequest, *, at: datetime) -> list[str]:
    """What was just left open, by its name in the register: an officer's own words
    are not for the person."""
    left = case.tasks.filter(state=Task.LEFT, settled_at=at)
    names = [
        place.name if (place := task.recipient or task.system) else ""
        for task in left.select_related("recipient", "system")
    ]
    with translation.override(case.language):
        return [name or _("another place where your data is") for name in names]


def fulfil_if_done(case: RightsRequest, *, by: User | Actor, at: datetime) -> None:
    """With the last open task the fulfilment clock has its proof (CLOCKS.md 2.8)."""
    todo = case.tasks.filter(state__in=FulfilmentTask.UNSETTLED)
    if case.state == State.FULFILLING and not todo.exists():
        tell(case, CaseEvent.Type.FULFILLED, by=by, at=at)
        clocks.recount(case, at=at)


def is_done(case: RightsRequest) -> bool:
    """Whether all was carried out, since the request was last opened again."""
    types = CaseEvent.Type.FULFILLED, CaseEvent.Type.REOPENED
    told = case.events.filter(type__in=types).values_list("type", flat=True)
    return told.first() == CaseEvent.Type.FULFILLED


def _guard_open(task: FulfilmentTask) -> None:
    if not task.is_open:
        raise StepNotAllowed(_("This task is settled already."))


def _guard_task(case: RightsRequest, task: FulfilmentTask, proof: str) -> None:
    _guard_open(task)
    if not proof.strip():
        raise StepNotAllowed(_("Say in a few words what shows that it was done."))
    guard_phase(case, task)


def guard_phase(case: RightsRequest, task: FulfilmentTask) -> None:
    """Raises StepNotAllowed for what is done only after a decision."""
    carries_out = task.phase == FulfilmentTask.Phase.CARRY_OUT
    if carries_out and case.state not in CARRYING_OUT:
        raise StepNotAllowed(
            _("This is done after the decision, and there is none yet.")
        )


def _close_task(
    task: FulfilmentTask,
    state: FulfilmentTask.State,
    proof: str,
    *,
    by: User | Actor,
    at: datetime,
) -> None:
    task.state = state
    task.proof = proof.strip()
    task.hold = None
    task.settled_at = at
    task.settled_by_id = by.pk if isinstance(by, User) else None
    task.save()
    authority_matters.task_ended(task, at=at)
    links.end(LINK, about_id=task.pk, at=at)


def locked(task: FulfilmentTask) -> FulfilmentTask:
    """The task as it is now; its request is locked already."""
    found = FulfilmentTask.objects.select_for_update(of=("self",))
    return found.select_related("system", "recipient").get(pk=task.pk)
