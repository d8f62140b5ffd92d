"""Ledger entries: made of an act and of what it did, vouched for, and written.

Inside an act they wait for its end, so that all of them are one INSERT.
"""

import hmac
from collections.abc import Sequence
from typing import Any

from audit import commitment, context, keys, writing
from audit.context import Act, Context
from audit.errors import MissingKey
from audit.models.ledger import METADATA, AccessEntry, LedgerEntry

EMPTY_ROOT = commitment.EMPTY_ROOT
MAC_BYTES = 16
KEYS_AHEAD = 5  # how many rotations another machine may be ahead of this one


class Entries:
    """Makes the entries of one act: what they have in common is settled once."""

    def __init__(self, act: Act, in_force: Context) -> None:
        self.common = {
            "verb": "",
            "history_id": None,
            "shape": "",
            **provenance(act, in_force),
            "act_uid": act.uid,
        }
        self.vouching = Vouching()
        self.attnames = writing.table(LedgerEntry).attnames

    def values(
        self,
        *,
        changed: Sequence[str] = (),
        root: bytes = EMPTY_ROOT,
        **fields: Any,
    ) -> list[Any]:
        """One entry as the values of its columns, with its MAC."""
        made = {**self.common, "changed": ",".join(changed), "root": root, **fields}
        digest = commitment.digest([made[name] for name in METADATA], root)
        made["mac"] = self.vouching.mac_of(digest)
        return [made[name] for name in self.attnames]


def entry_values(act: Act, in_force: Context, **fields: Any) -> list[Any]:
    """A ledger entry of this act as the values of its columns, with its MAC."""
    return Entries(act, in_force).values(**fields)


def entry(act: Act, in_force: Context, **fields: Any) -> LedgerEntry:
    """The same as an unsaved LedgerEntry."""
    return entry_of(entry_values(act, in_force, **fields))


def entry_of(values: Sequence[Any]) -> LedgerEntry:
    names = writing.table(LedgerEntry).attnames
    return LedgerEntry(**dict(zip(names, values, strict=True)))


def provenance(act: Act, in_force: Context) -> dict[str, Any]:
    return {
        "format": commitment.FORMAT,
        "occurred_at": act.at,
        "actor_id": act.actor.id,
        "actor_kind": str(act.actor.kind),
        "program": act.actor.name,
        "request_id": in_force.request_id,
        "channel": str(in_force.channel),
        "reason_code": act.reason_code,
    }


def sign(row: LedgerEntry | AccessEntry) -> None:
    """Set the MAC of what this row says, under the newest key."""
    row.mac = mac_of(row.digest)


class Vouching:
    """MACs of one batch, whose keys are looked for on the disk once."""

    def __init__(self) -> None:
        self.keys: dict[int, bytes | None] = {}
        self.newest: tuple[bytes, bytes] | None = None

    def mac_of(self, digest: bytes) -> bytes:
        """The newest key's number and the head of its HMAC of the digest."""
        if self.newest is None:
            number, key = keys.newest("ledger")
            self.newest = number.to_bytes(2), key
        head, key = self.newest
        return head + hmac.digest(key, digest, "sha256")[:MAC_BYTES]

    def holds(self, digest: bytes, mac: bytes) -> bool:
        """Whether a key of ours made it; false too if that key is not here."""
        number = int.from_bytes(mac[:2])
        if number not in self.keys:
            self.keys[number] = _key(number)
        if (key := self.keys[number]) is None:
            return False
        given, made = mac[2:], hmac.digest(key, digest, "sha256")
        return len(given) >= MAC_BYTES and hmac.compare_digest(
            given, made[: len(given)]
        )

    def is_ahead(self, mac: bytes) -> bool:
        """Whether it names a key that another machine made and this one has not got.

        A number far ahead is nobody's: whoever invents one stops no sealer.
        """
        number, newest = int.from_bytes(mac[:2]), keys.highest("ledger")
        return 0 < newest < number <= newest + KEYS_AHEAD


def _key(number: int) -> bytes | None:
    try:
        return keys.numbered("ledger", number)
    except MissingKey:
        return None


def mac_of(digest: bytes) -> bytes:
    return Vouching().mac_of(digest)


def mac_holds(digest: bytes, mac: bytes) -> bool:
    return Vouching().holds(digest, mac)


def put_rows(in_force: Context, entries: list[list[Any]]) -> None:
    """Write entries now, or with the others of their act when it ends."""
    pending = in_force.pending
    if pending is not None and pending.is_here():
        pending.rows += entries
    else:
        write_entries(entries)


def write_entries(rows: Sequence[Sequence[Any]]) -> None:
    """Entries as lists of values, in one statement."""
    writing.table(LedgerEntry).insert_all(rows)


def flush() -> None:
    """Write what the act in force has kept for its end: someone is about to read."""
    if (in_force := context.find()) and (pending := in_force.pending):
        pending.flush()


def put(entries: Sequence[LedgerEntry]) -> None:
    """Write entries made by `entry`, with the others of their act."""
    names = writing.table(LedgerEntry).attnames
    rows = [[getattr(made, name) for name in names] for made in entries]
    put_values(rows)


def put_values(rows: list[list[Any]]) -> None:
    """The same for entries that are lists of values."""
    put_rows(context.current(), rows)
