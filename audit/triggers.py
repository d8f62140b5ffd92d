"""Triggers of the trail, on both databases: what there should be, what there is.

`guards.py`, `markers.py` and rooms that `register` say which. A trigger's name carries
a hash of its text, so one with another text is another trigger. SQLite loses them when
Django rebuilds a table (any AlterField), and PostgreSQL lets no column change its type
while one looks at it: so all are taken down before a migration and put up again after.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from audit.models import AuditedModel

PREFIX = "dpo_"


@dataclass(frozen=True, slots=True)
class Trigger:
    """`when` is all between the name and the body: "AFTER INSERT ON ...".

    On SQLite the body is statements; on PostgreSQL the statements of its function.
    """

    kind: str  # "mark", "guard"
    table: str
    when: str
    body: str

    @property
    def name(self) -> str:
        text = "\n".join([self.table, self.when, self.body])
        return f"{PREFIX}{self.kind}_{sha256(text.encode()).hexdigest()[:16]}"

    def create(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"CREATE TRIGGER {self.name} {self.when} BEGIN {self.body} END"]
        # ALWAYS: also where a session says it is a replica.
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger "
            f"LANGUAGE plpgsql AS $dpo$ BEGIN {self.body} RETURN NULL; END $dpo$",
            f"CREATE TRIGGER {self.name} {self.when} EXECUTE FUNCTION {self.name}()",
            f'ALTER TABLE "{self.table}" ENABLE ALWAYS TRIGGER {self.name}',
        ]


Wanted = Callable[[BaseDatabaseWrapper], Iterable[Trigger]]
_of_rooms: dict[str, Wanted] = {}


def register(room: str, source: Wanted) -> None:
    """The triggers of a room above, put up and looked after with the trail's own.

    Called in `AppConfig.ready`.
    """
    _of_rooms[room] = source


def tracked_models() -> list[type[AuditedModel]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, AuditedModel) and not model._meta.proxy
    ]


def pk_text(model: type[models.Model], row: str, vendor: str) -> str:
    """SQL for the key of NEW or OLD as entries spell it: str(instance.pk)."""
    column = f'{row}."{model._meta.pk.column}"'
    if vendor == "postgresql":
        return f"{column}::text"
    if isinstance(model._meta.pk, models.UUIDField):  # 32 hex digits in SQLite
        cuts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        return " || '-' || ".join(f"substr({column}, {a}, {n})" for a, n in cuts)
    return f"CAST({column} AS TEXT)"


def wanted(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Every trigger of the tables that are there."""
    return _of_tables(connection, _all(connection))


def _all(connection: BaseDatabaseWrapper) -> list[Trigger]:
    from audit import guards, markers

    sources: Sequence[Wanted] = (guards.wanted, markers.wanted, *_of_rooms.values())
    return [trigger for source in sources for trigger in source(connection)]


def _of_tables(connection: BaseDatabaseWrapper, asked: list[Trigger]) -> list[Trigger]:
    there = set(connection.introspection.table_names())
    return [trigger for trigger in asked if trigger.table in there]


def missing(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Those that should be there and are not, or not switched on."""
    lacking = _lacking(_all(connection), installed(connection))
    # Where all are there, so are their tables: a page pays for one statement.
    return _of_tables(connection, lacking) if lacking else []


def _lacking(asked: list[Trigger], found: dict[str, tuple[str, str]]) -> list[Trigger]:
    return [t for t in asked if found.get(t.name) != (t.table, t.body)]


def install(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Put up what is missing, take down what is of another time; returns the former."""
    asked, found = wanted(connection), installed(connection)
    lacking = _lacking(asked, found)
    names = {trigger.name for trigger in asked}
    stale = [name for name in found if name not in names]
    _drop(connection, [*stale, *(t.name for t in lacking)])
    with connection.cursor() as cursor:
        _settle(connection, cursor)
        for trigger in lacking:
            for statement in trigger.create(connection.vendor):
                cursor.execute(statement)
    return lacking


def remove(connection: BaseDatabaseWrapper, kind: str = "") -> None:
    """Take down those of one kind, or all: before tables change their form."""
    found = installed(connection)
    _drop(connection, [n for n in found if n.startswith(f"{PREFIX}{kind}")])


def installed(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Names with table and body of those that are there and switched on."""
    read = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        return read(cursor)


def _sqlite(cursor: Any) -> dict[str, tuple[str, str]]:
    cursor.execute(
        "SELECT name, tbl_name, sql FROM sqlite_master "
        "WHERE type = 'trigger' AND name GLOB 'dpo_*'"
    )
    return {
        name: (table, text.partition(" BEGIN ")[2].removesuffix(" END"))
        for name, table, text in cursor.fetchall()
    }


def _postgresql(cursor: Any) -> dict[str, tuple[str, str]]:
    cursor.execute(
        "SELECT t.tgname, c.relname, p.prosrc, t.tgenabled FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        r"WHERE NOT t.tgisinternal AND t.tgname LIKE 'dpo\_%'"
        " AND c.relnamespace = current_schema()::regnamespace"
    )
    return {
        name: (
            table,
            source.strip().removeprefix("BEGIN ").removesuffix(" RETURN NULL; END"),
        )
        if enabled in ("A", b"A")
        else ("", "")
        for name, table, source, enabled in cursor.fetchall()
    }


def _drop(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    statement = (
        "DROP TRIGGER IF EXISTS {}"
        if connection.vendor == "sqlite"
        else "DROP FUNCTION IF EXISTS {}() CASCADE"
    )
    with connection.cursor() as cursor:
        _settle(connection, cursor)
        for name in names:
            cursor.execute(statement.format(name))


def _settle(connection: BaseDatabaseWrapper, cursor: Any) -> None:
    """PostgreSQL changes no table that has deferred constraints still to check."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
