"""What the pages of notices share: who may, which notice, the way there."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import StaffRequest
from policies.models import Campaign
from policies.telling import verbs
from policies.views.frame import crumbs_to as crumbs_to_version

ROWS = 50
sees = permission_required("policies.view", raise_exception=True)
prepares = permission_required(verbs.PREPARE, raise_exception=True)


def notice_of(request: StaffRequest, pk: int, permission: str = "") -> Campaign:
    """The notice, where this person may see it, and may do that at its company."""
    rows = Campaign.objects.visible_to(request.user).select_related(
        "version__policy__controller", "proposed_by", "approved_by"
    )
    found: Campaign = get_object_or_404(rows, pk=pk)
    if permission and not request.user.has_perm(permission, found):
        raise PermissionDenied
    return found


def home() -> tuple[str, str]:
    return _("Notices"), reverse("notices:list")


def crumbs_to(campaign: Campaign, last: str = "") -> list[tuple[str, str]]:
    """Policies / N.B. Express privacy policy / v2 / Tell people / People."""
    crumbs = crumbs_to_version(campaign.version, _("Tell people"))
    if not last:
        return crumbs
    return [*crumbs[:-1], (_("Tell people"), campaign.get_absolute_url()), (last, "")]
