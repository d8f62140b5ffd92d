"""What is done in systems and with recipients, before and after the decision."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights import clocks
from rights.choices import OPEN, State
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, Clock, FulfilmentTask, RightsRequest
from rights.steps import step, tell


def add_task(
    rights_request: RightsRequest,
    *,
    title: str,
    kind: FulfilmentTask.Kind,
    phase: FulfilmentTask.Phase,
    by: User,
    responsible: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> FulfilmentTask:
    """Put something to do on the list of this request."""
    at = at or timezone.now()
    with step(
        rights_request,
        "add_task",
        by=by,
        at=at,
        states=OPEN,
        permission="requests.carry_out",
        version=version,
    ) as case:
        task = FulfilmentTask(
            rights_request=case,
            title=title.strip(),
            kind=kind,
            phase=phase,
            responsible=responsible.strip(),
        )
        task.save()
        tell(case, CaseEvent.Type.TASK_ADDED, by=by, at=at, data={"task": task.pk})
    return task


def settle_task(
    task: FulfilmentTask,
    *,
    state: FulfilmentTask.State,
    proof: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say that a task is done, or not needed, and what shows it.

    The last open task of a request that is being carried out meets its fulfilment clock
    (CLOCKS.md 2.8). Raises StepNotAllowed without a word of proof, for a task settled
    already, and for something done in a system before there is a decision.
    """
    at = at or timezone.now()
    rights_request = task.rights_request
    with step(
        rights_request,
        "settle_task",
        by=by,
        at=at,
        states=OPEN,
        permission="requests.carry_out",
        version=version,
    ) as case:
        task = FulfilmentTask.objects.select_for_update().get(pk=task.pk)
        _guard_task(case, task, proof)
        task.state = state
        task.proof = proof.strip()
        task.settled_at = at
        task.settled_by_id = by.pk
        task.save()
        tell(case, CaseEvent.Type.TASK_DONE, by=by, at=at, data={"task": task.pk})
        open_tasks = case.tasks.filter(state=FulfilmentTask.State.OPEN)
        if case.state == State.FULFILLING and not open_tasks.exists():
            clocks.stop(case, Clock.Kind.PROMISE_FULFILMENT, at)
            tell(case, CaseEvent.Type.FULFILLED, by=by, at=at)


def _guard_task(case: RightsRequest, task: FulfilmentTask, proof: str) -> None:
    if not task.is_open:
        raise StepNotAllowed(_("This task is settled already."))
    if not proof.strip():
        raise StepNotAllowed(_("Say in a few words what shows that it was done."))
    carries_out = task.phase == FulfilmentTask.Phase.CARRY_OUT
    if carries_out and case.state not in {State.FULFILLING, State.DECIDED}:
        raise StepNotAllowed(
            _("This is done after the decision, and there is none yet.")
        )
