"""Writes many rows at once, each with its history row and its entry.

What the rows have in common is one plain UPDATE; the markers take what slips past this.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import batched
from typing import Any, NoReturn

from django.db import models, transaction
from django.db.models import F

from audit import capture, context, ledger
from audit.errors import UnauditedWrite

BATCH = 1_000  # rows locked, written and recorded at a time


class AuditedQuerySet(models.QuerySet[Any]):
    """Reads as usual. Writes in bulk only where history and entries are written too."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise UnauditedWrite(
            f"{self.model._meta.label} is tracked, and this bulk write would leave no "
            "entry: use audited_update(...), audited_bulk_create(...), or save() and "
            "delete() each row."
        )

    update = aupdate = bulk_update = abulk_update = _refuse
    bulk_create = abulk_create = _refuse
    delete = adelete = _raw_delete = _refuse

    def audited_update(
        self,
        changes: Mapping[str, Any] | None = None,
        /,
        *,
        reason: str = "",
        **more: Any,
    ) -> int:
        """Change all rows and record each one that really changed; returns how many.

        `reason` is a reason code; a field of that name goes into the mapping. Rows are
        locked first, so what history keeps is what the database holds.
        """
        changes = {**(changes or {}), **more}
        changed_rows = 0
        with _because(reason):
            pks = list(self.order_by("pk").values_list("pk", flat=True))
            for some in batched(pks, BATCH):
                changed_rows += self.filter(pk__in=some)._update_batch(changes)
        return changed_rows

    def _update_batch(self, changes: Mapping[str, Any]) -> int:
        locked = self.order_by().select_for_update(of=("self",))
        before = list(locked.fetch_mode(models.FETCH_PEERS))
        is_computed = any(
            hasattr(value, "resolve_expression") for value in changes.values()
        )
        if is_computed:
            pks = [row.pk for row in before]
            _plain(self.model, pks).update(**changes, revision=F("revision") + 1)
            fresh = self.model._default_manager.in_bulk(pks)
            for row in before:
                for field in self.model._meta.concrete_fields:
                    setattr(row, field.attname, getattr(fresh[row.pk], field.attname))
        else:
            for row in before:
                for name, value in changes.items():
                    setattr(row, name, value)
        found = [
            capture.Change(row, "~", changed)
            for row in before
            if (changed := row.audit_changed_fields())
        ]
        if not is_computed:
            touched = {change.instance.pk for change in found}
            _plain(self.model, touched).update(**changes, revision=F("revision") + 1)
            for row in before:
                row.revision += row.pk in touched
        _write_derived(self.model, before)
        capture.write_many(found)
        return len(found)

    def audited_bulk_save(self, rows: Iterable[Any], *, reason: str = "") -> int:
        """Write what was changed on each of these rows, and record each one.

        The rows were read under a lock in this transaction, so that what history keeps
        is what the database holds. Returns how many left an entry.
        """
        recorded = 0
        with _because(reason):
            for some in batched(rows, BATCH):
                recorded += self._save_batch(some)
        return recorded

    def _save_batch(self, some: Iterable[Any]) -> int:
        written, names = [], set()
        found: list[capture.Change] = []
        for row in some:
            if not (changed := row.audit_fields_to_write()):
                continue
            _derive(row)
            written.append(row)
            names |= changed
            if tracked := row.audit_changed_fields():
                row.revision += 1
                names.add("revision")
                found.append(capture.Change(row, "~", tracked))
        if written:
            _write(models.QuerySet(self.model, using=self.db), written, names)
        capture.write_many(found)
        for row in written:
            row.audit_remember()
        return len(found)

    def audited_bulk_create(
        self, objs: Iterable[Any], *, reason: str = ""
    ) -> list[Any]:
        """Insert all rows and record each; returns them with their keys."""
        made: list[Any] = []
        with _because(reason):
            for some in batched(objs, BATCH):
                plain: models.QuerySet[Any] = models.QuerySet(self.model, using=self.db)
                rows = plain.bulk_create(some)
                capture.write_many([capture.Change(row, "+") for row in rows])
                for row in rows:
                    row.audit_remember()
                made += rows
        return made


def _write(
    plain: models.QuerySet[Any], rows: list[Any], names: Collection[str]
) -> None:
    """Update these fields of all rows: what is the same for all in one plain UPDATE.

    A CASE with an arm for each row takes longer than all the rest of a bulk write.
    """
    same: dict[str, Any] = {}
    for name in names:
        field = plain.model._meta.get_field(name)
        attname = getattr(field, "attname", name)
        values = {getattr(row, attname) for row in rows if _is_plain(row, attname)}
        steps = {_step(row, attname) for row in rows}
        if len(values) == 1 and all(_is_plain(row, attname) for row in rows):
            same[attname] = values.pop()
        elif len(steps) == 1 and None not in steps:
            same[attname] = F(attname) + steps.pop()
    if same:
        plain.filter(pk__in=[row.pk for row in rows]).update(**same)
    attnames = {n: getattr(plain.model._meta.get_field(n), "attname", n) for n in names}
    if rest := sorted(name for name in names if attnames[name] not in same):
        plain.bulk_update(rows, rest)


def _is_plain(row: Any, attname: str) -> bool:
    value = row.__dict__.get(attname)
    return value is None or isinstance(value, (str, int, bool, datetime))


def _step(row: Any, attname: str) -> int | None:
    """By how much a counter was raised since it was loaded."""
    now = row.__dict__.get(attname)
    before = row.__dict__.get("_audit_loaded", {}).get(attname)
    if type(now) is int and type(before) is int:
        return now - before
    return None


def _write_derived(model: type[models.Model], rows: list[Any]) -> None:
    """Columns made of others follow a bulk update, as they follow a save."""
    if names := [field.name for field in _derived(model)]:
        for row in rows:
            _derive(row)
        behind = [row for row in rows if row.audit_fields_to_write() & set(names)]
        models.QuerySet(model).bulk_update(behind, names)


def _derive(row: models.Model) -> None:
    for field in _derived(type(row)):
        field.pre_save(row, add=False)


@cache
def _derived(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Fields that say `is_derived`: made of the row's other columns, like a text for

    the search. They are no part of its history.
    """
    return [f for f in model._meta.concrete_fields if getattr(f, "is_derived", False)]


def _plain(model: type[models.Model], pks: Collection[Any]) -> models.QuerySet[Any]:
    return models.QuerySet(model).filter(pk__in=pks)


@contextmanager
def _because(reason: str) -> Iterator[None]:
    """One transaction and one act for a bulk write, with its reason code."""
    in_force = context.current()
    act = in_force.acting()
    because = replace(act, reason_code=reason or act.reason_code)
    with transaction.atomic(), context.acting(in_force, because, ledger.write_entries):
        yield
