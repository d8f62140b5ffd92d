"""The thirteen ways to write a tracked row: each is recorded with actor and reason, or
found afterwards as an unattributed change. None goes unseen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers
from django.db import connection, models
from django.db.models import F

from audit import unattributed
from audit.models import AuditDirty, LedgerEntry
from audit.trail import Actor, act, audit_context
from tests.audit.sample.models import Note, Person

pytestmark = [pytest.mark.django_db, pytest.mark.unattributed]


@pytest.fixture
def dewi(acting: Any) -> Person:
    person = Person.objects.create(
        name="Dewi", email="dewi@example.com", controller_id=7
    )
    Note.objects.create(person=person, text="rang")
    return person


def plain(model: type[models.Model]) -> "models.QuerySet[Any]":
    """A queryset without the trail's refusals."""
    return models.QuerySet(model)


def saved(person: Person, **values: Any) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    person.save()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def load(person: Person) -> None:
    """`loaddata` of a fixture, where somebody has taken the trail's refusal out."""
    data = serializers.serialize("json", [person]).replace("Dewi", "Loaded")
    for loaded in serializers.deserialize("json", data):
        values = {
            f.attname: getattr(loaded.object, f.attname)
            for f in Person._meta.concrete_fields
        }
        plain(Person).filter(pk=person.pk).update(**values)


def set_null(person: Person) -> None:
    """What the collector does for SET_NULL: an UPDATE past every manager."""
    query = models.sql.UpdateQuery(Person)
    query.update_batch([person.pk], {"controller_id": None}, "default")


RECORDED: dict[str, Callable[[Person], Any]] = {
    "save": lambda p: saved(p, city="Sibu"),
    "delete": lambda p: Note.objects.get().delete(),
    "cascade": lambda p: p.delete(),
    "F() in a save": lambda p: saved(p, visits=F("visits") + 1),
    "update": lambda p: Person.objects.audited_update(city="Sibu"),
    "bulk_create": lambda p: Person.objects.audited_bulk_create([Person(name="Ben")]),
    "m2m, by its own rows": lambda p: p.notes.create(text="wrote"),
}

FOUND: dict[str, Callable[[Person], Any]] = {
    "update": lambda p: plain(Person).update(city="Sibu"),
    "bulk_update": lambda p: (
        setattr(p, "city", "Sibu"),
        plain(Person).bulk_update([p], ["city"]),
    ),
    "bulk_create": lambda p: plain(Person).bulk_create([Person(name="Ben")]),
    "upsert": lambda p: plain(Person).bulk_create(
        [Person(pk=p.pk, name="Forged", email="dewi@example.com")],
        update_conflicts=True,
        update_fields=["name"],
        unique_fields=["email"],
    ),
    "raw SQL": lambda p: sql("UPDATE audit_sample_person SET city = 'Sibu'"),
    "raw SQL insert": lambda p: sql(
        "INSERT INTO audit_sample_note (person_id, text, revision) "
        "SELECT id, 'forged', 0 FROM audit_sample_person"
    ),
    "_raw_delete": lambda p: plain(Note)._raw_delete("default"),  # type: ignore[attr-defined]
    "SET_NULL": set_null,
    "loaddata": load,
    "F() in an update": lambda p: plain(Person).update(visits=F("visits") + 1),
}


@pytest.mark.parametrize("road", RECORDED)
def test_a_recorded_write_says_who_and_why(road: str, dewi: Person) -> None:
    before = LedgerEntry.objects.count()
    with act(by=Actor.job("importer"), reason_code="asked"):
        RECORDED[road](dewi)

    new = list(LedgerEntry.objects.order_by("id")[before:])
    assert new
    assert {(e.program, e.reason_code) for e in new} == {("importer", "asked")}
    assert not AuditDirty.objects.exists()


@pytest.mark.parametrize("road", FOUND)
def test_a_write_round_the_side_is_found(road: str, dewi: Person) -> None:
    before = LedgerEntry.objects.count()
    FOUND[road](dewi)

    assert AuditDirty.objects.exists()
    with audit_context("job"):
        found = unattributed.sweep()

    new = list(LedgerEntry.objects.order_by("id")[before:])
    assert len(new) == found > 0
    assert {(e.actor_kind, e.actor_id, e.reason_code) for e in new} == {
        ("sql", None, "unattributed")
    }
    assert {e.controller_id for e in new} <= {7, None}
    assert not AuditDirty.objects.exists()
    assert [unattributed.drifted(model) for model in (Person, Note)] == [[], []]


def test_it_is_found_even_if_the_row_is_saved_properly_afterwards(
    dewi: Person,
) -> None:
    plain(Person).update(city="Sibu")
    with act(by=Actor.job("importer")):
        saved(Person.objects.get(), visits=3)

    assert unattributed.sweep() == 1
    assert LedgerEntry.objects.filter(actor_kind="sql").count() == 1


def test_the_entry_says_which_fields_changed(dewi: Person) -> None:
    plain(Person).update(city="Sibu", visits=4)

    unattributed.sweep()

    entry = LedgerEntry.objects.get(actor_kind="sql")
    assert entry.changed_fields == ["city", "visits"]
    assert Person.history.latest().city == "Sibu"


def test_a_write_that_changes_no_value_leaves_no_marker(dewi: Person) -> None:
    plain(Person).update(name=F("name"), secret_word="pepper")

    assert not AuditDirty.objects.exists()


def test_what_drifts_while_nothing_watches_is_found(dewi: Person) -> None:
    plain(Person).update(city="Sibu")
    plain(Note)._raw_delete("default")  # type: ignore[attr-defined]
    AuditDirty.objects.all().delete()  # as if there had been no trigger

    assert unattributed.mark_drifted([Person, Note]) == 2
    assert unattributed.sweep() == 2
    assert unattributed.mark_drifted([Person, Note]) == 0
