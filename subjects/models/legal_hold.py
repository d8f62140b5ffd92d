from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from subjects.models.data_held import DataHeld
from subjects.models.data_subject import DataSubject
from subjects.querysets import LegalHoldQuerySet


class Field(models.TextChoices):
    """What a duty can name of a data set, and of the person whose it is."""

    TITLE = "title", _("kind of data")
    VALUE = "value", _("what is held")
    WHERE = "where", _("where it lies")
    SOURCE = "source", _("where it comes from")
    NAME = "name", _("name of the person")
    IDENTIFIERS = "identifiers", _("e-mail, phone and other identifiers")


class LegalHold(AuditedModel):
    """A duty to keep: this data set (all, where none is named) is not erased yet.

    Where it names `fields`, the others are.
    """

    data_subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="legal_holds"
    )
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+"
    )
    data_held = models.ForeignKey(
        DataHeld,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="legal_holds",
    )
    fields = models.JSONField(_("only these fields"), default=list, blank=True)
    ground = models.CharField(_("ground"), max_length=40)  # subjects.grounds
    source = models.CharField(_("law or clause"), max_length=200, blank=True)
    until = models.CharField(_("until what happens"), max_length=200, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True, db_index=True)  # by value
    review_on = models.DateField(_("look at it again on"))
    ends_on = models.DateField(_("ends by itself on"), null=True, blank=True)
    placed_at = models.DateTimeField()
    placed_by_id = models.BigIntegerField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by_id = models.BigIntegerField(null=True, blank=True)
    released_because = models.CharField(max_length=300, blank=True)

    objects: ClassVar[LegalHoldQuerySet] = LegalHoldQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        subject = "data_subject_id"
        controller = "controller_id"
        case = "case_id"
        pii = ("until", "released_because")

    class Meta:
        verbose_name = _("legal hold")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["data_held"],
                condition=models.Q(released_at=None, data_held__isnull=False),
                name="one_standing_hold_per_set",
            ),
            models.UniqueConstraint(
                fields=["data_subject"],
                condition=models.Q(released_at=None, data_held=None),
                name="one_standing_hold_of_all",
            ),
        )

    def __str__(self) -> str:
        return f"Legal hold {self.pk}"

    @property
    def is_standing(self) -> bool:
        return self.released_at is None
