"""The page for a fault of ours: a reference, no stack (UX.md 4)."""

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader

from audit import context
from audit.errors import NoAuditContext


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """`handler500`. Needs no database, no session and no context processor."""
    try:
        reference = str(context.current().request_id)
    except NoAuditContext:
        reference = ""  # it broke before the request had one
    page = loader.get_template("500.html").render({"reference": reference})
    return HttpResponseServerError(page)
