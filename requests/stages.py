"""What the desk sees of a case, derived from its state, clocks and tasks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from rights import told
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

# The last moment to tell of an extension binds nobody who needs none.
NO_DUTY = frozenset({Clock.Kind.EXTENSION_NOTICE})


def settle(rights_request: RightsRequest) -> None:
    """Bring the derived columns in line; the caller saves the request."""
    settle_many([rights_request])


def settle_begun(rights_request: RightsRequest, clocks: Sequence[Clock]) -> None:
    """The same for a request that has just begun: these are its clocks, no task yet."""
    rights_request.tasks_total = rights_request.tasks_open = 0
    rights_request.stage = _stage(rights_request, [])
    lead(rights_request, clocks)


def settle_many(cases: Sequence[RightsRequest]) -> None:
    """The same for many: two queries, whatever their number."""
    tasks: dict[int, list[tuple[str, str]]] = defaultdict(list)
    clocks: dict[int, list[Clock]] = defaultdict(list)
    pks = [case.pk for case in cases]
    known = FulfilmentTask.objects.filter(rights_request__in=pks).exclude(
        state=FulfilmentTask.State.DROPPED
    )
    for pk, *task in known.values_list("rights_request_id", "phase", "state"):
        tasks[pk].append((task[0], task[1]))
    plain = Clock.objects.defer("calendar", "events")  # JSON nobody asks for here
    for clock in plain.filter(rights_request__in=pks).order_by("pk"):
        clocks[clock.rights_request_id].append(clock)
    for case in cases:
        theirs = tasks[case.pk]
        todo = [phase for phase, state in theirs if state in FulfilmentTask.UNSETTLED]
        case.tasks_total, case.tasks_open = len(theirs), len(todo)
        case.stage = _stage(case, todo)
        lead(case, clocks[case.pk])


def lead(rights_request: RightsRequest, clocks: Iterable[Clock]) -> None:
    """Keep which of its clocks leads, and the date it gives while the case is open.

    The leading clock is the running one with the earliest due instant (CLOCKS.md 2.1);
    without one, the first that is still open; without any open, what was owed first.
    """
    leading = min(_duties(list(clocks)), key=_rank, default=None)
    rights_request.lead_kind = leading.kind if leading else ""
    number, unit = leading.period if leading else (None, "")
    rights_request.lead_number, rights_request.lead_unit = number, unit
    rights_request.lead_status = leading.status if leading else ""
    is_running = leading is not None and leading.status == Clock.Status.RUNNING
    due_at = leading.due_at if leading and is_running else None
    rights_request.next_due_at = due_at if rights_request.is_open else None


def _duties(clocks: list[Clock]) -> list[Clock]:
    """What can lead; of several times for the person's reply only the longest."""
    theirs = told.leading(clocks, told.THEIRS)
    shorter = [c for c in clocks if c.kind in told.THEIRS and c.is_open and c != theirs]
    return [c for c in clocks if c.kind not in NO_DUTY and c not in shorter]


def _rank(clock: Clock) -> tuple[bool, bool, bool, datetime]:
    return (
        clock.status != Clock.Status.RUNNING or clock.due_at is None,
        not clock.is_open,
        clock.due_at is None,
        clock.due_at or clock.started_at,
    )


def _stage(rights_request: RightsRequest, todo: list[str]) -> Stage:
    state = State(rights_request.state)
    if state in TERMINAL:
        return Stage.CLOSED
    if state == State.IN_PROGRESS:
        assessing = FulfilmentTask.Phase.ASSESS in todo
        return Stage.ASSESSING if assessing else Stage.READY_TO_DECIDE
    return STAGE_OF[state]
