"""Which words of an erased file the portal still knows by right, from something else.

The same person may be in the register of people, have another case, or have written
again: then their name and address stand there on purpose, and are no leftovers.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from correspondence.models import Letter
from rights.models import Claimant, IncomingMail
from subjects.models import DataSubject, Identifier

# Where a person is known by a name, an address or a number of their own.
KNOWN_BY: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (DataSubject, ("name",)),
    (Identifier, ("value",)),
    (
        Claimant,
        ("name", "person_name", "email", "person_email", "phone", "postal_address"),
    ),
    (IncomingMail, ("sender", "sender_name")),
    (Letter, ("to_email", "to_name")),
)


def without(words: Iterable[str]) -> frozenset[str]:
    """Those that nothing else names; asked once the file itself is blanked."""
    asked = frozenset(words)
    known = {value.strip().casefold() for value in _known(asked)}
    return frozenset(word for word in asked if word.casefold() not in known)


def _known(words: frozenset[str]) -> Iterator[str]:
    forms = {form for word in words for form in (word, word.lower())}
    for model, names in KNOWN_BY:
        any_of = Q(pk__in=())
        for name in names:
            any_of |= Q(**{f"{name}__in": forms})
        for row in model._default_manager.filter(any_of).values_list(*names):
            yield from row
