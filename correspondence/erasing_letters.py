"""Letters to a person that hang on no case, and the copies of the mail folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from correspondence import deliveries
from correspondence.models import Delivery, Letter
from subjects.erasers import Scope, Store
from subjects.models import Erasure
from subjects.reading_bytes import mail_words


def letters_of(scope: Scope) -> QuerySet[Any]:
    """Those to an address of theirs: a code, a notice of a change."""
    loose = Letter.objects.filter(case_id=None, to_email__in=scope.words)
    return loose.exclude(to_email="")


def stores_of(scope: Scope) -> Iterator[Store]:
    """The folder that stands in for a mail server keeps what was sent."""
    if scope.words and folder() is not None:
        yield Store("mail_folder", lambda: _erase_copies(scope.words))


def print_no_more(erasure: Erasure) -> None:
    """A letter on paper that waits for its printing is not printed for who was erased;
    a mail finds no address by itself."""
    person = erasure.data_subject
    if person is None:
        return
    waiting = Delivery.objects.filter(
        person__in=person.record_ids(),
        person__erased_at__isnull=False,
        state=Delivery.State.TO_PRINT,
    )
    for row in waiting.select_for_update(of=("self",)):
        deliveries.suppress(row, at=erasure.erased_at, detail="address_erased")


def folder() -> Path | None:
    """Where letters go when no mail server is set; None where they leave."""
    mailers: dict[str, Any] = settings.MAILERS
    for mailer in mailers.values():
        if place := mailer.get("OPTIONS", {}).get("file_path"):
            return Path(place)
    return None


def _erase_copies(words: Iterable[str]) -> int:
    place = folder()
    known = [word.casefold() for word in words]
    gone = [
        path
        for path in sorted(place.glob("*.eml") if place else ())
        if any(word in mail_words(path.read_bytes()).casefold() for word in known)
    ]
    transaction.on_commit(lambda: _remove(gone))
    return len(gone)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
