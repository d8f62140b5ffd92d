from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel

SHORTEST, LONGEST = 30, 3_660  # days


class HistoryPeriod(AuditedModel):
    """How long older versions of records keep their values at one company.

    Without a row the office's own setting holds. That something changed, when and by
    whom stays for good; this is about what it said before.
    """

    controller = models.OneToOneField(
        Controller, on_delete=models.PROTECT, related_name="history_period"
    )
    days = models.PositiveIntegerField(_("days"))
    because = models.CharField(_("why this long"), max_length=300)  # names nobody

    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("period of older versions")
        constraints = (
            models.CheckConstraint(
                name="history_kept_a_month_to_ten_years",
                condition=models.Q(days__gte=SHORTEST, days__lte=LONGEST),
            ),
        )

    def __str__(self) -> str:
        return f"Older versions of {self.controller_id}: {self.days} days"
