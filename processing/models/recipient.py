from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.places import country_name
from audit.models import AuditedHistory
from processing.models.row import Place, place_constraints
from processing.querysets import RecipientQuerySet
from processing.terms import RecipientKind, Safeguard, Told, ToldAfter


class Recipient(Place):
    """Someone whom a company passes personal data to, or lets see it."""

    kind = models.CharField(_("kind"), max_length=12, choices=RecipientKind)
    contact = models.CharField(_("contact"), max_length=300, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)  # where it sits
    role = models.CharField(_("what it does"), max_length=300, blank=True)
    passed_on = models.TextField(_("what is passed on"), blank=True)
    told = models.CharField(
        _("told after erasure"),
        max_length=12,
        choices=Told,
        default=Told.NOT_PROMISED,
    )
    # Rights after which it is told: those of rulebook.terms.Right.
    told_after = models.JSONField(_("told after"), default=list, blank=True)
    told_promise = models.CharField(max_length=40, blank=True)
    safeguard = models.CharField(
        _("safeguard abroad"), max_length=12, choices=Safeguard, blank=True
    )
    agreement = models.CharField(_("agreement"), max_length=200, blank=True)
    promises = models.JSONField(default=list, blank=True)

    objects: ClassVar[RecipientQuerySet] = RecipientQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = ["contact"]

    class Meta:
        ordering = ("name", "pk")
        constraints: ClassVar = [
            *place_constraints("recipient"),
            models.CheckConstraint(
                name="recipient_kind",
                condition=models.Q(kind__in=RecipientKind.values),
            ),
            models.CheckConstraint(
                name="recipient_told", condition=models.Q(told__in=Told.values)
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("processing:recipient", args=[self.pk])

    @property
    def country_words(self) -> str:
        return country_name(self.country)

    def is_told_of(self, right: str) -> bool:
        """Whether policy or office want it told after this right was granted."""
        return self.told != Told.NOT_PROMISED and right in self.told_after

    @property
    def told_after_words(self) -> list[str]:
        return [str(ToldAfter(code).label) for code in self.told_after]
