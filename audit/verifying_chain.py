"""Walks the chain: every seal, the entry behind it, every checkpoint on the way."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit import checkpoints, commitment, ledger, stored
from audit.context import ActorKind
from audit.errors import MissingKey
from audit.findings import Report
from audit.models import Checkpoint, Seal

CHUNK = 5_000
LATE = timedelta(seconds=60)
LATE_JOB = timedelta(hours=1)  # an import is one long transaction with one moment
PROGRAMS = frozenset({str(ActorKind.JOB), str(ActorKind.MIGRATION)})
COUNTED = {"c": "changes", "a": "accesses"}
PLACES = {"c": "entry", "a": "access"}
_may_be_dated_back: Callable[[], bool] = lambda: False  # noqa: E731


def allow_dating_back(is_so: Callable[[], bool]) -> None:
    """Where example data are kept, entries may be older than their seals."""
    global _may_be_dated_back
    _may_be_dated_back = is_so


class ChainWalk:
    """Iterates over the sealed entries after `start`, reporting on the way.

    It ends at the checkpoint that is newest when it begins: what is sealed meanwhile is
    for the next time.
    """

    def __init__(
        self, report: Report, *, start: int, chain: bytes, kept: dict[int, str]
    ) -> None:
        self.report = report
        self.seq, self.chain = start, chain
        self.kept = kept  # seq: chain, of checkpoints kept outside
        self.signed = {
            one.seq: one
            for one in Checkpoint.objects.filter(seq__gte=start).order_by("seq")
        }
        self.end = max(self.signed, default=0)
        self.dated_back = _may_be_dated_back()
        self.vouching = ledger.Vouching()

    def __iter__(self) -> Iterator[list[Any]]:
        """Chunks of sealed entries that are there, as they were, and ours."""
        self._check_signatures()
        covers = iter(self.signed.values())
        cover = next(covers, None)
        while seals := self._next_seals():
            entries = _entries_of(seals)
            good = []
            for seal in seals:
                while cover is not None and cover.seq < seal[0]:
                    cover = next(covers, None)
                entry = entries[seal[1]].get(seal[2])
                if self._check(seal, entry, cover):
                    good.append(entry)
            self._count(seals)
            yield good
        self._check_end()

    def _next_seals(self) -> list[Any]:
        rows = Seal.objects.filter(seq__gt=self.seq, seq__lte=self.end).order_by("seq")
        return list(
            rows.values_list("seq", "kind", "entry_id", "is_forged", "chain")[:CHUNK]
        )

    def _count(self, seals: list[Any]) -> None:
        self.report.count("seals", len(seals))
        for kind, name in COUNTED.items():
            if count := sum(seal[1] == kind for seal in seals):
                self.report.count(name, count)

    def _check(self, seal: Any, entry: Any, cover: Checkpoint | None) -> bool:
        """Whether the entry is as it was sealed."""
        seq, kind, entry_id, is_forged, chain = seal
        before = self._step(seq, bytes(chain))
        place = (PLACES[kind], entry_id, seq)
        if entry is None:
            self.report.found("entry_missing", place=place)
            return False
        digest = stored.digest_of(entry)
        is_ours = self.vouching.holds(digest, bytes(entry.mac))
        is_same = commitment.chained(before, digest, forged=is_forged) == self.chain
        if is_forged:
            self.report.found("forged", place=place)
        if not is_ours and not is_forged:
            # Nobody without the key can write an entry: this one was changed.
            is_ahead = self.vouching.is_ahead(bytes(entry.mac))
            kind = "entry_changed:key" if is_ahead else "entry_changed"
            self.report.found(kind, place=place)
        elif not is_same:
            self.report.found("chain", place=place)
        if is_forged or not is_ours:
            return False
        if cover is not None and not self.dated_back:
            self._check_time(entry, cover, place)
        return True

    def _step(self, seq: int, chain: bytes) -> bytes:
        """Go on to this seal; returns the chain before it."""
        if seq != self.seq + 1:
            self.report.found("seal_missing", first=self.seq + 1, last=seq - 1)
        before, self.seq, self.chain = self.chain, seq, chain
        if (kept := self.kept.get(seq)) and kept != chain.hex():
            self.report.found("checkpoint:outside", seq=seq)
        if (signed := self.signed.get(seq)) and bytes(signed.chain) != chain:
            self.report.found("checkpoint", seq=seq)
        return before

    def _check_time(self, entry: Any, cover: Checkpoint, place: Any) -> None:
        margin = LATE_JOB if entry.actor_kind in PROGRAMS else LATE
        at: datetime = entry.occurred_at
        if at < cover.quiet_at - margin or at > cover.made_at + LATE:
            self.report.found("time", place=place)

    def _check_signatures(self) -> None:
        for one in self.signed.values():
            self.report.count("checkpoints")
            if not is_signed_by_us(one):
                self.report.found("signature", seq=one.seq)

    def _check_end(self) -> None:
        if self.seq < self.end:
            self.report.found("cut", seq=self.seq, end=self.end)
        newest = Seal.objects.order_by("-seq").values_list("seq", flat=True).first()
        if newest and not Checkpoint.objects.filter(seq__gte=newest).exists():
            self.report.found("unsigned", seq=newest)
        if gone := [seq for seq in self.kept if seq > max(self.seq, newest or 0)]:
            self.report.found("cut:outside", seq=self.seq, end=max(gone))


def _entries_of(seals: list[Any]) -> dict[str, dict[int, Any]]:
    return {
        kind: stored.by_key(kind, [seal[2] for seal in seals if seal[1] == kind])
        for kind in COUNTED
    }


def is_signed_by_us(checkpoint: Checkpoint) -> bool:
    try:
        key = checkpoints.public_key(checkpoint.key_number)
    except MissingKey:
        return False
    text = checkpoints.text(
        checkpoint.seq,
        bytes(checkpoint.chain),
        checkpoint.made_at,
        checkpoint.quiet_at,
    )
    return key == bytes(checkpoint.public_key) and signature_holds(
        key, bytes(checkpoint.signature), text
    )


def signature_holds(public_key: bytes, signature: bytes, text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
