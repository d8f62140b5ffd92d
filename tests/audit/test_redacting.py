"""Erased values are gone from history, and what proves them stays."""

import json
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit import commitment, ledger, profiles, redaction_list, replaying
from audit.errors import NotErasable
from audit.models import LedgerEntry, RecordShape, Redaction
from audit.redacting import Target, redact
from audit.trail import Actor, act
from tests.audit.sample.models import Note, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def dewi(acting: Any) -> Person:
    with act(by=Actor.job("test"), reason_text="Dewi wrote"):
        person = Person.objects.create(name="Dewi", email="dewi@example.com")
    for city in ("Sibu", "Miri"):
        person.city = city
        person.save()
    Note.objects.create(person=person, text="Dewi rang")
    return person


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def roots_hold() -> bool:
    """Whether each history row still gives the root its entry committed to."""
    models = {"audit_sample.person": Person, "audit_sample.note": Note}
    for entry in LedgerEntry.objects.filter(action__in="+~-"):
        model = models[entry.model]
        row = model.history.get(history_id=entry.history_id)  # type: ignore[attr-defined]
        names = RecordShape.objects.get(code=entry.shape).fields
        leaves = profiles.leaves_of(model, names, row)
        found = commitment.root_with_erased(leaves, bytes(row.secret), row.redacted)
        if found != bytes(entry.root):
            return False
    return True


def test_erased_columns_are_blank_in_every_history_row(dewi: Person) -> None:
    redact(
        [
            Target(Person, dewi.pk, ["name", "email", "reason_text"]),
            Target(Note, dewi.notes.get().pk, ["text"]),
        ],
        subject_id=dewi.pk,
    )

    rows = Person.history.values_list("name", "email", "reason_text")
    assert set(rows) == {("", None, "")}
    assert set(Person.history.values_list("city", flat=True)) == {"", "Sibu", "Miri"}
    assert Note.history.get().text == ""


def test_each_tracked_model_costs_three_statements_however_much_it_holds(
    dewi: Person,
) -> None:
    people = [Person.objects.create(name=f"Invented {n}") for n in range(20)]
    notes = [Note.objects.create(person=p, text="rang") for p in people]
    ledger.flush()
    persons = [Target(Person, p.pk, ["name"]) for p in [dewi, *people]]
    with CaptureQueriesContext(connection) as one:
        redact(persons)
    with CaptureQueriesContext(connection) as two:
        redact(
            [Target(Person, dewi.pk, ["email"])]
            + [Target(Note, note.pk, ["text"]) for note in notes]
        )

    assert len(two) - len(one) == 3
    assert len(one) <= 3 + 5  # the redaction itself, its entries, the shapes


def test_the_roots_still_hold_after_erasing_twice(dewi: Person) -> None:
    redact([Target(Person, dewi.pk, ["name"])])
    assert roots_hold()

    redact([Target(Person, dewi.pk, ["name", "city"])])
    assert roots_hold()
    redact([Target(Person, dewi.pk, ["name", "city"])])
    assert roots_hold()


def test_no_salt_of_an_erased_value_is_left(dewi: Person) -> None:
    row = Person.history.earliest()
    names = [f.name for f in profiles.profile(Person).fields]
    salt = commitment.salts(bytes(row.secret), len(names) + 1)[names.index("name")]

    redact([Target(Person, dewi.pk, ["name"])])

    row.refresh_from_db()
    assert salt not in bytes(row.secret)
    assert len(row.secret) == 3 + 32 + 16 * len(names)


def test_the_entries_say_what_was_erased_for_whom_and_by_whom(dewi: Person) -> None:
    with act(by=Actor.job("eraser"), case_id=4):
        redaction = redact([Target(Person, dewi.pk, ["name"])], subject_id=dewi.pk)

    entry = LedgerEntry.objects.get(action="R")
    assert (entry.act_uid, entry.changed, entry.program) == (
        redaction.uid,
        "name",
        "eraser",
    )
    assert (entry.subject_id, entry.case_id) == (dewi.pk, 4)
    redaction.refresh_from_db()
    assert redaction.counts == {"audit_sample.person": 3}
    assert not redaction.is_open


def test_a_field_without_anything_to_blank_it_to_is_refused(dewi: Person) -> None:
    with pytest.raises(NotErasable, match="visits"):
        redact([Target(Person, dewi.pk, ["visits"])])

    assert not Redaction.objects.exists()


def test_what_a_restore_brought_back_is_erased_again(
    dewi: Person, django_capture_on_commit_callbacks: Any
) -> None:
    with transaction.atomic():
        with django_capture_on_commit_callbacks(execute=True):
            redact([Target(Person, dewi.pk, ["name"])], subject_id=dewi.pk)
        transaction.set_rollback(True)  # the database is that of the backup again
    assert Person.history.latest().name == "Dewi"

    assert replaying.replay() == 1

    assert Person.history.latest().name == ""
    assert replaying.lost() == []
    listed = json.loads(redaction_list.list_file().read_text().splitlines()[0])
    assert "Dewi" not in json.dumps(listed)
    assert roots_hold()
