"""Published words never change: guards in the database itself, whoever connects.

The models refuse the same with a sentence; this stops what comes past them. Source:
POLICIES §5, "immutable from approved (model save + DB trigger)".
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from audit.guards import Guards
from audit.triggers import Trigger
from policies.models import (
    Acknowledgement,
    ClauseText,
    MaterialChange,
    PolicyVersion,
    Translation,
    VersionClause,
)

REFUSAL = "Published words never change: {} may not be changed or removed so."
# From which state to which an approved version may go; where it is, it may stay.
STEPS = {
    "approved": ("approved", "announced", "withdrawn"),
    "announced": ("announced", "withdrawn"),
    "withdrawn": ("withdrawn",),
}


def wanted(connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    guards = Guards(connection.vendor, REFUSAL)
    for written_once in (ClauseText, Acknowledgement):
        yield from guards.on(written_once._meta.db_table, update_unless="")
        yield from guards.not_replaced(written_once)

    versions = PolicyVersion._meta.db_table
    is_open = "OLD.state IN ('draft', 'in_review')"
    yield guards.refuse(versions, "DELETE", unless=is_open)
    same = _same_words(PolicyVersion, connection.vendor)
    unless = f"{is_open} OR OLD.sha256 = '' OR ({same})"
    yield guards.refuse(versions, "UPDATE", unless=unless)
    texts = Translation._meta.db_table
    for event in ("UPDATE", "DELETE"):
        yield guards.refuse(texts, event, unless="OLD.state <> 'frozen'")
    rows = VersionClause._meta.db_table
    for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        is_frozen = _exists(texts, f"{row}.translation_id", "frozen")
        yield guards.refuse(rows, event, unless=f"NOT {is_frozen}")
    changes = MaterialChange._meta.db_table
    is_draft = _exists(versions, "OLD.version_id", "draft", "in_review")
    for event in ("UPDATE", "DELETE"):
        unless = f"OLD.state = 'suggested' OR {is_draft}"
        yield guards.refuse(changes, event, unless=unless)


def _exists(table: str, key: str, *states: str) -> str:
    """SQL: the row of this key is in one of these states."""
    return (
        f"EXISTS (SELECT 1 FROM {table} x "  # noqa: S608 - our own names alone
        f"WHERE x.id = {key} AND x.state IN ({_listed(states)}))"
    )


def _same_words(version: Any, vendor: str) -> str:
    """SQL: only the dates and the state of a version that is approved go on."""
    equals = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"
    columns = [version._meta.get_field(name).column for name in version.FIXED]
    same = " AND ".join(f'NEW."{c}" {equals} OLD."{c}"' for c in columns)
    steps = " OR ".join(
        f"OLD.state = '{state}' AND NEW.state IN ({_listed(onward)})"
        for state, onward in STEPS.items()
    )
    # What people were told about the dates stands as well.
    told = " AND ".join(
        f"(OLD.{name} IS NULL OR NEW.{name} = OLD.{name})"
        for name in ("announced_at", "effective_at", "withdrawn_at")
    )
    return f"{same} AND ({steps}) AND {told}"


def _listed(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)
