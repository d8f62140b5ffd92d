"""Telling people about a version: to whom, by which ways, with which words, how fast.

Each person's own message is a `correspondence.Delivery` with the campaign's number.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, User
from audit.models import AuditedHistory, AuditedModel
from audit.models.ledger import AppendOnlyModel
from correspondence.models import Letter
from policies.models.version import PolicyVersion
from policies.querysets import CampaignQuerySet, NoticeAppQuerySet, OfVersionQuerySet


class Campaign(AuditedModel):
    """One round of messages about one version, prepared by one person and approved by
    another. What was approved is frozen: the list as count and hash, the words as
    letters with theirs."""

    class Kind(models.TextChoices):
        CHANGE = "change", _("What changes")
        CORRECTION = "correction", _("A correction: the change is withdrawn")

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        PROPOSED = "proposed", _("Waits for approval")
        SENDING = "sending", _("Being sent")
        PAUSED = "paused", _("Paused")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = frozenset({State.DRAFT, State.PROPOSED})
    RUNNING = frozenset({State.SENDING, State.PAUSED})

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="campaigns"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CHANGE)
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.DRAFT
    )
    # Channels of Delivery, the first that reaches a person counts; then what the app
    # and the pages show: "red_dot", "pop_up", "banner".
    ways = models.JSONField(_("ways"), default=list)
    shows = models.JSONField(_("shown in the app"), default=list, blank=True)
    # Where post is one of the ways: whether a mail that came back makes a letter too.
    post_after_mail = models.BooleanField(
        _("a letter also after a returned mail"), default=True
    )
    # Slower than the relay's own limits (settings), and at which hours of the company.
    per_second = models.FloatField(_("mails a second"), null=True, blank=True)
    per_domain = models.PositiveIntegerField(
        _("mails a minute to one domain"), null=True, blank=True
    )
    opens = models.TimeField(_("not before"), null=True, blank=True)
    closes = models.TimeField(_("not after"), null=True, blank=True)

    created_at = models.DateTimeField()
    # The frozen list: who was known at this moment, how many, and the hash of whom.
    audience_at = models.DateTimeField(null=True, blank=True)
    audience_count = models.PositiveIntegerField(default=0)
    audience_sha256 = models.CharField(max_length=64, blank=True)
    round = models.PositiveSmallIntegerField(default=0)  # of freezing words and list
    foreseen_end_at = models.DateTimeField(null=True, blank=True)

    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    watched_from = models.DateTimeField(null=True, blank=True)  # returns count since
    paused_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)  # of the last pause or the end

    objects: ClassVar[CampaignQuerySet] = CampaignQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "version__policy__controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("notice to people")
        verbose_name_plural = _("notices to people")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="campaign_state",
                condition=Q(
                    state__in=[
                        *("draft", "proposed", "sending"),
                        *("paused", "completed", "cancelled"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="campaign_kind", condition=Q(kind__in=["change", "correction"])
            ),
            models.CheckConstraint(
                name="another_person_sends",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="sent_means_approved",
                condition=~Q(state__in=["sending", "paused", "completed"])
                | Q(approved_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("notices:notice", args=[self.pk])

    @property
    def controller(self) -> Controller:
        return self.version.policy.controller

    @property
    def controller_id(self) -> int:
        return self.version.policy.controller_id

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    @property
    def was_sent(self) -> bool:
        return self.approved_at is not None


class CampaignText(AppendOnlyModel):
    """The frozen words of one language and variant, as they were in one round."""

    class Variant(models.TextChoices):
        TOLD = "told", _("told")
        MAY_REFUSE = "may_refuse", _("told, and may refuse in one step")
        MUST_AGREE = "must_agree", _("asked to agree")

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="texts"
    )
    round = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    variant = models.CharField(max_length=10, choices=Variant)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # frozen.fingerprint of the letter
    people = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("language", "variant")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "round", "language", "variant"],
                name="one_text_per_language_and_variant",
            ),
        )

    def __str__(self) -> str:
        return f"{self.language} {self.variant}"


class Announcement(AuditedModel):
    """A public announcement with its dates: the proof for who cannot be reached."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="announcements"
    )
    campaign = models.OneToOneField(
        Campaign, on_delete=models.PROTECT, related_name="announcement"
    )
    begins_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OfVersionQuerySet] = OfVersionQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "version__policy__controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("public announcement")
        ordering = ("-begins_at",)

    def __str__(self) -> str:
        return f"{self.version}"


class NoticeApp(AuditedModel):
    """An app or site of the company that shows notices (`/api/v1/notices`).

    Its server signs tokens with a key of its own; here lies only the public half, so
    nothing in this database can speak for the app.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="notice_apps"
    )
    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    public_key = models.TextField(_("public key (Ed25519, PEM)"), blank=True)
    origins = models.JSONField(_("web origins"), default=list, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects: ClassVar[NoticeAppQuerySet] = NoticeAppQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("app that shows notices")
        verbose_name_plural = _("apps that show notices")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.origins = [str(one).rstrip("/") for one in self.origins]
