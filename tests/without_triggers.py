"""Someone with every right over the database has switched the trail's triggers off."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SWITCH = """
DO $$ DECLARE found record; BEGIN
FOR found IN SELECT t.tgname, c.relname FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname LIKE 'dpo\\_%' AND NOT t.tgisinternal
AND (t.tgtype & {truncate} > 0 OR c.relname LIKE '{tables}') LOOP
EXECUTE format('ALTER TABLE %I {word} TRIGGER %I', found.relname, found.tgname);
END LOOP; END $$
"""
TRUNCATE = 32  # the bit of pg_trigger.tgtype


@contextmanager
def triggers_off(connection: Any, tables: str = "") -> Iterator[None]:
    """Off inside the block, on again after it.

    On SQLite that is all of this connection; on PostgreSQL those against TRUNCATE, and
    all on tables LIKE `tables`.
    """
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        option = sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER
        connection.connection.setconfig(option, False)
        try:
            yield
        finally:
            connection.connection.setconfig(option, True)
        return
    with connection.cursor() as cursor:
        if connection.in_atomic_block:  # else pending constraints forbid it
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _switch(cursor, "DISABLE", tables)
        yield
        if connection.in_atomic_block:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _switch(cursor, "ENABLE ALWAYS", tables)


def _switch(cursor: Any, word: str, tables: str) -> None:
    cursor.execute(SWITCH.format(word=word, tables=tables, truncate=TRUNCATE))
