"""Every column of every table, read as text: where a marker still stands."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from django.db import connection

CHUNK = 8 * 1024 * 1024


def places_with(marker: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, table)
            for column in columns:
                kind = "TEXT" if connection.vendor == "sqlite" else "text"
                text = f'lower(CAST("{column.name}" AS {kind}))'
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE {text} LIKE %s',  # noqa: S608
                    [f"%{marker.lower()}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column.name}")
    return found


def bytes_with(marker: str) -> list[str]:
    """Where the database's own bytes hold the marker: SQLite's file and journal, or
    PostgreSQL's heap, indexes and TOAST.

    Skips, saying so, where PostgreSQL's files are not on this machine.
    """
    needle = marker.lower().encode()
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        return [
            name
            for name, parts in _relations()
            if any(holds(part, needle) for part in parts)
        ]
    if connection.is_in_memory_db():  # type: ignore[attr-defined]
        image = connection.connection.serialize()
        return ["pages"] if needle in image.lower() else []
    file = Path(str(connection.settings_dict["NAME"]))
    journal = file.with_name(f"{file.name}-wal")
    return [
        path.name
        for path in (file, journal)
        if path.exists() and database_holds(path, needle)
    ]


def journal_with(marker: str) -> int | None:
    """Files of PostgreSQL's own journal that hold it; none on SQLite."""
    if connection.vendor == "sqlite":
        return None
    files = sorted((_folder() / "pg_wal").glob("*"))
    needle = marker.lower().encode()
    return sum(holds(path, needle) for path in files if path.is_file())


def holds(path: Path, needle: bytes) -> bool:
    """Whether a file has these small letters in it, however long it is."""
    with path.open("rb") as file:
        return _piecewise(file, needle)


def database_holds(path: Path, needle: bytes) -> bool:
    """The same of SQLite's files, opened by another process: who closes one gives up
    all locks that its process has on it."""
    with subprocess.Popen(["cat", "--", path], stdout=subprocess.PIPE) as cat:
        assert cat.stdout is not None
        found = _piecewise(cat.stdout, needle)
        cat.kill()
    return found


def _piecewise(file: IO[bytes], needle: bytes) -> bool:
    before = b""
    while piece := file.read(CHUNK):
        together = before + piece.lower()
        if needle in together:
            return True
        before = together[-len(needle) :]
    return False


def _folder() -> Path:
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
    if not os.access(folder / "base", os.R_OK):
        pytest.skip("The files of this PostgreSQL server cannot be read from here.")
    return folder


def _relations() -> Iterator[tuple[str, list[Path]]]:
    """Every table, index and TOAST table of this database with its files."""
    folder = _folder()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT relname, pg_relation_filepath(oid) FROM pg_class "
            "WHERE relkind IN ('r', 'i', 't', 'm') "
            "AND pg_relation_filepath(oid) IS NOT NULL"
        )
        found = cursor.fetchall()
    for name, path in found:
        # 123, its further gigabytes 123.1, its maps 123_fsm: but not 1234.
        parts = [folder / path, *folder.glob(f"{path}.*"), *folder.glob(f"{path}_*")]
        yield name, [part for part in parts if part.is_file()]
