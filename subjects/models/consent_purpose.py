import hashlib
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from audit.models.ledger import AppendOnlyModel
from processing.terms import Consent as Condition
from rulebook.rows import label_in
from subjects.querysets import PurposeQuerySet


class ConsentPurpose(AuditedModel):
    """Something a company asks consent for, as its policy has it.

    Words are kept per language: `label` names it, `effect` says what ends with it.
    """

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="consent_purposes"
    )
    code = models.SlugField(max_length=60)
    label = models.JSONField(_("words"), default=dict)
    effect = models.JSONField(_("what a withdrawal changes"), default=dict)
    items = models.JSONField(_("items"), default=list)  # codes of DataItem
    activities = models.JSONField(default=list)  # their codes in the register
    is_marketing = models.BooleanField(_("marketing"), default=False)
    condition = models.CharField(
        _("condition"), max_length=16, choices=Condition, blank=True
    )
    clause = models.CharField(_("paragraph"), max_length=60, blank=True)
    promises = models.JSONField(default=list, blank=True)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    objects: ClassVar[PurposeQuerySet] = PurposeQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("purpose of a consent")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "code"], name="one_purpose_per_code"
            ),
        )

    def __str__(self) -> str:
        return label_in(self.label, get_language() or "en")

    @property
    def effect_words(self) -> str:
        return label_in(self.effect, get_language() or "en") if self.effect else ""


class ConsentText(AppendOnlyModel):
    """The exact words somebody was shown, kept once; their hash names them.

    Nobody's personal data, and never changed: a new wording is a new row.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    purpose = models.ForeignKey(
        ConsentPurpose, on_delete=models.PROTECT, related_name="texts"
    )
    language = models.CharField(max_length=12)
    version = models.CharField(max_length=60, blank=True)  # "v7", of the policy
    body = models.TextField()
    first_shown_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version} {self.language}".strip()

    @classmethod
    def keep(
        cls, purpose: ConsentPurpose, *, language: str, version: str, body: str, at: Any
    ) -> "ConsentText":
        """The row of these words, made the first time somebody is shown them."""
        whole = "\n".join([purpose.controller.slug, purpose.code, language, body])
        digest = hashlib.sha256(f"{version}\n{whole}".encode()).hexdigest()
        text, _made = cls.objects.get_or_create(
            sha256=digest,
            defaults={
                "purpose": purpose,
                "language": language,
                "version": version,
                "body": body,
                "first_shown_at": at,
            },
        )
        return text
