"""What a supervisory authority has of a case: its letter, its order, its decision.

A person may turn to it at any time, also once the case is closed, so noting it changes
nothing else. An order opens a task, and its last day runs in the queue as a clock; for
that the case has to be open (a supervisor opens it again first).
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights.choices import OPEN, SourceKind, State
from rights.complaining import ABLE
from rights.errors import StepNotAllowed
from rights.models import (
    AuthorityMatter,
    CaseEvent,
    Clock,
    FulfilmentTask,
    RightsRequest,
)
from rights.steps import step, tell
from rulebook.clock import Unit

Phase = FulfilmentTask.Phase
LATE_IN_THE_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Told:
    """What the authority wrote: who it is, its reference, when, and what it asks."""

    authority: str
    reference: str
    received_on: date
    about: str = ""


@dataclass(frozen=True)
class Order:
    """What it orders, and until the end of which day it has to be done."""

    order: str
    ordered_on: date
    due_on: date


def note(
    rights_request: RightsRequest,
    told: Told,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> AuthorityMatter:
    """Keep that the case lies before an authority, with its reference and date.

    Raises StepNotAllowed for a request that was never confirmed, a day in the future,
    and the same matter twice.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "note_matter",
        by=by,
        at=at,
        states=ABLE,
        permission="requests.decide",
        version=version,
    ) as case:
        _guard_past(case, told.received_on, at=at)
        reference = told.reference.strip()
        same = case.authority_matters.filter(reference=reference)
        if reference and same.exists():
            raise StepNotAllowed(_("The matter with this reference is noted already."))
        matter = AuthorityMatter(
            rights_request=case,
            authority=told.authority.strip(),
            reference=reference,
            received_on=told.received_on,
            about=told.about.strip(),
            noted_by_id=by.pk,
        )
        matter.save()
        data = {"matter": matter.pk}
        tell(case, CaseEvent.Type.AUTHORITY_ASKED, by=by, at=at, data=data)
    return matter


def take_order(
    matter: AuthorityMatter,
    order: Order,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> AuthorityMatter:
    """The authority orders something: a task, and a clock until its own last day.

    Raises StepNotAllowed while the case is closed, without words, and where an order
    stands already.
    """
    at = at or timezone.now()
    with step(
        matter.rights_request,
        "take_order",
        by=by,
        at=at,
        states=ABLE,
        permission="requests.decide",
        version=version,
    ) as case:
        found = _locked(matter)
        if why := why_not_order(case, found):
            raise StepNotAllowed(why)
        if not order.order.strip():
            raise StepNotAllowed(_("Write what the authority orders."))
        _guard_past(case, order.ordered_on, at=at)
        if order.due_on < order.ordered_on:
            raise StepNotAllowed(_("The last day lies before the order."))
        found.state = AuthorityMatter.State.ORDERED
        found.order = order.order.strip()
        found.ordered_on, found.due_on = order.ordered_on, order.due_on
        found.task = _task(case, found)
        found.clock = _clock(case, found, at=at)
        found.save()
        data = {"matter": found.pk}
        tell(case, CaseEvent.Type.AUTHORITY_ORDERED, by=by, at=at, data=data)
    return found


def end(
    matter: AuthorityMatter,
    *,
    outcome: AuthorityMatter.Outcome,
    decided_on: date,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> AuthorityMatter:
    """The authority is done with it. Raises StepNotAllowed while its order is open."""
    at = at or timezone.now()
    with step(
        matter.rights_request,
        "end_authority",
        by=by,
        at=at,
        states=ABLE,
        permission="requests.decide",
        version=version,
    ) as case:
        found = _locked(matter)
        if not found.is_open:
            raise StepNotAllowed(_("This matter has ended already."))
        if not found.is_carried_out:
            raise StepNotAllowed(
                _("First carry out what was ordered: its task is still open.")
            )
        _guard_past(case, decided_on, at=at)
        found.state = AuthorityMatter.State.ENDED
        found.outcome, found.decided_on = outcome, decided_on
        found.save()
        data = {"matter": found.pk, "outcome": outcome}
        tell(case, CaseEvent.Type.AUTHORITY_ENDED, by=by, at=at, data=data)
    return found


def why_not_note(case: RightsRequest) -> str:
    """Why no matter can be noted; blank if one can."""
    return "" if case.state in ABLE else _("This request was never confirmed.")


def why_not_order(case: RightsRequest, matter: AuthorityMatter) -> str:
    """Why no order can be noted now; blank if one can."""
    if not matter.is_open:
        return _("This matter has ended already.")
    if matter.task_id is not None:
        return _("An order stands already.")
    if case.state not in OPEN:
        return _(
            "The request is closed. Open it again first, so that the last day of the "
            "order runs in the list."
        )
    return ""


def task_ended(task: FulfilmentTask, *, at: datetime) -> None:
    """The task of an order has ended, so its clock stops; other tasks have none.

    Called inside the step that ends it. Dropped or left open, it met nothing.
    """
    matter = AuthorityMatter.objects.filter(task=task).select_related("clock").first()
    if matter is None or matter.clock is None or not matter.clock.is_open:
        return
    clock = matter.clock
    if task.state in {FulfilmentTask.State.DROPPED, FulfilmentTask.State.LEFT}:
        clock.status, clock.stopped_at = Clock.Status.CANCELLED, at
    else:
        clock.stop(at)
    clock.save(update_fields=["status", "stopped_at"])


def _task(case: RightsRequest, matter: AuthorityMatter) -> FulfilmentTask:
    """Done where the case stands: before its decision, or after it."""
    after = case.state in {State.DECIDED, State.FULFILLING, State.DEFERRED}
    task = FulfilmentTask(
        rights_request=case,
        title=_("Order of %(authority)s") % {"authority": matter.authority},
        phase=Phase.CARRY_OUT if after else Phase.ASSESS,
    )
    task.save()
    return task


def _clock(case: RightsRequest, matter: AuthorityMatter, *, at: datetime) -> Clock:
    """Its last day is the order's own; no rule counts it, so no event moves it."""
    assert matter.ordered_on  # noqa: S101  # both set by the caller
    assert matter.due_on  # noqa: S101
    zone = ZoneInfo(case.establishment.time_zone)
    began = datetime.combine(matter.ordered_on, time.min, tzinfo=zone)
    due_at = datetime.combine(matter.due_on, LATE_IN_THE_DAY, tzinfo=zone)
    return Clock.objects.create(
        rights_request=case,
        kind=Clock.Kind.AUTHORITY_ORDER,
        source_kind=SourceKind.STATUTE,
        rule=f"ORDER-{matter.pk}",
        rule_version=1,
        document=matter.authority,
        clause=matter.authority[:60],
        number=(matter.due_on - matter.ordered_on).days,
        unit=Unit.CALENDAR_DAYS,
        confidence="high",  # it is addressed to this company
        start="authority_order",
        started_at=min(began, at),
        time_zone=zone.key,
        steps=[
            {
                "step": "ordered",
                "authority": matter.authority,
                "day": matter.due_on.isoformat(),
            }
        ],
        due_at=due_at,
    )


def _locked(matter: AuthorityMatter) -> AuthorityMatter:
    """The matter as it is now; its request is locked already."""
    return AuthorityMatter.objects.select_related("task", "clock").get(pk=matter.pk)


def _guard_past(case: RightsRequest, day: date, *, at: datetime) -> None:
    zone = ZoneInfo(case.establishment.time_zone)
    if day > at.astimezone(zone).date():
        raise StepNotAllowed(_("This day lies in the future."))
