"""Writes the trail into an archive that anybody can verify without the portal.

`trail.jsonl` has a line for each seal and each checkpoint. Entries outside what the
reader may see are there by their digest alone, so the chain can be followed all the
same; no value of theirs leaves.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from audit import checkpoints, commitment, ledger, offline, profiles, stored, verifying
from audit.models import AccessEntry, Checkpoint, LedgerEntry, RecordShape, Seal
from audit.models.ledger import Action

CHUNK = 2_000
HOW_TO = """How to verify this export

1. You need Python 3.12 or newer, nothing else, and no network.
2. In this folder run:  python3 verify_trail.py trail.jsonl
3. If you kept a checkpoint (a line of JSON from a letter or a download), save it to a
   file and run:  python3 verify_trail.py trail.jsonl --checkpoint FILE
   This shows that nothing before that moment was changed, removed or added since.

The last line says whether the trail is as it was sealed; the exit status is 0 then, and
1 if something is not. Lines above it say what. Entries that you may not read are in the
file by their digest alone: their place in the chain is verified, their content is not
here. Erased values are blank; that they were erased by an entry is verified too.
"""
Readable = Callable[["QuerySet[Any]"], "QuerySet[Any]"]


def export(path: Path, *, readable: Readable = lambda entries: entries) -> int:
    """Write the archive; `readable` narrows entries to those the reader may see.

    Returns how many entries are in it with their values. Reading is the caller's to
    record (record_access).
    """
    count = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("trail.jsonl", "w", force_zip64=True) as file:
            for row in _rows(readable):
                count += "metadata" in row
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
                file.write(line.encode() + b"\n")
        archive.write(Path(offline.__file__), "verify_trail.py")
        archive.writestr("HOW-TO-VERIFY.txt", HOW_TO)
    return count


def _rows(readable: Readable) -> Iterator[dict[str, Any]]:
    shapes = {shape.code: list(shape.fields) for shape in RecordShape.objects.all()}
    newest = Checkpoint.objects.order_by("-seq").first()
    begins, chain = verifying.beginning()
    header: dict[str, Any] = {"form": offline.FORM, "shapes": shapes}
    if begins:
        header["begins"] = {"seq": begins, "chain": chain.hex()}
    yield header
    end = newest.seq if newest else 0
    later = Checkpoint.objects.filter(seq__gt=begins).order_by("seq")
    signed = later.iterator(chunk_size=CHUNK)
    cover = next(signed, None)
    done = 0
    while seals := list(
        Seal.objects.filter(seq__gt=done, seq__lte=end).order_by("seq")[:CHUNK]
    ):
        lines = _Lines(seals, shapes, readable)
        for seal in seals:
            yield lines.of(seal)
            if cover is not None and cover.seq == seal.seq:
                yield checkpoints.as_dict(cover)
                cover = next(signed, None)
        done = seals[-1].seq


class _Lines:
    """The entries behind some seals, with their values where they may be read."""

    def __init__(
        self, seals: list[Seal], shapes: dict[str, list[str]], readable: Readable
    ) -> None:
        self.shapes = shapes
        self.digests: dict[tuple[str, int], bytes] = {}
        self.entries: dict[tuple[str, int], Any] = {}
        kinds: dict[str, Any] = {
            Seal.Kind.CHANGE: LedgerEntry,
            Seal.Kind.ACCESS: AccessEntry,
        }
        for kind, model in kinds.items():
            some = model.objects.filter(
                pk__in=[seal.entry_id for seal in seals if seal.kind == kind]
            )
            for entry in stored.read(some):
                self.digests[kind, entry.id] = stored.digest_of(entry)
            for entry in readable(some):
                self.entries[kind, entry.pk] = entry
        self.rows = self._history_rows()

    def _history_rows(self) -> dict[tuple[str, int], Any]:
        wanted: dict[str, list[int]] = {}
        for entry in self.entries.values():
            if _has_values(entry):
                wanted.setdefault(entry.model, []).append(entry.history_id)
        found: dict[tuple[str, int], Any] = {}
        for label, keys in wanted.items():
            try:
                model: Any = apps.get_model(label)
            except LookupError:
                continue  # it has left the portal since
            rows = profiles.profile(model).history._default_manager.in_bulk(keys)
            found.update(((label, key), row) for key, row in rows.items())
        return found

    def of(self, seal: Seal) -> dict[str, Any]:
        key = (seal.kind, seal.entry_id)
        line: dict[str, Any] = {
            "seq": seal.seq,
            "digest": self.digests.get(key, b"").hex(),
        }
        if seal.is_forged:
            line["forged"] = True
        if (entry := self.entries.get(key)) is None:
            return line
        line["metadata"] = [_form(commitment.canon(v)) for v in entry.metadata()]
        line["root"] = bytes(getattr(entry, "root", ledger.EMPTY_ROOT)).hex()
        if _has_values(entry):
            line |= self._values(entry)
        return line

    def _values(self, entry: LedgerEntry) -> dict[str, Any]:
        row = self.rows.get((entry.model, entry.history_id or 0))
        names = self.shapes.get(entry.shape)
        if row is None or names is None:
            return {}
        try:
            leaves = profiles.leaves_of(apps.get_model(entry.model), names, row)
        except LookupError:
            return {}
        return {
            "values": [_form(value) for _prefix, value in leaves],
            "secret": bytes(row.secret).hex(),
            "redacted": row.redacted,
        }


def _has_values(entry: Any) -> bool:
    return (
        isinstance(entry, LedgerEntry)
        and entry.history_id is not None
        and entry.action in (Action.CREATED, Action.CHANGED, Action.DELETED)
    )


def _form(canonical: bytes) -> Any:
    try:
        return canonical.decode()
    except UnicodeDecodeError:
        return {"hex": canonical.hex()}
