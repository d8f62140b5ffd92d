"""Each road that writes a tracked row is either recorded or refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction
from simple_history.utils import (
    bulk_create_with_history,
    bulk_update_with_history,
    update_change_reason,
)

from audit import ledger
from audit.errors import (
    AppendOnly,
    AuditError,
    NoAuditContext,
    NotInTransaction,
    UnauditedWrite,
)
from audit.models import AccessEntry, LedgerEntry
from audit.trail import Actor, act, audit_context, record, record_access
from tests.audit.sample.models import Member, Note, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def dewi(acting: Any) -> Person:
    person = Person.objects.create(name="Dewi", email="dewi@example.com")
    Note.objects.create(person=person, text="rang")
    return person


def load(person: Person) -> None:
    data = serializers.serialize("json", [person])
    for loaded in serializers.deserialize("json", data.replace("Dewi", "Forged")):
        loaded.save()


REFUSED: dict[str, Callable[[Person], Any]] = {
    "update": lambda p: Person.objects.update(name="x"),
    "update of a filter": lambda p: Person.objects.filter(pk=p.pk).update(name="x"),
    "bulk_update": lambda p: Person.objects.bulk_update([p], ["name"]),
    "bulk_create": lambda p: Person.objects.bulk_create([Person(name="x")]),
    "delete of a filter": lambda p: Person.objects.filter(pk=p.pk).delete(),
    "_raw_delete": lambda p: Person.objects.all()._raw_delete("default"),
    "related update": lambda p: p.notes.update(text="x"),
    "related delete": lambda p: p.notes.all().delete(),
    "related add in bulk": lambda p: p.notes.add(Note.objects.get(), bulk=True),
    "related set": lambda p: p.notes.set([Note.objects.get()], clear=True),
    "related bulk_create": lambda p: p.notes.bulk_create([Note(text="x")]),
    "loaddata": load,
    "bulk_create_with_history": lambda p: bulk_create_with_history(
        [Person(name="x")], Person
    ),
    "bulk_update_with_history": lambda p: bulk_update_with_history(
        [p], Person, ["name"]
    ),
    "update_change_reason": lambda p: update_change_reason(p, "x"),
    "a history row changed": lambda p: p.history.first().save(),
    "a history row deleted": lambda p: p.history.first().delete(),
    "history updated": lambda p: p.history.update(name="x"),
    "history deleted": lambda p: Person.history.all().delete(),
    "an entry changed": lambda p: LedgerEntry.objects.first().save(),
    "an entry deleted": lambda p: LedgerEntry.objects.first().delete(),
    "entries updated": lambda p: LedgerEntry.objects.update(actor_id=1),
    "entries deleted": lambda p: LedgerEntry.objects.all().delete(),
    "accesses deleted": lambda p: AccessEntry.objects.filter(pk=1).delete(),
}


@pytest.mark.parametrize("road", REFUSED)
def test_a_road_past_the_trail_is_refused(road: str, dewi: Person) -> None:
    with pytest.raises((UnauditedWrite, AppendOnly)), transaction.atomic():
        REFUSED[road](dewi)

    assert Person.objects.get().name == "Dewi"
    assert Note.objects.get().text == "rang"
    assert LedgerEntry.objects.count() == 2


RECORDED: dict[str, tuple[str, Callable[[Person], Any]]] = {
    "save": ("~", lambda p: (setattr(p, "name", "x"), p.save())),
    "save_base": ("~", lambda p: (setattr(p, "name", "x"), p.save_base())),
    "create": ("+", lambda p: Person.objects.create(name="x")),
    "get_or_create": ("+", lambda p: Person.objects.get_or_create(name="x")),
    "update_or_create": (
        "~",
        lambda p: Person.objects.update_or_create(
            name="Dewi", defaults={"city": "Sibu"}
        ),
    ),
    "related create": ("+", lambda p: p.notes.create(text="x")),
    "related add": ("+", lambda p: p.notes.add(Note(text="x"), bulk=False)),
    "delete": ("-", lambda p: Note.objects.get().delete()),
    "audited_update": ("~", lambda p: Person.objects.audited_update(name="x")),
    "audited_bulk_create": (
        "+",
        lambda p: Person.objects.audited_bulk_create([Person(name="x")]),
    ),
}


@pytest.mark.parametrize("road", RECORDED)
def test_a_road_that_is_open_leaves_exactly_one_entry(road: str, dewi: Person) -> None:
    action, take = RECORDED[road]
    take(dewi)

    new = LedgerEntry.objects.order_by("id")[2:]
    assert [entry.action for entry in new] == [action]


@pytest.mark.parametrize("road", ["save", "create", "delete", "audited_update"])
def test_a_write_that_nobody_answers_for_is_refused(road: str, db: None) -> None:
    with audit_context("job", name="setup"), transaction.atomic():
        person = Person.objects.create(name="Dewi")
        Note.objects.create(person=person, text="rang")

    with pytest.raises(NoAuditContext, match="who is acting"), transaction.atomic():
        RECORDED[road][1](person)

    assert (Person.objects.get().name, Note.objects.count()) == ("Dewi", 1)
    assert LedgerEntry.objects.count() == 2


def test_saving_a_copy_never_overwrites_the_row_it_names(dewi: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person(pk=dewi.pk, name="Other").save()

    assert Person.objects.get().name == "Dewi"


def test_history_cannot_be_switched_off(dewi: Person, settings: Any) -> None:
    settings.SIMPLE_HISTORY_ENABLED = False
    dewi.skip_history_when_saving = True
    dewi.name = "x"
    dewi.save()

    assert LedgerEntry.objects.count() == 3
    assert not hasattr(dewi, "save_without_historical_record")


def test_a_password_changes_without_context_and_without_history(db: None) -> None:
    with audit_context("job", name="setup"), transaction.atomic():
        member = Member.objects.create(email="aida@example.com")
        member.set_password("correct horse")
        member.save()

    member.set_password("battery staple")
    member.save(update_fields=["password"])

    assert Member.objects.get().check_password("battery staple")
    assert LedgerEntry.objects.count() == 1
    assert [f.name for f in Member.history.model.tracked_fields] == [
        "id",
        "email",
        "joined_at",
    ]


def test_a_verb_is_recorded_only_inside_an_act(dewi: Person) -> None:
    with pytest.raises(NoAuditContext, match=r"sample\.move"):
        record("sample.move", dewi)


def test_looking_needs_a_context_too(db: None) -> None:
    with pytest.raises(AuditError):
        record_access("record", controller_id=1)


@pytest.mark.django_db(transaction=True)
def test_a_change_outside_a_transaction_is_refused() -> None:
    with audit_context("job", name="test"), pytest.raises(NotInTransaction):
        Person.objects.create(name="Dewi")

    assert Person.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_entry() -> None:
    def verb() -> None:
        Person.objects.create(name="Dewi")
        raise ValueError("changed my mind")

    with (
        act(by=Actor.job("test")),
        pytest.raises(ValueError, match="mind"),
        transaction.atomic(),
    ):
        verb()

    assert (Person.objects.count(), LedgerEntry.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_change_whose_entry_cannot_be_written_is_rolled_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(rows: Any) -> None:
        raise IntegrityError("no room")

    monkeypatch.setattr(ledger, "write_entries", refuse)
    with (
        act(by=Actor.job("test")),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        Person.objects.create(name="Dewi")

    assert (Person.objects.count(), Person.history.count()) == (0, 0)
