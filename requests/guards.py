"""What keeps the public pages from being abused, without a puzzle for anyone.

Limits count by network address and by e-mail or browser: they lock who asks too often,
never a case or a person.
"""

from datetime import timedelta
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from correspondence import limits

HOUR = timedelta(hours=1)
LEAST_FILLING_TIME = timedelta(seconds=3)  # five pages are never read faster
TRAP = "subject_line_2"  # a field that people do not see and browsers do not know


def address_of(request: HttpRequest) -> str:
    """The network address that asks, as our own proxy saw it where there is one.

    Only the last entry of X-Forwarded-For was written by that proxy; those before it
    are whatever the client liked to send.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        address = forwarded or address
    return _network(address)


def may_file(request: HttpRequest, *, email: str) -> bool:
    """At most 20 requests an hour from one address and 5 for one e-mail."""
    return limits.allow(
        "file-address", address_of(request), limit=20, per=HOUR
    ) and limits.allow("file-email", email, limit=5, per=HOUR)


def may_send_code(request: HttpRequest, *, ref: str, browser: str) -> bool:
    """At most 5 codes an hour for one case and browser, 20 from one address."""
    return limits.allow(
        "code-address", address_of(request), limit=20, per=HOUR
    ) and limits.allow("code-browser", f"{ref} {browser}", limit=5, per=HOUR)


def may_try_code(request: HttpRequest) -> bool:
    """At most 60 typed codes an hour from one address; each code has its own five."""
    return limits.allow("code-tries", address_of(request), limit=60, per=HOUR)


def may_write(request: HttpRequest, *, ref: str) -> bool:
    """At most 20 messages an hour in one case."""
    return limits.allow("message", ref, limit=20, per=HOUR)


def may_draw(request: HttpRequest, *, ref: str) -> bool:
    """At most 10 PDFs an hour of one case, 30 for one address: each takes a while."""
    return limits.allow(
        "draw-address", address_of(request), limit=30, per=HOUR
    ) and limits.allow("draw", ref, limit=10, per=HOUR)


def _network(address: str) -> str:
    """An IPv6 customer owns a whole /64, so that is what is counted."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else parsed.exploded[:19]
