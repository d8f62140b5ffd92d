"""The beginning of the trail, when entries have been kept long enough.

A prefix alone may go, and only up to a checkpoint that has left the house: its chain is
what the first seal that stays is chained to. Records that nobody changed since are
written down once more before, so that each row that is there has its entry.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit import capture, commitment, ledger, profiles, sinks, verifying
from audit.errors import NotCut
from audit.models import (
    AccessEntry,
    Checkpoint,
    Cut,
    LedgerEntry,
    LedgerField,
    Seal,
)
from audit.trail import Actor, act, record
from audit.triggers import tracked_models

BY = Actor.job("cutting")
CARRIED = "carried_over"
REASON_CODE = "expired"
BATCH = 500
CHUNK = 5_000


def cut(at: datetime) -> Cut | None:
    """Cut off what is older than LEDGER_KEPT_DAYS; None where nothing is.

    Safe to run twice. Raises NotCut without the setting, or where the trail is not as
    it was sealed: what was bent must stay to be seen.
    """
    if settings.LEDGER_KEPT_DAYS is None:
        raise NotCut(_("LEDGER_KEPT_DAYS is not set: entries are kept for ever."))
    limit = at - timedelta(days=settings.LEDGER_KEPT_DAYS)
    anchor = _anchor(limit)
    if anchor is None:
        return None
    if not verifying.verify().is_clean:
        raise NotCut(_("The trail is not as it was sealed, so nothing is cut off."))
    with transaction.atomic(), act(by=BY, reason_code=CARRIED, at=at):
        for model in tracked_models():
            _carry_over(model, anchor.seq)
    with transaction.atomic(), act(by=BY, reason_code=REASON_CODE, at=at):
        made = Cut(seq=anchor.seq, chain=anchor.chain, made_at=at)
        digest = commitment.digest(made.metadata(), ledger.EMPTY_ROOT)
        made.mac = ledger.mac_of(digest)
        made.save(force_insert=True)
        made.entries = sum(_remove(seals) for seals in _seals(anchor.seq))
        _delete(Checkpoint, "seq < %s", [anchor.seq])
        made.is_open = False
        made.save(update_fields=["entries", "is_open"])
        record("audit.cut", made)
    return made


def _anchor(limit: datetime) -> Checkpoint | None:
    """The newest checkpoint of before `limit` that has left and is not the last."""
    last = Cut.objects.aggregate(most=Max("seq"))["most"] or 0
    newest = Seal.objects.aggregate(most=Max("seq"))["most"] or 0
    left = {one["seq"]: str(one["chain"]) for one in sinks.kept_lines()}
    found = Checkpoint.objects.filter(made_at__lt=limit, seq__gt=last, seq__lt=newest)
    for checkpoint in found.order_by("-seq").iterator():
        if left.get(checkpoint.seq) == bytes(checkpoint.chain).hex():
            return checkpoint
    return None


def _carry_over(model: Any, seq: int) -> None:
    """Write down once more each row whose newest entry goes."""
    known = profiles.profile(model)
    entries = LedgerEntry.objects.filter(model=known.label, history_id__isnull=False)
    entries = entries.exclude(action="R").order_by()
    sealed = Seal.objects.filter(kind=Seal.Kind.CHANGE, seq__lte=seq)
    going = entries.filter(pk__in=sealed.values("entry_id"))
    staying = entries.exclude(pk__in=sealed.values("entry_id"))
    keys = set(going.values_list("object_pk", flat=True).distinct())
    keys -= set(staying.values_list("object_pk", flat=True).distinct())
    for some in batched(sorted(keys), BATCH, strict=False):
        rows: Any = models.QuerySet(model).filter(pk__in=some)
        locked = rows.select_for_update(of=("self",)).fetch_mode(models.FETCH_PEERS)
        capture.write_many([capture.Change(row, "~") for row in locked])


def _seals(up_to: int) -> Iterator[list[tuple[int, str, int]]]:
    while seals := list(
        Seal.objects.filter(seq__lte=up_to)
        .order_by("seq")
        .values_list("seq", "kind", "entry_id")[:CHUNK]
    ):
        yield seals


def _remove(seals: list[tuple[int, str, int]]) -> int:
    """History, index, entries and their seals, in the order the guards ask for."""
    changes = [entry for _seq, kind, entry in seals if kind == Seal.Kind.CHANGE]
    accesses = [entry for _seq, kind, entry in seals if kind == Seal.Kind.ACCESS]
    for model, keys in _histories(changes).items():
        _delete_keys(profiles.profile(model).history, "history_id", keys)
    _delete_keys(LedgerField, "entry_id", changes)
    _delete_keys(LedgerEntry, "id", changes)
    _delete_keys(AccessEntry, "id", accesses)
    _delete(Seal, "seq <= %s", [seals[-1][0]])
    return len(seals)


def _histories(changes: list[int]) -> dict[Any, list[int]]:
    """Keys of the history rows of these entries, by model."""
    found: dict[Any, list[int]] = defaultdict(list)
    entries = LedgerEntry.objects.filter(pk__in=changes, history_id__isnull=False)
    for label, key in entries.exclude(action="R").values_list("model", "history_id"):
        try:
            found[apps.get_model(label)].append(key or 0)
        except LookupError:
            continue  # it has left the portal, and its history with it
    return found


def _delete_keys(model: Any, column: str, keys: list[int]) -> None:
    for some in batched(keys, BATCH, strict=False):
        marks = ", ".join(["%s"] * len(some))
        _delete(model, f'"{column}" IN ({marks})', some)


def _delete(model: Any, where: str, params: Any) -> None:
    """Past the model, which refuses; the database's guards look at each row."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE {where}', params)
