"""Reads entries with their values before and after, in a fixed number of queries.

Values come from history rows: one query for each model on the page, whatever the
number of rows. Names of people are the business of the page (dpo_portal/).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Subquery

from audit import commitment, profiles
from audit.models import LedgerEntry, LedgerField, RecordShape
from audit.models.ledger import Action


@dataclass(frozen=True, slots=True)
class Value:
    """One field before and after one change. `field` describes it; None: gone since."""

    name: str
    field: Any
    before: Any
    after: Any
    is_changed: bool
    is_personal: bool
    was_erased: bool = False  # before
    is_erased: bool = False  # after

    @property
    def is_blank(self) -> bool:
        nothing: tuple[Any, ...] = (None, "", [], {})
        return (
            self.before in nothing
            and self.after in nothing
            and not (self.was_erased or self.is_erased)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with what it changed."""

    entry: LedgerEntry
    model: type[models.Model] | None  # None: the model has left the portal since
    reason_text: str = ""
    values: list[Value] = field(default_factory=list)

    @property
    def changes(self) -> list[Value]:
        return [v for v in self.values if v.is_changed and not v.is_blank]


@dataclass(frozen=True, slots=True)
class ActLines:
    """Neighbouring entries of one act: the verbs first, then the rows they changed."""

    first: LedgerEntry
    verbs: list[Line]
    rows: list[Line]

    @property
    def reason_text(self) -> str:
        return next((line.reason_text for line in self.rows if line.reason_text), "")


def acts(lines: Iterable[Line]) -> list[ActLines]:
    """Group lines, newest first, by the act they belong to."""
    found = []
    for _uid, some in groupby(lines, key=lambda line: line.entry.act_uid):
        act = list(some)
        found.append(
            ActLines(
                first=act[0].entry,
                verbs=[line for line in act if line.entry.action == Action.VERB],
                rows=[line for line in act if line.entry.action != Action.VERB],
            )
        )
    return found


def that_changed(entries: Any, label: str, name: str) -> Any:
    """Those that changed this field, by the index the sealer keeps (LedgerField).

    Joined by hand: a foreign key would be a promise the index does not make.
    """
    return entries.extra(  # noqa: S610 - both names are ours
        tables=[LedgerField._meta.db_table],
        where=[
            "audit_ledgerfield.entry_id = audit_ledgerentry.id",
            "audit_ledgerfield.field_code = %s",
        ],
        params=[commitment.field_code(label, name)],
    )


@dataclass(frozen=True, slots=True)
class Version:
    """A record after one change: its values, and which of them the change touched."""

    entry: LedgerEntry
    values: dict[str, Any]
    changed: frozenset[str]
    erased: frozenset[str]


def versions(entries: Sequence[LedgerEntry]) -> list[Version]:
    """One record's entries, oldest first, each with the values it left.

    Two queries, however many versions: the history rows as plain values, and the shapes
    where something was erased.
    """
    kept = [entry for entry in entries if entry.history_id is not None]
    model = _model(kept[0].model) if kept else None
    if model is None or not hasattr(model, "Audit"):
        return []
    known = profiles.profile(model)
    names = [field.name for field in known.fields]
    columns = [field.attname for field in known.fields]
    history = known.history._default_manager
    key = model._meta.pk
    rows = {
        row[0]: row
        for row in history.filter(
            **{key.attname: key.to_python(kept[0].object_pk)}
        ).values_list("history_id", "redacted", *columns)
    }
    bitmaps = {
        (entry.shape, rows[entry.history_id][1])
        for entry in kept
        if entry.history_id in rows and rows[entry.history_id][1]
    }
    erased = _erased_names(bitmaps)
    found = []
    for entry in kept:
        row = rows.get(entry.history_id or 0)
        if row is None:
            continue
        found.append(
            Version(
                entry,
                dict(zip(names, row[2:], strict=True)),
                frozenset(names)
                if entry.action in (Action.CREATED, Action.DELETED)
                else frozenset(entry.changed_fields),
                frozenset(erased.get((entry.shape, row[1]), ())),
            )
        )
    return found


