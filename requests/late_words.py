"""What a person wrote on the page of a request when its hour was over: kept, not lost.

The words wait in the session, on the server, in the browser that had the page open, and
stand in their form again once a new code has opened it. Nothing is sent by itself.
"""

from django.contrib.sessions.backends.base import SessionBase

from rights import grants

KEY = "late_words"  # the session's key
LONGEST = 20_000
PAGES = frozenset({"status:messages", "status:complain"})


def keep(session: SessionBase, ref: str, *, page: str, body: str) -> None:
    """Keep `body` for the form of `page`, if this browser ever had the request open."""
    if page in PAGES and grants.was_granted(session, ref) and 0 < len(body) <= LONGEST:
        session[KEY] = {"ref": ref, "page": page, "body": body}


def find(session: SessionBase, ref: str, *, page: str) -> str:
    """The words that wait for this form, or nothing."""
    kept = session.get(KEY, {})
    same = kept.get("ref") == ref and kept.get("page") == page
    return kept["body"] if same else ""


def page_of(session: SessionBase, ref: str) -> str:
    """The page whose form the words of this request wait for, or nothing."""
    kept = session.get(KEY, {})
    return kept["page"] if kept.get("ref") == ref else ""


def forget(session: SessionBase) -> None:
    session.pop(KEY, None)
