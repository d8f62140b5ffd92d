"""What every answer carries, whichever room made it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def no_store(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep pages out of every cache unless the view said otherwise itself.

    Nearly every page shows personal data, so a page that may be kept says so with its
    own Cache-Control. Static files never come this far: WhiteNoise answers before.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def not_tracking(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer Do Not Track: nobody is followed here (`Tk: N`, STANDARDS.md 6).

    Source: AXB-2.4.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "DNT" in request.headers:
            response.headers["Tk"] = "N"
        return response

    return middleware


def keep_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep the language a person chose in this browser (`?lang=ms`), for a year.

    A page that is merely opened chooses nothing: whoever follows a link to `/en/` goes
    on in their own language where an address names none.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        chosen = request.GET.get("lang", "")
        if chosen in dict(settings.LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=365 * 24 * 60 * 60,
                samesite="Lax",
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                secure=settings.LANGUAGE_COOKIE_SECURE,
            )
        return response

    return middleware
