"""The database itself refuses to change the trail."""

import sqlite3
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit import guards, keys, starting, triggers
from audit.installing import after_migrations
from audit.models import LedgerEntry
from audit.redacting import Target, redact
from tests.audit.sample.models import Person

pytestmark = pytest.mark.django_db
HISTORY = "audit_sample_historicalperson"


@pytest.fixture
def dewi(acting: Any) -> Person:
    return Person.objects.create(name="Dewi", email="dewi@example.com", city="Sibu")


def sql(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


ANYWHERE = [
    "UPDATE audit_ledgerentry SET actor_id = 9",
    "DELETE FROM audit_ledgerentry",
    "DELETE FROM audit_sample_historicalperson",
    "UPDATE audit_sample_historicalperson SET city = ''",
    "UPDATE audit_sample_historicalperson SET city = '', redacted = 8",
]
BY_DATABASE = {
    "sqlite": [
        "INSERT OR REPLACE INTO audit_ledgerentry SELECT * FROM audit_ledgerentry",
        "INSERT OR REPLACE INTO audit_sample_historicalperson "
        "SELECT * FROM audit_sample_historicalperson",
    ],
    "postgresql": [
        "TRUNCATE audit_ledgerentry",
        f"TRUNCATE {HISTORY}",
        "SET LOCAL session_replication_role = replica; DELETE FROM audit_ledgerentry",
    ],
}


@pytest.mark.parametrize("number", range(8))
def test_the_trail_is_written_once(number: int, dewi: Person) -> None:
    statements = [*ANYWHERE, *BY_DATABASE[connection.vendor]]
    if number >= len(statements):
        return
    with pytest.raises(DatabaseError, match="written once"):
        sql(statements[number])

    assert LedgerEntry.objects.count() == 1
    assert Person.history.get().city == "Sibu"


def test_history_may_be_blanked_by_an_open_redaction_only(dewi: Person) -> None:
    redact([Target(Person, dewi.pk, ["city"])])

    row = Person.history.get()
    assert (row.city, row.name) == ("", "Dewi")
    with pytest.raises(DatabaseError, match="written once"):
        sql(
            "UPDATE audit_sample_historicalperson "
            "SET name = '', redacted = redacted | 2"  # the redaction is closed again
        )
    with pytest.raises(DatabaseError, match="written once"):
        sql("UPDATE audit_redaction SET is_open = true")


def test_triggers_that_were_taken_down_are_missed_and_put_up_again(db: None) -> None:
    triggers.remove(connection, "guard")
    lacking = triggers.missing(connection)

    assert {trigger.kind for trigger in lacking} == {"guard"}
    assert {"audit_ledgerentry", HISTORY} <= {trigger.table for trigger in lacking}
    triggers.install(connection)
    assert triggers.missing(connection) == []


def test_a_trigger_with_another_body_is_missed(db: None) -> None:
    one = triggers.wanted(connection)[0]
    triggers.remove(connection, "guard")
    forged = triggers.Trigger(one.kind, one.table, one.when, one.body)
    for statement in forged.create(connection.vendor):
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("written once", "written"))

    assert one in triggers.missing(connection)
    triggers.install(connection)


@pytest.mark.django_db(transaction=True)
def test_a_table_that_migrations_rebuild_is_guarded_and_watched_afterwards() -> None:
    field = Person._meta.get_field("city")
    wider = field.clone()
    wider.max_length = 200
    wider.set_attributes_from_name("city")
    wider.model = Person
    triggers.remove(connection)  # what pre_migrate does
    with connection.schema_editor() as editor:
        editor.alter_field(Person, field, wider)
        editor.alter_field(Person, wider, field)

    assert triggers.missing(connection)
    after_migrations()

    assert triggers.missing(connection) == []


def test_an_operator_is_told_of_missing_triggers(db: None) -> None:
    triggers.remove(connection, "mark")

    found = run_checks(
        tags=["database"], include_deployment_checks=True, databases=["default"]
    )

    assert "audit.W002" in [message.id for message in found]
    triggers.install(connection)


def test_nothing_is_served_in_production_while_triggers_are_missing(
    db: None, settings: Any
) -> None:
    for purpose in keys.PURPOSES:
        keys.make(purpose)
    settings.PRODUCTION = True
    assert starting.why_not() == ""
    triggers.remove(connection, "guard")

    refusal = starting.why_not()

    assert "triggers that protect the trail" in refusal
    assert refusal.count(". ") == 0
    with pytest.raises(CommandError, match="The worker does not start"):
        call_command("worker", once=True)
    triggers.install(connection)
    assert starting.why_not() == ""


def test_a_process_that_serves_people_drops_no_guard() -> None:
    """Tried on SQLite itself, whichever database the tests run on."""
    plain = sqlite3.connect(":memory:", autocommit=True)
    plain.execute("CREATE TABLE t (a)")
    plain.execute("CREATE TRIGGER g BEFORE DELETE ON t BEGIN SELECT 1; END")
    plain.set_authorizer(guards._may)

    for statement in (
        "DROP TRIGGER g",
        "DROP TABLE t",
        "ALTER TABLE t RENAME TO u",
        "ATTACH ':memory:' AS other",
        "PRAGMA writable_schema = ON",
    ):
        with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
            plain.execute(statement)
    plain.execute("INSERT INTO t VALUES (1)")
    plain.close()
