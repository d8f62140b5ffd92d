"""Which requests this browser may open, for how long, and what names the browser.

All of it lives in the session, on the server. A right code grants one request for an
hour; the grant is never lengthened by use.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from rights.models import RightsRequest

STATUS = "request-status"  # the purpose of the code that opens a request's page
LASTS = timedelta(minutes=60)
BROWSER, GRANTS = "browser_key", "granted"  # the session's keys


def browser_key(session: SessionBase) -> str:
    """A secret that names this browser; one-time codes are bound to it."""
    if BROWSER not in session:
        session[BROWSER] = secrets.token_urlsafe(24)
    key: str = session[BROWSER]
    return key


def grant(session: SessionBase, rights_request: RightsRequest) -> None:
    """Open this request to this browser; the session gets a new id, as at a sign-in."""
    _renew(session)
    session[GRANTS] = _all(session) | {
        rights_request.ref: {
            "until": (timezone.now() + LASTS).isoformat(),
            "language": rights_request.language,
        }
    }


def _renew(session: SessionBase) -> None:
    """A new id for the session, so that whoever knew the old one is granted nothing.

    The old row stays until it expires, with what it held and without the grant: the
    second press of the same button still comes with it, and would else meet an error.
    Where someone of the office is signed in, it goes at once.
    """
    if SESSION_KEY in session:
        session.cycle_key()
        return
    session.save()
    held = dict(session.items())
    session.create()
    session.update(held)


def is_granted(session: SessionBase, ref: str) -> bool:
    found = _all(session).get(ref)
    return bool(found and datetime.fromisoformat(found["until"]) > timezone.now())


def language_of(session: SessionBase, ref: str) -> str:
    """The language of a request this browser has opened, else nothing."""
    if not is_granted(session, ref):
        return ""
    language: str = _all(session)[ref]["language"]
    return language


def revoke(session: SessionBase, ref: str) -> None:
    session[GRANTS] = {key: row for key, row in _all(session).items() if key != ref}


def _all(session: SessionBase) -> dict[str, Any]:
    grants: dict[str, Any] = session.get(GRANTS, {})
    return grants
