"""A letter, its way to the person, the proof of each step, and one-time codes.

Only Letter holds personal data. Delivery, DeliveryEvent and OneTimeCode name nobody:
no address, no text of a mail server's answer, only codes and moments.
"""

import uuid
from datetime import timedelta
from email.utils import parseaddr
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from audit.models.ledger import AppendOnlyModel
from correspondence.querysets import DeliveryQuerySet

CODE_PLACE = "[code]"  # what a stored body shows where the mail carried digits


class Letter(AuditedModel):
    """What was written to a person, word for word; digits show as `[code]`."""

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="letters"
    )
    kind = models.CharField(
        max_length=60
    )  # "receipt", "refusal": named by the room above
    language = models.CharField(max_length=12)  # of the wording, after the fallback
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    to_email = models.CharField(_("e-mail"), max_length=254)
    to_name = models.CharField(_("name"), max_length=200, blank=True)
    # The case lives in a room above: its number, not a foreign key.
    case_id = models.BigIntegerField(null=True, db_index=True)
    case_ref = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    body_sha256 = models.CharField(max_length=64)

    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        case = "case_id"
        pii: ClassVar[list[str]] = ["subject", "body", "to_email", "to_name"]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_ref}".strip()


class OneTimeCode(models.Model):
    """Digits that prove an inbox, kept only as a keyed hash (`codes.py`).

    The newest row of a purpose, subject and browser is the one that counts.
    """

    MAX_TRIES = 5

    purpose = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)  # keyed hash
    browser_key = models.CharField(max_length=64, blank=True)  # keyed hash; "" = any
    code_hash = models.CharField(max_length=120, blank=True)  # empty until it is sent
    issued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    valid_for = models.DurationField(default=timedelta(minutes=15))
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["purpose", "subject_key", "browser_key", "-id"],
                name="code_newest_first",
            ),
        )

    def __str__(self) -> str:
        return self.purpose


def new_message_id() -> str:
    """A well-formed Message-ID of our own: ids are made here, never taken in."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{uuid.uuid4().hex}@{domain or 'localhost'}>"


class Delivery(models.Model):
    """The outbox row: one letter's way to one person over one channel.

    "Accepted" says that the mail server took it over, never that it was received.
    """

    MAX_ATTEMPTS = 5

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be sent")
        SENDING = "sending", _("being sent")
        UNCERTAIN = "uncertain", _("interrupted, will be sent again")
        DEFERRED = "deferred", _("put off by the mail server")
        ACCEPTED = "accepted", _("accepted by the mail server")
        BOUNCED = "bounced", _("refused by the mail server")
        FAILED = "failed", _("could not be sent")
        SUPPRESSED = "suppressed", _("not sent, no longer needed")

        @classmethod
        def waiting(cls) -> list["Delivery.State"]:
            return [cls.QUEUED, cls.UNCERTAIN, cls.DEFERRED]

        @classmethod
        def given_up(cls) -> list["Delivery.State"]:
            return [cls.BOUNCED, cls.FAILED]

    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, related_name="deliveries"
    )
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.EMAIL)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    campaign_id = models.BigIntegerField(null=True)  # lives in a room above
    person_key = models.CharField(
        max_length=64, blank=True
    )  # pseudonym, with a campaign
    code = models.ForeignKey(
        OneTimeCode,
        null=True,
        on_delete=models.SET_NULL,  # spent codes are swept, the proof stays
        related_name="deliveries",
    )
    message_id = models.CharField(max_length=120, unique=True, default=new_message_id)
    queued_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    leased_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)  # a code, never a text
    accepted_at = models.DateTimeField(null=True)
    # Accepted, but what the rooms above do on acceptance has not been done yet.
    is_handling_open = models.BooleanField(default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = (
            models.UniqueConstraint(
                fields=["campaign_id", "person_key", "channel"],
                condition=Q(campaign_id__isnull=False),
                name="one_delivery_per_campaign_person",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "queued",
                        "sending",
                        "uncertain",
                        "deferred",
                        "accepted",
                        "bounced",
                        "failed",
                        "suppressed",
                    ]
                ),
                name="delivery_state_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["email"]), name="delivery_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at=None)),
                name="delivery_accepted_has_moment",
            ),
        )
        indexes = (
            # What a worker looks for twice a second: only rows still on their way.
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(state__in=["queued", "uncertain", "deferred"]),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state="sending"),
                name="delivery_sending",
            ),
            models.Index(
                fields=["id"],
                condition=Q(is_handling_open=True),
                name="delivery_handling_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_state_display()}"

    @property
    def is_on_its_way(self) -> bool:
        return self.state in [*self.State.waiting(), self.State.SENDING]


class DeliveryEvent(AppendOnlyModel):
    """Proof of one step of a delivery; append-only."""

    class Kind(models.TextChoices):
        QUEUED = "queued", _("written and queued")
        SENDING = "sending", _("handing over to the mail server")
        UNCERTAIN = "uncertain", _("interrupted: it may or may not have left")
        DEFERRED = "deferred", _("put off by the mail server")
        ACCEPTED = "accepted", _("accepted by the mail server")
        BOUNCED = "bounced", _("refused by the mail server")
        FAILED = "failed", _("given up")
        SUPPRESSED = "suppressed", _("not sent, no longer needed")
        REQUEUED = "requeued", _("queued again by the office")
        HANDLER_FAILED = "handler_failed", _("what follows on acceptance failed")

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="events"
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=Kind)
    detail = models.CharField(max_length=60, blank=True)  # "smtp_451_4.7.1", a code

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "queued",
                        "sending",
                        "uncertain",
                        "deferred",
                        "accepted",
                        "bounced",
                        "failed",
                        "suppressed",
                        "requeued",
                        "handler_failed",
                    ]
                ),
                name="delivery_event_kind_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.kind} {self.detail}".strip()


class WorkerHeartbeat(models.Model):
    """When a lane of the worker was last alive; `/healthz` reads it."""

    lane = models.CharField(max_length=40, unique=True)
    worker = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.lane} {self.at:%Y-%m-%d %H:%M:%S}"
