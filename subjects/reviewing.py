"""Looking again at what stands: the day of a review, and the day on which a hold ends.

Whoever places a hold says when to look at it again, and may say when it ends by itself.
The morning's mail names what is due; the worker ends what has reached its day.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from subjects import holding
from subjects.errors import NotPossible, SubjectsError
from subjects.models import LegalHold, Restriction
from subjects.steps import fresh, said, step

BY = Actor.job("worker")
Standing = LegalHold | Restriction


def due(at: datetime, *, controllers: Collection[int]) -> list[Standing]:
    """Holds and restrictions whose day of review has come, the oldest first."""
    today = timezone.localdate(at)
    found: list[Standing] = []
    for model in (LegalHold, Restriction):
        rows = model.objects.standing().filter(
            controller__in=controllers, review_on__lte=today
        )
        found += rows.select_related("controller", "data_subject")
    return sorted(found, key=lambda row: (row.review_on or today, row.pk))


def look_again(
    row: Standing,
    *,
    review_on: date,
    because: str,
    by: User,
    at: datetime | None = None,
) -> None:
    """Say that it was looked at and still stands, and when to look the next time.

    Raises NotPossible where it ended, nothing says why, or the day is not in the
    future; PermissionDenied.
    """
    at = at or timezone.now()
    with step(
        row.data_subject,
        "look_again",
        by=by,
        at=at,
        permission="subjects.restrict",
        reason=because,
        case_id=row.case_id,
    ):
        locked = fresh(row)
        if not locked.is_standing:
            raise NotPossible(_("This has ended already."))
        said(because, _("Say why it still stands."), "because")
        if review_on <= timezone.localdate(at):
            raise NotPossible(_("Choose a day in the future."), "review_on")
        locked.review_on = review_on
        locked.save()


def end_due(at: datetime) -> int:
    """End the holds whose own day has come; returns how many. Safe to run twice."""
    today = timezone.localdate(at)
    ended = 0
    for hold in LegalHold.objects.standing().filter(ends_on__lte=today):
        try:
            holding.release_hold(
                hold, because=_("The day on which it ends has come."), by=BY, at=at
            )
        except SubjectsError:
            continue  # released meanwhile
        ended += 1
    return ended
