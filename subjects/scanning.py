"""The scan: what was erased is looked for in every place the portal has.

In every table, file (the encrypted ones opened), mail folder, session and cache; on
SQLite in the bytes of the database and its journal too. It looks for what identifies,
never for a common word, and its result names places and no value.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.db import connection

from audit.errors import FileGone
from audit.vault import SUFFIX, Shelf
from subjects import erasers, reading_bytes, scanning_tables
from subjects.folding import fold

CHUNK = 4 * 1024 * 1024
PRINT_FILE = (
    "import shutil, sys; shutil.copyfileobj(open(sys.argv[1], 'rb'), sys.stdout.buffer)"
)
SESSIONS = "django_session"  # signed and packed: the room above opens them


@dataclass
class Looked:
    """How much was looked into, by place, and where something was found."""

    counts: dict[str, int] = field(default_factory=dict)
    found: list[dict[str, Any]] = field(default_factory=list)

    def count(self, place: str, more: int = 1) -> None:
        self.counts[place] = self.counts.get(place, 0) + more

    def hit(self, table: str, pk: str, columns: Iterable[str] = ()) -> None:
        self.found.append({"table": table, "pk": pk, "columns": list(columns)})


def needles_of(words: Iterable[str]) -> list[str]:
    """Every form in which these words may be stored, in small letters."""
    forms = set()
    for word in words:
        for form in (word, word.lower(), fold(word)):
            forms |= {_small(form), _small(json.dumps(form)[1:-1])}
    return sorted(form for form in forms if form)


def _small(text: str) -> str:
    """Small letters as both databases make them: A to Z, and what is beyond stays."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def scan(words: Iterable[str]) -> Looked:
    """Look for these words everywhere. Takes as long as reading all there is."""
    needles = needles_of(words)
    raw = [needle.encode() for needle in needles]
    looked = Looked()
    if not needles:
        return looked
    for table in scanning_tables.tables():
        looked.count("tables")
        if table != SESSIONS:
            looked.found += [p.as_dict() for p in scanning_tables.look(table, needles)]
    for store, number, content in erasers.sealed():
        looked.count(store)
        if _holds(content, raw):
            looked.hit(store, number)
    _look_into_caches(looked, raw)
    _look_into_files(looked, raw)
    if not looked.found:  # else the bytes hold what the tables do
        _look_into_database(looked, raw)
    return looked


def _holds(data: bytes, needles: list[bytes]) -> bool:
    return any(
        needle in form
        for form in (one.lower() for one in reading_bytes.forms(data))
        for needle in needles
    )


# --- Caches --------------------------------------------------------------------------
def _look_into_caches(looked: Looked, needles: list[bytes]) -> None:
    """Those in the database: pickled, in base 64, so that no text search sees them."""
    for cache in caches.all(initialized_only=False):
        table = getattr(cache, "_table", None)
        if table is None or table not in scanning_tables.tables():
            continue
        name = connection.ops.quote_name(table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT cache_key, value FROM {name}")
            for key, value in cursor.fetchall():
                looked.count("caches")
                if _holds(str(key).encode() + base64.b64decode(value), needles):
                    looked.hit("caches", table)


# --- Files ---------------------------------------------------------------------------
def _look_into_files(looked: Looked, needles: list[bytes]) -> None:
    for path in files():
        looked.count("files")
        if _holds(path.name.encode() + b"\n", needles) or _file_holds(path, needles):
            looked.hit("files", str(path.name))


def files() -> Iterator[Path]:
    """Every file of the data folder but keys and database, and the places of logs."""
    folder, database = Path(settings.DATA_DIR), _database_file()
    keys = Path(settings.KEY_DIR).resolve()
    for place in (folder, *map(Path, settings.ERASURE_SCAN_PATHS)):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            is_database = database is not None and path.name.startswith(database.name)
            is_key = keys in path.resolve().parents
            if path.is_file() and not is_database and not is_key:
                yield path


def _file_holds(path: Path, needles: list[bytes]) -> bool:
    try:
        if path.suffix == SUFFIX:
            shelf = Shelf(path.parent.parent.name)
            return _holds(shelf.read(UUID(path.stem)), needles)
        if path.stat().st_size > CHUNK:
            with path.open("rb") as file:
                return _stream_holds(file, needles)
        return _holds(path.read_bytes(), needles)
    except (FileNotFoundError, FileGone):
        return False  # removed while we looked


def _stream_holds(file: IO[bytes], needles: list[bytes]) -> bool:
    """A long file piece by piece, each with the end of the one before."""
    overlap = max(len(needle) for needle in needles)
    before = b""
    while piece := file.read(CHUNK):
        together = before + piece.lower()
        if any(needle in together for needle in needles):
            return True
        before = together[-overlap:]
    return False


# --- The bytes of the database -------------------------------------------------------
def _database_file() -> Path | None:
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return None
    return Path(str(connection.settings_dict["NAME"]))


def _look_into_database(looked: Looked, needles: list[bytes]) -> None:
    if connection.vendor != "sqlite":
        return  # its clean-up job rewrites the tables; the tests read their files
    database = _database_file()
    if database is None:
        connection.ensure_connection()
        looked.count("database_bytes")
        if _any(connection.connection.serialize(), needles):
            looked.hit("database_bytes", "memory")
        return
    for path in (database, database.with_name(database.name + "-wal")):
        if path.exists():
            looked.count("database_bytes")
            if _database_holds(path, needles):
                looked.hit("database_bytes", path.suffix or path.name)


def _database_holds(path: Path, needles: list[bytes]) -> bool:
    """Read by another process: whoever closes a file gives up every lock that its
    process has on it, and SQLite's own with them (its page on how to corrupt one)."""
    with subprocess.Popen(  # noqa: S603 - our own words and path
        [sys.executable, "-I", "-c", PRINT_FILE, str(path)], stdout=subprocess.PIPE
    ) as reader:
        if _stream_holds(cast(IO[bytes], reader.stdout), needles):
            reader.kill()
            return True
    if reader.returncode:
        raise OSError(f"{path.name} could not be read.")
    return False


def _any(data: bytes, needles: list[bytes]) -> bool:
    small = data.lower()
    return any(needle in small for needle in needles)
