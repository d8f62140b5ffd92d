"""Compares history rows with what their entries committed to."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import connection

from audit import commitment, profiles, redacting, stored
from audit.findings import Report
from audit.models import LedgerEntry, RecordShape, Seal
from audit.models.labels import code_of
from audit.models.ledger import Action
from audit.stored import StoredChange
from audit.triggers import tracked_models

RECORDS = 500  # erased records looked at by one statement
RECORDED = frozenset({"+", "~", "-"})  # actions that left a history row
# The columns of a history row that come before its values.
STAMP = (
    *("history_id", "secret", "redacted", "entry_uid", "history_type"),
    *("history_date", "history_user_id", "history_change_reason"),
)
STAMPS = len(STAMP)
Leaf = tuple[int, bytes, Callable[[Any], bytes]]


class HistoryCheck:
    """Checks the rows behind entries; knows which erasures were authorised."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.shapes = {
            shape.code: list(shape.fields) for shape in RecordShape.objects.all()
        }
        # (model, pk): [(up to this history row, names)]
        self.erased: dict[tuple[str, str], list[tuple[int, set[str]]]] = {}
        self._read_erasures()
        self.forms: dict[str, list[Leaf]] = {}

    def _read_erasures(self, **only: Any) -> None:
        forged = set(
            Seal.objects.filter(kind=Seal.Kind.CHANGE, is_forged=True).values_list(
                "entry_id", flat=True
            )
        )
        entries = LedgerEntry.objects.filter(action=Action.REDACTED, **only)
        for entry in stored.read(entries):
            if entry.id not in forged and stored.is_ours(entry):
                key = (entry.model, entry.object_pk)
                found = (entry.history_id or 0, set(entry.changed_fields))
                self.erased.setdefault(key, []).append(found)

    def _allowed(self, entry: Any) -> set[str]:
        """Fields that entries of action R let be erased in this history row."""
        found = self.erased.get((entry.model, entry.object_pk), ())
        at = entry.history_id or 0
        return set().union(*(fields for up_to, fields in found if at <= up_to))

    def check(self, entries: Iterable[Any]) -> None:
        by_model: dict[str, list[Any]] = defaultdict(list)
        for entry in entries:
            if isinstance(entry, StoredChange) and entry.action in RECORDED:
                by_model[entry.model].append(entry)
        for label, some in by_model.items():
            try:
                model: Any = apps.get_model(label)
                rows = _rows(model, [entry.history_id or 0 for entry in some])
            except (LookupError, AttributeError):
                self.report.note("left", what=label)
                continue
            for entry in some:
                if entry.history_id is not None:
                    self._check_row(model, entry, rows.get(entry.history_id))
            self.report.count("history_rows", len(rows))

    def _check_row(self, model: Any, entry: Any, row: Any) -> None:
        if row is None:
            self._found("history_missing", entry)
            return
        _id, secret, redacted, *said, reason = row[:STAMPS]
        sealed = [entry.uid, entry.action, entry.occurred_at, entry.actor_id]
        if said != sealed or (reason or "") != entry.reason_code:
            self._found("history_changed", entry)
            return
        if entry.shape not in self.shapes:
            self.report.found("shape_missing", shape=entry.shape)
            return
        try:
            form = self._form(model, entry.shape)
        except LookupError as error:
            self.report.note("left", what=str(error))
            return
        if _root(form, row, bytes(secret), redacted) != bytes(entry.root):
            self._found("history_changed", entry)
        elif redacted:
            self._check_erasure(model, entry, row, redacted)

    def _found(self, kind: str, entry: Any) -> None:
        record = f"{entry.model} {entry.object_pk}"
        self.report.found(kind, place=("history", entry.history_id, record))

    def _form(self, model: Any, shape: str) -> list[Leaf]:
        """Of each field of this shape: its place in a row, its name, its form.

        Raises LookupError for one that has left the model since.
        """
        if (found := self.forms.get(shape)) is None:
            at = {name: n for n, name in enumerate(_columns(model))}
            leaves = profiles.leaf_forms(model, self.shapes[shape])
            found = self.forms[shape] = [
                (at[attname], prefix, canon) for attname, prefix, canon in leaves
            ]
        return found

    def _check_erasure(self, model: Any, entry: Any, row: Any, redacted: int) -> None:
        names, form = self.shapes[entry.shape], self.forms[entry.shape]
        blanked = {name for n, name in enumerate(names) if redacted >> n & 1}
        if blanked - self._allowed(entry):
            # Perhaps it was erased while this ran.
            self._read_erasures(model=entry.model, object_pk=entry.object_pk)
        if blanked - self._allowed(entry):
            self._found("blanked", entry)
        for name, (at, _prefix, _canon) in zip(names, form, strict=True):
            if name in blanked and row[at] not in (
                redacting.blank(model, name),
                None,
                "",
            ):
                self._found("not_erased", entry)
        self.report.count("erased_rows")

    def check_erased(self, up_to_seq: int) -> None:
        """Once more, what was erased before the part that is verified now."""
        sealed = Seal.objects.filter(kind=Seal.Kind.CHANGE, seq__lte=up_to_seq)
        by_model: dict[str, list[str]] = defaultdict(list)
        for label, pk in self.erased:
            by_model[label].append(pk)
        for label, keys in by_model.items():
            for some in batched(keys, RECORDS, strict=False):
                entries = LedgerEntry.objects.filter(
                    model=label, object_pk__in=some, history_id__isnull=False
                )
                known = entries.filter(pk__in=sealed.values("entry_id"))
                self.check(stored.read(known))


def _columns(model: Any) -> list[str]:
    fields = profiles.profile(model).fields
    return [*STAMP, profiles.REASON, *(field.attname for field in fields)]


def _rows(model: Any, keys: list[int]) -> dict[int, tuple[Any, ...]]:
    """History rows as tuples, by number; most of them follow one another."""
    history = profiles.profile(model).history._default_manager.order_by()
    first, last = min(keys), max(keys)
    if last - first < 2 * len(keys):
        rows = history.filter(history_id__gte=first, history_id__lte=last)
    else:
        rows = history.filter(history_id__in=keys)
    wanted = set(keys)
    found = rows.values_list(*_columns(model)).iterator(2_000)
    return {row[0]: row for row in found if row[0] in wanted}


def _root(form: list[Leaf], row: Any, secret: bytes, erased: int) -> bytes:
    """The root of what a history row holds now; nothing where its secret is bent."""
    try:
        values = [(prefix, canon(row[at])) for at, prefix, canon in form]
        if erased:
            return commitment.root_with_erased(values, secret, erased)
        return commitment.root(values, secret)
    except (ValueError, TypeError):
        return b""


def strays() -> list[tuple[str, int]]:
    """History rows that no entry knows: somebody put them there.

    Two sets, one taken from the other: asked row by row, a record with thousands of
    changes would cost the square of them.
    """
    found = []
    ledger = LedgerEntry._meta.db_table
    with connection.cursor() as cursor:
        for model in tracked_models():
            history = profiles.profile(model).history._meta.db_table
            cursor.execute(
                f'SELECT history_id FROM "{history}" EXCEPT '
                f"SELECT history_id FROM {ledger} WHERE model = %s",
                [code_of(model._meta.label_lower)],
            )
            found += [(model._meta.label_lower, row[0]) for row in cursor.fetchall()]
    return found
