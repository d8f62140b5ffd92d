"""The list of what a request has to reach: from the register, or added by hand."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from processing import asking
from processing.models import Recipient, System
from rights import data_sets, erasing_here
from rights.carrying_out import CARRYING_OUT
from rights.choices import OPEN, Outcome, Right, State
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, Decision, FulfilmentTask, RightsRequest
from rights.steps import step, tell

# These change what systems hold, so granting one lists the systems by itself.
REACHING = frozenset(
    {
        *(Right.ERASURE, Right.ACCOUNT_CANCELLATION, Right.RECTIFICATION),
        *(Right.RESTRICTION, Right.OBJECTION, Right.CONSENT_WITHDRAWAL),
        Right.MARKETING_STOP,
    }
)
NO_DATA = frozenset({Right.CONTACT, Right.COMPLAINT})
LISTABLE = frozenset({State.IN_PROGRESS}) | CARRYING_OUT


def add_task(
    rights_request: RightsRequest,
    *,
    title: str,
    kind: FulfilmentTask.Kind,
    phase: FulfilmentTask.Phase,
    by: User,
    responsible: str = "",
    place: System | Recipient | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> FulfilmentTask:
    """Put something to do on the list of this request.

    `place` is a row of the register; it names the task where no title does. Raises
    StepNotAllowed for another company's row, and for one that is listed already.
    """
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
        if place is not None and place.controller_id != case.controller_id:
            raise StepNotAllowed(_("The register of this controller has no such row."))
        task = FulfilmentTask(
            rights_request=case,
            title=title.strip(),
            kind=kind,
            phase=phase,
            responsible=responsible.strip(),
        )
        if place is not None:
            put(task, place)
        save_new(task)
        tell(case, CaseEvent.Type.TASK_ADDED, by=by, at=at, data={"task": task.pk})
    return task


def put(task: FulfilmentTask, place: System | Recipient) -> None:
    """Tie the task to a row of the register, as it reads now."""
    task.title = task.title or place.name
    if isinstance(place, Recipient):
        task.kind = FulfilmentTask.Kind.RECIPIENT
        task.recipient = place
        task.firmness = place.told
    else:
        task.kind = FulfilmentTask.Kind.SYSTEM
        task.system = place
    team = place.team if isinstance(place, System) else ""
    owner = place.owner.full_name if place.owner else ""
    task.responsible = (task.responsible or team or owner)[:120]


def save_new(task: FulfilmentTask) -> None:
    """Keep a new task. Raises StepNotAllowed if its row of the register has one."""
    try:
        with transaction.atomic():
            task.save()
    except IntegrityError:
        raise StepNotAllowed(
            _("%(name)s is on the list already.") % {"name": task.title}
        ) from None


def list_places(
    rights_request: RightsRequest,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> list[FulfilmentTask]:
    """Put every system and recipient of the register that is missing on the list.

    Before the decision those are the systems to look into, after it also whom to tell.
    Raises StepNotAllowed before it is known whose request it is, and where nothing is
    missing.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "list_places",
        by=by,
        at=at,
        states=OPEN,
        permission="requests.carry_out",
        version=version,
    ) as case:
        if why := why_not_list(case, at=at):
            raise StepNotAllowed(why)
        return put_on_list(case, missing(case, at=at), by=by, at=at)


def list_granted(
    case: RightsRequest, decision: Decision, *, by: User, at: datetime
) -> None:
    """A right that reaches into systems was granted: list them, in the same step.

    A system that holds nothing but refused data sets is left out.
    """
    if case.outcome == Outcome.REFUSED or case.right not in REACHING:
        return
    reached = [
        place
        for place in missing(case, at=at)
        if isinstance(place, Recipient) or data_sets.is_reached(place, decision)
    ]
    put_on_list(case, reached, by=by, at=at)
    erasing_here.list_it(case, by=by, at=at)


def why_not_list(case: RightsRequest, *, at: datetime) -> str:
    """Why nothing can be taken from the register now; blank if it can."""
    if case.right in NO_DATA:
        return _("This request reaches no system.")
    if case.state not in LISTABLE:
        return _("Systems are listed when it is known whose request it is.")
    if not missing(case, at=at):
        return _("All that the register names is on the list.")
    return ""


def missing(
    case: RightsRequest,
    *,
    at: datetime,
    register: list[System | Recipient] | None = None,
) -> list[System | Recipient]:
    """Rows of the register that this request has to reach and does not list yet.

    What an officer dropped with a reason is listed: it does not come back by itself.
    `register` are its `choices`, where a page has read them.
    """
    phase = phase_of(case)
    listed = {
        (task.system_id, task.recipient_id)
        for task in case.tasks.all()
        if task.phase == phase
    }
    if register is None:
        found = places(case, phase, at=at)
    else:
        found = [place for place in register if _is_reached(place, case, phase)]
    return [place for place in found if key_of(place) not in listed]


def _is_reached(
    place: System | Recipient, case: RightsRequest, phase: FulfilmentTask.Phase
) -> bool:
    """Whether `places` holds this row of the `choices`."""
    if isinstance(place, System):
        return True
    return phase == FulfilmentTask.Phase.CARRY_OUT and place.is_told_of(case.right)


def places(
    case: RightsRequest, phase: FulfilmentTask.Phase, *, at: datetime
) -> list[System | Recipient]:
    """The register's systems where this person may be found, and whom to tell."""
    country = case.establishment.country
    on = at.astimezone(ZoneInfo(case.establishment.time_zone)).date()
    found: list[System | Recipient] = list(
        asking.systems_for(case.controller, country, on=on).select_related("owner")
    )
    if phase == FulfilmentTask.Phase.CARRY_OUT:
        told = asking.recipients_to_tell(case.controller, country, case.right, on=on)
        found += told.select_related("owner")
    return found


def phase_of(case: RightsRequest) -> FulfilmentTask.Phase:
    decided = case.state in CARRYING_OUT
    phases = FulfilmentTask.Phase
    return phases.CARRY_OUT if decided else phases.ASSESS


def key_of(place: System | Recipient) -> tuple[int | None, int | None]:
    if isinstance(place, Recipient):
        return None, place.pk
    return place.pk, None


def put_on_list(
    case: RightsRequest,
    places: Iterable[System | Recipient],
    *,
    by: User,
    at: datetime,
) -> list[FulfilmentTask]:
    """One task for each of these rows, inside a step of the case."""
    tasks = []
    for place in places:
        task = FulfilmentTask(rights_request=case, phase=phase_of(case))
        put(task, place)
        task.save()
        tell(case, CaseEvent.Type.TASK_ADDED, by=by, at=at, data={"task": task.pk})
        tasks.append(task)
    return tasks


def choices(case: RightsRequest, *, at: datetime) -> list[System | Recipient]:
    """Every row of the register that may be put on the list of this request.

    Also recipients whom nobody promised to tell: the office may still choose to.
    """
    on = at.astimezone(ZoneInfo(case.establishment.time_zone)).date()
    country, owner = case.establishment.country, case.controller
    registers = (model.objects.of(owner).active(on) for model in (System, Recipient))
    return [
        place
        for register in registers
        for place in register.select_related("owner")
        if not country or place.holds_in(country)
    ]
