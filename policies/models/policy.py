"""A document that a company publishes, and what it promised about its changes."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from policies.querysets import PolicyQuerySet

LEAD_DAYS = 30  # POLICIES §1, rule 3: between the announcement and the effective day


class Policy(AuditedModel):
    """One document in all its versions.

    From `lead_days` on stands the promise preset: what the policy's own update clause
    binds the company to, checked before a version is announced (`publishing/`).
    """

    class Kind(models.TextChoices):
        PRIVACY = "privacy", _("Privacy policy")
        COOKIES = "cookies", _("Cookie policy")
        STAFF = "staff", _("Privacy notice for staff")
        TERMS = "terms", _("Terms of use")
        OTHER = "other", _("Other document")

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="policies"
    )
    slug = models.SlugField()
    title = models.CharField(_("title"), max_length=200)  # in the default language
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PRIVACY)
    # Whom it speaks to: codes of processing.terms.SubjectCategory; empty means all.
    audience = models.JSONField(_("audience"), default=list, blank=True)
    default_language = models.CharField(max_length=12, default="en")
    required_languages = models.JSONField(
        _("languages it must have"), default=list, blank=True
    )
    # The text that counts where two languages differ; empty: they count alike.
    controlling_language = models.CharField(max_length=12, blank=True)

    lead_days = models.PositiveSmallIntegerField(_("days of notice"), default=LEAD_DAYS)
    # Groups of channels; of each group one is enough: [["red_dot", "pop_up"]].
    channels = models.JSONField(_("channels promised"), default=list, blank=True)
    categories = models.JSONField(
        _("changes it promises to announce"), default=list, blank=True
    )
    explains_changes = models.BooleanField(_("explains each change"), default=False)
    no_reduction_without_consent = models.BooleanField(
        _("no reduction of rights without consent"), default=False
    )
    # In these categories a new use of data waits for each person's consent.
    consent_for_new_use = models.JSONField(
        _("changes that need consent for a new use"), default=list, blank=True
    )
    # Where a notice of any change offers to refuse or withdraw in one step.
    refusal_countries = models.JSONField(
        _("countries with a right to refuse"), default=list, blank=True
    )
    # Which clause promises which of these: {"channels": {"clause": "9(4)", "promise":
    # "NBX-9.4"}}; keys are the names of the fields above, "languages" and "archive".
    cites = models.JSONField(_("clauses of the promises"), default=dict, blank=True)

    objects: ClassVar[PolicyQuerySet] = PolicyQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "slug"], name="one_policy_per_slug"
            ),
            models.CheckConstraint(
                name="policy_kind",
                condition=models.Q(
                    kind__in=["privacy", "cookies", "staff", "terms", "other"]
                ),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """How commands and other rooms name it: `maxim/privacy`."""
        return f"{self.controller.slug}/{self.slug}"

    def clause_of(self, promise: str) -> dict[str, Any]:
        """The clause and the promise's id that bind to this; empty where none does."""
        found: dict[str, Any] = self.cites.get(promise, {})
        return found
