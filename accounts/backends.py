"""Answers `user.has_perm("requests.decide", rights_request)` from memberships."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from accounts.roles import PERMISSIONS


class MembershipBackend(ModelBackend):
    """With an object, its `controller_id` decides; without one, any membership will do."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        roles = [role for role, perms in PERMISSIONS.items() if perm in perms]
        memberships = user_obj.memberships.filter(role__in=roles)
        if obj is not None:
            memberships = memberships.filter(controller_id=obj.controller_id)
        return memberships.exists()
