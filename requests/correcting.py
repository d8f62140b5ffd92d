"""Putting right a "late" or an "in time" that was wrong (CLOCKS.md 2.10)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights.choices import State
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, Clock, ClockCorrection
from rights.steps import step, tell

PERMISSION = "requests.correct"
OTHER = {
    Clock.Status.MET: Clock.Status.MISSED,
    Clock.Status.MISSED: Clock.Status.MET,
}


def other(clock: Clock) -> Clock.Status | None:
    """What this clock can be corrected to: only one that ended was late or in time."""
    if clock.due_at is None:
        return None  # without a last day nothing can be late
    return OTHER.get(Clock.Status(clock.status))


def correct_clock(
    clock: Clock,
    *,
    to_status: str,
    reason: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> ClockCorrection:
    """Say that a clock ended in time, or late, against what was counted.

    Dates and the moment it stopped stay; the row beside it keeps what it was, who
    changed it and why, and is never changed. Also on a closed request. Raises
    PermissionDenied, or StepNotAllowed for a clock that still runs, a correction to
    what it is already, or without a reason.
    """
    at = at or timezone.now()
    with step(
        clock.rights_request,
        "correct_clock",
        by=by,
        at=at,
        states=frozenset(State),
        permission=PERMISSION,
        version=version,
        reason=reason,
    ) as case:
        locked = Clock.objects.select_for_update().get(pk=clock.pk)
        if not reason.strip():
            raise StepNotAllowed(_("Say why this is corrected."))
        if other(locked) is None or other(locked) != to_status:
            raise StepNotAllowed(
                _("Only what ended late or in time can be corrected, to the other.")
            )
        correction = ClockCorrection.objects.create(
            clock=locked,
            from_status=locked.status,
            to_status=to_status,
            reason=reason.strip(),
            by=by,
            at=at,
        )
        locked.status = to_status
        locked.save(update_fields=["status"])
        tell(
            case,
            CaseEvent.Type.CORRECTED,
            by=by,
            at=at,
            data={"clock": locked.pk, "to": str(to_status)},
        )
    clock.status = locked.status
    return correction
