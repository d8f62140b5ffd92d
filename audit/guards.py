"""Guards in the database itself: the trail is written once, whoever connects.

They stop mistakes and a program that was broken into. Whoever owns the tables can take
them down; against that stands the checkpoint that has left the house.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from audit import profiles
from audit.models import (
    AccessEntry,
    Checkpoint,
    Cut,
    LedgerEntry,
    LedgerField,
    RecordKind,
    RecordShape,
    Redaction,
    Seal,
    TimeStamp,
)
from audit.models.labels import code_of
from audit.triggers import Trigger, pk_text, tracked_models

REFUSAL = "The trail is written once: {} may not be changed or removed."
WRITTEN_ONCE: tuple[type[models.Model], ...] = (
    AccessEntry,
    Checkpoint,
    LedgerEntry,
    LedgerField,
    RecordKind,
    RecordShape,
    Seal,
    TimeStamp,
)


def wanted(connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    guards = Guards(connection.vendor)
    for model in WRITTEN_ONCE:
        table = model._meta.db_table
        yield from guards.on(table, delete_unless=IS_CUT_OFF.get(model, ""))
        if model is not LedgerField:
            yield from guards.not_replaced(model)
    for tracked in tracked_models():
        history = profiles.profile(tracked).history
        allowed = _is_blanking(tracked, connection.vendor)
        yield from guards.on(
            history._meta.db_table,
            update_unless=allowed,
            delete_unless=_is_cut_off(tracked, connection.vendor),
        )
        yield from guards.not_replaced(history)
    stays_closed = "NEW.is_open = OLD.is_open OR OLD.is_open"
    same = "NEW.uid = OLD.uid AND NEW.logical_at = OLD.logical_at"
    yield from guards.on(
        Redaction._meta.db_table, update_unless=f"{same} AND ({stays_closed})"
    )
    same = "NEW.seq = OLD.seq AND NEW.chain = OLD.chain AND OLD.is_open"
    yield from guards.on(Cut._meta.db_table, update_unless=same)


# SQL: an open cut takes this row away, since its entry is sealed before it.
SEALED_BEFORE = """EXISTS (SELECT 1 FROM audit_cut c JOIN audit_seal s
ON s.seq <= c.seq WHERE c.is_open AND s.kind = '{kind}' AND s.entry_id = {entry})"""
CUT = "EXISTS (SELECT 1 FROM audit_cut c WHERE c.is_open AND OLD.seq {} c.seq)"
IS_CUT_OFF: dict[type[models.Model], str] = {
    AccessEntry: SEALED_BEFORE.format(kind="a", entry="OLD.id"),
    LedgerEntry: SEALED_BEFORE.format(kind="c", entry="OLD.id"),
    LedgerField: SEALED_BEFORE.format(kind="c", entry="OLD.entry_id"),
    Checkpoint: CUT.format("<"),
    Seal: CUT.format("<="),
}


def _is_cut_off(tracked: type[models.Model], vendor: str) -> str:
    """SQL: an open cut takes this history row away, as its entry is about to go."""
    return f"""EXISTS (SELECT 1 FROM audit_cut c JOIN audit_ledgerentry e
ON e.model = {code_of(tracked._meta.label_lower)}
AND e.object_pk = {pk_text(tracked, "OLD", vendor)} AND e.history_id = OLD.history_id
JOIN audit_seal s ON s.kind = 'c' AND s.entry_id = e.id AND s.seq <= c.seq
WHERE c.is_open)"""


def _is_blanking(tracked: type[models.Model], vendor: str) -> str:
    """SQL: this UPDATE erases values that an open redaction's entry names.

    Names, not values, are compared here; the verifier compares the values.
    """
    same = " AND ".join(
        f'NEW."{name}" = OLD."{name}"'
        for name in ("history_id", "history_type", "history_date", "entry_uid")
    )
    return f"""{same}
AND (NEW.redacted & OLD.redacted) = OLD.redacted AND NEW.redacted <> OLD.redacted
AND EXISTS (SELECT 1 FROM {LedgerEntry._meta.db_table} e
JOIN {Redaction._meta.db_table} r ON r.uid = e.act_uid
WHERE r.is_open AND e.action = 'R' AND e.model = {code_of(tracked._meta.label_lower)}
AND e.object_pk = {pk_text(tracked, "OLD", vendor)}
AND e.history_id >= OLD.history_id)"""


class Guards:
    """Writes the guards of one table in the words of one database.

    Rooms above use it for what they keep unchanged (`triggers.register`). A condition
    is SQL over OLD and NEW that both databases read.
    """

    def __init__(self, vendor: str, refusal: str = REFUSAL) -> None:
        self.vendor = vendor
        self.refusal = refusal

    def on(
        self, table: str, *, update_unless: str = "", delete_unless: str = ""
    ) -> Iterator[Trigger]:
        """Nothing is removed or changed but where these conditions hold."""
        yield self.refuse(table, "DELETE", unless=delete_unless)
        yield self.refuse(table, "UPDATE", unless=update_unless)
        if self.vendor == "postgresql":
            when = f'BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT'
            yield Trigger("guard", table, when, self._raise(table))

    def refuse(self, table: str, event: str, *, unless: str = "") -> Trigger:
        """No INSERT, UPDATE or DELETE of a row, but where the condition holds."""
        if self.vendor == "postgresql":
            when = f'BEFORE {event} ON "{table}" FOR EACH ROW'
            body = self._raise(table)
            if unless:
                row = "OLD" if event == "DELETE" else "NEW"
                body = f"IF {unless} THEN RETURN {row}; END IF; {body}"
            return Trigger("guard", table, when, body)
        when = f'BEFORE {event} ON "{table}"'
        if unless:
            when += f" WHEN NOT ({unless})"
        return Trigger("guard", table, when, self._raise(table))

    def not_replaced(self, model: type[models.Model]) -> Iterator[Trigger]:
        """INSERT OR REPLACE removes a row without asking the guard of DELETE."""
        if self.vendor != "sqlite":
            return
        table = model._meta.db_table
        keys = " AND ".join(
            f'"{field.column}" = NEW."{field.column}"'
            for field in model._meta.pk_fields
        )
        yield Trigger(
            "guard",
            table,
            f'BEFORE INSERT ON "{table}" '
            f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {keys})',
            self._raise(table),
        )

    def _raise(self, table: str) -> str:
        sentence = self.refusal.format(table)
        if self.vendor == "postgresql":
            return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'DP001';"
        return f"SELECT RAISE(ABORT, '{sentence}');"


# --- SQLite: a web process may not change tables at all ------------------------------
_REFUSED = {
    sqlite3.SQLITE_DROP_TRIGGER,
    sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_DROP_TABLE,
    sqlite3.SQLITE_ATTACH,
}
_REFUSED_PRAGMAS = {"writable_schema", "recursive_triggers", "ignore_check_constraints"}


def forbid_changes_of_form() -> None:
    """For processes that serve people: no connection of theirs drops a guard.

    PostgreSQL's answer is a role that does not own the tables (docs/audit.md).
    """
    connection_created.connect(_authorise, dispatch_uid="audit.guards")


def allow_changes_of_form() -> None:
    """For a process that prepares the database after sharing the web server's start."""
    connection_created.disconnect(dispatch_uid="audit.guards")


def _authorise(connection: BaseDatabaseWrapper, **signal: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.set_authorizer(_may)


def _may(action: int, first: str | None, *more: str | None) -> int:
    if action in _REFUSED or (
        action == sqlite3.SQLITE_PRAGMA and first in _REFUSED_PRAGMAS
    ):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
