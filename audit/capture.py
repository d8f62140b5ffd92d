"""Writes one history row and one ledger entry for each changed row.

Called by AuditedHistory (a save, a delete) and by AuditedQuerySet (bulk writes).
Nothing else in the portal writes history rows.
"""

import hmac
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.backends.utils import format_number

from audit import commitment, context, keys
from audit.context import Act, Context
from audit.models.ledger import AccessEntry, LedgerEntry

REASON = "reason_text"
REASON_PREFIX = commitment.name_prefix(REASON)
Resolve = Callable[[models.Model, int | None], int | None]


@dataclass(frozen=True, slots=True)
class TrackedField:
    name: str
    attname: str
    prefix: bytes
    canon: Callable[[Any], bytes]


@dataclass(frozen=True, slots=True)
class Profile:
    """What capture needs to know about one tracked model, worked out once."""

    label: str
    history: type[models.Model]
    fields: tuple[TrackedField, ...]
    shape: str
    controller: Resolve
    subject: Resolve
    case: Resolve


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was created (+), changed (~) or deleted (-)."""

    instance: models.Model
    action: str
    changed: Sequence[str] = ()


@cache
def profile(model: type[models.Model]) -> Profile:
    model = model._meta.concrete_model or model
    history = model.history.model  # type: ignore[attr-defined]
    fields = tuple(
        TrackedField(f.name, f.attname, commitment.name_prefix(f.name), canon_for(f))
        for f in model._meta.concrete_fields
        if f.name not in history._history_excluded_fields
    )
    label = model._meta.label_lower
    declared = model.Audit  # type: ignore[attr-defined]
    return Profile(
        label=label,
        history=history,
        fields=fields,
        shape=shape_code(label, shape_fields(fields)),
        controller=resolver(model, getattr(declared, "controller", None)),
        subject=resolver(model, getattr(declared, "subject", None)),
        case=resolver(model, getattr(declared, "case", None)),
    )


def shape_fields(fields: Iterable[TrackedField]) -> list[str]:
    return [*(f.name for f in fields), REASON]


def shape_code(label: str, names: Sequence[str]) -> str:
    return sha256("\n".join([label, *names]).encode()).hexdigest()[:16]


def canon_for(field: "models.Field[Any, Any]") -> Callable[[Any], bytes]:
    """The canonical form of this field's values as the database will give them back."""
    if isinstance(field, models.ForeignKey):
        return canon_for(field.target_field)
    if isinstance(field, models.JSONField):
        return lambda value: commitment.canon_json(value, field.encoder)
    if isinstance(field, models.FileField):
        return lambda value: commitment.canon(None if value is None else str(value))
    if isinstance(field, models.DecimalField):
        return lambda value: commitment.canon(_rounded(field, value))
    if isinstance(field, models.BinaryField):
        return commitment.canon
    return lambda value: commitment.canon(field.to_python(value))


def _rounded(field: "models.DecimalField[Any, Any]", value: Any) -> Decimal | None:
    text = format_number(
        field.to_python(value), field.max_digits or 0, field.decimal_places or 0
    )
    return None if text is None else Decimal(text)


def resolver(model: type[models.Model], declared: Any) -> Resolve:
    """Find an id on a row by a path ("rights_request__controller_id") or a callable.

    A relation that is not loaded costs a SELECT only where the act in force does not
    say the id already.
    """
    if declared is None:
        return lambda instance, known: known
    if callable(declared):
        return lambda instance, known: declared(instance)
    *relations, last = declared.split("__")

    def resolve(instance: Any, known: int | None) -> int | None:
        for name in relations:
            is_loaded = instance._meta.get_field(name).is_cached(instance)
            if known is not None and not is_loaded:
                return known
            instance = getattr(instance, name)
            if instance is None:
                return known
        found: int | None = getattr(instance, _attname(instance, last))
        return known if found is None else found

    return resolve


def _attname(instance: models.Model, name: str) -> str:
    try:
        return str(getattr(instance._meta.get_field(name), "attname", name))
    except FieldDoesNotExist:
        return name  # "pk", or a property


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
    record, history_row = _history_row(change, act)
    history_row.save(force_insert=True)
    _row_entry(record, change, history_row, act, in_force).save(force_insert=True)


def write_many(changes: Sequence[Change]) -> None:
    """The same for many rows of one model, in bulk: two statements per batch."""
    if not changes:
        return
    act, in_force = _acting(changes[0].instance)
    rows = [_history_row(change, act) for change in changes]
    history_rows = rows[0][0].profile.history._default_manager.bulk_create(
        [row for _record, row in rows]
    )
    LedgerEntry.objects.bulk_create(
        [
            _row_entry(record, change, history_row, act, in_force)
            for (record, _row), change, history_row in zip(
                rows, changes, history_rows, strict=True
            )
        ]
    )


def _acting(instance: models.Model) -> tuple[Act, Context]:
    in_force = require(instance)
    return in_force.acting(), in_force


@dataclass(frozen=True, slots=True)
class Record:
    """What history row and entry of one change have in common."""

    profile: Profile
    uid: Any
    root: bytes


def _history_row(change: Change, act: Act) -> tuple[Record, Any]:
    known = profile(type(change.instance))
    seed, uid = os.urandom(commitment.SEED_BYTES), uuid4()
    values = {f.attname: getattr(change.instance, f.attname) for f in known.fields}
    leaves = [(f.prefix, f.canon(values[f.attname])) for f in known.fields]
    leaves.append((REASON_PREFIX, commitment.canon(act.reason_text)))
    row = known.history(
        history_date=act.at,
        history_type=change.action,
        history_user_id=act.actor.id,
        history_change_reason=act.reason_code,
        reason_text=act.reason_text,
        entry_uid=uid,
        secret=seed,
        **values,
    )
    return Record(known, uid, commitment.root(leaves, seed)), row


def _row_entry(
    record: Record, change: Change, history_row: Any, act: Act, in_force: Context
) -> LedgerEntry:
    known, instance = record.profile, change.instance
    return entry(
        act,
        in_force,
        uid=record.uid,
        action=change.action,
        model=known.label,
        object_pk=str(instance.pk),
        controller_id=known.controller(instance, act.controller_id),
        subject_id=known.subject(instance, act.subject_id),
        case_id=known.case(instance, act.case_id),
        history_id=history_row.history_id,
        changed=change.changed,
        shape=known.shape,
        root=record.root,
    )


EMPTY_ROOT = commitment.root_of(())


def entry(
    act: Act,
    in_force: Context,
    *,
    changed: Sequence[str] = (),
    root: bytes = EMPTY_ROOT,
    **fields: Any,
) -> LedgerEntry:
    """An unsaved ledger entry of this act, with its digest and its MAC."""
    made = LedgerEntry(
        **provenance(act, in_force),
        act_uid=act.uid,
        changed=",".join(changed),
        root=root,
        **fields,
    )
    sign(made, root)
    return made


def provenance(act: Act, in_force: Context) -> dict[str, Any]:
    return {
        "format": commitment.FORMAT,
        "occurred_at": act.at,
        "actor_id": act.actor.id,
        "actor_kind": act.actor.kind,
        "program": act.actor.name,
        "request_id": in_force.request_id,
        "channel": in_force.channel,
        "reason_code": act.reason_code,
    }


def sign(row: LedgerEntry | AccessEntry, root: bytes = EMPTY_ROOT) -> None:
    """Set the digest over metadata and root, and its MAC under the newest key."""
    row.digest = commitment.digest(row.metadata(), root)
    number, key = keys.newest("ledger")
    row.mac = number.to_bytes(2) + hmac.digest(key, row.digest, "sha256")
