"""The secrets in the addresses of pages that need no account.

A token comes to be when the worker sends the letter, so no table, backup or stored
letter ever holds it; the row keeps a keyed hash. It opens one thing, for a time, until
it is ended. Source: DESIGN.md, "Where it runs".
"""

import secrets
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from correspondence.models import LinkToken


def issue(
    purpose: str, *, about_id: int, valid_for: timedelta, at: datetime | None = None
) -> LinkToken:
    """Prepare a link; hand it to `letters.write(link=...)`, the worker fills it in."""
    return LinkToken.objects.create(
        purpose=purpose,
        about_id=about_id,
        issued_at=at or timezone.now(),
        valid_for=valid_for,
    )


def make_token(link: LinkToken, *, at: datetime) -> str:
    """A new token for this sending; the one of an earlier attempt stops working."""
    token = secrets.token_urlsafe(24)
    link.token_hash = _hashed(link.purpose, token)
    link.sent_at = at
    link.save(update_fields=["token_hash", "sent_at"])
    return token


def find(purpose: str, token: str) -> LinkToken | None:
    """The link that this token belongs to, whether it still works or not."""
    hashed = _hashed(purpose, token)
    return LinkToken.objects.filter(purpose=purpose, token_hash=hashed).first()


def is_live(link: LinkToken, *, at: datetime) -> bool:
    """Whether the link still opens its page."""
    begun = link.sent_at or link.issued_at
    return link.ended_at is None and at <= begun + link.valid_for


def end(purpose: str, *, about_id: int, at: datetime) -> int:
    """End every link to this thing; one that is still to be sent never is. How many."""
    standing = LinkToken.objects.filter(
        purpose=purpose, about_id=about_id, ended_at=None
    )
    return standing.update(ended_at=at)


def _hashed(purpose: str, token: str) -> str:
    return salted_hmac(
        f"correspondence.links.{purpose}", token, algorithm="sha256"
    ).hexdigest()
