"""Words that someone looks for in a list: kept sealed, found again by a key.

They may be personal data, so no address, log or history carries them. The key opens
them for the one who typed them, for half a day.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from audit.encryption import decrypt, encrypt
from subjects import cleaning
from subjects.models import StoredSearch

LONGEST = 200


@dataclass(frozen=True)
class Words:
    """What was typed, and the key that stands for it in an address."""

    key: str
    text: str


def keep(words: str, *, by: User, at: datetime) -> Words:
    """Store the words for this person and return them with their key."""
    made = StoredSearch(user=by, sealed=b"", made_at=at)
    text = words.strip()[:LONGEST]
    made.sealed = encrypt(text.encode(), context=_context(made))
    made.save()
    return Words(made.key, text)


def find(key: str, *, by: User, at: datetime) -> Words | None:
    """The words behind a key, if they are one's own and not too old."""
    if not key:
        return None
    made = StoredSearch.objects.filter(key=key, user=by).first()
    if made is None or made.is_over(at):
        return None
    return Words(made.key, opened(made))


def opened(made: StoredSearch) -> str:
    """The words of a stored search, whoever typed them: for the eraser alone."""
    return decrypt(bytes(made.sealed), context=_context(made)).decode()


def sweep(at: datetime) -> int:
    """Remove what is too old; returns how many."""
    old = StoredSearch.objects.filter(made_at__lt=at - StoredSearch.LASTS)
    return cleaning.remove(old, at=at)


def _context(made: StoredSearch) -> str:
    return f"search:{made.key}"
