"""Who is told when of a date that comes near: the settings, and what was told."""

from datetime import time
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from correspondence.models import Letter
from rights.models.clock import Clock

DIGEST_AT = time(7, 30)


def week_three_days_one_day() -> list[int]:
    return [168, 72, 24]


def one_week_two_weeks() -> list[int]:
    return [7, 14]


class ReminderSettings(AuditedModel):
    """When the office of one company is reminded; without a row the defaults hold."""

    controller = models.OneToOneField(
        Controller, on_delete=models.PROTECT, related_name="reminder_settings"
    )
    before_hours = models.JSONField(default=week_three_days_one_day)  # largest first
    # A mail at each point, and at the end, for clocks that are counted in hours.
    hours_at_once = models.BooleanField(default=True)
    # A mail when less than 24 hours are left of any clock, and when they are over.
    last_day_at_once = models.BooleanField(default=False)
    digest_at = models.TimeField(default=DIGEST_AT)  # in the colleague's own zone
    # Days after a recipient outside was asked: it is reminded on each, smallest first,
    # and then its silence is reported to whoever owns the request.
    recipient_days = models.JSONField(default=one_week_two_weeks)
    silence_days = models.PositiveSmallIntegerField(default=21)

    objects: ClassVar[Any]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return str(self.controller)

    @classmethod
    def of(cls, controller: Controller) -> "ReminderSettings":
        """The company's settings, or the defaults in a row that is not stored yet."""
        known = cls.objects.filter(controller=controller).first()
        return known or cls(controller=controller)


class Reminder(models.Model):
    """One colleague was told of one clock at one point before its due instant.

    The key is the proof that nobody is told twice, whatever dies in between; a date
    that moved is told anew. Names nobody but the colleague.
    """

    class Way(models.TextChoices):
        DIGEST = "digest"
        AT_ONCE = "at_once"

    OVERDUE = 0  # hours before

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="reminders")
    hours_before = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    way = models.CharField(max_length=8, choices=Way)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "clock", "hours_before", "due_at"],
                name="one_reminder_per_point",
            ),
        )

    def __str__(self) -> str:
        return f"{self.clock_id} {self.hours_before} h before {self.due_at}"


class Digest(models.Model):
    """The morning of one colleague: done, with the letter there was something for."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests"
    )
    on = models.DateField()  # in the colleague's zone
    at = models.DateTimeField()
    letter = models.ForeignKey(
        Letter, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "on"], name="one_digest_a_morning"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"
