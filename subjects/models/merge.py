from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from subjects.models.data_subject import DataSubject
from subjects.querysets import SubjectQuerySet


class Merge(AuditedModel):
    """Two records of one company that are one person, why, and whether still so.

    Both keep their rows and their history: only `other.merged_into` says it.
    """

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+"
    )
    kept = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="merges"
    )
    other = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="merges_away"
    )
    evidence = models.CharField(
        _("why they are one person"), max_length=300, blank=True
    )
    merged_at = models.DateTimeField()
    merged_by_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_id = models.BigIntegerField(null=True, blank=True)
    undone_because = models.CharField(max_length=300, blank=True)

    objects: ClassVar[SubjectQuerySet] = SubjectQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        subject = "kept_id"
        controller = "controller_id"
        pii = ("evidence", "undone_because")

    class Meta:
        verbose_name = _("merge of two records")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["other"],
                condition=models.Q(undone_at=None),
                name="merged_once",
            ),
            models.CheckConstraint(
                name="merge_of_two", condition=~models.Q(kept=models.F("other"))
            ),
        )

    def __str__(self) -> str:
        return f"Merge {self.pk}"
