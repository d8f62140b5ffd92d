"""Entries as the database holds them, for walks over all of them.

Plain tuples: an instance for each entry would cost more than all its hashes.
"""

from collections import namedtuple
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from audit import commitment, ledger
from audit.models import AccessEntry, LedgerEntry, Seal
from audit.models.ledger import ACCESS_METADATA, METADATA

KINDS: dict[str, Any] = {Seal.Kind.CHANGE: LedgerEntry, Seal.Kind.ACCESS: AccessEntry}


_CHANGE = ["id", *METADATA, "root", "mac"]
_ACCESS = ["id", *ACCESS_METADATA, "mac"]


class StoredChange(namedtuple("StoredChange", _CHANGE)):  # type: ignore[misc]
    """A ledger entry; `root` is over the values of its history row."""

    __slots__ = ()
    if TYPE_CHECKING:
        action: str
        model: str

    @property
    def metadata(self) -> tuple[Any, ...]:
        return self[1:-2]

    @property
    def changed_fields(self) -> list[str]:
        names: str = self[1 + METADATA.index("changed")]
        return names.split(",") if names else []


class StoredAccess(namedtuple("StoredAccess", _ACCESS)):  # type: ignore[misc]
    """An access entry, which covers no values."""

    __slots__ = ()
    root = ledger.EMPTY_ROOT

    @property
    def metadata(self) -> tuple[Any, ...]:
        return self[1:-1]


Stored = StoredChange | StoredAccess
FORMS: dict[Any, Any] = {LedgerEntry: StoredChange, AccessEntry: StoredAccess}


def read(entries: Any) -> Iterator[Any]:
    """The entries of a queryset, in its order."""
    form = FORMS[entries.model]
    return map(form._make, entries.values_list(*form._fields).iterator(2_000))


def by_key(kind: str, keys: list[int]) -> dict[int, Any]:
    """The entries of one kind with these keys, which mostly follow one another."""
    if not keys:
        return {}
    first, last = min(keys), max(keys)
    entries = KINDS[kind].objects.order_by()
    if last - first < 2 * len(keys):
        entries = entries.filter(pk__gte=first, pk__lte=last)
    else:
        entries = entries.filter(pk__in=keys)
    return {entry.id: entry for entry in read(entries)}


def digest_of(entry: Any) -> bytes:
    """What the chain is made of, from what the row says now."""
    return commitment.digest(entry.metadata, bytes(entry.root))


def is_ours(entry: Any) -> bool:
    """Whether it was written by a holder of the key, as it stands here."""
    return ledger.mac_holds(digest_of(entry), bytes(entry.mac))
