"""Putting off what was granted, while a duty to keep stands in the way (CLOCKS.md 2.7).

A hold stops carrying out, never answering: the person is told on which ground, until
what happens, and still gets an answer in time.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from rights import clocks, grounds, letters
from rights.choices import State
from rights.errors import GroundNotAvailable, StepNotAllowed
from rights.models import CaseEvent, FulfilmentTask, Hold, Matter, RightsRequest
from rights.steps import step, tell
from rulebook.rows import Ground

HOLDABLE = frozenset(
    {State.IN_PROGRESS, State.CLARIFICATION, State.DECIDED, State.FULFILLING}
)
HELD = HOLDABLE | {State.DEFERRED}


@dataclass(frozen=True)
class Reason:
    """Why it waits: a ground of the rulebook, until what, and when to look again.

    With a day or a matter (a debt, a dispute, by its reference) it ends by itself.
    """

    ground: str
    until: str
    review_on: date
    ends_on: date | None = None
    matter: str = ""
    reference: str = ""


def place(
    rights_request: RightsRequest,
    reason: Reason,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Hold:
    """Put carrying out on hold and tell the person why and until what happens.

    Raises GroundNotAvailable if the rulebook has no such ground to put off this right,
    StepNotAllowed if a hold stands already or nothing says until when.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "place_hold",
        by=by,
        at=at,
        states=HOLDABLE,
        permission="requests.decide",
        version=version,
    ) as case:
        if why := why_not_place(case):
            raise StepNotAllowed(why)
        hold = put(case, reason, by=by, at=at)
        if case.state == State.FULFILLING:
            case.state = State.DEFERRED
        letters.held(case, hold, at=at)
    return hold


def put(case: RightsRequest, reason: Reason, *, by: User, at: datetime) -> Hold:
    """Place the hold inside a step of the case; who calls it tells the person."""
    hold = _hold(case, reason, by=by, at=at)
    hold.matter = _matter(case, reason)
    hold.save()
    data = {"hold": hold.pk, "ground": hold.ground}
    tell(case, CaseEvent.Type.HOLD_PLACED, by=by, at=at, data=data)
    clocks.recount(case, at=at)
    return hold


def release(
    rights_request: RightsRequest,
    *,
    because: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Hold:
    """Lift the hold: the period for carrying out runs anew, and the person is told.

    Raises StepNotAllowed if nothing is on hold, or nothing says why it is lifted.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "release_hold",
        by=by,
        at=at,
        states=HELD,
        permission="requests.decide",
        version=version,
        reason=because,
    ) as case:
        hold = standing(case)
        if hold is None:
            raise StepNotAllowed(why_not_release(case))
        if not because.strip():
            raise StepNotAllowed(_("Say why the hold is lifted."))
        _lift(case, hold, because, by=by, at=at)
    return hold


def resume(hold: Hold, *, by: Actor, at: datetime) -> None:
    """Lift a hold that ended by itself (resuming.py); the person is told.

    Raises StepNotAllowed if somebody lifted it meanwhile, or the case ended.
    """
    with step(hold.rights_request, "resume_hold", by=by, at=at, states=HELD) as case:
        found = standing(case)
        if found is None or found.pk != hold.pk:
            raise StepNotAllowed(why_not_release(case))
        _lift(case, found, "", by=by, at=at)


def _lift(
    case: RightsRequest, hold: Hold, because: str, *, by: User | Actor, at: datetime
) -> None:
    """What waited is to be done, and its period runs anew (CLOCKS.md 2.7)."""
    hold.released_at = at
    hold.released_by_id = by.pk if isinstance(by, User) else None
    hold.released_because = because.strip()
    hold.save()
    if case.state == State.DEFERRED:
        case.state = State.FULFILLING
    for task in hold.tasks.filter(state=FulfilmentTask.State.ON_HOLD):
        task.state, task.hold = FulfilmentTask.State.OPEN, None
        task.save()
    data = {"hold": hold.pk}
    tell(case, CaseEvent.Type.HOLD_RELEASED, by=by, at=at, data=data)
    clocks.recount(case, at=at)
    letters.released(case, at=at)


def hold_task(task: FulfilmentTask, hold: Hold) -> None:
    """This one waits for the end of the hold; what is not on hold goes on."""
    task.state, task.hold = FulfilmentTask.State.ON_HOLD, hold
    task.save()


def standing(case: RightsRequest) -> Hold | None:
    """The hold in force, if there is one."""
    return next((hold for hold in case.holds.all() if hold.released_at is None), None)


def available(case: RightsRequest) -> list[Ground]:
    """The grounds on which this right can be put off here."""
    return [ground for ground in grounds.available(case) if ground.effect == "defer"]


def why_not_place(case: RightsRequest) -> str:
    """Why nothing can be put on hold; blank if it can."""
    if case.is_closed:
        return _("The request is closed.")
    if standing(case) is not None:
        return _("A hold stands already. Lift it first.")
    if case.state not in HOLDABLE:
        return _("A hold can be placed when it is known whose request it is.")
    if not available(case):
        return _(
            "Neither policy nor law names a ground on which this right can be put off."
        )
    return ""


def why_not_release(case: RightsRequest) -> str:
    """Why no hold can be lifted; blank if one can."""
    return "" if standing(case) else _("Nothing is on hold here.")


def _hold(case: RightsRequest, reason: Reason, *, by: User, at: datetime) -> Hold:
    ground = next((g for g in available(case) if g.code == reason.ground), None)
    if ground is None:
        raise GroundNotAvailable(
            _("Choose a ground on which this right can be put off.")
        )
    if not reason.until.strip():
        raise StepNotAllowed(_("Say until what happens it is put off."))
    if reason.review_on < at.date():
        raise StepNotAllowed(_("The day to look at it again lies in the past."))
    if reason.ends_on is not None and reason.ends_on <= at.date():
        raise StepNotAllowed(_("The day on which it ends is not in the future."))
    if bool(reason.matter) != bool(reason.reference.strip()):
        raise StepNotAllowed(_("Name what it waits for with its reference."))
    return Hold(
        rights_request=case,
        ground=ground.code,
        ground_clause=ground.clause,
        ground_source=ground.source_kind,
        until=reason.until.strip(),
        review_on=reason.review_on,
        ends_on=reason.ends_on,
        placed_at=at,
        placed_by_id=by.pk,
    )


def _matter(case: RightsRequest, reason: Reason) -> Matter | None:
    """What has to be settled; two holds that wait for one debt share it."""
    if not reason.matter:
        return None
    matter, _is_new = Matter.objects.get_or_create(
        controller_id=case.controller_id,
        kind=reason.matter,
        reference=reason.reference.strip(),
        settled_at=None,
    )
    return matter
