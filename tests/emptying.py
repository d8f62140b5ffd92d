"""How a test that commits leaves the database: empty, but for what all tests share.

Django empties every table and sends post_migrate, which wrote the shipped rulebook, the
content types and the permissions anew: most of a second, some four hundred times a run.
So those tables stay as they are, unless the test has added to them.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_migrate

from audit.models import RecordShape
from rulebook.loading import add_rows, shipped_rows
from rulebook.models import MODELS
from tests.without_triggers import triggers_off

RULES = [model._meta.db_table for model in MODELS.values()]
SHARED = [
    *RULES,
    *(each._meta.db_table for each in (ContentType, Permission, RecordShape)),
]
SHIPPED: list[Any] = []  # how many rows, and the newest, of each table of the rulebook
_empty_all_tables = BaseDatabaseOperations.execute_sql_flush


def stock_the_rulebook(sender: Any, **_: Any) -> None:
    """The shipped rulebook is in every test database from the start."""
    if sender.name == "rulebook" and (not SHIPPED or _rules_now() != SHIPPED):
        add_rows(shipped_rows())
        SHIPPED[:] = _rules_now()


def _rules_now() -> list[Any]:
    asked = " UNION ALL ".join(
        f"SELECT {number}, COUNT(*), MAX(id) FROM {table}"  # noqa: S608 - our own names
        for number, table in enumerate(RULES)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{asked} ORDER BY 1")
        return list(cursor.fetchall())


def _empty_guarded_tables(self: Any, statements: Iterable[str]) -> None:
    """The trail's tables as well: here alone the guards make way.

    Emptied tracked tables leave no markers.
    """
    if _rules_now() == SHIPPED:
        statements = [kept for each in statements if (kept := _without_shared(each))]
    with triggers_off(self.connection):
        _empty_all_tables(self, statements)


def _without_shared(statement: str) -> str:
    """DELETE names one table, TRUNCATE all of them."""
    named = re.findall(r'"(\w+)"', statement)
    if statement.startswith("DELETE"):
        return "" if named[0] in SHARED else statement
    left = ", ".join(f'"{table}"' for table in named if table not in SHARED)
    return re.sub(r'"\w+"(?:, "\w+")*', left, statement, count=1)


def begin() -> None:
    """To be called once, before the first database is made."""
    post_migrate.connect(stock_the_rulebook)
    BaseDatabaseOperations.execute_sql_flush = _empty_guarded_tables  # type: ignore[method-assign]


def rest() -> None:
    """Once the database is there: what stays need not be looked for after each test."""
    uid = "django.contrib.auth.management.create_permissions"
    assert post_migrate.disconnect(dispatch_uid=uid)
    assert post_migrate.disconnect(create_contenttypes)
