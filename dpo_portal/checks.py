"""System checks: what the database must do for the portal's promises to hold."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

WANTED_PRAGMAS = {
    "secure_delete": (1, "erased bytes would stay in the database file"),
    "foreign_keys": (1, "rows could point to rows that do not exist"),
    "journal_mode": ("wal", "readers would wait for every writer"),
}


@register(Tags.database)
def check_sqlite_pragmas(
    app_configs: Sequence[AppConfig] | None = None,
    databases: Sequence[str] | None = None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Ask each SQLite connection for its pragmas: settings can say one thing and SQLite
    do another (a build without secure_delete, a file system without WAL)."""
    return [
        message
        for alias in databases or []
        if connections[alias].vendor == "sqlite"
        for message in _pragma_errors(connections[alias])
    ]


def _pragma_errors(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    def pragma(name: str) -> Any:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]

    errors: list[CheckMessage] = []
    with connection.cursor() as cursor:
        for name, (wanted, consequence) in WANTED_PRAGMAS.items():
            found = pragma(name)
            if name == "journal_mode" and found == "memory":
                continue  # a database in memory (the tests') keeps no journal file
            if found != wanted:
                errors.append(
                    Error(
                        f"SQLite runs with {name}={found} instead of {wanted}: "
                        f"{consequence}.",
                        hint="See the DATABASES section of dpo_portal/settings.py.",
                        id="dpo_portal.E001",
                    )
                )
        if pragma("busy_timeout") <= 0:
            errors.append(
                Error(
                    "SQLite runs without a busy_timeout: two people acting at once "
                    "would see an error instead of waiting.",
                    id="dpo_portal.E002",
                )
            )
    return errors
