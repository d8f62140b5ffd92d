"""A letter's way to a person, the proof of each step, and who is at work on it.

Nothing here names anybody: no address, no text of a mail server's answer, only codes
and moments. `person` is a number, which an erasure leaves as a pseudonym.
"""

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models.ledger import AppendOnlyModel
from correspondence import trouble_words
from correspondence.models.letter import Letter, LinkToken, OneTimeCode
from correspondence.querysets import DeliveryQuerySet
from subjects.models import DataSubject


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
        POST = "post", _("post")  # printed and posted by a person; no worker takes it
        APP = "app", _("in the app")  # fetched by the company's app (the notices API)
        PUBLIC = "public", _("public announcement")  # for who cannot be reached

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be sent")
        SENDING = "sending", _("being sent")
        UNCERTAIN = "uncertain", _("interrupted, will be sent again")
        DEFERRED = "deferred", _("put off by the mail server")
        ACCEPTED = "accepted", _("accepted by the mail server")
        BOUNCED = "bounced", _("refused by the mail server")
        FAILED = "failed", _("could not be sent")
        SUPPRESSED = "suppressed", _("not sent, no longer needed")
        DELIVERED = "delivered", _("delivered")  # a report, or the app, says so
        ESCALATED = "escalated", _("returned, told another way")
        ANNOUNCED = "announced", _("reached by the public announcement only")
        # A campaign's letters on paper: the post is a carrier that reports nothing.
        TO_PRINT = "to_print", _("waiting to be printed and posted")
        POSTED = "posted", _("handed to the post")

        @classmethod
        def waiting(cls) -> list["Delivery.State"]:
            return [cls.QUEUED, cls.UNCERTAIN, cls.DEFERRED]

        @classmethod
        def given_up(cls) -> list["Delivery.State"]:
            return [cls.BOUNCED, cls.FAILED]

        @classmethod
        def unsettled(cls) -> list["Delivery.State"]:
            """Something has still to follow; a campaign is complete when none is so."""
            return [*cls.waiting(), cls.SENDING, cls.TO_PRINT, *cls.given_up()]

    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, related_name="deliveries"
    )
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.EMAIL)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    campaign_id = models.BigIntegerField(null=True)  # lives in a room above
    person = models.ForeignKey(  # whom, with a campaign: the letter then names nobody
        DataSubject,
        null=True,
        on_delete=models.PROTECT,
        related_name="notices",
    )
    code = models.ForeignKey(
        OneTimeCode,
        null=True,
        on_delete=models.SET_NULL,  # spent codes are swept, the proof stays
        related_name="deliveries",
    )
    # Of a letter on paper: which of its campaign's batches it is printed with.
    batch = models.PositiveIntegerField(null=True)
    link = models.ForeignKey(
        LinkToken, null=True, on_delete=models.PROTECT, related_name="deliveries"
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
                fields=["campaign_id", "person", "channel"],
                condition=Q(campaign_id__isnull=False),
                name="one_delivery_per_campaign_person",
            ),
            models.CheckConstraint(
                condition=Q(campaign_id=None, person=None)
                | Q(campaign_id__isnull=False, person__isnull=False),
                name="delivery_campaign_names_person",
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
                        "delivered",
                        "escalated",
                        "announced",
                        "to_print",
                        "posted",
                    ]
                ),
                name="delivery_state_known",
            ),
            models.CheckConstraint(
                condition=Q(channel="post")
                | (~Q(state__in=["to_print", "posted"]) & Q(batch=None)),
                name="delivery_printed_goes_by_post",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["email", "post", "app", "public"]),
                name="delivery_channel_known",
            ),
            # A report that comes later (delivered, returned) leaves the moment.
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False)
                | Q(state__in=["delivered", "bounced", "escalated"])
                | (~Q(state="accepted") & Q(accepted_at=None)),
                name="delivery_accepted_has_moment",
            ),
        )
        indexes = (
            # What a worker looks for twice a second: only rows still on their way.
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(
                    state__in=["queued", "uncertain", "deferred"], campaign_id=None
                ),
                name="delivery_waiting",
            ),
            # The same for a campaign, whose worker keeps the relay's pace.
            models.Index(
                fields=["campaign_id", "next_attempt_at", "id"],
                condition=Q(
                    state__in=["queued", "uncertain", "deferred"],
                    channel="email",
                    campaign_id__isnull=False,
                ),
                name="delivery_campaign_waiting",
            ),
            # All that the progress of a campaign counts stands in it.
            models.Index(
                fields=["campaign_id", "channel", "state", "letter"],
                condition=Q(campaign_id__isnull=False),
                name="delivery_campaign_state",
            ),
            models.Index(
                fields=["campaign_id", "batch", "id"],
                condition=Q(channel="post", campaign_id__isnull=False),
                name="delivery_post_batch",
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
    def trouble_words(self) -> str:
        """What kept it last, in words; the code stands beside them."""
        return trouble_words.in_words(self.last_error)

    @property
    def is_on_its_way(self) -> bool:
        waits = [*self.State.waiting(), self.State.TO_PRINT]
        return self.state in [*waits, self.State.SENDING]


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
        DELIVERED = "delivered", _("delivered")
        ESCALATED = "escalated", _("another way was chosen")
        ANNOUNCED = "announced", _("left to the public announcement")
        COMPLAINT = "complaint", _("reported as unwanted")
        BATCHED = "batched", _("put into a batch to be printed")
        POSTED = "posted", _("handed to the post")
        CAME_BACK = "came_back", _("came back by post")

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="events"
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=Kind)
    detail = models.CharField(max_length=60, blank=True)  # "smtp_451_4.7.1", a code
    # Of a report from outside: the same report read twice is one event.
    report_key = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["report_key"],
                condition=~Q(report_key=""),
                name="delivery_event_once_per_report",
            ),
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
                        "delivered",
                        "escalated",
                        "announced",
                        "complaint",
                        "batched",
                        "posted",
                        "came_back",
                    ]
                ),
                name="delivery_event_kind_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.kind} {self.detail}".strip()

    @property
    def detail_words(self) -> str:
        return trouble_words.in_words(self.detail)


class RelayPace(models.Model):
    """One row: how far ahead the relay is booked. Workers take their turns from it."""

    free_at = models.DateTimeField()  # the next mail may leave then
    day = models.DateField()  # UTC
    taken = models.PositiveIntegerField(default=0)  # mails booked that day

    def __str__(self) -> str:
        return f"{self.day} {self.taken}"


class WorkerHeartbeat(models.Model):
    """When a lane of the worker was last alive; `/healthz` reads it."""

    lane = models.CharField(max_length=40, unique=True)
    worker = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.lane} {self.at:%Y-%m-%d %H:%M:%S}"
