"""What the pages of the rulebook share: who may, and the way back."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import StaffRequest
from rulebook.scope import Scope

reads_rulebook = permission_required("rulebook.view", raise_exception=True)


def rule_page(
    permission: str = "rulebook.view", *methods: str
) -> Callable[
    [Callable[[StaffRequest, Scope, str], HttpResponse]],
    Callable[[StaffRequest, str], HttpResponse],
]:
    """A page about one rule: `view(request, scope, code)`.

    Asked twice: whoever holds the permission nowhere is told so (403); a rule of
    another company is not found (404); and where it holds, the permission must be held
    for that company.
    """

    def decorate(
        view: Callable[[StaffRequest, Scope, str], HttpResponse],
    ) -> Callable[[StaffRequest, str], HttpResponse]:
        @require_http_methods(methods or ["GET", "HEAD"])
        @permission_required(permission, raise_exception=True)
        @wraps(view)
        def found(request: StaffRequest, code: str) -> HttpResponse:
            scope = Scope.of_rule(request.user, code, request.GET)
            if not scope.may(permission):
                raise PermissionDenied
            return view(request, scope, code)

        return found

    return decorate


def crumbs(scope: Scope, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Rulebook"), f"{reverse('rulebook:rules')}?{scope.query}"), *more]
