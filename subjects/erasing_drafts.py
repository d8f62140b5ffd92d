"""Tables of people between preview and import: sealed, and still somebody's data.

A draft that names an erased person goes as a whole; its file can be uploaded again.
"""

from collections.abc import Iterator

from subjects import importing
from subjects.erasers import Scope, Store
from subjects.models import ImportDraft


def stores_of(scope: Scope) -> Iterator[Store]:
    yield Store("imports", lambda: _erase(scope))


def _erase(scope: Scope) -> int:
    if not scope.words:
        return 0
    words = [word.casefold() for word in scope.words]
    gone = [
        draft.pk
        for draft in ImportDraft.objects.iterator()
        if any(word in importing.said(draft).casefold() for word in words)
    ]
    return ImportDraft.objects.filter(pk__in=gone).delete()[0]


def drafts() -> Iterator[tuple[str, bytes]]:
    """What each draft says, for the scan."""
    for draft in ImportDraft.objects.iterator():
        yield str(draft.pk), importing.said(draft).encode()
