"""The calls every room makes: who acts, which verb, who looked.

with act(by=request.user, case_id=case.pk, controller_id=case.controller_id):
    case.save(update_fields=["stage"])        # captured by itself
    record("requests.refuse", case)           # the verb's own entry
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone

from audit import capture, context, ledger, profiles, writing
from audit.context import Act, Actor, ActorKind, Channel, Context
from audit.errors import NoAuditContext
from audit.models import AccessEntry, LedgerEntry
from audit.models.ledger import Action

__all__ = [
    "Actor",
    "ActorKind",
    "act",
    "audit_context",
    "record",
    "record_access",
    "record_many",
]


@contextmanager
def audit_context(
    kind: ActorKind | str,
    *,
    name: str = "",
    actor_id: int | None = None,
    channel: str = Channel.JOB,
    request_id: UUID | None = None,
    reason_code: str = "",
    reason_text: str = "",
) -> Iterator[Context]:
    """Say who acts, for a command, a worker's lane or a migration.

    `name` is the program's; requests get their context from AuditContextMiddleware.
    """
    actor = Actor(ActorKind(kind), actor_id, name)
    made = Context(
        request_id=request_id or uuid4(),
        channel=channel,
        who=lambda: actor,
        reason_code=reason_code,
        reason_text=reason_text,
    )
    with context.using(made):
        yield made


@contextmanager
def act(
    *,
    by: Any,
    case_id: int | None = None,
    controller_id: int | None = None,
    subject_id: int | None = None,
    reason_code: str = "",
    reason_text: str = "",
    at: datetime | None = None,
) -> Iterator[Act]:
    """One act: every change inside shares its id, its moment, its actor and its case.

    `by` is a user or an Actor. An act inside another keeps the outer one's id and
    moment, and what it does not say itself. Opens a context if none is in force.
    """
    actor = by if isinstance(by, Actor) else Actor.of(by)
    in_force = context.find() or Context(uuid4(), Channel.JOB, lambda: actor)
    outer = in_force.act or Act(
        uid=uuid4(),
        at=at or timezone.now(),
        actor=actor,
        reason_code=in_force.reason_code,
        reason_text=in_force.reason_text,
    )
    made = replace(
        outer,
        actor=actor,
        case_id=_first(case_id, outer.case_id),
        controller_id=_first(controller_id, outer.controller_id),
        subject_id=_first(subject_id, outer.subject_id),
        reason_code=reason_code or outer.reason_code,
        reason_text=reason_text or outer.reason_text,
    )
    with context.acting(in_force, made, ledger.write_entries):
        yield made


def _first(own: int | None, outer: int | None) -> int | None:
    return outer if own is None else own


def record(
    verb: str,
    obj: models.Model,
    *,
    case_id: int | None = None,
    controller_id: int | None = None,
    subject_id: int | None = None,
    changes: Sequence[str] = (),
) -> LedgerEntry:
    """Add the verb's own entry to the act in force: "requests.refuse", about `obj`.

    Raises NoAuditContext outside `act`, NotInTransaction outside a transaction.
    """
    values = _entry_values(
        verb,
        obj,
        case_id=case_id,
        controller_id=controller_id,
        subject_id=subject_id,
        changes=changes,
    )
    ledger.put_values([values])
    return ledger.entry_of(values)


def record_many(verb: str, objs: Iterable[models.Model]) -> None:
    """The same for many objects in one statement: an entry of its own for each."""
    ledger.put_values([_entry_values(verb, obj) for obj in objs])


def _entry_values(
    verb: str,
    obj: models.Model,
    *,
    case_id: int | None = None,
    controller_id: int | None = None,
    subject_id: int | None = None,
    changes: Sequence[str] = (),
) -> list[Any]:
    in_force = capture.require(obj)
    if in_force.act is None:
        raise NoAuditContext(f"{verb} was recorded outside act(by=...).")
    known = _ids_of(obj, in_force.act)
    return ledger.entry_values(
        in_force.act,
        in_force,
        uid=uuid4(),
        verb=verb,
        action=Action.VERB.value,
        model=obj._meta.label_lower,
        object_pk=str(obj.pk),
        case_id=_first(case_id, known["case_id"]),
        controller_id=_first(controller_id, known["controller_id"]),
        subject_id=_first(subject_id, known["subject_id"]),
        changed=changes,
    )


def _ids_of(obj: models.Model, acting: Act) -> dict[str, int | None]:
    """Case, controller, subject: as the object declares them, else as the act says."""
    if not hasattr(obj, "Audit"):
        return {
            "case_id": acting.case_id,
            "controller_id": acting.controller_id,
            "subject_id": acting.subject_id,
        }
    known = profiles.profile(obj.__class__)  # request.user is lazy
    return {
        "case_id": known.case(obj, acting.case_id),
        "controller_id": known.controller(obj, acting.controller_id),
        "subject_id": known.subject(obj, acting.subject_id),
    }


def record_access(
    what: str,
    obj: models.Model | None = None,
    *,
    controller_id: int | None,
    case_id: int | None = None,
    subject_id: int | None = None,
    count: int = 1,
    of: type[models.Model] | None = None,
) -> None:
    """Someone looks at personal data: "record", "reveal", "export", "search", "list".

    `of` says what is on a list or was searched, where there is no single `obj`.

    In a request the entries are written together when it ends, before the page leaves:
    if they cannot be written, the page is not shown. Elsewhere each is written at once.
    """
    in_force = context.current()
    acting = in_force.acting()
    kind = obj or of
    entry = AccessEntry(
        **ledger.provenance(acting, in_force),
        uid=uuid4(),
        what=what,
        count=count,
        model=kind._meta.label_lower if kind else "",
        object_pk=str(obj.pk) if obj else "",
        controller_id=controller_id,
        case_id=case_id,
        subject_id=subject_id,
    )
    ledger.sign(entry)
    if in_force.accesses is None:
        entry.save()
    else:
        in_force.accesses.append(entry)


def write_accesses(entries: list[AccessEntry]) -> None:
    """One statement at the end of a request; looking twice is one entry."""
    once = {
        (e.what, e.model, e.object_pk, e.controller_id, e.case_id, e.subject_id): e
        for e in entries
    }
    if not once:
        return
    table = writing.table(AccessEntry)
    rows = [
        [getattr(entry, name) for name in table.attnames] for entry in once.values()
    ]
    if len(rows) <= writing.FEW:
        # A single INSERT is a transaction of its own.
        table.insert_all(rows, waits=False)
        return
    with transaction.atomic():
        table.insert_all(rows)
