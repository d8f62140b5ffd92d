"""Who may see what: the border between controllers, in one place."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.roles import roles_with
from audit.models import AuditedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

type Visitor = "User | AnonymousUser"


def controllers_of(user: "User", permission: str = "") -> models.QuerySet[Any, Any]:
    """Ids of the controllers this person works for, as a subquery.

    With a permission, only those where one of their roles holds it.
    """
    memberships = user.memberships.all()
    if permission:
        memberships = memberships.filter(role__in=roles_with(permission))
    return memberships.values("controller_id")


class VisibleToQuerySet(models.QuerySet[Any, Any]):
    """Mixin: rows belong to a controller and are seen by those who may see it there.

    `controller_path` leads from a row to its controller's id; `view_permission` is what
    a role must hold to see the rows at all (any role if empty). A row that is not
    visible answers 404, never 403, so that nobody learns that it exists.
    """

    controller_path: ClassVar[str] = "controller_id"
    view_permission: ClassVar[str] = ""

    def visible_to(self, user: Visitor) -> Self:
        if user.is_anonymous or not user.is_active:
            return self.none()
        mine = controllers_of(user, self.view_permission)
        return self.filter(**{f"{self.controller_path}__in": mine})


class ControllerQuerySet(VisibleToQuerySet):
    controller_path = "pk"

    def where_may(self, user: Visitor, permission: str) -> Self:
        """The controllers for which this person holds the permission."""
        if user.is_anonymous or not user.is_active:
            return self.none()
        return self.filter(pk__in=controllers_of(user, permission))


class MembershipQuerySet(VisibleToQuerySet, AuditedQuerySet):  # type: ignore[override]
    view_permission = "accounts.manage_team"


class InvitationQuerySet(VisibleToQuerySet, AuditedQuerySet):  # type: ignore[override]
    view_permission = "accounts.manage_team"

    def open(self, at: datetime) -> Self:
        """Neither accepted nor withdrawn, and not expired at `at`."""
        return self.pending().filter(expires_at__gt=at)

    def pending(self) -> Self:
        """Neither accepted nor withdrawn; it may have expired and can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)
