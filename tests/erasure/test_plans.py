"""Erasing one person reads what is theirs, however long the trail of others is."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from subjects import erasing
from subjects.models import DataSubject

pytestmark = pytest.mark.django_db
# What grows with every change that anybody makes.
LEDGER = "audit_ledgerentry"
HISTORY = "_historical"
WALKS = ("SCAN", "ledger_by_kind", "ledger_by_time", "ledger_by_controller")


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL plans by what the tables hold."
)
def test_no_statement_walks_the_ledger_or_a_history(
    dewi: DataSubject, aida: User
) -> None:
    walked = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "UPDATE")):
            for step in plan_of(sql, params):
                is_long = LEDGER in step or HISTORY in step
                if is_long and any(walk in step for walk in WALKS):
                    walked.append(step)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        erasing.erase_person(dewi, by=aida)

    assert walked == []


def plan_of(sql: str, params: Any) -> list[str]:
    asked = f"EXPLAIN QUERY PLAN {sql.replace('%s', '?')}"
    rows = connection.connection.execute(asked, list(params or ()))
    return [detail for *_numbers, detail in rows.fetchall()]
