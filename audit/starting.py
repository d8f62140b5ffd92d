"""What keeps a web server or worker in production from starting; each a sentence.

Asked once, at start: found out at the first write, it would reach the person who is
writing, or nobody at all.
"""

from django.conf import settings
from django.db import DatabaseError, connection

from audit import keys, triggers
from audit.models import LedgerEntry

MIGRATE = 'run "manage.py migrate"'


def why_not() -> str:
    """The first reason why nothing may be served with these keys and this database."""
    if not settings.PRODUCTION:
        return ""
    return keys.why_incomplete() or _why_unguarded()


def _why_unguarded() -> str:
    """A copied or rebuilt database, or one that somebody opened up, lacks triggers."""
    try:
        if LedgerEntry._meta.db_table not in connection.introspection.table_names():
            return f"The database has no tables of the portal yet: {MIGRATE}."
        lacking = triggers.missing(connection)
    except DatabaseError as error:
        return (
            "The database does not say whether the trail is guarded "
            f"({type(error).__name__}): see that it runs and DATABASE_URL is right."
        )
    finally:
        if not connection.in_atomic_block:
            # The web server forks after this: no connection may be shared.
            connection.close()
            getattr(connection, "close_pool", bool)()
    if not lacking:
        return ""
    return (
        f"The database lacks {len(lacking)} triggers that protect the trail, the first "
        f"on {lacking[0].table}: {MIGRATE}, which puts them up again."
    )
