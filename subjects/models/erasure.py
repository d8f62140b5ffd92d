import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from subjects.models.data_subject import DataSubject
from subjects.querysets import OfPersonQuerySet


class Erasure(AuditedModel):
    """One act of erasing, and what a certificate may say of it. Names nobody.

    Three dates: gone from the rows and their history (`erased_at`), gone from the bytes
    of the database (`cleaned_at`), gone from copies outside it (`copies_gone_on`).
    """

    class Extent(models.TextChoices):
        SETS = "sets", _("Data sets")
        PERSON = "person", _("The whole person")
        CASE = "case", _("The file of a request")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # None: the file of a request that was never linked to a person.
    data_subject = models.ForeignKey(
        DataSubject,
        on_delete=models.PROTECT,
        related_name="erasures",
        null=True,
        blank=True,
    )
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+"
    )
    case_id = models.BigIntegerField(null=True, blank=True, db_index=True)  # by value
    extent = models.CharField(_("extent"), max_length=8, choices=Extent)
    sets = models.JSONField(_("data sets"), default=list)  # numbers of DataHeld
    kept = models.JSONField(
        _("what stays"), default=list
    )  # [what, why], codes and numbers
    counts = models.JSONField(_("erased"), default=dict)  # store: how many
    erased_at = models.DateTimeField(_("erased on"))
    erased_by_id = models.BigIntegerField(_("erased by"), null=True, blank=True)
    # The rest waits until the case is closed and its last letter has left.
    waits_for_case = models.BooleanField(default=False)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    cleaned_at = models.DateTimeField(_("bytes gone on"), null=True, blank=True)
    copies_gone_on = models.DateField(_("copies gone on"), null=True, blank=True)
    scanned_at = models.DateTimeField(_("looked for on"), null=True, blank=True)
    looked = models.JSONField(_("where it was looked for"), default=dict)
    found = models.JSONField(_("places found"), default=list)
    last_error = models.CharField(max_length=60, blank=True)  # a code, never a text

    objects: ClassVar[OfPersonQuerySet] = OfPersonQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        subject = "data_subject_id"
        controller = "controller_id"
        case = "case_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("erasure")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="erasure_extent",
                condition=models.Q(extent__in=["sets", "person", "case"]),
            ),
            models.CheckConstraint(
                name="erasure_of_somebody_or_a_case",
                condition=models.Q(extent="case", case_id__isnull=False)
                | models.Q(data_subject__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"Erasure {self.pk}"

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do, to look for or to show to anybody."""
        steps = (self.finished_at, self.cleaned_at, self.scanned_at)
        return all(steps) and not self.found


class CleanUpDuty(models.Model):
    """A table whose removed rows still lie in the bytes of the database."""

    table = models.CharField(max_length=63, unique=True)
    since = models.DateTimeField()  # the newest removal that was told

    def __str__(self) -> str:
        return f"Clean up {self.table}"


class ErasureWords(models.Model):
    """What was erased, sealed, for as long as it is looked for; then this row goes."""

    erasure = models.OneToOneField(
        Erasure, on_delete=models.CASCADE, related_name="words"
    )
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Words of erasure {self.erasure_id}"
