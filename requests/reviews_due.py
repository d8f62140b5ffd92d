"""Holds and restrictions to look at again, as lines of the morning's mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from subjects import reviewing


@dataclass(frozen=True)
class ToReview:
    """A person of whom something stands whose day of review has come."""

    ref: str
    controller_id: int
    controller: str
    zone: str
    person_id: int
    due_at: None = None  # a day that the page says, and no clock

    @property
    def url(self) -> str:
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
    return list(found.values())
