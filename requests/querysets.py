"""Which requests: in the words of the desk. Nothing here writes."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User
from accounts.roles import PERMISSIONS
from audit.models import AuditedManager, AuditedQuerySet
from rights.choices import OPEN, TERMINAL, Stage, State

if TYPE_CHECKING:
    pass

NEEDS_US = (
    Stage.NEW,
    Stage.IDENTITY_CHECK,
    Stage.ASSESSING,
    Stage.READY_TO_DECIDE,
    Stage.READY_TO_SEND,
    Stage.CARRYING_OUT,
)


class RightsRequestQuerySet(AuditedQuerySet["RightsRequest"]):
    def visible_to(self, user: User) -> "RightsRequestQuerySet":
        """Requests of the controllers where the user's role lets them read requests."""
        roles = [
            role for role, perms in PERMISSIONS.items() if "requests.view" in perms
        ]
        return self.filter(
            controller__in=user.memberships.filter(role__in=roles).values("controller")
        )

    def confirmed(self) -> "RightsRequestQuerySet":
        return self.exclude(stage=Stage.UNCONFIRMED)

    def unconfirmed(self) -> "RightsRequestQuerySet":
        return self.filter(stage=Stage.UNCONFIRMED)

    def open(self) -> "RightsRequestQuerySet":
        return self.filter(state__in=OPEN)

    def closed(self) -> "RightsRequestQuerySet":
        return self.filter(state__in=TERMINAL)

    def needs_us(self) -> "RightsRequestQuerySet":
        return self.filter(stage__in=NEEDS_US)

    def waiting(self) -> "RightsRequestQuerySet":
        return self.filter(stage=Stage.WAITING)

    def overdue(self, at: datetime) -> "RightsRequestQuerySet":
        return self.open().filter(next_due_at__lt=at)

    def by_deadline(self) -> "RightsRequestQuerySet":
        """Nearest open clock first; paused ones and those without a date go last."""
        return self.order_by(models.F("next_due_at").asc(nulls_last=True), "pk")


class RightsRequestManager(
    AuditedManager.from_queryset(RightsRequestQuerySet)  # type: ignore[misc]
):
    pass


__all__ = ["NEEDS_US", "RightsRequestManager", "RightsRequestQuerySet", "State"]
