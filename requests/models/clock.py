from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models.ledger import AppendOnlyModel
from rights.choices import SourceKind
from rights.models.rights_request import RightsRequest
from rulebook.models import Rule


class Clock(models.Model):
    """One duty with a due instant. It keeps all it was counted from (CLOCKS.md 2.2)."""

    Kind = Rule.Clock

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        ON_HOLD = "on_hold", _("On hold")
        MET = "met", _("Met")
        MISSED = "missed", _("Missed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN_STATUSES = (Status.RUNNING, Status.PAUSED, Status.ON_HOLD)
    # Several texts may name a period for one thing; these are the same thing to a
    # person: when we answer, and when it is done.
    ANSWERING = (
        Kind.PROMISE_RESPONSE,
        Kind.STATUTE_RESPONSE,
        Kind.OPERATOR_RESPONSE,
        Kind.COMPLAINT_ANSWER,
    )
    CARRYING_OUT = (
        Kind.PROMISE_FULFILMENT,
        Kind.STATUTE_FULFILMENT,
        Kind.OPERATOR_FULFILMENT,
    )

    rights_request = models.ForeignKey(
        RightsRequest, on_delete=models.PROTECT, related_name="clocks"
    )
    kind = models.CharField(max_length=24, choices=Kind)
    source_kind = models.CharField(max_length=12, choices=SourceKind)
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveIntegerField()
    promise = models.CharField(max_length=40, blank=True)
    document = models.CharField(max_length=160)
    clause = models.CharField(max_length=60)
    number = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=16, blank=True)
    qualifier = models.CharField(max_length=24, blank=True)
    confidence = models.CharField(max_length=8, blank=True)  # of a statute
    roll_over = models.CharField(max_length=32, default="none")
    start = models.CharField(max_length=40)
    start_event = models.BigIntegerField(null=True, blank=True)  # key of a CaseEvent
    started_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    calendar = models.JSONField(default=dict)  # country, subdivision, package version
    steps = models.JSONField(default=list)  # how the date was counted
    due_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.RUNNING)
    stopped_at = models.DateTimeField(null=True, blank=True)
    events = models.JSONField(default=list)  # those that moved or stopped it
    told_due_at = models.DateTimeField(null=True, blank=True)  # in a letter (2.9)
    told_at = models.DateTimeField(null=True, blank=True)
    # A reopened request has its clocks again; `follows` is the one before.
    round = models.PositiveSmallIntegerField(default=1)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("due_at", "pk")
        indexes = (models.Index(fields=["status", "due_at"], name="clock_by_due"),)
        constraints = (
            models.UniqueConstraint(
                fields=["rights_request", "kind", "rule", "round"],
                name="one_clock_per_rule",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=True)
                | models.Q(due_at__gte=models.F("started_at")),
                name="clock_due_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.rule}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN_STATUSES

    @property
    def period(self) -> tuple[int | None, str]:
        """Number and unit that count now: the rule's, or what an event put instead."""
        for step in reversed(self.steps):
            if step["step"] == "period":
                return step["number"], step["unit"]
        return self.number, self.unit

    @property
    def was_extended(self) -> bool:
        """Whether more time was taken, which can be done once (CLOCKS.md 2.6)."""
        return any(event["type"] == "extension_notified" for event in self.events)

    def stop(self, at: datetime) -> None:
        """The duty was done at `at`: met in time, or missed for good."""
        late = self.due_at is not None and at > self.due_at
        self.status = self.Status.MISSED if late else self.Status.MET
        self.stopped_at = at

    def is_late(self, at: datetime | None = None) -> bool:
        """Late now, or stopped late; a missed clock stays missed after closing."""
        if self.status == self.Status.MISSED:
            return True
        moment = at or timezone.now()
        return bool(self.is_open and self.due_at and self.due_at < moment)


class ClockCorrection(AppendOnlyModel):
    """A "late" or "in time" that was wrong, put right by a person with a reason.

    The clock shows the corrected status, this row what it was and why. Holds no words
    about the person: the reason is about the count.
    """

    clock = models.ForeignKey(
        Clock, on_delete=models.PROTECT, related_name="corrections"
    )
    from_status = models.CharField(max_length=12, choices=Clock.Status)
    to_status = models.CharField(max_length=12, choices=Clock.Status)
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.clock_id} {self.from_status} to {self.to_status}"
