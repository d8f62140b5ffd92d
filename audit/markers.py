"""Dirty markers: every write of a tracked row leaves one until its entry is written.

A write makes one marker, its entry takes the newest one of its row away. So a write
that came round the side stays marked, even if the row is saved properly afterwards.
Both happen inside the writer's transaction.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from audit import profiles
from audit.models import AuditDirty, AuditedModel, LedgerEntry
from audit.models.labels import code_of
from audit.triggers import Trigger, pk_text, tracked_models

DIRTY = AuditDirty._meta.db_table
LEDGER = LedgerEntry._meta.db_table
RECORDS = "action IN ('+', '~', '-')"


def wanted(connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    clear = _clear_postgresql if connection.vendor == "postgresql" else _clear_sqlite
    for model in tracked_models():
        yield from write(model)
    yield clear()


def _columns(model: type[AuditedModel]) -> list[str]:
    names = [model._meta.get_field(f.name) for f in profiles.profile(model).fields]
    return [f'"{field.column}"' for field in names]  # type: ignore[union-attr]


def _differs(model: type[AuditedModel], word: str) -> str:
    return " OR ".join(f"OLD.{c} {word} NEW.{c}" for c in _columns(model))


def _sqlite(model: type[AuditedModel]) -> Iterator[Trigger]:
    table, code = model._meta.db_table, code_of(model._meta.label_lower)

    def mark(op: str, row: str) -> str:
        key = pk_text(model, row, "sqlite")
        return (
            f"INSERT INTO {DIRTY} (model, object_pk, op) "
            f"VALUES ({code}, {key}, '{op}');"
        )

    update = (
        f'AFTER UPDATE OF {", ".join(_columns(model))} ON "{table}" '
        f"WHEN {_differs(model, 'IS NOT')}"
    )
    yield Trigger("mark", table, f'AFTER INSERT ON "{table}"', mark("+", "NEW"))
    yield Trigger("mark", table, update, mark("~", "NEW"))
    yield Trigger("mark", table, f'AFTER DELETE ON "{table}"', mark("-", "OLD"))


def _clear_sqlite() -> Trigger:
    return Trigger(
        "mark",
        LEDGER,
        f"AFTER INSERT ON {LEDGER} WHEN NEW.{RECORDS}",
        f"DELETE FROM {DIRTY} WHERE id = (SELECT max(id) FROM {DIRTY} "
        "WHERE object_pk = NEW.object_pk AND model = NEW.model);",
    )


def _postgresql(model: type[AuditedModel]) -> Iterator[Trigger]:
    table, code = model._meta.db_table, code_of(model._meta.label_lower)

    def mark(op: str, row: str, source: str = "") -> str:
        key = pk_text(model, row, "postgresql")
        return (
            f"INSERT INTO {DIRTY} (model, object_pk, op) "
            f"SELECT {code}, {key}, '{op}'{source};"
        )

    # Statement by statement where a bulk write may come; an UPDATE row by row, so that
    # rows that keep their values cost nothing.
    yield Trigger(
        "mark",
        table,
        f'AFTER INSERT ON "{table}" REFERENCING NEW TABLE AS dpo_new '
        "FOR EACH STATEMENT",
        mark("+", "n", " FROM dpo_new n"),
    )
    yield Trigger(
        "mark",
        table,
        f'AFTER UPDATE ON "{table}" FOR EACH ROW '
        f"WHEN ({_differs(model, 'IS DISTINCT FROM')})",
        mark("~", "NEW"),
    )
    yield Trigger(
        "mark",
        table,
        f'AFTER DELETE ON "{table}" REFERENCING OLD TABLE AS dpo_old '
        "FOR EACH STATEMENT",
        mark("-", "o", " FROM dpo_old o"),
    )


def _clear_postgresql() -> Trigger:
    """As many of a record's newest markers as this statement has entries about it."""
    return Trigger(
        "mark",
        LEDGER,
        f"AFTER INSERT ON {LEDGER} REFERENCING NEW TABLE AS dpo_new FOR EACH STATEMENT",
        f"""DELETE FROM {DIRTY} WHERE id IN (
SELECT d.id FROM (
SELECT object_pk, model, count(*) AS n FROM dpo_new WHERE {RECORDS} GROUP BY 1, 2
) e, LATERAL (
SELECT id FROM {DIRTY} WHERE object_pk = e.object_pk AND model = e.model
ORDER BY id DESC LIMIT e.n
) d);""",
    )
