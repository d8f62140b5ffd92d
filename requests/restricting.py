"""A restriction that a case decides is placed in the register of people, in that step.

From then on the guards of `subjects` hold: the data is kept, and neither edited,
exported nor advertised to. It is lifted on the page of the person, and the page of the
case leads there.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from rights.choices import Outcome, Right
from rights.errors import StepNotAllowed
from rights.models import DecidedSet, Decision, RightsRequest
from subjects import grounds, restricting
from subjects.errors import NotPossible
from subjects.grounds import Ground
from subjects.models import DataHeld, Restriction

OFFICE = "office"  # the ground where the person gave none that the policy names


def is_about(case: RightsRequest) -> bool:
    return bool(case.right == Right.RESTRICTION)


def offered(case: RightsRequest) -> list[Ground]:
    """On what grounds this company restricts data, its policy's own first."""
    return grounds.of_restriction(case.controller.slug) if is_about(case) else []


def place(case: RightsRequest, decision: Decision, *, by: User, at: datetime) -> None:
    """Restrict what was granted, inside the step that decides; what stands stays.

    By data set where it was decided so, else everything of the person. Raises
    StepNotAllowed for a ground on which this company restricts nothing.
    """
    if not is_about(case) or decision.outcome == Outcome.REFUSED:
        return
    person = case.data_subject
    if person is None:
        return
    sets = _granted(decision, DataHeld.objects.of(person).held().order_by("pk"))
    standing = {row.data_held_id for row in Restriction.objects.of(person).standing()}
    if sets is None:
        chosen: Sequence[DataHeld] = []
        is_done = None in standing
    else:
        chosen = [row for row in sets if row.pk not in standing]
        is_done = not chosen
    if is_done:
        return
    why = restricting.Why(
        decision.restricted_on or OFFICE,
        words=_("Granted in %(ref)s") % {"ref": case.ref},
        case_id=case.pk,
    )
    try:
        restricting.restrict(person, chosen, why, by=by, at=at)
    except NotPossible as error:
        raise StepNotAllowed(str(error)) from error


def placed(case: RightsRequest) -> list[Restriction]:
    """What this case restricted and nobody has lifted yet."""
    rows = Restriction.objects.standing().filter(case_id=case.pk)
    return list(rows.select_related("data_held__activity").order_by("pk"))


def _granted(decision: Decision, held: Iterable[DataHeld]) -> list[DataHeld] | None:
    """The rows that the granted data sets reach; None where all of it was granted."""
    decided = list(decision.sets.all())
    if not decided:
        return None
    granted = {s.activity for s in decided if s.outcome == DecidedSet.Outcome.GRANTED}
    return [row for row in held if row.activity and row.activity.code in granted]
