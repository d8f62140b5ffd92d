"""Inserts rows of the trail by statements made once per table.

Django's own INSERT is put together anew for every row; for the two rows behind each
change that was most of the cost. Many rows go through COPY on PostgreSQL and through
`executemany` on SQLite, with their keys taken beforehand.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

FEW = 20  # rows that still go as one INSERT of several VALUES
# Values of these very types the drivers take as they are, in the field they belong to.
_AS_THEY_ARE = frozenset(
    {str, int, bool, type(None), bytes, memoryview, float, UUID, datetime}
)
_TEXTS = (models.CharField, models.TextField, models.BinaryField)
_Convert = Callable[[Any], Any]


def _converter(field: "models.Field[Any, Any]", vendor: str) -> _Convert | None:
    """How a value of this field gets ready; None: as it is, texts above all."""

    def prepare(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, _TEXTS):
        return None
    kinds: dict[type, type] = {
        models.IntegerField: int,
        models.BooleanField: bool,
        models.UUIDField: UUID,
        models.DateTimeField: datetime,
    }
    native = next((k for f, k in kinds.items() if isinstance(target, f)), None)
    if vendor == "sqlite" and native is UUID:
        return lambda v: v.hex if type(v) is UUID else prepare(v)
    if vendor == "sqlite" and native is datetime:
        return lambda v: _sqlite_moment(v) if type(v) is datetime else prepare(v)
    if native is None:
        return prepare
    return lambda v: v if v is None or type(v) is native else prepare(v)


@lru_cache(maxsize=256)
def _sqlite_moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


@cache
def table(model: type[models.Model]) -> "Table":
    return Table(model)


def not_waiting() -> str:
    """To stand before a statement: PostgreSQL's commit then returns before the disk
    has the transaction.

    SQLite's do so too (`synchronous=NORMAL`): a killed process loses nothing, and a
    machine that loses its power the last half of a second. For rows that would take
    less time than the disk, and whose loss then leaves nothing half done.
    """
    is_slow = connection.vendor == "postgresql"
    return "SET LOCAL synchronous_commit TO off; " if is_slow else ""


class Table:
    """The statements of one model's table, the key apart from the other columns."""

    def __init__(self, model: type[models.Model]) -> None:
        meta = model._meta
        self.name = meta.db_table
        self.key = str(meta.pk.column)
        self.fields = [f for f in meta.concrete_fields if not f.primary_key]
        self.attnames = [f.attname for f in self.fields]
        self.columns = ", ".join(f'"{f.column}"' for f in self.fields)
        self.marks = ", ".join(["%s"] * len(self.fields))
        self._converters: dict[str, list[tuple[int, _Convert]]] = {}

    def insert(self, values: Sequence[Any]) -> int:
        """One row; returns its key."""
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{self.name}" ({self.columns}) VALUES ({self.marks}) '
                f'RETURNING "{self.key}"',
                self._prepared(values),
            )
            return int(cursor.fetchone()[0])

    def insert_all(
        self,
        rows: Sequence[Sequence[Any]],
        keys: Sequence[int] | None = None,
        *,
        waits: bool = True,
    ) -> None:
        """All rows at once, under these keys if they were taken before.

        `waits=False`, for a few: `not_waiting` goes before, in the same round trip.
        """
        ready: list[Sequence[Any]] = [self._prepared(row) for row in rows]
        columns, marks = self.columns, self.marks
        if keys is not None:
            ready = [(key, *row) for key, row in zip(keys, ready, strict=True)]
            columns, marks = f'"{self.key}", {columns}', f"%s, {marks}"
        into = f'"{self.name}" ({columns})'
        with connection.cursor() as cursor:
            if len(ready) <= FEW:
                values = ", ".join([f"({marks})"] * len(ready))
                flat = [value for row in ready for value in row]
                hurry = "" if waits else not_waiting()
                cursor.execute(f"{hurry}INSERT INTO {into} VALUES {values}", flat)
            elif connection.vendor == "postgresql":
                with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for row in ready:
                        copy.write_row(row)
            else:
                cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", ready)

    def take_keys(self, count: int) -> Sequence[int]:
        """The next keys. SQLite has one writer, so they stay free until it commits."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(  # OFFSET 0: the sequence is looked up once, not a row
                    "SELECT nextval(sequence) FROM (SELECT pg_get_serial_sequence("
                    "%s, %s)::regclass AS sequence OFFSET 0) AS own, "
                    "generate_series(1, %s)",
                    [f'"{self.name}"', self.key, count],
                )
                return [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name]
            )
            found = cursor.fetchone()
            first = (found[0] if found else 0) + 1
            return range(first, first + count)

    def _prepared(self, values: Sequence[Any]) -> list[Any]:
        row = list(values)
        for place, convert in self._converting(connection.vendor):
            row[place] = convert(row[place])
        if _AS_THEY_ARE.issuperset(map(type, row)):
            return row
        for place, (ready, field) in enumerate(zip(row, self.fields, strict=True)):
            if type(ready) not in _AS_THEY_ARE and isinstance(field, _TEXTS):
                row[place] = field.get_db_prep_save(ready, connection)
        return row

    def _converting(self, vendor: str) -> list[tuple[int, _Convert]]:
        found = self._converters.get(vendor)
        if found is None:
            made = [_converter(field, vendor) for field in self.fields]
            found = [(n, one) for n, one in enumerate(made) if one is not None]
            self._converters[vendor] = found
        return found
