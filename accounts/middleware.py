"""What every staff page needs: a sign-in, a second factor, the person's language."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import unsent
from accounts.adapters import has_second_factor

type GetResponse = Callable[[HttpRequest], HttpResponseBase]

STAFF_ROOTS = ("/desk/", "/audit/", "/api/", "/accounts/")


def is_staff_page(request: HttpRequest) -> bool:
    return request.path_info.startswith(STAFF_ROOTS)


def _is_sign_out(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and found.view_name == "account_logout"


class ClosedPagesMiddleware(LoginRequiredMiddleware):
    """Every page is closed unless it says otherwise.

    A form that is posted after the session ended is kept, and the sign-in leads to it.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = cast(HttpResponseBase, super().__call__(request))
        if not is_staff_page(request):
            return response
        user = request.user
        if user.is_authenticated and unsent.last_here(request) != user.pk:
            unsent.remember_who(response, user)
        elif request.method == "POST" and _is_sign_out(request):
            unsent.forget_who(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view, args, kwargs)
        if answer is None and request.method == "POST" and is_staff_page(request):
            unsent.is_sent(request)
        return answer

    def handle_no_permission(
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseRedirect:
        if request.method == "POST" and unsent.keep(request):
            return redirect_to_login(reverse("unsent"))
        return super().handle_no_permission(request, view_func)


class StaffPreferencesMiddleware:
    """Staff pages speak the person's language and show times in the person's zone.

    Public pages take their language from the address, whoever reads them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_staff_page(request):
            return self.get_response(request)
        if not request.user.is_authenticated:
            if translation.get_language() not in settings.DESK_LANGUAGES:
                translation.activate(settings.LANGUAGE_CODE)  # not half in each
                request.LANGUAGE_CODE = settings.LANGUAGE_CODE
            return self.get_response(request)
        # Left active: LocaleMiddleware, further out, names it in Content-Language and
        # sets the next request's language anew.
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(request.user.time_zone):
            return self.get_response(request)


class SecondFactorMiddleware:
    """Where MFA_REQUIRED is on, nobody works with a password alone.

    All but the sign-in pages themselves lead to the page that sets up an authenticator.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.MFA_REQUIRED or not is_staff_page(request):
            return None
        if request.path_info.startswith("/accounts/"):
            return None
        if not request.user.is_authenticated or has_second_factor(request.user):
            return None
        messages.info(
            request,
            _("Before you go on, set up an authenticator app for your account."),
        )
        return redirect("mfa_activate_totp")
