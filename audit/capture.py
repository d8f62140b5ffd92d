"""Writes one history row and one ledger entry for each changed row.

Called by AuditedHistory (a save, a delete) and by AuditedQuerySet (bulk writes).
Nothing else in the portal writes history rows.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import models

from audit import commitment, context, ledger, writing
from audit.context import Act, Context
from audit.profiles import REASON_PREFIX, Profile, profile


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was created (+), changed (~) or deleted (-)."""

    instance: models.Model
    action: str
    changed: Sequence[str] = ()


def require(instance: models.Model) -> Context:
    """Fail closed before the write: NoAuditContext, NotInTransaction."""
    in_force = context.current()
    context.require_transaction(in_force)
    return in_force


def saved(instance: Any, *, created: bool) -> None:
    """After a save: record it, unless no tracked field changed."""
    _load_computed(instance)
    if created:
        write_one(Change(instance, "+"))
    elif changed := instance.audit_changed_fields():
        write_one(Change(instance, "~", changed))
    instance.audit_remember()


def deleted(instance: models.Model) -> None:
    write_one(Change(instance, "-"))


def _load_computed(instance: models.Model) -> None:
    """Values the database worked out are read back, so that history holds them."""
    computed = [
        f.attname
        for f in instance._meta.concrete_fields
        if hasattr(instance.__dict__.get(f.attname), "resolve_expression")
    ]
    if computed:
        models.Model.refresh_from_db(instance, fields=computed)


def write_one(change: Change) -> None:
    act, in_force = _acting(change.instance)
    known = profile(type(change.instance))
    uid = uuid4()
    values, root = _history_values(known, change, act, uid)
    history_id = writing.table(known.history).insert(values)
    entries = ledger.Entries(act, in_force)
    made = _ledger_values(known, change, act, entries, uid, root, history_id)
    ledger.put_rows(in_force, [made])


def write_many(changes: Sequence[Change]) -> None:
    """The same for many rows of one model: two statements, and one for their keys."""
    if len(changes) < 2:
        for change in changes:
            write_one(change)
        return
    act, in_force = _acting(changes[0].instance)
    known = profile(type(changes[0].instance))
    history = writing.table(known.history)
    keys_of_rows = history.take_keys(len(changes))
    entries = ledger.Entries(act, in_force)
    rows, made = [], []
    for change, key in zip(changes, keys_of_rows, strict=True):
        uid = uuid4()
        values, root = _history_values(known, change, act, uid)
        rows.append(values)
        made.append(_ledger_values(known, change, act, entries, uid, root, key))
    history.insert_all(rows, keys_of_rows)
    ledger.put_rows(in_force, made)


def _acting(instance: models.Model) -> tuple[Act, Context]:
    in_force = require(instance)
    return in_force.acting(), in_force


def _history_values(
    known: Profile, change: Change, act: Act, uid: Any
) -> tuple[list[Any], bytes]:
    """The history row in the order of its table's columns, and its root."""
    seed = os.urandom(commitment.SEED_BYTES)
    values = change.instance.__dict__
    if not values.keys() >= known.attnames:  # some were not loaded
        values = {name: getattr(change.instance, name) for name in known.attnames}
    leaves = [(f.prefix, f.canon(values[f.attname])) for f in known.fields]
    leaves.append((REASON_PREFIX, commitment.canon(act.reason_text)))
    stamp = {
        "history_date": act.at,
        "history_type": change.action,
        "history_user_id": act.actor.id,
        "history_change_reason": act.reason_code,
        "reason_text": act.reason_text,
        "entry_uid": uid,
        "secret": seed,
        "redacted": 0,
    }
    row = [
        stamp[name] if name in stamp else values[name]
        for name in writing.table(known.history).attnames
    ]
    return row, commitment.root(leaves, seed)


def _ledger_values(
    known: Profile,
    change: Change,
    act: Act,
    entries: ledger.Entries,
    uid: Any,
    root: bytes,
    history_id: int,
) -> list[Any]:
    instance = change.instance
    return entries.values(
        root=root,
        changed=change.changed,
        uid=uid,
        action=change.action,
        model=known.label,
        object_pk=str(instance.pk),
        controller_id=known.controller(instance, act.controller_id),
        subject_id=known.subject(instance, act.subject_id),
        case_id=known.case(instance, act.case_id),
        history_id=history_id,
        shape=known.shape,
    )
