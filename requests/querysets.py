"""Which requests: in the words of the desk. Nothing here writes."""

from datetime import datetime
from typing import Self

from django.db import models

from accounts.querysets import VisibleToQuerySet
from audit.models import AuditedQuerySet
from rights.choices import OPEN, TERMINAL, Stage

NEEDS_US = (
    Stage.NEW,
    Stage.IDENTITY_CHECK,
    Stage.ASSESSING,
    Stage.READY_TO_DECIDE,
    Stage.READY_TO_SEND,
    Stage.CARRYING_OUT,
)


class RightsRequestQuerySet(  # type: ignore[override]
    VisibleToQuerySet, AuditedQuerySet
):
    view_permission = "requests.view"

    def confirmed(self) -> Self:
        return self.exclude(stage=Stage.UNCONFIRMED)

    def unconfirmed(self) -> Self:
        return self.filter(stage=Stage.UNCONFIRMED)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def closed(self) -> Self:
        return self.filter(state__in=TERMINAL)

    def waiting(self) -> Self:
        return self.filter(stage=Stage.WAITING)

    def overdue(self, at: datetime) -> Self:
        return self.open().filter(next_due_at__lt=at)

    def by_deadline(self) -> Self:
        """Nearest open clock first; paused ones and those without a date go last."""
        return self.order_by(models.F("next_due_at").asc(nulls_last=True), "pk")
