"""Answers `user.has_perm("requests.decide", rights_request)` from memberships."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from accounts.models import Controller, User
from accounts.roles import PERMISSIONS, roles_with


class MembershipBackend(AuthenticationBackend):
    """Signs in by e-mail as allauth does; what one may do, memberships say.

    With an object, its controller decides; without one, any membership will do. One
    query each time, never cached: a role taken away counts on the next call.
    """

    def get_user(self, user_id: int) -> User | None:
        """Who is signed in. Every page asks, so the statement is a ready one."""
        table = connection.ops.quote_name(User._meta.db_table)
        asked = User.objects.raw(f"SELECT * FROM {table} WHERE id = %s", [user_id])  # noqa: S608
        found = next(iter(asked), None)
        return found if found and self.user_can_authenticate(found) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        memberships = user_obj.memberships.filter(role__in=roles_with(perm))
        if obj is not None:
            memberships = memberships.filter(controller_id=_controller_id(obj))
        return memberships.exists()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return set()
        memberships = user_obj.memberships.all()
        if obj is not None:
            memberships = memberships.filter(controller_id=_controller_id(obj))
        roles = set(memberships.values_list("role", flat=True))
        return {permission for role in roles for permission in PERMISSIONS[role]}

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        prefix = f"{app_label}."
        return any(p.startswith(prefix) for p in self.get_all_permissions(user_obj))


def _controller_id(obj: Any) -> int:
    return obj.pk if isinstance(obj, Controller) else obj.controller_id
