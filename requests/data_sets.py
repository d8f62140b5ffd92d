"""Deciding data set by data set: each is a row of the register, in plain words.

What is granted is carried out now; what is refused rests on a ground; what is put off
waits in a hold that ends by itself, and then is carried out without another decision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from processing.models import Activity, System
from rights import grounds, holding
from rights.choices import Outcome
from rights.errors import GroundNotAvailable, StepNotAllowed
from rights.models import DecidedSet, Decision, FulfilmentTask, RightsRequest
from rulebook.rows import label_in

SetOutcome = DecidedSet.Outcome


@dataclass(frozen=True)
class SetDecision:
    """What an officer decides for one data set; `activity` is its code."""

    activity: str
    outcome: str
    ground: str = ""


def offered(case: RightsRequest) -> list[Activity]:
    """The data sets that the register names for this company and country."""
    rows = Activity.objects.of(case.controller)
    return list(rows.in_country(case.establishment.country))


def worded(case: RightsRequest, sets: Iterable[SetDecision]) -> list[DecidedSet]:
    """The data sets in the person's language, each with its ground; nothing is stored.

    Raises StepNotAllowed for a data set that the register does not name here, and
    GroundNotAvailable for one that is not granted without a ground that fits: what is
    put off needs one on which the right can be put off.
    """
    known = {activity.code: activity for activity in offered(case)}
    rows = []
    for one in sets:
        activity = known.get(one.activity)
        if activity is None:
            raise StepNotAllowed(_("The register names no such data here."))
        label = label_in(activity.label, case.language)[:200]
        row = DecidedSet(activity=one.activity, label=label, outcome=one.outcome)
        if one.outcome != SetOutcome.GRANTED:
            _rest_on(case, row, one.ground)
        rows.append(row)
    return rows


def outcome_of(sets: Sequence[SetDecision]) -> Outcome:
    """What the sets come to together. Put off is granted, only later: in part."""
    outcomes = {one.outcome for one in sets}
    if outcomes == {SetOutcome.GRANTED}:
        return Outcome.GRANTED
    if outcomes == {SetOutcome.REFUSED}:
        return Outcome.REFUSED
    return Outcome.PARTLY_GRANTED


def is_reached(system: System, decision: Decision) -> bool:
    """Whether the decision touches data that lies in this system.

    A system that names no activities may hold any of it.
    """
    refused = {s.activity for s in decision.sets.all() if s.outcome == "refused"}
    here = set(system.activities)
    return not here or not here <= refused


def put_off(case: RightsRequest, decision: Decision, *, by: User, at: datetime) -> None:
    """Put what was deferred on hold, inside the step that decides.

    The answer itself tells the person. A system waits if all of its data waits; one
    that holds more than that is to be done, as far as it was granted.
    """
    deferred = {s.activity for s in decision.sets.all() if s.outcome == "deferred"}
    if not deferred:
        return
    hold = holding.standing(case)
    if hold is None:
        hold = holding.put(case, reason_of(decision), by=by, at=at)
    nothing_now = all(s.outcome != "granted" for s in decision.sets.all())
    for task in case.tasks.select_related("system"):
        here = set(task.system.activities) if task.system else set()
        is_portal = task.kind == FulfilmentTask.Kind.PORTAL
        waits = nothing_now if is_portal else here and here <= deferred
        if task.is_open and waits:
            holding.hold_task(task, hold)


def reason_of(decision: Decision) -> holding.Reason:
    """Why and until when, as it was proposed."""
    row = decision.sets.filter(outcome=SetOutcome.DEFERRED).first()
    if row is None or decision.review_on is None:
        raise StepNotAllowed(_("Say until what happens it is put off."))
    return holding.Reason(
        ground=row.ground,
        until=decision.until,
        review_on=decision.review_on,
        ends_on=decision.ends_on,
        matter=decision.matter,
        reference=decision.reference,
    )


def _rest_on(case: RightsRequest, row: DecidedSet, code: str) -> None:
    ground = grounds.named(case, code)
    defers = row.outcome == SetOutcome.DEFERRED
    if ground is None or (ground.effect == "defer") != defers:
        raise GroundNotAvailable(
            _("Choose a ground for %(data)s on which it can be put off.")
            % {"data": row.label}
            if defers
            else _("Choose a ground for %(data)s on which it can be refused.")
            % {"data": row.label}
        )
    row.ground = ground.code
    row.ground_clause = ground.clause
    row.ground_source = ground.source_kind
