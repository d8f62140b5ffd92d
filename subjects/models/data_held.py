import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from processing.models import Activity, System
from processing.terms import LegalBasis, Purpose, Sensitivity
from subjects.models.data_subject import DataSubject
from subjects.querysets import DataHeldQuerySet


class DataHeld(AuditedModel):
    """A set of data that a company holds of a person: what, where from, why, how long.

    Whether it is restricted or on hold say Restriction and LegalHold. The kinds of data
    are words of the register and stay when the values are erased.
    """

    class State(models.TextChoices):
        HELD = "held", _("Held")
        ERASED = "erased", _("Erased")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    data_subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="data_held"
    )
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+"
    )
    # The row of the register that it belongs to, and which of its items.
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("activity"),
    )
    items = models.JSONField(_("items"), default=list)  # codes of DataItem
    title = models.CharField(_("kind of data"), max_length=200, blank=True)
    value = models.TextField(_("what is held"), blank=True)
    where = models.CharField(_("where it lies"), max_length=300, blank=True)
    sensitivity = models.CharField(
        _("sensitivity"),
        max_length=12,
        choices=Sensitivity,
        default=Sensitivity.NOT_LISTED,
    )
    purposes = models.JSONField(_("purposes"), default=list, blank=True)
    basis = models.CharField(_("legal basis"), max_length=12, choices=LegalBasis)
    source = models.CharField(_("source"), max_length=300, blank=True)
    from_person = models.BooleanField(_("given by the person"), default=True)
    system = models.ForeignKey(
        System,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("system"),
    )
    limit = models.CharField(_("kept for"), max_length=300, blank=True)
    ends_on = models.DateField(_("to be erased on"), null=True, blank=True)
    # A consent it rested on was taken back: it is to be erased from this day.
    consent_ended_on = models.DateField(
        _("consent taken back on"), null=True, blank=True
    )
    held_since = models.DateField(_("held since"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.HELD
    )
    erased_at = models.DateTimeField(_("erased on"), null=True, blank=True)
    erased_for_case_id = models.BigIntegerField(null=True, blank=True)  # by value

    objects: ClassVar[DataHeldQuerySet] = DataHeldQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        subject = "data_subject_id"
        controller = "controller_id"
        pii = ("title", "value", "where", "source")

    class Meta:
        verbose_name = _("data held")
        verbose_name_plural = _("data held")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="data_held_basis",
                condition=models.Q(basis__in=LegalBasis.values),
            ),
            models.CheckConstraint(
                name="data_held_sensitivity",
                condition=models.Q(sensitivity__in=Sensitivity.values),
            ),
            models.CheckConstraint(
                name="data_held_erased_has_moment",
                condition=models.Q(state="held", erased_at=None)
                | models.Q(state="erased", erased_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"D-{self.pk:05d}" if self.pk else "D-"

    @property
    def is_erased(self) -> bool:
        return self.state == self.State.ERASED

    @property
    def purpose_words(self) -> list[str]:
        return [str(Purpose(code).label) for code in self.purposes]
