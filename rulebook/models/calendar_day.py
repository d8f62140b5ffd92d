"""A day that an office declared off, or a working day, for one establishment."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.models import Establishment
from accounts.querysets import VisibleToQuerySet
from audit.models import AuditedHistory, AuditedModel, AuditedQuerySet


class CalendarDayQuerySet(VisibleToQuerySet, AuditedQuerySet):  # type: ignore[override]
    controller_path = "establishment__controller_id"
    view_permission = "rulebook.view"


class CalendarDay(AuditedModel):
    """A dated row over the holidays package; removed ones stay and say when.

    Changed by rights.calendars alone, which recounts the clocks that see the day.
    """

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="calendar_days"
    )
    on = models.DateField()
    is_working = models.BooleanField()
    name = models.CharField(max_length=80)
    reason = models.CharField(max_length=500)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.CharField(max_length=500, blank=True)

    objects: ClassVar[CalendarDayQuerySet] = CalendarDayQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "establishment__controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["establishment", "on"],
                condition=models.Q(removed_at=None),
                name="one_calendar_day_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None, removed_by=None)
                | models.Q(removed_at__isnull=False, removed_by__isnull=False),
                name="calendar_day_removed_by_someone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.name}"

    @property
    def is_in_force(self) -> bool:
        return self.removed_at is None

    @property
    def controller_id(self) -> int:
        """Whose permission decides about it."""
        return self.establishment.controller_id
