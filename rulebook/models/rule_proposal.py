from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, User
from accounts.querysets import VisibleToQuerySet
from audit.models import AuditedHistory, AuditedModel, AuditedQuerySet


class RuleProposalQuerySet(VisibleToQuerySet, AuditedQuerySet):  # type: ignore[override]
    view_permission = "rulebook.view"


class RuleProposal(AuditedModel):
    """A new version of one rule, put forward by one person and agreed by another.

    `changes` holds the fields that differ from `base_version`, or the whole row where
    there is no rule yet (`base_version` 0). What was agreed stands as a rule of its
    own; nothing of the rule before it changes.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for a second person")
        AGREED = "agreed", _("agreed")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="rule_proposals"
    )
    country = models.CharField(max_length=2)
    code = models.CharField(max_length=40)
    base_version = models.PositiveIntegerField()  # 0: the rule is new
    version = models.PositiveIntegerField(null=True, blank=True)  # once agreed
    changes = models.JSONField()
    reason = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="rules_proposed"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rules_decided",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    submission = models.UUIDField(default=uuid4, unique=True)  # one form, sent once

    objects: ClassVar[Any] = RuleProposalQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(state="proposed"),
                name="one_open_proposal_per_rule",
            ),
            models.CheckConstraint(
                name="rule_proposal_has_reason", condition=~models.Q(reason="")
            ),
            models.CheckConstraint(
                name="rule_proposal_second_person",
                condition=~models.Q(state__in=["agreed", "rejected"])
                | models.Q(decided_by__isnull=False)
                & ~models.Q(decided_by=models.F("proposed_by")),
            ),
            models.CheckConstraint(
                name="rule_proposal_agreed_has_version",
                condition=models.Q(state="agreed", version__isnull=False)
                | ~models.Q(state="agreed") & models.Q(version__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} · {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.PROPOSED

    @property
    def is_new(self) -> bool:
        return self.base_version == 0

    @property
    def is_retirement(self) -> bool:
        return bool(self.changes.get("retired"))
