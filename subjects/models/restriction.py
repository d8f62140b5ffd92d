from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from subjects.models.data_held import DataHeld
from subjects.models.data_subject import DataSubject
from subjects.querysets import RestrictionQuerySet


class Restriction(AuditedModel):
    """Keep, do not use: of one data set, or of everything where none is named.

    AUX calls it halting of processing, Maxim blocking (MAXIM-1.12). While it stands,
    `subjects.guards` refuses edits, exports and messages.
    """

    data_subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="restrictions"
    )
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+"
    )
    data_held = models.ForeignKey(
        DataHeld,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="restrictions",
    )
    ground = models.CharField(_("ground"), max_length=40)
    ground_clause = models.CharField(max_length=60, blank=True)
    words = models.CharField(_("reason in words"), max_length=300, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True, db_index=True)  # by value
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    placed_at = models.DateTimeField(_("restricted on"))
    placed_by_id = models.BigIntegerField(_("restricted by"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted on"), null=True, blank=True)
    lifted_by_id = models.BigIntegerField(_("lifted by"), null=True, blank=True)
    lifted_because = models.CharField(_("lifted because"), max_length=300, blank=True)

    objects: ClassVar[RestrictionQuerySet] = RestrictionQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        subject = "data_subject_id"
        controller = "controller_id"
        case = "case_id"
        pii = ("words", "lifted_because")

    class Meta:
        verbose_name = _("restriction")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["data_held"],
                condition=models.Q(lifted_at=None, data_held__isnull=False),
                name="one_standing_restriction_per_set",
            ),
            models.UniqueConstraint(
                fields=["data_subject"],
                condition=models.Q(lifted_at=None, data_held=None),
                name="one_standing_restriction_of_all",
            ),
        )

    def __str__(self) -> str:
        return f"Restriction {self.pk}"

    @property
    def is_standing(self) -> bool:
        return self.lifted_at is None
