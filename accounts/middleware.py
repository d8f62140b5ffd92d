"""What every staff page needs: a second factor, and the person's own language."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.adapters import has_second_factor

type GetResponse = Callable[[HttpRequest], HttpResponseBase]

STAFF_ROOTS = ("/desk/", "/audit/", "/api/", "/accounts/")


def is_staff_page(request: HttpRequest) -> bool:
    return request.path_info.startswith(STAFF_ROOTS)


class StaffPreferencesMiddleware:
    """Staff pages speak the person's language and show times in the person's zone.

    Public pages take their language from the address, whoever reads them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_staff_page(request) or not request.user.is_authenticated:
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
