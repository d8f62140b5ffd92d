"""Makes entries of what came round the trail's side.

Whoever wrote is unknown; what the row holds now is not: it is put into history, with
the kind of actor `sql`, so that nothing in the database stays without an entry.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from audit import capture, context, ledger, profiles
from audit.context import ActorKind
from audit.models import AuditDirty, LedgerEntry
from audit.models.ledger import Action
from audit.trail import Actor, act, audit_context

BATCH = 500
REASON = "unattributed"


def sweep(kind: ActorKind = ActorKind.SQL, *, using: str = "default") -> int:
    """Record every marker that a committed transaction left; returns how many rows.

    `kind` is `migration` right after one: then the change is known for what it is.
    """
    done = 0
    while marks := list(AuditDirty.objects.using(using).order_by("id")[:BATCH]):
        with audit_context(kind, name="sealer"), transaction.atomic(using=using):
            done += _record(marks, Actor(kind, name="sealer"))
    return done


def recorded() -> int:
    """How many such changes the trail holds by now."""
    return LedgerEntry.objects.filter(actor_kind=ActorKind.SQL).count()


def _record(marks: list[AuditDirty], by: Actor) -> int:
    def record(mark: AuditDirty) -> tuple[str, str]:
        return mark.model, mark.object_pk

    done = 0
    for (label, pk), some in groupby(sorted(marks, key=record), key=record):
        done += _note(label, pk, list(some), by)
    AuditDirty.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return done


def _note(label: str, pk: str, marks: list[AuditDirty], by: Actor) -> int:
    try:
        model: Any = apps.get_model(label)
        row = _plain(model).select_for_update(of=("self",)).filter(pk=pk).first()
    except (LookupError, ValueError, ValidationError):
        return 0  # the model has left the portal since
    last = LedgerEntry.objects.filter(model=label, object_pk=pk).order_by("-id").first()
    ids: Any = {} if last is None else _ids(last)
    history = profiles.profile(model).history
    before = (
        history._default_manager.filter(**{model._meta.pk.attname: pk})
        .order_by("-history_id")
        .first()
    )
    with act(by=by, reason_code=REASON, **ids):
        if row is not None:
            changed = _changed(model, before, row) if before is not None else []
            action = Action.CHANGED if before is not None else Action.CREATED
            capture.write_one(capture.Change(row, action, changed))
        elif before is not None:
            capture.write_one(capture.Change(_revived(model, before), Action.DELETED))
        else:
            _note_ghost(label, pk)
    return 1


def _ids(entry: LedgerEntry) -> dict[str, int | None]:
    return {
        "controller_id": entry.controller_id,
        "case_id": entry.case_id,
        "subject_id": entry.subject_id,
    }


def _plain(model: type[models.Model]) -> "models.QuerySet[Any]":
    return models.QuerySet(model)


def _changed(model: type[models.Model], before: Any, now: Any) -> list[str]:
    return [
        field.name
        for field in profiles.profile(model).fields
        if field.canon(getattr(before, field.attname))
        != field.canon(getattr(now, field.attname))
    ]


def _revived(model: type[models.Model], history_row: Any) -> models.Model:
    """The row as history knew it last, for its own deletion's entry."""
    fields = profiles.profile(model).fields
    return model(**{f.attname: getattr(history_row, f.attname) for f in fields})


def _note_ghost(label: str, pk: str) -> None:
    """A row that came and went unseen: nobody knows what it held."""
    in_force = context.current()
    made = ledger.entry(
        in_force.acting(),
        in_force,
        uid=uuid4(),
        action=Action.DELETED,
        model=label,
        object_pk=pk,
        controller_id=None,
        subject_id=None,
        case_id=None,
    )
    ledger.put([made])


def mark_drifted(tracked: Iterable[type[models.Model]]) -> int:
    """Mark each row that differs from its newest history row; returns how many.

    For the time when no trigger watched: right after a migration.
    """
    return sum(_mark_drifted(model) for model in tracked)


def _mark_drifted(model: type[models.Model]) -> int:
    found = drifted(model)
    AuditDirty.objects.bulk_create(
        AuditDirty(model=model._meta.label_lower, object_pk=str(pk), op=op)
        for pk, op in found
    )
    return len(found)


def drifted(model: Any) -> list[tuple[Any, str]]:
    """Keys of rows whose values are not those of their newest history row, found by
    the database in one statement: changed or unknown (~), or gone (-).
    """
    known = profiles.profile(model)
    quote = connection.ops.quote_name
    table, history = quote(model._meta.db_table), quote(known.history._meta.db_table)
    key = quote(model._meta.pk.column)
    word = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    differs = " OR ".join(
        f"t.{column} {word} h.{column}"
        for column in (
            quote(model._meta.get_field(f.name).column) for f in known.fields
        )
    )
    newest = f"SELECT {key} AS k, max(history_id) AS m FROM {history} GROUP BY {key}"
    changed = (
        f"SELECT t.{key}, '~' FROM {table} t LEFT JOIN ({newest}) n ON n.k = t.{key} "
        f"LEFT JOIN {history} h ON h.history_id = n.m "
        f"WHERE h.history_id IS NULL OR h.history_type = '-' "
        f"OR (h.redacted = 0 AND ({differs}))"
    )
    gone = (
        f"SELECT n.k, '-' FROM ({newest}) n "
        f"JOIN {history} h ON h.history_id = n.m "
        f"LEFT JOIN {table} t ON t.{key} = n.k "
        f"WHERE t.{key} IS NULL AND h.history_type <> '-'"
    )
    convert = model._meta.pk.to_python
    with connection.cursor() as cursor:
        cursor.execute(f"{changed} UNION ALL {gone}")
        return [(convert(pk), op) for pk, op in cursor.fetchall()]
