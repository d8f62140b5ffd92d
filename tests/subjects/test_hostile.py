"""Other companies' numbers in the address, and tables made to do harm."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from subjects import importing, tables, urls
from subjects.cells import harmless
from subjects.errors import NotPossible
from subjects.models import DataSubject
from tests.factories import DataSubjectFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_opens_a_person_of_another_company(
    method: str, make: Any, aida: Any, aux: Any, person: DataSubject, trips: Any
) -> None:
    foreign = make(DataSubjectFactory, controller=aux, name="Foreign Name")
    client = Client()
    client.force_login(aida)
    asked = 0
    for pattern in urls.urlpatterns:
        named = pattern.pattern.converters
        if "pk" not in named:
            continue
        for row in {1, trips.pk} if "row" in named else {1}:
            numbers = {"pk": foreign.pk, **({"row": row} if "row" in named else {})}
            url = reverse(f"subjects:{pattern.name}", kwargs=numbers)
            answer = getattr(client, method)(url, {"sure": "on", "extent": "person"})
            assert answer.status_code in (404, 405), url
            assert b"Foreign Name" not in answer.content
            asked += 1
    assert asked > 20
    # A row of one's own company under another person's number is not found either.
    twin = make(DataSubjectFactory, controller=person.controller)
    url = reverse("subjects:edit-data", kwargs={"pk": twin.pk, "row": trips.pk})
    assert getattr(client, method)(url).status_code == 404


def spreadsheet(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb() -> bytes:
    """A spreadsheet of some kilobytes that unpacks to a hundred megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_000)
    return out.getvalue()


def entities() -> bytes:
    """A spreadsheet whose words multiply while they are read."""
    good = zipfile.ZipFile(io.BytesIO(spreadsheet(["name"], ["Ada"])))
    out = io.BytesIO()
    lol = '<!DOCTYPE x [<!ENTITY a "' + "ha" * 500 + '">'
    for before, now in zip("abcdefg", "bcdefgh", strict=True):
        lol += f'<!ENTITY {now} "{f"&{before};" * 20}">'
    with zipfile.ZipFile(out, "w") as archive:
        for one in good.infolist():
            data = good.read(one)
            if one.filename == "xl/worksheets/sheet1.xml":
                text = data.decode().replace("Ada", "&h;")
                data = (f"{lol}]>" + text).encode()
            archive.writestr(one.filename, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.xlsx", bomb, id="zip-bomb"),
        pytest.param("a.xlsx", entities, id="entities"),
        pytest.param("a.csv", lambda: b"name\n" + b"A\n" * 1_000_000, id="many-rows"),
        pytest.param("a.csv", lambda: b"name\nZo\xeb\n", id="latin-1"),
        pytest.param("a.csv", lambda: "name\nZoë\n".encode("utf-16"), id="utf-16"),
        pytest.param("a.csv", lambda: b'name\n"' + b"x" * 200_000, id="one-long-cell"),
        pytest.param("a.csv", lambda: b"name\nA\x00da\n", id="null-byte"),
    ],
)
def test_a_harmful_table_is_refused_in_a_sentence(name: str, data: Any) -> None:
    with pytest.raises(NotPossible):
        tables.read(name, data())


def test_of_a_wide_spreadsheet_forty_columns_are_read() -> None:
    wide = spreadsheet(
        ["name", *(f"c{n}" for n in range(2_000))], ["Ada"] + [1] * 2_000
    )

    ((_number, words),) = tables.read("a.xlsx", wide)

    assert words["name"] == "Ada"
    assert len(words) <= 40


def test_a_formula_is_a_word_and_leaves_as_one(
    maxim: Any, aida: Any, items: Any, at: Any
) -> None:
    formula = '=HYPERLINK("http://example.test","x")'
    table = spreadsheet(["name"], ["+cmd|' /C calc'!A0"])
    made = importing.keep_draft(maxim, name="a.xlsx", data=table, by=aida, at=at)

    (person,) = importing.import_people(made, by=aida, at=at)

    assert person.name.startswith("+cmd")
    assert harmless(person.name).startswith("'")
    assert harmless(formula).startswith("'")


def test_an_import_pressed_twice_takes_everybody_in_once(
    maxim: Any, aida: Any, items: Any, at: Any
) -> None:
    client = Client()
    client.force_login(aida)
    made = importing.keep_draft(
        maxim, name="a.csv", data=b"name\nAda Example\n", by=aida, at=at.now(at.tzinfo)
    )
    url = reverse("subjects:preview", args=[made.key])

    client.post(url)
    client.post(url)

    assert DataSubject.objects.filter(name="Ada Example").count() == 1
