"""What every answer carries, whichever room made it."""

from collections.abc import Callable

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
