"""The last bytes: what an UPDATE leaves in the pages of the database, and when it goes.

SQLite overwrites what is deleted (`secure_delete`), so that emptying its journal is
enough. PostgreSQL leaves the old rows in the heap, in indexes and TOAST until the table
is written anew: that is done at a quiet hour, or by `manage.py clean_up_erased`.
Copies outside the database (backups, the archive of `pg_wal`) run out by themselves.

Acts of erasing are cleaned up after by their own rows; whatever else removes what was
personal (a period that is over, a draft nobody sent) says so by `ask`.
"""

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.models import Redaction
from subjects.models import (
    CleanUpDuty,
    Erasure,
    ErasureWords,
    ImportDraft,
    StoredSearch,
)

LONG = "5 minutes"  # a transaction that is older still sees the erased rows
STATISTICS = "pg_catalog.pg_statistic"  # keeps the commonest values of each column
PATIENCE = 30  # seconds for transactions that are nearly over
LOOK_EVERY = 0.2
WAIT = "10s"  # for the lock of one table
ALWAYS: tuple[Any, ...] = (Session, ErasureWords, ImportDraft, StoredSearch)


def is_due(at: datetime) -> bool:
    """SQLite at once; PostgreSQL in the hour that was set."""
    if connection.vendor == "sqlite":
        return True
    return timezone.localtime(at).hour == settings.ERASURE_CLEANUP_HOUR


def ask(*tables: str, at: datetime) -> None:
    """Have the bytes of these tables cleaned up: rows with personal data were removed.

    Called where they are removed, in the same transaction if there is one.
    """
    for table in tables:
        CleanUpDuty.objects.update_or_create(table=table, defaults={"since": at})


def remove(rows: QuerySet[Any], *, at: datetime) -> int:
    """Delete these rows, which no history keeps, and have their bytes cleaned up."""
    with transaction.atomic():
        done = rows.delete()[0]
        if done:
            ask(rows.model._meta.db_table, at=at)
    return done


def is_asked() -> bool:
    return CleanUpDuty.objects.exists()


def waits_for_owner() -> bool:
    """Whether erased bytes wait that this role cannot take out: the tables' owner must.

    Whoever owns the database may write anew what others own in it.
    """
    if connection.vendor == "sqlite":
        return False
    if not (is_asked() or Erasure.objects.filter(cleaned_at=None).exists()):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_class JOIN pg_database "
            "ON datname = current_database() WHERE relkind = 'r' "
            "AND relnamespace = current_schema()::regnamespace "
            "AND NOT pg_has_role(relowner, 'USAGE') "
            "AND NOT pg_has_role(datdba, 'USAGE'))"
        )
        return bool(cursor.fetchone()[0])


def clean(erasures: Iterable[Erasure]) -> str:
    """Take the erased bytes out of the database; a code of what stands in the way.

    Those of these acts and of what was asked for. Runs outside a transaction. Blank if
    it is done.
    """
    asked = list(CleanUpDuty.objects.all())
    in_the_way = _clean({*tables_of(erasures), *(duty.table for duty in asked)})
    if not in_the_way:
        for duty in asked:  # told again meanwhile, it stays for the next time
            CleanUpDuty.objects.filter(pk=duty.pk, since=duty.since).delete()
    return in_the_way


def _clean(tables: Iterable[str]) -> str:
    if connection.vendor == "sqlite":
        return _empty_journal()
    if in_the_way := blocked_by() or _wait_for_older_snapshots():
        return in_the_way
    return _write_anew(sorted(tables))


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
    """A table written anew keeps rows that a transaction of before may still see.

    Rewriting takes a snapshot of its own, which reaches back to the oldest transaction
    that has a number, be it one in another database of the same server. Those that have
    only read count if they read here.
    """
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT now(), pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        )
        begun, following = cursor.fetchone()
        while True:
            cursor.execute(
                "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint < %s "
                "OR EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = "
                "current_database() AND pid <> pg_backend_pid() "
                "AND backend_xmin IS NOT NULL AND xact_start < %s)",
                [following, begun],
            )
            if not cursor.fetchone()[0]:
                return ""
            if time.monotonic() >= until:
                return "long_transaction"
            time.sleep(LOOK_EVERY)


def tables_of(erasures: Iterable[Erasure]) -> list[str]:
    """Tables that held something of it: rows, their history, what was deleted whole."""
    names = {model._meta.db_table for model in ALWAYS}
    for erasure in erasures:
        whose = Q(subject_id=erasure.data_subject_id)
        if erasure.extent == Erasure.Extent.CASE:
            whose = Q(case_id=erasure.case_id)
        found = Redaction.objects.filter(whose, logical_at__gte=erasure.erased_at)
        names |= tables_with(
            {*erasure.counts, *(k for one in found for k in one.fields)}
        )
    return sorted(names)


def tables_with(labels: Iterable[str]) -> set[str]:
    """The tables of these tracked models and of their history; other words are none."""
    names = set()
    for label in set(labels) & {m._meta.label_lower for m in apps.get_models()}:
        model: Any = apps.get_model(label)
        names |= {model._meta.db_table, model.history.model._meta.db_table}
    return names


def _write_anew(tables: list[str]) -> str:
    """VACUUM FULL: heap, TOAST, indexes and statistics, written anew.

    What this role does not own PostgreSQL leaves as it is, with a warning and no error.
    """
    told: list[str | None] = []

    def note(notice: Any) -> None:  # readable only while it is told
        told.append(notice.severity_nonlocalized)

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [WAIT])
        connection.connection.add_notice_handler(note)
        try:
            for table in tables:
                name = connection.ops.quote_name(table)
                cursor.execute(f"VACUUM (FULL, ANALYZE) {name}")
            cursor.execute(f"VACUUM (FULL) {STATISTICS}")
        except OperationalError:
            return "table_in_use"
        finally:
            connection.connection.remove_notice_handler(note)
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
    return "not_the_owner" if "WARNING" in told else ""


def copies_gone_on(at: datetime) -> date | None:
    """When the last backup and journal archive that hold it run out; none: unknown."""
    days = settings.BACKUPS_KEPT_DAYS
    return None if days is None else timezone.localdate(at) + timedelta(days=days)
