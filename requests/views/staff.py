"""What the desk's views share: who asks, and for which request."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import roles_with
from rights.models import RightsRequest


class StaffRequest(HttpRequest):
    """Every page of the desk is behind the sign-in."""

    user: User
    # What a page found out already, for the sidebar: roles held somewhere, and figures
    # by URL name.
    roles: set[str]
    roles_here: set[str]  # held at the company of the request that the page is about
    figures: dict[str, int]


def find(request: StaffRequest, ref: str) -> RightsRequest:
    """The request with this reference, if the user may see it; 404 otherwise."""
    visible = RightsRequest.objects.visible_to(request.user).select_related(
        *("controller", "establishment", "claimant", "owner"),
        *("data_subject", "identity_check", "parent", "duplicate_of", "erasure"),
    )
    return get_object_or_404(visible, ref=ref)


def page[**P](
    permission: str = "requests.view",
) -> Callable[
    [Callable[Concatenate[StaffRequest, RightsRequest, P], HttpResponse]],
    Callable[Concatenate[StaffRequest, str, P], HttpResponse],
]:
    """A page about one request: `view(request, rights_request)`, GET and POST.

    Asked twice: whoever holds the permission nowhere is told so whatever the address
    (403), and whoever may see the request must hold it for this request's controller,
    since one person can decide for one company and audit another.
    """

    def decorate(
        view: Callable[Concatenate[StaffRequest, RightsRequest, P], HttpResponse],
    ) -> Callable[Concatenate[StaffRequest, str, P], HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def found(
            request: StaffRequest, ref: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            granting = set(roles_with(permission))
            held = request.user.memberships.values_list("controller_id", "role")
            roles = set(held)  # read once for all that this page asks of them
            request.roles = {role for _controller, role in roles}
            if not granting & request.roles:
                raise PermissionDenied
            rights_request = find(request, ref)
            company = rights_request.controller_id
            request.roles_here = {role for of, role in roles if of == company}
            if not granting & request.roles_here:
                raise PermissionDenied
            return view(request, rights_request, *args, **kwargs)

        return found

    return decorate


def step[**P](
    permission: str,
) -> Callable[
    [Callable[Concatenate[StaffRequest, RightsRequest, P], HttpResponse]],
    Callable[Concatenate[StaffRequest, str, P], HttpResponse],
]:
    """A step taken from the request page: POST only, a GET leads back to that page."""

    def decorate(
        view: Callable[Concatenate[StaffRequest, RightsRequest, P], HttpResponse],
    ) -> Callable[Concatenate[StaffRequest, str, P], HttpResponse]:
        @page(permission)
        @wraps(view)
        def posted(
            request: StaffRequest,
            rights_request: RightsRequest,
            *args: P.args,
            **kwargs: P.kwargs,
        ) -> HttpResponse:
            if request.method != "POST":
                return redirect(rights_request)
            return view(request, rights_request, *args, **kwargs)

        return posted

    return decorate
