from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel


class Matter(AuditedModel):
    """What has to be over before something may be erased: a debt, a dispute, an order.

    It has a reference in the books of the company. Settled once, every hold that waits
    for it ends by itself (Maxim's paragraph 18: the obstacle is removed).
    """

    class Kind(models.TextChoices):
        DEBT = "debt", _("debt")
        DISPUTE = "dispute", _("dispute")
        ORDER = "order", _("open order")
        AUTHORITY = "authority", _("request of an authority")

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="matters"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    reference = models.CharField(_("reference"), max_length=80)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_id = models.BigIntegerField(null=True, blank=True)  # none: a program

    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = ["reference"]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "kind", "reference"],
                condition=models.Q(settled_at__isnull=True),
                name="one_open_matter_per_reference",
            ),
        )

    def __str__(self) -> str:
        return f"Matter {self.pk}"
