"""Before and after migrations: the trail's triggers go down and come up again.

What a migration changes in tracked rows is recorded as its own doing, also on SQLite,
where a rebuilt table loses its triggers half-way.
"""

from typing import Any

from django.db import connections, router

from audit import triggers, unattributed
from audit.context import ActorKind
from audit.models import AuditDirty


def before_migrations(using: str = "default", plan: Any = (), **signal: Any) -> None:
    """Take the triggers down: tables are about to change their form."""
    if plan and router.allow_migrate_model(using, AuditDirty):
        triggers.remove(connections[using])


def after_migrations(using: str = "default", **signal: Any) -> None:
    """Put them up, and record what was changed while none of them watched."""
    connection = connections[using]
    if not router.allow_migrate_model(using, AuditDirty):
        return
    tables = set(connection.introspection.table_names())
    if not {m._meta.db_table for m in triggers.tracked_models()} <= tables:
        return  # migrated to an older state, one app at a time
    came = {t.table for t in triggers.install(connection) if t.kind == "mark"}
    unwatched = [m for m in triggers.tracked_models() if m._meta.db_table in came]
    if unwatched:
        unattributed.sweep(using=using)  # left from before the migration
        unattributed.mark_drifted(unwatched)
        unattributed.sweep(ActorKind.MIGRATION, using=using)
