"""Erasing values from history so that the trail still verifies.

    redact([Target(Person, person.pk, ["name", "email"])], subject_id=..., case_id=...)

Of each history row the columns are blanked and their salts destroyed; the entries of
action R, written first, say which and why. The current row is the caller's business: an
audited save (or delete) comes before, and its own history row is covered as well.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection, models

from audit import commitment, context, ledger, profiles, redaction_list
from audit.errors import NotErasable
from audit.models import LedgerEntry, RecordShape, Redaction
from audit.models.ledger import Action
from audit.redaction_list import Target

__all__ = ["Target", "blank", "redact"]

ROWS = 2_000  # history rows blanked by one statement
OF_ENTRY = ("id", "history_id", "shape", "controller_id", "subject_id", "case_id")
OF_HISTORY = ("history_date", "secret", "redacted")


def redact(
    targets: Iterable[Target],
    *,
    subject_id: int | None = None,
    case_id: int | None = None,
    approver_id: int | None = None,
    reason_code: str = "erasure",
    physical_due: datetime | None = None,
    uid: uuid.UUID | None = None,
) -> Redaction:
    """Blank these values in all history rows and destroy their salts.

    Runs in the caller's transaction and act: NotInTransaction, NoAuditContext. Raises
    NotErasable for a field that has nothing to be blanked to. Safe to run twice: what
    is erased already is left alone. Three statements for each tracked model.
    """
    in_force = context.current()
    context.require_transaction(in_force)
    ledger.flush()  # this act's own history rows are looked up by their entries
    act = in_force.acting()
    redaction = Redaction(
        uid=uid or uuid.uuid4(),
        subject_id=subject_id if subject_id is not None else act.subject_id,
        case_id=case_id if case_id is not None else act.case_id,
        approver_id=approver_id,
        reason_code=reason_code,
        logical_at=act.at,
        physical_due=physical_due,
    )
    by_model = defaultdict(list)
    for target in targets:
        by_model[target.model].append(target)
        for name in target.fields:
            blank(target.model, name)  # refused before anything is written
    redaction.save(force_insert=True)
    parts = [_Blanking(m, some, redaction, in_force) for m, some in by_model.items()]
    ledger.put([entry for part in parts for entry in part.authorisations()])
    ledger.flush()  # the guard of history asks for these entries
    shapes = RecordShape.objects.in_bulk({code for p in parts for code in p.shapes()})
    for part in parts:
        part.run(shapes)
    redaction.is_open = False
    redaction.save(update_fields=["fields", "counts", "is_open"])
    redaction_list.note(redaction, [t for some in by_model.values() for t in some])
    return redaction


class _Blanking:
    """One model's part of a redaction."""

    def __init__(
        self,
        model: type[models.Model],
        targets: list[Target],
        redaction: Redaction,
        in_force: context.Context,
    ) -> None:
        self.model: Any = model
        self.known = profiles.profile(model)
        self.redaction = redaction
        self.in_force = in_force
        self.targets = {str(target.pk): target for target in targets}
        self.entries = self._entries()
        self.rows = list(self._rows())

    def shapes(self) -> set[str]:
        return {self._shape(row) for row in self.rows}

    def run(self, shapes: dict[str, RecordShape]) -> None:
        done = 0
        for fields, changed in self._blanked(shapes).items():
            for start in range(0, len(changed), ROWS):
                self._write(fields, changed[start : start + ROWS])
            done += len(changed)
        names = {name for target in self.targets.values() for name in target.fields}
        self.redaction.fields[self.known.label] = sorted(names)
        self.redaction.counts[self.known.label] = done

    def _entries(self) -> dict[int, Any]:
        found = LedgerEntry.objects.filter(
            model=self.known.label,
            object_pk__in=self.targets,
            history_id__isnull=False,
            action__in=(Action.CREATED, Action.CHANGED, Action.DELETED),
        )
        # Sorted here: asked to, SQLite walks all entries of the model in their order.
        rows = found.order_by().values_list(*OF_ENTRY, named=True)
        return {row.history_id or 0: row for row in sorted(rows, key=lambda r: r.id)}

    def _rows(self) -> Iterator[Any]:
        history: Any = self.known.history._default_manager
        key = self.model._meta.pk.attname
        names = {name for target in self.targets.values() for name in target.fields}
        mine = history.filter(**{f"{key}__in": [t.pk for t in self.targets.values()]})
        for row in mine.only(key, *OF_HISTORY, *names):
            until = self.targets[str(getattr(row, key))].until
            if until is None or row.history_date < until:
                yield row

    def authorisations(self) -> Iterator[LedgerEntry]:
        """One entry of action R for each record, up to its newest row concerned."""
        newest: dict[str, int] = {}
        for row in self.rows:
            pk = str(getattr(row, self.model._meta.pk.attname))
            newest[pk] = max(newest.get(pk, 0), row.history_id)
        act = self.in_force.acting()
        for pk, history_id in newest.items():
            last = self.entries.get(history_id)  # None: a row that came round the side
            yield ledger.entry(
                act,
                self.in_force,
                act_uid=self.redaction.uid,
                uid=uuid.uuid4(),
                action=Action.REDACTED,
                model=self.known.label,
                object_pk=pk,
                controller_id=last and last.controller_id,
                subject_id=self.redaction.subject_id or (last and last.subject_id),
                case_id=self.redaction.case_id or (last and last.case_id),
                history_id=history_id,
                changed=self.targets[pk].fields,
                reason_code=self.redaction.reason_code,
            )

    def _blanked(
        self, shapes: dict[str, RecordShape]
    ) -> dict[tuple[str, ...], list[tuple[int, bytes, int]]]:
        """History rows with their new secret and bitmap, by the fields to blank."""
        changed = defaultdict(list)
        for row in self.rows:
            target = self.targets[str(getattr(row, self.model._meta.pk.attname))]
            names = shapes[self._shape(row)].fields
            places = [names.index(n) for n in target.fields if n in names]
            bits = sum(1 << place for place in places)
            if bits | row.redacted == row.redacted:
                continue
            some = [names[place] for place in places]
            leaves = profiles.leaves_of(self.model, some, row)
            secret = commitment.forget(
                dict(zip(places, leaves, strict=True)),
                bytes(row.secret),
                row.redacted,
                len(names),
            )
            fields = tuple(n for n in target.fields if n in names)
            changed[fields].append((row.history_id, secret, row.redacted | bits))
        return changed

    def _shape(self, row: Any) -> str:
        entry = self.entries.get(row.history_id)
        return self.known.shape if entry is None else entry.shape

    def _write(
        self, fields: tuple[str, ...], rows: list[tuple[int, bytes, int]]
    ) -> None:
        history = self.known.history
        blanks, params = [], []
        for name in fields:
            field: Any = history._meta.get_field(name)
            blanks.append(f'"{field.column}" = %s')
            params.append(field.get_db_prep_save(blank(self.model, name), connection))
        casts = ("::bigint", "::bytea", "::bigint")
        if connection.vendor == "sqlite":
            casts = ("", "", "")
        one = f"({', '.join(f'%s{cast}' for cast in casts)})"
        table = history._meta.db_table
        statement = (
            f'UPDATE "{table}" SET {", ".join(blanks)}, secret = v.column2, '
            f"redacted = v.column3 FROM (VALUES {', '.join([one] * len(rows))}) AS v "
            f'WHERE "{table}".history_id = v.column1'
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*params, *(v for row in rows for v in row)])


def blank(model: type[models.Model], name: str) -> Any:
    """What an erased value of this field is replaced by.

    Its tombstone if `Audit.tombstones` names one, else nothing: NULL, or the empty
    text. Raises NotErasable where neither is possible.
    """
    declared = getattr(model, "Audit", None)
    tombstones = getattr(declared, "tombstones", {})
    if name in tombstones:
        return tombstones[name]
    if name == profiles.REASON:
        return ""
    field: Any = model._meta.get_field(name)
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return ""
    if isinstance(field, models.JSONField):
        return field.get_default() if field.has_default() else {}
    raise NotErasable(
        f"{model._meta.label}.{name} cannot be empty and has no tombstone."
    )