def with_values(entries: Sequence[LedgerEntry]) -> list[Line]:
    """Each entry with its values, in the order given."""
    wanted = defaultdict(list)
    for entry in entries:
        if entry.history_id is not None:
            wanted[entry.model].append(entry.history_id)
    histories = {label: _History(label, ids) for label, ids in wanted.items()}
    erased = _erased_names(
        {(entry.shape, row.redacted) for entry, row in _redacted(entries, histories)}
    )
    return [_line(entry, histories.get(entry.model), erased) for entry in entries]


class _History:
    """The history rows of one model that a page needs: those asked for, and the ones
    before them."""

    def __init__(self, label: str, ids: list[int]) -> None:
        self.model = _model(label)
        self.is_tracked = hasattr(self.model, "Audit")
        self.rows: dict[int, Any] = {}
        self.before: dict[int, Any] = {}
        if not self.is_tracked:
            return
        history = profiles.profile(self.model).history._default_manager
        key = self.model._meta.pk.attname
        earlier = (
            history.filter(
                **{key: OuterRef(key)}, history_id__lt=OuterRef("history_id")
            )
            .order_by("-history_id")
            .values("history_id")[:1]
        )
        asked = history.filter(history_id__in=ids).order_by()
        before = asked.values_list(Subquery(earlier))
        # Two halves along the key; one condition with OR would read the whole table.
        both: Any = asked.union(
            history.filter(history_id__in=before).order_by(), all=True
        )
        last: dict[Any, Any] = {}
        wanted = set(ids)
        for row in sorted(both, key=lambda row: row.history_id):
            if row.history_id in wanted:
                self.rows[row.history_id] = row
                self.before[row.history_id] = last.get(getattr(row, key))
            last[getattr(row, key)] = row


def model_of(entry: LedgerEntry) -> Any:
    """The model this entry is about; None if it has left the portal since."""
    return _model(entry.model)


def _model(label: str) -> Any:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _redacted(
    entries: Sequence[LedgerEntry], histories: dict[str, _History]
) -> Iterator[tuple[LedgerEntry, Any]]:
    for entry in entries:
        if history := histories.get(entry.model):
            key = entry.history_id or 0
            for row in (history.rows.get(key), history.before.get(key)):
                if row is not None and row.redacted:
                    yield entry, row


def _erased_names(bitmaps: set[tuple[str, int]]) -> dict[tuple[str, int], set[str]]:
    """Which fields each bitmap of each shape stands for; one query at most."""
    codes = {code for code, _bits in bitmaps}
    shapes = RecordShape.objects.in_bulk(codes) if codes else {}
    return {
        (code, bits): {
            name for n, name in enumerate(shapes[code].fields) if bits >> n & 1
        }
        for code, bits in bitmaps
        if code in shapes
    }


def _line(
    entry: LedgerEntry,
    history: _History | None,
    erased: dict[tuple[str, int], set[str]],
) -> Line:
    model = history.model if history else _model(entry.model)
    row = history.rows.get(entry.history_id or 0) if history else None
    if history is None or row is None:
        return Line(entry, model)
    before, after = history.before.get(row.history_id), row
    if entry.action == Action.CREATED:
        before = None
    elif entry.action == Action.DELETED:
        before, after = row, None
    changed = set(entry.changed_fields)
    personal = set(getattr(model.Audit, "pii", ()))
    values = [
        Value(
            name=f.name,
            field=model._meta.get_field(f.name),
            before=getattr(before, f.attname, None),
            after=getattr(after, f.attname, None),
            is_changed=f.name in changed
            or entry.action in (Action.CREATED, Action.DELETED),
            is_personal=f.name in personal,
            was_erased=_is_erased(entry, before, f.name, erased),
            is_erased=_is_erased(entry, after, f.name, erased),
        )
        for f in profiles.profile(model).fields
        if not model._meta.get_field(f.name).primary_key
    ]
    return Line(entry, model, row.reason_text, values)


def _is_erased(
    entry: LedgerEntry, row: Any, name: str, erased: dict[tuple[str, int], set[str]]
) -> bool:
    return row is not None and name in erased.get((entry.shape, row.redacted), ())
