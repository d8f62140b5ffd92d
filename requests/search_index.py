"""The index that the desk's search reads, made after each migration.

Not a part of the models: each database has one of its own, and SQLite drops what Django
does not know of when it builds a table anew. On PostgreSQL it holds trigrams, which
find a piece of a text in any script. On SQLite it is an ordered copy of the text that
is read through: its trigram index (FTS5) keeps words that were deleted until it merges,
and what is erased must be gone.
"""

from typing import Any

from django.db import DatabaseError, connections, transaction

NAME = "claimant_search"
TABLE, COLUMN = "requests_claimant", "search_text"
STATEMENTS = {
    "postgresql": (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        f"CREATE INDEX IF NOT EXISTS {NAME} ON {TABLE}"
        f" USING gin ({COLUMN} gin_trgm_ops)",
    ),
    "sqlite": (
        f"CREATE INDEX IF NOT EXISTS {NAME} ON {TABLE} (rights_request_id, {COLUMN})",
    ),
}
WITHOUT = (
    "The search is slow: this database user may not create the extension pg_trgm. "
    "Create it as its owner, then run migrate again."
)


def make_index(
    using: str, plan: Any = (), stdout: Any = None, verbosity: int = 1, **signal: Any
) -> None:
    """Receiver of post_migrate; does nothing where the column is not there yet."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if TABLE not in tables or not _has_column(connection, cursor):
            return
        try:
            with transaction.atomic(using):
                for statement in STATEMENTS.get(connection.vendor, ()):
                    cursor.execute(statement)
        except DatabaseError:
            if stdout is not None:
                stdout.write(WITHOUT)


def _has_column(connection: Any, cursor: Any) -> bool:
    found = connection.introspection.get_table_description(cursor, TABLE)
    return any(column.name == COLUMN for column in found)
