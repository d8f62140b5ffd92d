"""What of people to look at, as lines of the morning's mail.

Holds and restrictions whose day of review has come, and data whose last day has.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from subjects import ending, reviewing


@dataclass(frozen=True)
class ToReview:
    """A person of whom something is to be looked at again, or to be erased."""

    ref: str
    controller_id: int
    controller: str
    zone: str
    person_id: int
    to_erase: int = 0  # data sets
    due_at: None = None  # a day that the page says, and no clock

    @property
    def url(self) -> str:
        if self.to_erase:
            return settings.SITE_URL + reverse("ending:due")
        path = reverse("subjects:restrictions", args=[self.person_id])
        return settings.SITE_URL + path


def of(
    colleague: User, controllers: Collection[int], *, now: datetime
) -> list[ToReview]:
    """What this colleague is told of these companies, each person once."""
    found = {
        row.data_subject_id: ToReview(
            row.data_subject.ref,
            row.controller_id,
            row.controller.name,
            colleague.time_zone,
            row.data_subject_id,
        )
        for row in reviewing.due(now, controllers=controllers)
    }
    ending_here = [
        ToReview(
            person.ref,
            person.controller_id,
            person.controller.name,
            colleague.time_zone,
            person.pk,
            sets,
        )
        for person, sets in ending.due_people(controllers, now=now)
    ]
    return [*found.values(), *ending_here]
