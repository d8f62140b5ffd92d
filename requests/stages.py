"""What the desk sees of a case, derived from its state, clocks and tasks."""

from rights.choices import TERMINAL, Stage, State
from rights.models import Clock, FulfilmentTask, RightsRequest

STAGE_OF = {
    State.UNCONFIRMED: Stage.UNCONFIRMED,
    State.RECEIVED: Stage.NEW,
    State.ACKNOWLEDGED: Stage.NEW,
    State.IDENTITY_CHECK: Stage.IDENTITY_CHECK,
    State.CLARIFICATION: Stage.WAITING,
    State.DECIDED: Stage.READY_TO_SEND,
    State.DEFERRED: Stage.CARRYING_OUT,
    State.FULFILLING: Stage.CARRYING_OUT,
}


def settle(rights_request: RightsRequest) -> None:
    """Bring the derived columns in line; the caller saves the request.

    The leading clock is the running one with the earliest due instant (CLOCKS.md 2.1);
    a closed request shows none.
    """
    tasks = list(
        FulfilmentTask.objects.filter(rights_request=rights_request).values_list(
            "phase", "state"
        )
    )
    todo = [phase for phase, state in tasks if state == FulfilmentTask.State.OPEN]
    rights_request.tasks_total = len(tasks)
    rights_request.tasks_open = len(todo)
    rights_request.stage = _stage(rights_request, todo)
    rights_request.next_due_at = None
    if rights_request.is_open:
        rights_request.next_due_at = (
            Clock.objects.filter(
                rights_request=rights_request,
                status=Clock.Status.RUNNING,
                due_at__isnull=False,
            )
            .order_by("due_at")
            .values_list("due_at", flat=True)
            .first()
        )


def _stage(rights_request: RightsRequest, todo: list[str]) -> Stage:
    state = State(rights_request.state)
    if state in TERMINAL:
        return Stage.CLOSED
    if state == State.IN_PROGRESS:
        assessing = FulfilmentTask.Phase.ASSESS in todo
        return Stage.ASSESSING if assessing else Stage.READY_TO_DECIDE
    return STAGE_OF[state]
