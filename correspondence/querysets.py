"""Questions about letters and their way, in the words of the desk and the worker."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from correspondence.models import Delivery  # noqa: F401


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def for_case(self, case_id: int) -> "DeliveryQuerySet":
        """Every letter's way in one case, oldest first, with its proof at hand."""
        mine = self.filter(letter__case_id=case_id).select_related("letter")
        return mine.prefetch_related("events").order_by("id")

    def due(self, at: datetime) -> "DeliveryQuerySet":
        """Waiting for their (next) attempt at this moment and claimed by nobody."""
        waiting = self.filter(
            state__in=self.model.State.waiting(),
            next_attempt_at__lte=at,
            channel=self.model.Channel.EMAIL,  # the post is carried by a person
            campaign_id=None,  # those keep the relay's pace (bulk.py)
        )
        return waiting.filter(Q(lease_until=None) | Q(lease_until__lte=at))

    def abandoned(self, at: datetime) -> "DeliveryQuerySet":
        """Handed to a mail server by a worker that has not said how it ended."""
        return self.filter(state=self.model.State.SENDING, lease_until__lte=at)

    def handling_open(self, at: datetime) -> "DeliveryQuerySet":
        """Accepted, while what follows from that is still to be done."""
        return self.filter(is_handling_open=True, next_attempt_at__lte=at)

    def given_up(self) -> "DeliveryQuerySet":
        """Those the desk must look at: refused for good, or out of attempts."""
        return self.filter(state__in=self.model.State.given_up(), campaign_id=None)

    def due_of(self, campaign_id: int, at: datetime) -> "DeliveryQuerySet":
        """A campaign's mails that wait for an attempt and are claimed by nobody."""
        waiting = self.filter(
            campaign_id=campaign_id,
            state__in=self.model.State.waiting(),
            next_attempt_at__lte=at,
            channel=self.model.Channel.EMAIL,
        )
        return waiting.filter(Q(lease_until=None) | Q(lease_until__lte=at))
