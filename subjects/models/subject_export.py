from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from subjects.models.data_subject import DataSubject
from subjects.querysets import OfPersonQuerySet


class SubjectExport(AuditedModel):
    """All that is held of a person left the portal as a file: who took it, and why."""

    class Format(models.TextChoices):
        JSON = "json", _("JSON, for programs")
        CSV = "csv", _("CSV, for any program")
        XLSX = "xlsx", _("XLSX, for Excel and LibreOffice")

    data_subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="exports"
    )
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+"
    )
    made_by_id = models.BigIntegerField(_("made by"))  # staff, by value
    made_at = models.DateTimeField(_("made on"))
    format = models.CharField(_("format"), max_length=4, choices=Format)
    why = models.CharField(_("reason"), max_length=300, blank=True)
    sets = models.PositiveIntegerField(_("data sets"))
    left_out = models.PositiveIntegerField(_("restricted, left out"), default=0)

    objects: ClassVar[OfPersonQuerySet] = OfPersonQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        subject = "data_subject_id"
        controller = "controller_id"
        pii = ("why",)

    class Meta:
        verbose_name = _("exported data of a person")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="subject_export_format",
                condition=models.Q(format__in=["json", "csv", "xlsx"]),
            ),
        )

    def __str__(self) -> str:
        return f"Export {self.pk}"
