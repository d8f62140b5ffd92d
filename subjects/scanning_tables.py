"""Looks for words in every table of the database, whatever room it belongs to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from subjects.models import ErasureWords

MOST = 200  # rows of one table that are named; a word found oftener is no name
POSTGRESQL_TEXT = frozenset({25, 1042, 1043, 114, 3802})  # text, char, json
SQLITE_TEXT = ("varchar", "char", "text", "clob", "json")


@dataclass(frozen=True)
class Place:
    """Where a word was found; it names no value."""

    table: str
    pk: str
    columns: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"table": self.table, "pk": self.pk, "columns": list(self.columns)}


def tables() -> list[str]:
    """All but the one that keeps the words themselves, sealed."""
    with connection.cursor() as cursor:
        found = connection.introspection.table_names(cursor)
    return sorted(set(found) - {ErasureWords._meta.db_table})


def look(table: str, needles: Iterable[str]) -> Iterator[Place]:
    """Rows of this table in which one of the needles stands; one statement."""
    needles = list(needles)
    with connection.cursor() as cursor:
        columns = _columns(cursor, table)
        if not columns or not needles:
            return
        tracked, is_history = model_of(table)
        key = connection.introspection.get_primary_key_column(cursor, table)
        if tracked is not None and is_history:
            key = tracked._meta.pk.column  # the record's number, not the row's
        cursor.execute(*_statement(table, key, columns, needles))
        rows = cursor.fetchall()
    for pk, *texts in rows:
        hit = [
            name
            for name, text in zip(columns, texts, strict=True)
            if any(needle in text for needle in needles)
        ]
        yield Place(table, str(pk), tuple(hit))


def _columns(cursor: Any, table: str) -> list[str]:
    return [
        column.name
        for column in connection.introspection.get_table_description(cursor, table)
        if _is_text(column.type_code)
    ]


def _is_text(code: Any) -> bool:
    if connection.vendor == "sqlite":
        return str(code).lower().startswith(SQLITE_TEXT)
    return code in POSTGRESQL_TEXT


def _statement(
    table: str, key: str | None, columns: list[str], needles: list[str]
) -> tuple[str, list[str]]:
    quote = connection.ops.quote_name
    texts = [f"lower(coalesce(CAST({quote(name)} AS text), ''))" for name in columns]
    find = "instr" if connection.vendor == "sqlite" else "strpos"
    whole = " || chr(10) || ".join(texts)
    if connection.vendor == "sqlite":
        whole = whole.replace("chr(10)", "char(10)")
    where = " OR ".join(f"{find}(whole, %s) > 0" for _needle in needles)
    names = ", ".join(f"{text} AS c{n}" for n, text in enumerate(texts))
    picked = ", ".join(f"c{n}" for n in range(len(texts)))
    row = quote(key) if key else "''"
    return (
        f"SELECT k, {picked} FROM (SELECT {row} AS k, {names}, {whole} AS whole "
        f"FROM {quote(table)}) t WHERE {where} LIMIT {MOST}",
        needles,
    )


def model_of(table: str) -> tuple[type[models.Model] | None, bool]:
    """The model of a table, and whether the table is its history."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            tracked = getattr(model, "instance_type", None)
            return (tracked, True) if tracked else (model, False)
    return None, False
