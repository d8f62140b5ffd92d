"""The last bytes: what an UPDATE leaves in the pages of the database, and when it goes.

SQLite overwrites what is deleted (`secure_delete`), so that emptying its journal is
enough. PostgreSQL leaves the old rows in the heap, in indexes and TOAST until the table
is written anew: that is done at a quiet hour, or by `manage.py clean_up_erased`.
Copies outside the database (backups, the archive of `pg_wal`) run out by themselves.
"""

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.utils import timezone

from audit.models import Redaction
from subjects.models import Erasure, ErasureWords, ImportDraft, StoredSearch

LONG = "5 minutes"  # a transaction that is older still sees the erased rows
STATISTICS = "pg_catalog.pg_statistic"  # keeps the commonest values of each column
PATIENCE = 30  # seconds for transactions that are nearly over
WAIT = "10s"  # for the lock of one table
ALWAYS: tuple[Any, ...] = (Session, ErasureWords, ImportDraft, StoredSearch)


def is_due(at: datetime) -> bool:
    """SQLite at once; PostgreSQL in the hour that was set."""
    if connection.vendor == "sqlite":
        return True
    return timezone.localtime(at).hour == settings.ERASURE_CLEANUP_HOUR


def clean(erasures: Iterable[Erasure]) -> str:
    """Take the erased bytes out of the database; a code of what stands in the way.

    Runs outside a transaction. Blank if it is done.
    """
    if connection.vendor == "sqlite":
        return _empty_journal()
    if in_the_way := blocked_by() or _wait_for_older_snapshots():
        return in_the_way
    return _write_anew(tables_of(erasures))


def _empty_journal() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, _pages, _done = cursor.fetchone()
    return "journal_in_use" if is_busy else ""


def blocked_by() -> str:
    """What keeps the old rows alive on PostgreSQL, so that rewriting would be vain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND xact_start < now() - %s::interval",
            [LONG],
        )
        if cursor.fetchone()[0]:
            return "long_transaction"
        cursor.execute(
            "SELECT count(*) FROM pg_replication_slots WHERE "
            "greatest(age(xmin), age(catalog_xmin)) > 1000000 "
            "OR (NOT active AND xmin IS NOT NULL)"
        )
        return "replication_slot" if cursor.fetchone()[0] else ""


def _wait_for_older_snapshots() -> str:
    """A table written anew keeps rows that a transaction of before may still see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (begun,) = cursor.fetchone()
        for _second in range(PATIENCE):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = "
                "current_database() AND pid <> pg_backend_pid() "
                "AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) "
                "AND xact_start < %s",
                [begun],
            )
            if not cursor.fetchone()[0]:
                return ""
            time.sleep(1)
    return "long_transaction"


def tables_of(erasures: Iterable[Erasure]) -> list[str]:
    """Tables that held something of it: rows, their history, what was deleted whole."""
    names = {model._meta.db_table for model in ALWAYS}
    for erasure in erasures:
        redactions = Redaction.objects.filter(
            subject_id=erasure.data_subject_id, logical_at__gte=erasure.erased_at
        )
        labels = {*erasure.counts, *(k for r in redactions for k in r.fields)}
        for label in labels & {m._meta.label_lower for m in apps.get_models()}:
            model: Any = apps.get_model(label)
            names |= {model._meta.db_table, model.history.model._meta.db_table}
        if "mails" in erasure.counts:
            names.add("requests_rawmail")
    return sorted(names)


def _write_anew(tables: list[str]) -> str:
    """VACUUM FULL: heap, TOAST, indexes and statistics, written anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [WAIT])
        try:
            for table in tables:
                name = connection.ops.quote_name(table)
                cursor.execute(f"VACUUM (FULL, ANALYZE) {name}")
            cursor.execute(f"VACUUM (FULL) {STATISTICS}")
        except OperationalError:
            return "table_in_use"
        finally:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
    return ""


def copies_gone_on(at: datetime) -> date | None:
    """When the last backup and journal archive that hold it run out; none: unknown."""
    days = settings.BACKUPS_KEPT_DAYS
    return None if days is None else timezone.localdate(at) + timedelta(days=days)
