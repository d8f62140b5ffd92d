from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rights.choices import SourceKind
from rights.models.rights_request import RightsRequest


class Clock(models.Model):
    """One duty with a due instant. It keeps all it was counted from (CLOCKS.md 2.2)."""

    class Kind(models.TextChoices):
        PROMISE_RESPONSE = "promise_response", _("Answer the person")
        PROMISE_FULFILMENT = "promise_fulfilment", _("Carry it out")

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        ON_HOLD = "on_hold", _("On hold")
        MET = "met", _("Met")
        MISSED = "missed", _("Missed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN_STATUSES = (Status.RUNNING, Status.PAUSED, Status.ON_HOLD)

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
    unit = models.CharField(max_length=16)
    qualifier = models.CharField(max_length=24, blank=True)
    start = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    calendar = models.JSONField(default=dict)  # country, subdivision, package version
    steps = models.JSONField(default=list)  # how the date was counted
    due_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.RUNNING)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due_at", "pk")
        indexes = (models.Index(fields=["status", "due_at"], name="clock_by_due"),)
        constraints = (
            models.UniqueConstraint(
                fields=["rights_request", "kind", "rule"], name="one_clock_per_rule"
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
