"""The way to a page about a request, and who of the office works on it."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import roles_with
from rights.models import RightsRequest


def crumbs(rights_request: RightsRequest, *more: str) -> list[tuple[str, str]]:
    """The way to a page about this request; `more` are the pages below it."""
    own = rights_request.get_absolute_url() if more else ""
    way = [(_("Requests"), reverse("requests:queue")), (rights_request.ref, own)]
    return way + [(label, "") for label in more]


def workers(rights_request: RightsRequest, permission: str) -> QuerySet[User]:
    """Who holds this permission for the controller of the request."""
    holders = Membership.objects.filter(
        controller=rights_request.controller_id, role__in=roles_with(permission)
    )
    people = User.objects.filter(is_active=True, pk__in=holders.values("user"))
    return people.order_by("full_name")
