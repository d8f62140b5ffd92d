"""A duty that names fields keeps these alone; the rest is erased, history included."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit import verifying
from audit.sealing import Sealer
from rights import describing, files, packages
from rights.choices import State
from rights.models import CaseFile, RightsRequest
from subjects import cleaning, erasing, erasing_lane, holding
from subjects.errors import NotPossible
from subjects.models import DataHeld, DataSubject, Identifier, LegalHold
from tests.erasure.conftest import MARK, NAME
from tests.erasure.searching import places_with

pytestmark = pytest.mark.django_db
PLACE = f"Safe of {MARK}"


def why(*fields: str) -> holding.Why:
    return holding.Why(
        "legal_duty",
        "Income Tax Act 1967, s. 82",
        "Seven years are over",
        date(2099, 1, 1),
        fields=fields,
    )


@pytest.fixture
def invoice(dewi: DataSubject, recorded: Callable[[], Any]) -> DataHeld:
    row = DataHeld.objects.of(dewi).last()
    assert row is not None
    with recorded():
        row.where, row.title = PLACE, "Invoices"
        row.save()
    return row


def test_only_the_named_fields_stay(
    dewi: DataSubject, invoice: DataHeld, aida: User
) -> None:
    holding.place_hold(dewi, [invoice], why("value", "title"), by=aida)

    erasure = erasing.erase_person(dewi, by=aida)

    invoice.refresh_from_db()
    assert (invoice.value, invoice.title) == (f"{MARK} in an invoice", "Invoices")
    assert (invoice.where, invoice.state) == ("", "held")
    assert set(invoice.history.values_list("where", flat=True)) == {""}
    assert erasure.kept == [[str(invoice), "hold", "title,value"]]
    places = {place.split(".")[0] for place in places_with(MARK)}
    assert places == {"subjects_dataheld", "subjects_historicaldataheld"}
    dewi.refresh_from_db()
    assert (dewi.name, dewi.erased_at) == ("", None)
    assert LegalHold.objects.get().until == "Seven years are over"
    Sealer().seal()
    assert {f.code for f in verifying.verify().findings} <= {"time"}


def test_the_name_stays_where_the_duty_names_it(
    dewi: DataSubject, invoice: DataHeld, aida: User
) -> None:
    holding.place_hold(dewi, [invoice], why("value", "name"), by=aida)

    erasing.erase_person(dewi, by=aida)

    dewi.refresh_from_db()
    assert dewi.name == NAME
    assert set(Identifier.objects.of(dewi).values_list("value", flat=True)) == {""}


def test_two_duties_keep_what_either_names_and_one_of_all_keeps_all(
    dewi: DataSubject, invoice: DataHeld, aida: User
) -> None:
    holding.place_hold(dewi, [invoice], why("value"), by=aida)
    holding.place_hold(dewi, [], why("where"), by=aida)

    (order, kept) = erasing.plan(dewi).partly

    assert (order.stays, kept.stays) == ({"where"}, {"value", "where"})
    (of_all,) = LegalHold.objects.filter(data_held=None)
    holding.release_hold(of_all, because="Paid", by=aida)
    holding.place_hold(dewi, [], why(), by=aida)
    assert erasing.plan(dewi).partly == ()
    with pytest.raises(erasing.NotErased):
        erasing.erase_person(dewi, by=aida)


def test_what_is_left_goes_once_the_duty_ends(
    dewi: DataSubject, invoice: DataHeld, aida: User
) -> None:
    (hold,) = holding.place_hold(dewi, [invoice], why("value"), by=aida)
    erasing.erase_person(dewi, by=aida)
    holding.release_hold(hold, because="Seven years are over", by=aida)

    erasing.erase_person(dewi, by=aida)

    dewi.refresh_from_db()
    assert dewi.erased_at is not None
    assert places_with(MARK) == []


def test_one_set_alone_loses_what_no_duty_names(
    dewi: DataSubject, invoice: DataHeld, aida: User
) -> None:
    holding.place_hold(dewi, [invoice], why("where"), by=aida)

    erasing.erase_sets(dewi, [invoice], by=aida)

    invoice.refresh_from_db()
    assert (invoice.value, invoice.where) == ("", PLACE)
    assert dewi.name == NAME


def test_the_scan_knows_which_fields_are_kept(
    dewi: DataSubject,
    invoice: DataHeld,
    aida: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    holding.place_hold(dewi, [invoice], why("value", "name", "identifiers"), by=aida)
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erasing.erase_person(dewi, by=aida)

    erasing_lane.look_for(erasure, at=timezone.now())

    erasure.refresh_from_db()
    assert erasure.found == []
    assert erasure.looked["tables"] > 50


def test_a_duty_names_no_field_that_there_is_not(
    dewi: DataSubject, invoice: DataHeld, aida: User
) -> None:
    with pytest.raises(NotPossible, match="cannot name"):
        holding.place_hold(dewi, [invoice], why("passwords"), by=aida)


def test_the_certificate_says_what_stayed_and_why(
    dewi: DataSubject,
    invoice: DataHeld,
    closed_case: RightsRequest,
    aida: User,
    recorded: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(cleaning, "clean", lambda waiting: "")  # needs the real disk
    holding.place_hold(dewi, [invoice], why("value", "title"), by=aida)
    with recorded():
        closed_case.state, closed_case.closed_at = State.FULFILLING, None
        closed_case.save()
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erasing.erase_person(dewi, by=aida, case_id=closed_case.pk)
    erasing_lane.clean_up(timezone.now())
    erasing_lane.look_for(erasure, at=timezone.now())
    describing.choose(closed_case, activities=[], by=aida)
    DataSet = closed_case.packages.get().data_sets.model
    with recorded():
        for one in DataSet.objects.filter(erased_on=None):
            one.erased_on = timezone.localdate()
            one.save()
    packages.make(closed_case, by=aida)

    made = CaseFile.objects.there().exclude(package=None).get(name__endswith="html")
    page = files.content(made).decode()
    assert f"Invoices ({invoice}): only this stays" in page
    assert "kind of data, what is held" in page


def test_an_officer_ticks_the_fields_and_sees_them(
    dewi: DataSubject, invoice: DataHeld, aida: User, client: Any
) -> None:
    client.force_login(aida)
    body = {
        "sets": [invoice.pk],
        "fields_kept": ["value"],
        "ground": "legal_duty",
        "source": "Tax law",
        "until": "Seven years",
        "review_on": "2099-01-01",
    }

    client.post(reverse("subjects:hold", args=[dewi.pk]), body)

    assert LegalHold.objects.get().fields == ["value"]
    shown = client.get(f"{dewi.get_absolute_url()}restrictions/").content.decode()
    assert "Only what is held" in shown
    erase = client.get(reverse("subjects:erase", args=[dewi.pk])).content.decode()
    assert "only this stays" in erase
