from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory
from processing.models.row import RegisterRow
from processing.querysets import RegisterQuerySet
from processing.terms import Because, Sensitivity
from rulebook.rows import label_in


class DataItem(RegisterRow):
    """A kind of personal data, and how sensitive one company judges it to be."""

    label = models.JSONField(_("words"), default=dict)  # language -> words
    sensitivity = models.CharField(
        _("sensitivity"),
        max_length=12,
        choices=Sensitivity,
        default=Sensitivity.NOT_LISTED,
    )
    because = models.CharField(_("why"), max_length=12, choices=Because, blank=True)
    source = models.CharField(max_length=40, blank=True)  # of the judgement: NBX-1.2

    objects: ClassVar[RegisterQuerySet] = RegisterQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "code"], name="one_item_per_code"
            ),
            models.CheckConstraint(
                name="item_sensitivity",
                condition=models.Q(sensitivity__in=Sensitivity.values),
            ),
        )

    def __str__(self) -> str:
        return label_in(self.label, get_language() or "en")

    @property
    def is_sensitive(self) -> bool:
        return self.sensitivity == Sensitivity.SENSITIVE
