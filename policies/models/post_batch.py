"""Letters on paper that are printed together and taken to the post together."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, User
from audit.models import AuditedHistory, AuditedModel
from policies.models.campaign import Campaign
from policies.querysets import PostBatchQuerySet


class PostBatch(AuditedModel):
    """Which letters it is say the deliveries, by the campaign and this number.

    Its PDF is drawn anew for whoever prints it and kept nowhere: names and addresses
    stand with the people alone.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="post_batches"
    )
    number = models.PositiveIntegerField()
    letters = models.PositiveIntegerField(_("letters"))  # as it was put together
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handed_over_on = models.DateField(_("handed to the post on"), null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)  # when it was noted
    handed_over_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[PostBatchQuerySet] = PostBatchQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "campaign__version__policy__controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("batch of letters to print")
        verbose_name_plural = _("batches of letters to print")
        ordering = ("campaign", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "number"], name="one_batch_per_number"
            ),
            models.CheckConstraint(
                name="batch_handed_over_by_somebody",
                condition=Q(
                    handed_over_on=None, handed_over_at=None, handed_over_by=None
                )
                | Q(
                    handed_over_on__isnull=False,
                    handed_over_at__isnull=False,
                    handed_over_by__isnull=False,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("notices:batch", args=[self.campaign_id, self.number])

    @property
    def controller(self) -> Controller:
        return self.campaign.controller

    @property
    def controller_id(self) -> int:
        return self.campaign.controller_id
