"""What the desk pages of policies share: who may, which policy, which version."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import StaffRequest
from policies.errors import NotPossible
from policies.models import Policy, PolicyVersion

sees = permission_required("policies.view", raise_exception=True)
edits = permission_required("policies.edit", raise_exception=True)
approves = permission_required("policies.approve", raise_exception=True)


def policy_of(request: StaffRequest, controller: str, slug: str) -> Policy:
    """The policy, if this person may see it; else 404."""
    mine = Policy.objects.visible_to(request.user).select_related("controller")
    found: Policy = get_object_or_404(mine, controller__slug=controller, slug=slug)
    return found


def version_of(
    request: StaffRequest,
    controller: str,
    slug: str,
    number: int,
    permission: str = "",
) -> PolicyVersion:
    """The version, where this person may see it, and may do that at its company."""
    mine = PolicyVersion.objects.visible_to(request.user)
    mine = mine.select_related("policy__controller", "author", "approver", "source")
    found: PolicyVersion = get_object_or_404(
        mine, policy__controller__slug=controller, policy__slug=slug, number=number
    )
    if permission and not request.user.has_perm(permission, found.policy):
        raise PermissionDenied
    return found


def url_of(version: PolicyVersion, page: str, *more: object) -> str:
    """The address of a page of a version: `url_of(version, "edit")`."""
    policy = version.policy
    where = (policy.controller.slug, policy.slug, version.number, *more)
    return reverse(f"policies:{page}", args=where)


def policy_url(policy: Policy) -> str:
    return reverse("policies:policy", args=[policy.controller.slug, policy.slug])


def crumbs_to(version: PolicyVersion, last: str = "") -> list[tuple[str, str]]:
    """Policies / N.B. Express privacy policy / v2 / Compare."""
    policy, name = version.policy, f"v{version.number}"
    crumbs = [
        (_("Policies"), reverse("policies:list")),
        (policy.title, policy_url(policy)),
    ]
    if not last:
        return [*crumbs, (name, "")]
    return [*crumbs, (name, url_of(version, "version")), (last, "")]


def blame(form: Any, error: NotPossible) -> None:
    """Put a refusal at the field it is about, where the form has that field."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
