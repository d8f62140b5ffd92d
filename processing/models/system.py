from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory
from processing.models.row import Place, place_constraints
from processing.querysets import PlaceQuerySet
from processing.terms import ErasureMethod, SystemKind


class System(Place):
    """A place where a company keeps personal data. Policies rarely name one."""

    kind = models.CharField(_("kind"), max_length=12, choices=SystemKind)
    team = models.CharField(_("team"), max_length=200, blank=True)
    erasure = models.CharField(
        _("how it is erased"), max_length=12, choices=ErasureMethod
    )
    erasure_steps = models.TextField(_("steps of the erasure"), blank=True)
    # Days until the last backup that held something is gone; none: not known.
    backup_days = models.PositiveSmallIntegerField(
        _("days that backups live"), null=True, blank=True
    )

    objects: ClassVar[PlaceQuerySet] = PlaceQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = ["team"]

    class Meta:
        ordering = ("name", "pk")
        constraints: ClassVar = [
            *place_constraints("system"),
            models.CheckConstraint(
                name="system_kind", condition=models.Q(kind__in=SystemKind.values)
            ),
            models.CheckConstraint(
                name="system_erasure",
                condition=models.Q(erasure__in=ErasureMethod.values),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("processing:system", args=[self.pk])

    def backups_gone_on(self, erased_on: date) -> date | None:
        """The day from which no backup holds what was erased on `erased_on`.

        None where nobody has said how long backups live.
        """
        if self.backup_days is None:
            return None
        return erased_on + timedelta(days=self.backup_days)
