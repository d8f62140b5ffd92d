"""A table of people: the preview names every bad row; all rows are taken in or none."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import Workbook

from audit.models import LedgerEntry
from subjects import importing
from subjects.errors import NotPossible
from subjects.models import DataHeld, DataSubject, Identifier, ImportDraft

GOOD = """name,kinds,email,country,since,items,basis,value
李小明,applicant,li@example.org,MY,2021-02-01,full_name,contract,Name of the account
Nur Contoh,"applicant,provider",nur@example.org,MY,,,,
"""


def draft(maxim, aida, at, text, name="people.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return importing.keep_draft(maxim, name=name, data=data, by=aida, at=at)


def faults(made):
    return {line.number: line.faults for line in importing.preview(made).bad}


def test_every_row_becomes_a_person_with_identifiers_and_data(maxim, aida, items, at):
    importing.import_people(draft(maxim, aida, at, GOOD), by=aida, at=at)

    li = DataSubject.objects.get(name="李小明")
    assert str(li.since) == "2021-02-01"
    assert [row.value for row in li.identifiers.all()] == ["li@example.org"]
    assert DataHeld.objects.of(li).get().value == "Name of the account"
    assert DataSubject.objects.get(name="Nur Contoh").kinds == ["applicant", "provider"]


def test_each_imported_row_leaves_an_entry(maxim, aida, items, at):
    importing.import_people(draft(maxim, aida, at, GOOD), by=aida, at=at)

    entries = LedgerEntry.objects.filter(actor_id=aida.pk)
    assert entries.filter(verb="subjects.import_person").count() == 2
    assert entries.filter(model="subjects.datasubject", action="+").count() == 2
    assert entries.filter(model="subjects.dataheld", action="+").count() == 1


def test_the_preview_names_every_bad_row(maxim, aida, items, person, at):
    made = draft(
        maxim,
        aida,
        at,
        "name,email,kinds,since,items,basis\n"
        ",a@example.org,,,,\n"
        "Ada,nonsense,,,,\n"
        "Ben,dewi@example.org,,,,\n"
        "Cal,cal@example.org,emperor,1.2.2020,,\n"
        "Dan,cal@example.org,,,shoe_size,whim\n"
        "Eve,eve@example.org,,,,\n",
    )

    found = faults(made)

    assert set(found) == {2, 3, 4, 5, 6}
    assert found[2] == ["The name is missing."]
    assert found[3] == ["This is no e-mail address."]
    assert person.ref in found[4][0]
    assert len(found[5]) == 2
    assert found[6][0] == "Row 5 has the same."
    assert len(found[6]) == 3


def test_one_bad_row_and_nothing_is_taken_in(maxim, aida, items, at):
    made = draft(
        maxim, aida, at, GOOD + "Bad,no-address,,,,,,\n".replace("Bad", "Bad,")
    )

    with pytest.raises(NotPossible, match="none was"):
        importing.import_people(made, by=aida, at=at)

    assert not DataSubject.objects.exists()


def test_an_unknown_column_is_named(maxim, aida, items, at):
    made = draft(maxim, aida, at, "name,shoe\nAda,38\n")

    assert importing.preview(made).unknown == ["shoe"]


def test_a_spreadsheet_is_read_as_well(maxim, aida, items, at):
    book = Workbook()
    book.active.append(["name", "phone"])
    book.active.append(["สมชาย ใจดี", 66812345678])
    out = io.BytesIO()
    book.save(out)
    made = draft(maxim, aida, at, out.getvalue(), "people.xlsx")

    importing.import_people(made, by=aida, at=at)

    assert Identifier.objects.get().value == "66812345678"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b"name\n"),
        ("a.xlsx", b"PK nonsense"),
        ("a.csv", b"name\n" + b"x" * 6_000_000),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(maxim, aida, at, name, data):
    with pytest.raises(NotPossible):
        draft(maxim, aida, at, data, name)


def test_the_file_lies_sealed_and_is_gone_after_the_import(maxim, aida, items, at):
    made = draft(maxim, aida, at, GOOD)
    assert b"li@example.org" not in bytes(ImportDraft.objects.get().sealed)

    importing.import_people(made, by=aida, at=at)

    assert not ImportDraft.objects.exists()


def test_a_draft_is_ones_own_and_lasts_half_a_day(maxim, aida, farid, items, at):
    made = draft(maxim, aida, at, GOOD)

    assert importing.find_draft(made.key, by=farid, at=at) is None
    assert importing.find_draft(made.key, by=aida, at=at) == made
    later = at + ImportDraft.LASTS * 2
    assert importing.find_draft(made.key, by=aida, at=later) is None
    assert importing.sweep(later) == 1


def test_another_company_takes_in_nobody(maxim, chen, at):
    with pytest.raises(PermissionDenied):
        draft(maxim, chen, at, GOOD)


def test_the_table_to_fill_in_is_taken_in_as_it_comes(client, maxim, aida, items, at):
    client.force_login(aida)

    page = client.get("/desk/subjects/import/?controller=maxim").content.decode()
    answer = client.get("/desk/subjects/import/table.csv?controller=maxim")

    assert 'href="/desk/subjects/import/table.csv?controller=maxim"' in page
    assert all(f"<code>{column}</code>" in page for column in importing.COLUMNS)
    assert "<code>applicant</code></dt><dd>Applicant" in page
    assert faults(draft(maxim, aida, at, answer.content)) == {}
