"""Which requests this browser may open, for how long, and what names the browser.

All of it lives in the session, on the server. A right code grants one request for an
hour; the grant is never lengthened by use.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from rights.models import RightsRequest

STATUS = "request-status"  # the purpose of the code that opens a request's page
LASTS = timedelta(minutes=60)
FRESH_FOR = timedelta(minutes=15)  # after that, a file asks for a new code
BROWSER, GRANTS = "browser_key", "granted"  # the session's keys
TASKS = "granted_tasks"


def browser_key(session: SessionBase) -> str:
    """A secret that names this browser; one-time codes are bound to it."""
    if BROWSER not in session:
        session[BROWSER] = secrets.token_urlsafe(24)
    key: str = session[BROWSER]
    return key


def grant(request: HttpRequest, *rights_requests: RightsRequest) -> None:
    """Open these requests to this browser; the session gets a new id, as at a sign-in.

    Several are those of one act, which one code has confirmed.
    """
    renew(request)
    until = (timezone.now() + LASTS).isoformat()
    request.session[GRANTS] = _all(request.session) | {
        one.ref: {"until": until, "language": one.language} for one in rights_requests
    }


def renew(request: HttpRequest) -> None:
    """A new id for the session, so that whoever knew the old one is granted nothing.

    The old row stays until it expires, with what it held and without the grant: the
    second press of the same button still comes with it, and would else meet an error.
    Where someone of the office is signed in, it goes at once.
    """
    old = request.session
    if SESSION_KEY in old:
        old.cycle_key()
        return
    old.save()
    request.session = type(old)()  # written, under a new id, when the answer leaves
    request.session.update(dict(old.items()))


def grant_task(request: HttpRequest, task_id: int) -> None:
    """Open the page of one task to the browser of a recipient, as `grant` does."""
    renew(request)
    until = (timezone.now() + LASTS).isoformat()
    known: dict[str, str] = request.session.get(TASKS, {})
    request.session[TASKS] = {**known, str(task_id): until}


def is_task_granted(session: SessionBase, task_id: int) -> bool:
    known: dict[str, str] = session.get(TASKS, {})
    until = known.get(str(task_id))
    return bool(until and datetime.fromisoformat(until) > timezone.now())


def is_granted(session: SessionBase, ref: str) -> bool:
    found = _all(session).get(ref)
    return bool(found and datetime.fromisoformat(found["until"]) > timezone.now())


def was_granted(session: SessionBase, ref: str) -> bool:
    """Whether this browser may open the request or once could."""
    return ref in _all(session)


def is_fresh(session: SessionBase, ref: str) -> bool:
    """Whether the code was typed only just now: what a file asks for."""
    found = _all(session).get(ref)
    if not found:
        return False
    granted_at = datetime.fromisoformat(found["until"]) - LASTS
    return granted_at + FRESH_FOR > timezone.now()


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
