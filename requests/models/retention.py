"""How long the file of a closed case is kept, what is kept longer, what was erased."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from audit.models.ledger import AppendOnlyModel
from rights.choices import SourceKind
from rights.models.rights_request import RightsRequest

DEFAULT_MONTHS = 36  # no policy names a number: the office's own default, shown as such


class CaseRetention(AuditedModel):
    """For how many months after closing one company keeps the file of a case.

    Without a row the office's default holds.
    """

    controller = models.OneToOneField(
        Controller,
        verbose_name=_("controller"),
        on_delete=models.PROTECT,
        related_name="case_retention",
    )
    months = models.PositiveSmallIntegerField(
        _("months after closing"), default=DEFAULT_MONTHS
    )
    source_kind = models.CharField(
        _("who says so"),
        max_length=12,
        choices=SourceKind,
        default=SourceKind.OPERATOR,
    )
    clause = models.CharField(_("paragraph"), max_length=60, blank=True)
    because = models.TextField(_("why this long"), blank=True)  # names nobody
    # Else a person presses the button, or runs the command.
    by_itself = models.BooleanField(_("erased without being asked"), default=False)

    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("period of case files")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=240),
                name="case_file_kept_a_month_to_twenty_years",
            ),
            models.CheckConstraint(
                condition=models.Q(source_kind="operator") | ~models.Q(clause=""),
                name="case_file_period_of_a_text_cites_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.controller}: {self.months}"

    @property
    def is_default(self) -> bool:
        """Nobody has set it for this company."""
        return self._state.adding

    @classmethod
    def of(cls, controller: Controller) -> "CaseRetention":
        """The company's own, or the default in a row that is not stored yet."""
        known = cls.objects.filter(controller=controller).first()
        return known or cls(controller=controller)


class FileKeep(AuditedModel):
    """This file is kept longer, until a day and for a reason; the newest row counts."""

    rights_request = models.ForeignKey(
        RightsRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="keeps",
    )
    until = models.DateField(_("kept until"))
    because = models.TextField(_("because"))
    placed_at = models.DateTimeField(_("placed on"))
    placed_by_id = models.BigIntegerField(_("placed by"))

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ("because",)

    class Meta:
        verbose_name = _("file kept longer")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"Kept until {self.until}"


class CaseErasure(AppendOnlyModel):
    """The record that the file of a case was erased: when, by which rule, how much.

    It proves the erasure and names nobody; `redaction` is the trail's own proof of it.
    """

    rights_request = models.OneToOneField(
        RightsRequest, on_delete=models.PROTECT, related_name="erasure"
    )
    erased_at = models.DateTimeField()
    erased_by_id = models.BigIntegerField(null=True, blank=True)  # none: the worker
    due_on = models.DateField()  # the last day it was kept
    months = models.PositiveSmallIntegerField()
    source_kind = models.CharField(max_length=12, choices=SourceKind)
    clause = models.CharField(max_length=60, blank=True)
    rows = models.JSONField(default=dict)  # kind of record -> how many lost their words
    files = models.PositiveIntegerField(default=0)
    mails = models.PositiveIntegerField(default=0)
    redaction = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-erased_at", "-pk")

    def __str__(self) -> str:
        return f"Erasure of case {self.rights_request_id}"

    @property
    def total(self) -> int:
        return sum(self.rows.values())
