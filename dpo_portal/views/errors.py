"""Pages for what cannot be read, and for a fault of ours: no stack (UX.md 4)."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader

from audit import context
from audit.errors import NoAuditContext


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`: what came cannot be read, or is too big to be (then 413).

    Drawn without the request: reading its fields once more would fail once more.
    """
    is_too_big = isinstance(exception, RequestDataTooBig | TooManyFilesSent)
    page = loader.get_template("400.html").render({"is_too_big": is_too_big})
    return HttpResponse(page, status=413 if is_too_big else 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`. Needs no database, no session and no context processor."""
    try:
        reference = str(context.current().request_id)
    except NoAuditContext:
        reference = ""  # it broke before the request had one
    is_busy = isinstance(sys.exception(), OperationalError)
    page = loader.get_template("500.html").render(
        {"reference": reference, "is_busy": is_busy}
    )
    if is_busy:  # the database is locked or away: the same may work in a moment
        return HttpResponse(page, status=503, headers={"Retry-After": "30"})
    return HttpResponseServerError(page)
