"""One context per HTTP request; its access entries are written when it ends."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from audit import context
from audit.context import Actor, Channel, Context
from audit.models import AccessEntry
from audit.trail import write_accesses

HEADER = "X-Request-ID"


class AuditContextMiddleware:
    """Stands right after AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        accesses: list[AccessEntry] = []
        made = Context(
            request_id=request_id(request),
            channel=Channel.API if request.path.startswith("/api/") else Channel.WEB,
            # Asked at each entry: someone may sign in or out while the request runs.
            who=lambda: Actor.of(getattr(request, "user", None)),
            accesses=accesses,
        )
        with context.using(made):
            response = self.get_response(request)
            write_accesses(accesses)
        response[HEADER] = str(made.request_id)
        return response


def request_id(request: HttpRequest) -> UUID:
    """The trusted proxy's own id where it is a UUID, else a new one."""
    given = request.headers.get(HEADER, "")
    if getattr(settings, "BEHIND_PROXY", False):
        try:
            return UUID(given)
        except ValueError:
            pass
    return uuid4()
