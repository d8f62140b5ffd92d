"""What somebody typed at the desk when their session had ended: kept, not lost.

The words wait in the session of the browser they came from, on the server, and are
shown to the same person only, once they have signed in again. Nothing is done with them
until that person sends them. Source: UX.md 6, "Sessions warn before they end and keep
the draft".
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User

KEY = "unsent"  # the session's key
WHO = "dpo_who"  # the cookie that says, signed, who worked in this browser last
ROOT = "/desk/"
LONGEST = 100_000  # characters; a longer form is a file or a mistake
# What forms carry without anyone typing it.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "version", "seen", "submission"})


@dataclass(frozen=True)
class Unsent:
    """One form as it was posted: where to, by whom, and its values."""

    user: int
    path: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    had_files: bool = False  # files are not kept, so the form has to be filled in anew

    @property
    def words(self) -> list[str]:
        """What was written in sentences, to be read again before it is sent."""
        typed = (value for name, value in self.fields if name not in NOT_TYPED)
        return [value for value in typed if len(value.split()) > 1]


def is_kept_at(request: HttpRequest) -> bool:
    """Whether a form of this page would be kept: passwords and codes never are."""
    return request.path_info.startswith(ROOT)


def keep(request: HttpRequest) -> bool:
    """Keep what this POST brought, if it is known whose it is and anything was typed.

    Called for someone who is not signed in, after the CSRF token was found right.
    """
    user = last_here(request)
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    typed = "".join(value for name, value in fields if name not in NOT_TYPED)
    if not (is_kept_at(request) and user and typed and len(typed) <= LONGEST):
        return False
    request.session[KEY] = asdict(
        Unsent(user, request.get_full_path(), fields, had_files=bool(request.FILES))
    )
    return True


def find(session: SessionBase, user: User) -> Unsent | None:
    """What waits in this session for this person."""
    kept: dict[str, Any] | None = session.get(KEY)
    if kept is None or kept["user"] != user.pk:
        return None
    return Unsent(**kept | {"fields": [(name, text) for name, text in kept["fields"]]})


def is_sent(request: HttpRequest) -> None:
    """A form goes to the address that words wait for: they have been sent."""
    kept = request.session.get(KEY)
    if kept is not None and kept["path"] == request.get_full_path():
        forget(request.session)


def forget(session: SessionBase) -> None:
    session.pop(KEY, None)


def forget_others(session: SessionBase, user: User) -> None:
    """Someone signs in: what another person had typed in this browser goes."""
    if find(session, user) is None:
        forget(session)


def remember_who(response: HttpResponseBase, user: User) -> None:
    """Say in a cookie who works here, so that unsent words find their way back."""
    response.set_cookie(
        WHO,
        signing.dumps(user.pk, salt=WHO),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget_who(response: HttpResponseBase) -> None:
    """Whoever signs out leaves nothing that a later form could be laid to."""
    response.delete_cookie(WHO, samesite="Lax")


def last_here(request: HttpRequest) -> int:
    """The key of who worked in this browser last, or 0."""
    try:
        user: int = signing.loads(request.COOKIES.get(WHO, ""), salt=WHO)
    except signing.BadSignature:
        return 0
    return user
