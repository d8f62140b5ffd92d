"""What a policy says from a day on: its states, its dates, its place in the chain."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import AuditedHistory, AuditedModel
from policies.errors import PublishedWords
from policies.models.policy import Policy
from policies.querysets import PolicyVersionQuerySet


class PolicyVersion(AuditedModel):
    """One version. From `approved` on its words and its hash never change.

    Whether it is in force follows from `effective_at` and the versions after it
    (`.in_force(at)`, `standing(at)`): no job has to run for it to be true. An imported
    one may be known by its dates alone (`sha256` is empty); its text can then still be
    added once. A policy that names no date has none here either: it was in force when
    we came.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        APPROVED = "approved", _("Approved")
        ANNOUNCED = "announced", _("Announced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Standing(models.TextChoices):
        """What an announced version is at a moment: derived, never stored."""

        UPCOMING = "upcoming", _("Takes effect later")
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Earlier version")

    OPEN = frozenset({State.DRAFT, State.IN_REVIEW})
    # What the trigger and `save` refuse to change once it is approved.
    FIXED = (
        "policy", "number", "label", "language", "source", "corrects", "author",
        "is_imported", "sha256", "previous_sha256", "approver", "approved_at",
        "created_at",
    )  # fmt: skip

    policy = models.ForeignKey(
        Policy, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    label = models.CharField(_("version"), max_length=60, blank=True)  # as printed
    language = models.CharField(max_length=12)  # of the original text
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT
    )
    is_imported = models.BooleanField(_("imported"), default=False)
    source = models.ForeignKey(  # the version it was drafted from
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )

    released_on = models.DateField(_("released on"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    # The start of `effective_on` where the company is; set with the announcement.
    effective_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)

    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approver = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # How people will be told, and the reasons where a promise is not simply kept.
    planned_channels = models.JSONField(_("channels"), default=list, blank=True)
    no_direct_channel_reason = models.TextField(blank=True)
    lead_waiver_reason = models.TextField(blank=True)
    not_material_reason = models.TextField(blank=True)

    # Of the words in every language approved with it; then that of the version
    # approved before it: the versions of a policy are a chain (`chain.py`).
    sha256 = models.CharField(max_length=64, blank=True)
    previous_sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[PolicyVersionQuerySet] = PolicyVersionQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "policy__controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("version of a policy")
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "number"], name="one_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["policy", "previous_sha256"],
                condition=~Q(sha256=""),
                name="versions_are_one_chain",
            ),
            models.CheckConstraint(
                name="policy_version_state",
                condition=Q(
                    state__in=[
                        *("draft", "in_review", "approved", "announced", "withdrawn")
                    ]
                ),
            ),
            models.CheckConstraint(
                name="another_person_approves",
                condition=Q(approver=None) | ~Q(approver=F("author")),
            ),
            models.CheckConstraint(
                name="approved_words_have_a_hash",
                condition=~Q(state__in=["approved", "announced"])
                | ~Q(sha256="")
                | Q(is_imported=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy}, v{self.number}"

    def save(self, **options: Any) -> None:
        """Raises PublishedWords where a field changed that is fixed by now."""
        if not self._state.adding and self._was_fixed():
            changed = {n for n in self.audit_changed_fields() if n in self.FIXED}
            if changed:
                raise PublishedWords(
                    _("Version %(number)d is approved, so it stays as it is.")
                    % {"number": self.number}
                )
        super().save(**options)

    def _was_fixed(self) -> bool:
        loaded = self._audit_loaded
        return loaded["state"] not in self.OPEN and bool(loaded["sha256"])

    @property
    def code(self) -> str:
        """How other rooms keep it by value: `maxim/privacy@1`."""
        return f"{self.policy.code}@{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether its words may still change."""
        return self.state in self.OPEN

    @property
    def is_announced(self) -> bool:
        return self.state == self.State.ANNOUNCED

    def is_published(self, at: datetime) -> bool:
        """As `.published(at)`: announced by then and not withdrawn by then."""
        is_told = (
            self.is_imported if self.announced_at is None else self.announced_at <= at
        )
        is_gone = self.withdrawn_at is not None and self.withdrawn_at <= at
        is_final = self.state in {self.State.ANNOUNCED, self.State.WITHDRAWN}
        return is_told and not is_gone and is_final

    def has_begun(self, at: datetime) -> bool:
        """As `.effective(at)`: published and begun, superseded or not."""
        begun = self.effective_at is None or self.effective_at <= at
        return begun and self.is_published(at)

    def is_upcoming(self, at: datetime) -> bool:
        return (
            self.is_announced
            and self.effective_at is not None
            and self.effective_at > at
        )

    def standing(self, at: datetime) -> "PolicyVersion.Standing | None":
        """What it is at `at` for who keeps no older one; None if nobody was told yet.

        Two SELECTs.
        """
        same = PolicyVersion.objects.filter(policy=self.policy_id)
        if not same.published(at).filter(pk=self.pk).exists():
            return None
        if self.is_upcoming(at):
            return self.Standing.UPCOMING
        if same.in_force(at).filter(pk=self.pk).exists():
            return self.Standing.IN_FORCE
        return self.Standing.SUPERSEDED
