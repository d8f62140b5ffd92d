"""Chains entries in the order in which they are seen, and signs how far it goes.

One sealer works at a time. It goes by what is committed when it looks, not by numbers
or times: an entry that commits late with a lower number simply comes later. Until an
entry is sealed it is protected by its MAC alone, so the oldest unsealed one is watched.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from audit import checkpoints, commitment, ledger, stored, writing
from audit.errors import MissingKey
from audit.models import Checkpoint, LedgerField, Seal
from audit.stored import KINDS

BATCH = 5_000
LOCK = 0x6470_6F73_6561_6C  # "dposeal": PostgreSQL's advisory lock of the one sealer
RECOUNT_EVERY = timedelta(hours=1)


class Sealer:
    """Remembers between batches where to look; the truth is in the database."""

    def __init__(self) -> None:
        self.horizons = {kind: _Horizon(kind) for kind in KINDS}
        self.quiet_at: datetime | None = None

    def seal(self) -> int:
        """Seal one batch and sign a checkpoint; returns how many entries.

        0 also if another sealer is at it. Raises MissingKey in production without keys,
        and where an entry is under a key that has not been copied here yet: a seal that
        calls it forged would say so for ever.
        """
        began = timezone.now()
        if not any(h.has_unsealed() for h in self.horizons.values()):
            self.quiet_at = began
            return 0
        with transaction.atomic():
            if not _alone():
                return 0
            found = list(self._unsealed())
            if found:
                self._write(found, began)
        if len(found) < BATCH:
            self.quiet_at = began
        return len(found)

    def _unsealed(self) -> Iterator[tuple[str, Any]]:
        room = BATCH
        for kind, horizon in self.horizons.items():
            entries = horizon.read(room)
            room -= len(entries)
            for entry in entries:
                yield kind, entry

    def _write(self, found: list[tuple[str, Any]], began: datetime) -> None:
        last = Seal.objects.order_by("-seq").first()
        seq = 0 if last is None else last.seq
        chain = commitment.FIRST if last is None else bytes(last.chain)
        seals: list[list[Any]] = []
        vouching = ledger.Vouching()
        for kind, entry in found:
            digest = stored.digest_of(entry)
            forged = not vouching.holds(digest, bytes(entry.mac))
            if forged and vouching.is_ahead(bytes(entry.mac)):
                raise MissingKey(
                    "Another machine writes under a newer ledger key: copy it to "
                    f"{settings.KEY_DIR}. Nothing is sealed here until then."
                )
            chain = commitment.chained(chain, digest, forged=forged)
            seals.append([str(kind), entry.id, forged, chain])
        writing.table(Seal).insert_all(seals, range(seq + 1, seq + 1 + len(seals)))
        seq += len(seals)
        # It is an index, no evidence: whoever took seals away must not stop the sealer.
        index: QuerySet[Any] = QuerySet(LedgerField)
        index.bulk_create(
            (
                LedgerField(
                    field_code=commitment.field_code(entry.model, name),
                    entry_id=entry.id,
                )
                for kind, entry in found
                if kind == Seal.Kind.CHANGE
                for name in dict.fromkeys(entry.changed_fields)
            ),
            ignore_conflicts=True,
        )
        # A backlog of several batches, or one from before the first seal: what was
        # quiet is what was when it began.
        oldest = min(entry.occurred_at for _kind, entry in found)
        quiet_at = self.quiet_at or _last_quiet() or min(oldest, began)
        checkpoints.sign(seq, chain, made_at=timezone.now(), quiet_at=quiet_at).save()


class _Horizon:
    """Below it every entry of its kind is sealed, or will never be.

    On SQLite transactions write one after the other, so it follows the newest entry. On
    PostgreSQL a lower number may commit late: the horizon passes a number only once
    every transaction that ran when it was seen has ended. Once an hour all is counted
    anew.
    """

    def __init__(self, kind: str) -> None:
        self.kind, self.model = kind, KINDS[kind]
        self.passed: int | None = None
        self.counted_at = timezone.now()
        self.seen: list[tuple[int, int]] = []  # (newest entry, transaction to end)

    def _open(self) -> Any:
        if self.passed is None or timezone.now() - self.counted_at > RECOUNT_EVERY:
            self._count()
        return unsealed(self.kind).filter(pk__gt=self.passed)

    def _count(self) -> None:
        oldest = unsealed(self.kind).aggregate(least=Min("pk"))["least"]
        newest = self.model.objects.aggregate(most=Max("pk"))["most"] or 0
        self.passed = newest if oldest is None else oldest - 1
        self.counted_at = timezone.now()
        if connection.vendor == "postgresql":
            # What runs right now may yet commit a lower one.
            self.passed, self.seen = max(0, self.passed - BATCH), []

    def has_unsealed(self) -> bool:
        ended = _oldest_running()
        newest = self.model.objects.aggregate(most=Max("pk"))["most"] or 0
        if self._open().exists():
            return True
        self._move(newest, ended)
        return False

    def read(self, limit: int) -> list[Any]:
        ended = _oldest_running()
        entries = list(stored.read(self._open().order_by("pk")[:limit]))
        if entries and len(entries) < limit:
            self._move(entries[-1].id, ended)
        return entries

    def _move(self, newest: int, ended: int) -> None:
        """All up to `newest` that can be seen is sealed; `ended` is the oldest
        transaction that ran before this was asked."""
        if connection.vendor != "postgresql":
            self.passed = newest
            return
        self.seen.append((newest, _next_transaction()))
        while self.seen and self.seen[0][1] <= ended:
            self.passed = max(self.passed or 0, self.seen.pop(0)[0])
        del self.seen[:-100]  # one that never ends: the hourly count sees to it


def unsealed(kind: str) -> Any:
    """Entries of this kind that have no seal yet."""
    sealed = Seal.objects.filter(kind=kind, entry_id=OuterRef("pk"))
    return KINDS[kind].objects.filter(~Exists(sealed))


def oldest_unsealed_seconds(at: datetime) -> float:
    """How long the oldest unsealed entry has been waiting; 0 if none does."""
    oldest = [
        moment
        for kind in KINDS
        for moment in first_unsealed(kind).values_list("occurred_at", flat=True)
    ]
    return waiting_seconds(at, oldest, _last_signed()) if oldest else 0.0


def waiting_seconds(
    at: datetime, oldest: list[datetime], last_signed: datetime | None
) -> float:
    """How long the oldest of these moments of unsealed entries lies back."""
    if not oldest:
        return 0.0
    # Example data are dated back; a sealer that has just signed is at work.
    waiting = at - max(min(oldest), last_signed or min(oldest))
    return max(0.0, waiting.total_seconds())


def first_unsealed(kind: str) -> QuerySet[Any]:
    """The first entry of this kind after the newest sealed one, where there is any."""
    model = KINDS[kind]
    sealed = Seal.objects.filter(kind=kind).order_by("-entry_id").values("entry_id")
    later = model.objects.filter(pk__gt=Coalesce(Subquery(sealed[:1]), 0))
    found: QuerySet[Any] = model.objects.filter(
        pk__in=later.order_by("pk").values("pk")[:1]
    )
    return found.order_by()


def _last_signed() -> datetime | None:
    newest = Checkpoint.objects.order_by("-seq").first()
    return None if newest is None else newest.made_at


def _last_quiet() -> datetime | None:
    newest = Checkpoint.objects.order_by("-seq").first()
    return None if newest is None else newest.quiet_at


def _alone() -> bool:
    """Whether this transaction is the one that seals. SQLite's own lock sees to it."""
    if connection.vendor != "postgresql":
        return True
    return bool(_ask("SELECT pg_try_advisory_xact_lock(%s)", LOCK))


def _oldest_running() -> int:
    if connection.vendor != "postgresql":
        return 0
    return int(_ask("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))


def _next_transaction() -> int:
    return int(_ask("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))


def _ask(statement: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchone()[0]
