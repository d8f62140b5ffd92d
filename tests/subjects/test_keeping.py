"""What is held of a person, who they are, and taking all of it out as a file."""

import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from audit.models import AccessEntry
from processing.terms import Sensitivity
from subjects.access_parts import held_here
from subjects.errors import ChangedMeanwhile, NotPossible
from subjects.exporting import export_person
from subjects.keeping import add_data, edit_data
from subjects.knowing import add_identifier, add_person
from subjects.models import DataSubject, SubjectExport
from tests.factories import ActivityFactory


def test_data_is_as_sensitive_as_its_most_sensitive_item(aida, person, at):
    row = add_data(
        person, by=aida, at=at, items=["full_name", "bank_card"], basis="consent"
    )

    assert row.sensitivity == Sensitivity.SENSITIVE


def test_what_is_not_said_comes_from_the_register(aida, person, maxim, make, at):
    activity = make(
        ActivityFactory, controller=maxim, items=["full_name"], bases=["contract"]
    )

    row = add_data(person, by=aida, at=at, activity=activity)

    assert (row.items, row.basis, row.purposes) == (
        ["full_name"],
        "contract",
        ["account"],
    )


@pytest.mark.parametrize(
    "words",
    [
        {"items": [], "basis": "contract"},
        {"items": ["shoe_size"], "basis": "contract"},
        {"items": ["full_name"], "basis": "whim"},
        {"items": ["full_name"], "basis": "contract", "purposes": ["fun"]},
    ],
)
def test_what_cannot_be_true_is_refused(aida, person, at, words):
    with pytest.raises(NotPossible):
        add_data(person, by=aida, at=at, **words)


def test_a_change_over_someone_elses_change_is_refused(aida, person, trips, at):
    edit_data(trips, revision=0, by=aida, at=at, value="2,000")

    with pytest.raises(ChangedMeanwhile):
        edit_data(trips, revision=0, by=aida, at=at, value="3,000")


def test_people_are_found_in_any_script_without_accents(aida, maxim, at):
    for name in ("李小明", "สมชาย ใจดี", "José Contôh"):
        add_person(maxim, by=aida, at=at, name=name)

    def names(words):
        return [one.name for one in DataSubject.objects.matching(words)]

    assert names("小明") == ["李小明"]
    assert names("ใจดี") == ["สมชาย ใจดี"]
    assert names("jose contoh") == ["José Contôh"]


def test_people_are_found_by_a_telephone_number_however_it_is_written(aida, person, at):
    add_identifier(person, kind="phone", value="+60 12-345 6789", by=aida, at=at)

    assert list(DataSubject.objects.matching("012 345 6789")) == [person]


def test_an_identifier_belongs_to_one_person(aida, person, maxim, at):
    other = add_person(maxim, by=aida, at=at, name="Other")

    with pytest.raises(NotPossible, match=person.ref):
        add_identifier(other, kind="email", value="DEWI@example.org", by=aida, at=at)


def test_the_same_identifier_at_another_company_is_another_person(
    chen, person, aux, at
):
    add_person(
        aux, by=chen, at=at, name="Dewi", identifiers=[("email", "dewi@example.org")]
    )

    assert DataSubject.objects.visible_to(chen).count() == 1


def test_nobody_sees_another_companys_people(chen, ben, grace, person):
    assert not DataSubject.objects.visible_to(chen).exists()
    assert not DataSubject.objects.visible_to(grace).exists()
    assert DataSubject.objects.visible_to(ben).exists()


def test_an_export_says_why_and_is_on_record(aida, person, trips, at):
    file = export_person(person, why="Court order", format="json", by=aida, at=at)

    values = [row["value"] for row in json.loads(file.data)]
    assert "1,148" in values
    assert "dewi@example.org" in values
    assert SubjectExport.objects.get().why == "Court order"
    assert AccessEntry.objects.filter(what="export", subject_id=person.pk).exists()


def test_an_export_without_a_reason_is_refused(aida, person, at):
    with pytest.raises(NotPossible, match="what the file is for"):
        export_person(person, why="", format="json", by=aida, at=at)


def test_auditors_and_other_companies_export_nobody(ben, chen, person, at):
    for user in (ben, chen):
        with pytest.raises(PermissionDenied):
            export_person(person, why="x", format="json", by=user, at=at)


def test_no_cell_of_an_export_is_a_formula(aida, person, trips, at):
    edit_data(trips, by=aida, at=at, value="=1+1")

    csv = export_person(person, why="x", format="csv", by=aida, at=at).data
    xlsx = export_person(person, why="x", format="xlsx", by=aida, at=at).data

    assert b",'=1+1" in csv
    cells = {
        cell.value for row in load_workbook(io.BytesIO(xlsx)).active for cell in row
    }
    assert "'=1+1" in cells


def test_a_copy_of_the_data_shows_what_is_held(person, trips):
    parts = {part.title: dict(part.lines) for part in held_here(person)}

    assert parts["Orders and routes"]["What is held"] == "1,148"
