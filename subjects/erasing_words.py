"""What a person is known by: taken before it is erased, looked for after, forgotten.

Names, identifiers, addresses, contact: never a common word such as a city. Until it has
been looked for it is kept sealed, in one row that then goes.
"""

import json
import re
from collections.abc import Iterable

from django.utils import timezone

from audit import encryption
from subjects import cleaning, erasers
from subjects.erasers import Scope
from subjects.models import DataSubject, Erasure, ErasureWords, Identifier

SHORTEST = 5  # a name of four letters is found in a thousand words
SHORTEST_CJK = 3  # characters, each of which is a word
LATIN = re.compile(r"[\x00-\u024f]")


def of(scope: Scope) -> frozenset[str]:
    """What these people are known by, here and in the rooms above."""
    names = DataSubject.objects.filter(pk__in=scope.people)
    known = Identifier.objects.filter(data_subject__in=scope.people)
    words = [
        *names.values_list("name", flat=True),
        *known.values_list("value", flat=True),
        *erasers.words_of(scope),
    ]
    return identifying(words)


def identifying(words: Iterable[str]) -> frozenset[str]:
    """Those that point to somebody; shorter ones would be found everywhere."""
    return frozenset(word.strip() for word in words if _points(word.strip()))


def _points(word: str) -> bool:
    shortest = SHORTEST if LATIN.match(word) else SHORTEST_CJK
    return len(word) >= shortest


def keep(erasure: Erasure, scope: Scope) -> None:
    """Seal the words until the scan is done, beside those of its first part."""
    words = scope.words | open_(erasure)
    sealed = encryption.encrypt(
        json.dumps(sorted(words)).encode(), context=_place(erasure)
    )
    ErasureWords.objects.update_or_create(
        erasure=erasure, defaults={"sealed": sealed, "made_at": timezone.now()}
    )


def open_(erasure: Erasure) -> frozenset[str]:
    """The words that are still kept; none once they are forgotten."""
    row = ErasureWords.objects.filter(erasure=erasure).first()
    if row is None:
        return frozenset()
    opened = encryption.decrypt(bytes(row.sealed), context=_place(erasure))
    return frozenset(json.loads(opened))


def forget(erasure: Erasure) -> None:
    words = ErasureWords.objects.filter(erasure=erasure)
    cleaning.remove(words, at=timezone.now())


def _place(erasure: Erasure) -> str:
    return f"erasure:{erasure.uid}"
