"""What people have to be told about a version, as a person decided it."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import AuditedHistory, AuditedModel
from policies.categories import LABELS
from policies.models.version import PolicyVersion
from policies.querysets import ChangeQuerySet


class Decision(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    EDITED = "edited", _("Another category")
    REJECTED = "rejected", _("Not material")
    RAISED = "raised", _("Raised by a person")


class Gate(models.TextChoices):
    NONE = "none", _("Nothing")
    NOTICE = "notice", _("People are told")
    EXPLICIT_CONSENT = "explicit_consent", _("People must agree")


class MaterialChange(AuditedModel):
    """A change of a version in one category: suggested by a rule, decided by a person.

    `mark` names the change of words (`changes.mark_of`), so that a decision outlives a
    new look at the draft as long as these words stay. A change may come without words:
    an impact assessment that found a high risk, raised by a person.
    """

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("To be decided")
        CONFIRMED = "confirmed", _("Material")
        DISMISSED = "dismissed", _("Not material")

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="changes"
    )
    from_version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mark = models.CharField(max_length=64, blank=True)
    clause_keys = models.JSONField(default=list, blank=True)
    section = models.CharField(max_length=200, blank=True)  # for a reader: "5.1 Use"
    # What the rule said, kept beside what the person made of it.
    suggested = models.CharField(max_length=20, blank=True)
    rule = models.CharField(max_length=60, blank=True)
    snippet = models.TextField(blank=True)
    category = models.CharField(
        _("category"), max_length=20, choices=list(LABELS.items())
    )
    rights_reduced = models.BooleanField(_("rights reduced"), default=False)
    # Other data, another purpose, another recipient's purpose: consent may be owed.
    new_use = models.BooleanField(_("data is used for something new"), default=False)
    impact_assessment = models.CharField(  # its reference in the register, by value
        _("impact assessment"), max_length=60, blank=True
    )

    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.SUGGESTED
    )
    decision = models.CharField(
        _("decision"), max_length=8, choices=Decision, blank=True
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    gate = models.CharField(
        _("what it needs"), max_length=16, choices=Gate, default=Gate.NONE
    )
    # Rules of the rulebook that follow these words when the version takes effect:
    # [{"code": "NBX-15-CONTACT", "version": 1, "number": 10, "unit": "calendar_days"}].
    follows = models.JSONField(_("rules that follow"), default=list, blank=True)
    # In plain words for the people it concerns: {"en": "...", "ms": "..."}.
    summary = models.JSONField(_("summary"), default=dict, blank=True)

    objects: ClassVar[ChangeQuerySet] = ChangeQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "version__policy__controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("change to tell about")
        ordering = ("version", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "mark", "suggested"],
                condition=~models.Q(mark=""),
                name="one_suggestion_per_change",
            ),
            models.CheckConstraint(
                name="material_change_state",
                condition=models.Q(state__in=["suggested", "confirmed", "dismissed"]),
            ),
            models.CheckConstraint(
                name="confirmed_in_a_category",
                condition=~models.Q(state="confirmed", category="REVIEW"),
            ),
            models.CheckConstraint(
                name="a_decision_has_a_reason",
                condition=models.Q(state="suggested")
                | (~models.Q(reason="") & models.Q(decided_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.section}".strip()

    @property
    def is_decided(self) -> bool:
        return self.state != self.State.SUGGESTED

    def summary_in(self, language: str) -> str:
        words: Any = self.summary.get(language, "")
        return str(words).strip()
