"""Every change of a tracked row leaves one history row and one entry."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from audit import commitment, profiles
from audit.errors import StaleFields, StaleRecord
from audit.models import LedgerEntry
from audit.trail import Actor, act, audit_context, record
from tests.audit.sample.models import Note, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def dewi(db: None, acting: Any) -> Person:
    return Person.objects.create(name="Dewi", email="dewi@example.com", controller_id=7)


def last() -> LedgerEntry:
    return LedgerEntry.objects.order_by("-id")[0]


def test_a_created_row_leaves_one_history_row_and_one_entry(dewi: Person) -> None:
    entry = LedgerEntry.objects.get()

    assert (entry.action, entry.model) == ("+", "audit_sample.person")
    assert (entry.object_pk, entry.controller_id) == (str(dewi.pk), 7)
    assert entry.subject_id == dewi.pk
    assert (entry.actor_kind, entry.program, entry.channel) == ("job", "test", "job")
    assert dewi.history.get().history_id == entry.history_id
    assert dewi.history.get().entry_uid == entry.uid


def test_a_changed_row_says_which_fields_changed(dewi: Person) -> None:
    dewi.city, dewi.visits = "Sibu", 3
    dewi.save()

    assert last().changed_fields == ["city", "visits", "changed_at"]
    assert last().action == "~"
    assert [row.city for row in dewi.history.all()] == ["Sibu", ""]


def test_a_deleted_row_keeps_its_last_values_in_history(dewi: Person) -> None:
    pk = dewi.pk
    dewi.delete()

    assert (last().action, last().object_pk) == ("-", str(pk))
    assert Person.history.filter(history_type="-").get().name == "Dewi"


def test_rows_deleted_with_their_parent_are_recorded_too(dewi: Person) -> None:
    Note.objects.create(person=dewi, text="rang twice")

    dewi.delete()

    deleted = LedgerEntry.objects.filter(action="-").values_list("model", flat=True)
    assert sorted(deleted) == ["audit_sample.note", "audit_sample.person"]


def test_a_save_that_changes_nothing_leaves_nothing(dewi: Person) -> None:
    again = Person.objects.get(pk=dewi.pk)

    with CaptureQueriesContext(connection) as queries:
        again.save()
        again.name = "Dewi"
        again.save(update_fields=["name"])

    assert len(queries) == 0
    assert LedgerEntry.objects.count() == 1


def test_no_entry_holds_a_personal_value(dewi: Person) -> None:
    dewi.name = "Dewi Contoh"
    with act(by=Actor.job("x"), reason_text="she wrote to say so"):
        dewi.save()

    table = [str(value) for row in LedgerEntry.objects.values_list() for value in row]
    assert not [v for v in table if "ewi" in v or "wrote" in v]
    assert dewi.history.latest().reason_text == "she wrote to say so"


def test_update_fields_may_not_leave_out_another_changed_field(dewi: Person) -> None:
    dewi.name, dewi.city = "Other", "Kuching"

    with pytest.raises(StaleFields, match="city"):
        dewi.save(update_fields=["name"])

    assert LedgerEntry.objects.count() == 1


def test_a_list_changed_in_place_is_a_change(dewi: Person) -> None:
    dewi = Person.objects.get(pk=dewi.pk)
    dewi.facts["asked"] = True
    dewi.save()

    assert last().changed_fields == ["facts", "changed_at"]


def test_a_text_that_means_the_same_value_is_no_change(dewi: Person) -> None:
    dewi.born_on = date(1990, 5, 1)
    dewi.save()
    before = LedgerEntry.objects.count()

    dewi.born_on = "1990-05-01"  # type: ignore[assignment]
    dewi.spent = Decimal("0")
    dewi.save()

    assert LedgerEntry.objects.count() == before


def test_a_computed_value_is_in_history_as_the_database_has_it(dewi: Person) -> None:
    dewi.visits = F("visits") + 5
    dewi.save()

    assert Person.objects.get(pk=dewi.pk).visits == 5
    assert dewi.history.latest().visits == 5
    assert last().changed_fields == ["visits", "changed_at"]


def test_a_write_over_someone_elses_change_is_refused(dewi: Person) -> None:
    theirs = Person.objects.get(pk=dewi.pk)
    theirs.city = "Miri"
    theirs.save()

    dewi.visits = 9
    with pytest.raises(StaleRecord), transaction.atomic():
        dewi.save()

    assert Person.objects.get(pk=dewi.pk).visits == 0
    dewi.refresh_from_db()
    dewi.visits = 9
    dewi.save()
    assert dewi.history.latest().city == "Miri"


def test_a_deferred_field_is_still_in_history(dewi: Person) -> None:
    partial = Person.objects.only("city").get(pk=dewi.pk)
    partial.city = "Kapit"
    partial.save()

    row = dewi.history.latest()
    assert (row.name, row.city) == ("Dewi", "Kapit")
    assert last().changed_fields == ["city", "changed_at"]


def test_an_excluded_field_changes_without_history(dewi: Person) -> None:
    dewi.secret_word = "pepper"
    dewi.save(update_fields=["secret_word"])

    assert Person.objects.get(pk=dewi.pk).secret_word == "pepper"
    assert LedgerEntry.objects.count() == 1
    assert "secret_word" not in [f.name for f in Person.history.model._meta.fields]


def test_an_audited_save_costs_two_inserts_and_no_select(dewi: Person) -> None:
    dewi.city = "Sibu"

    with CaptureQueriesContext(connection) as queries:
        dewi.save()

    kinds = [q["sql"].split()[0] for q in queries.captured_queries]
    assert kinds == ["UPDATE", "INSERT", "INSERT"]


def test_all_changes_of_an_act_share_its_id_moment_and_case(dewi: Person) -> None:
    at = datetime(2026, 5, 15, 13, 0, tzinfo=UTC)
    with act(by=Actor.job("x"), case_id=4, reason_code="asked", at=at) as outer:
        dewi.city = "Sibu"
        dewi.save()
        with act(by=Actor.subject(), case_id=5) as inner:
            record("sample.move", dewi, changes=["city"])

    moved, verb = LedgerEntry.objects.order_by("id")[1:]
    assert {moved.act_uid, verb.act_uid} == {outer.uid} == {inner.uid}
    assert {moved.occurred_at, verb.occurred_at} == {at}
    assert (moved.case_id, verb.case_id) == (4, 5)
    assert (moved.reason_code, verb.reason_code) == ("asked", "asked")
    assert (moved.actor_kind, verb.actor_kind) == ("job", "subject")
    assert (verb.verb, verb.action) == ("sample.move", "v")
    assert dewi.history.order_by("-history_id")[0].history_date == at


def test_an_act_opens_a_context_where_there_is_none(db: None) -> None:
    with act(by=Actor.job("import"), controller_id=3), transaction.atomic():
        Person.objects.create(name="Aida")

    assert (last().program, last().controller_id) == ("import", 3)


def test_bulk_update_records_each_row_that_changed(dewi: Person) -> None:
    Person.objects.create(name="Ben", city="Sibu", controller_id=8)

    changed = Person.objects.audited_update(city="Sibu", reason="moved")

    assert changed == 1
    assert (last().object_pk, last().changed) == (str(dewi.pk), "city")
    assert last().reason_code == "moved"
    assert dewi.history.latest().city == "Sibu"
    dewi.visits = 1
    with pytest.raises(StaleRecord), transaction.atomic():
        dewi.save()


def test_bulk_update_takes_expressions(dewi: Person) -> None:
    Person.objects.audited_update({"visits": F("visits") + 2}, reason="counted")

    assert dewi.history.latest().visits == 2
    assert last().changed_fields == ["visits"]


def test_bulk_create_records_each_row(acting: Any) -> None:
    rows = [Person(name=f"P{n}", controller_id=n) for n in range(5)]

    with CaptureQueriesContext(connection) as queries:
        made = Person.objects.audited_bulk_create(rows, reason="imported")

    inserts = [q for q in queries.captured_queries if q["sql"].startswith("INSERT")]
    assert len(inserts) == 3
    assert [p.history.get().name for p in made] == ["P0", "P1", "P2", "P3", "P4"]
    entries = LedgerEntry.objects.order_by("id")
    assert [e.history_id for e in entries] == [p.history.get().pk for p in made]
    made[0].city = "Sibu"
    made[0].save()
    assert last().changed_fields == ["city", "changed_at"]


def test_an_entry_can_be_checked_from_its_history_row_alone(acting: Any) -> None:
    """What was committed at save time is what the database gives back."""
    person = Person.objects.create(
        name="陈 Dewi",
        email=None,
        controller_id=7,
        mood=Person.Mood.CROSS,
        born_on="1990-05-01",
        wakes_at=time(6, 30, 0, 5),
        seen_at=datetime(2026, 5, 15, 18, 0, 0, 123, tzinfo=UTC),
        spent="12.5",
        weight=61.25,
        is_known=True,
        facts={"b": [1.0, 2, 1e16, None, "é"], "a": {"x": -0.0, "y": 10**300}},
        waited=timedelta(days=2, microseconds=3),
        photo=b"\x00\xff",
        paper="papers/a.pdf",
    )
    person.spent = Decimal("3.14159")
    person.save()

    for entry in LedgerEntry.objects.all():
        row = Person.history.get(history_id=entry.history_id)
        known = profiles.profile(Person)
        assert entry.shape == known.shape
        leaves = [(f.prefix, f.canon(getattr(row, f.attname))) for f in known.fields]
        reason = commitment.canon(row.reason_text)
        leaves.append((commitment.name_prefix("reason_text"), reason))
        root = commitment.root(leaves, bytes(row.secret))
        assert bytes(entry.root) == root
        assert bytes(entry.digest) == commitment.digest(entry.metadata(), root)


def test_a_subject_acts_on_her_own_request(db: None) -> None:
    with audit_context("subject", channel="web"), transaction.atomic():
        Person.objects.create(name="Dewi")

    assert (last().actor_kind, last().actor_id, last().channel) == (
        "subject",
        None,
        "web",
    )
