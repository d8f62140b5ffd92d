"""What belongs to the installation as a whole."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel


class DemoMark(models.Model):
    """One row says: this database holds invented people. Without it, no demo loads."""

    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="one_demo_mark"),
        )

    def __str__(self) -> str:
        return "demo"


def is_demo() -> bool:
    """Whether the people and cases in this database are invented."""
    return DemoMark.objects.exists()


class TrailDuty(models.Model):
    """What is done about the trail once a day at most, whichever worker comes first."""

    class Kind(models.TextChoices):
        CHECKPOINT = "checkpoint"
        ALARM = "alarm"
        VERIFY = "verify"

    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()  # in UTC
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "on"], name="trail_duty_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["checkpoint", "alarm", "verify"]),
                name="trail_duty_kind_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class TrailExport(AuditedModel):
    """A part of the trail left the portal as a file: whose, by whom, why, how much.

    One row for each company in the file, which its auditors read; one without a company
    for what belongs to none.
    """

    class Format(models.TextChoices):
        CSV = "csv", _("CSV, a line for each changed field")
        JSON_LINES = "jsonl", _("JSON lines, a line for each entry")
        TRAIL = "trail", _("Signed trail with its verifier")

    controller = models.ForeignKey(
        Controller,
        verbose_name=_("controller"),
        null=True,
        on_delete=models.PROTECT,
        related_name="trail_exports",
    )
    made_by_id = models.BigIntegerField(_("made by"))  # staff, by value
    made_at = models.DateTimeField(_("made on"))
    # The list's address: what was typed to find a person is there as its key alone.
    query = models.CharField(_("filters"), max_length=500, blank=True)
    format = models.CharField(_("format"), max_length=5, choices=Format)
    count = models.PositiveIntegerField(_("entries"))
    why = models.CharField(_("reason"), max_length=300)

    objects: ClassVar[Any]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii = ()

    class Meta:
        verbose_name = _("export of the trail")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(format__in=["csv", "jsonl", "trail"]),
                name="trail_export_format_known",
            ),
        )
        indexes = (
            models.Index(fields=["controller", "-id"], name="trail_export_by_company"),
        )

    def __str__(self) -> str:
        return f"Trail export {self.pk}"
