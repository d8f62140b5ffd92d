"""The page on which a person writes down how a promise is kept."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from audit.models import LedgerEntry
from dpo_portal.demo import office, records
from rulebook.models import PromiseRecord
from rulebook.promise_records import keep_record

pytestmark = pytest.mark.django_db
NUMBER = "MAXIM-20.1"
PAGE = f"/desk/promises/{NUMBER}/"
RECORD = f"{PAGE}record/"


@pytest.fixture
def desk(client, aida):
    client.force_login(aida)
    return client


AIDAS = ZoneInfo("Asia/Kuala_Lumpur")


def today():
    """The day it is for Aida, which may be tomorrow in UTC's eyes."""
    return timezone.localdate(timezone=AIDAS)


def typed(owner, **change):
    return {
        "what_is_done": "An officer in each region.",
        "where_it_shows": "Organisation chart, page 3",
        "owner": owner.pk,
        "reviewed_on": today().isoformat(),
        "next_review_on": (today() + timedelta(days=365)).isoformat(),
        "revision": "",
        **change,
    }


def kept(maxim, by, *, ago=0, on=365, **change):
    now = timezone.now()
    words = {"what_is_done": "Someone is there.", **change}
    return keep_record(
        maxim,
        NUMBER,
        **words,
        owner=by,
        reviewed_on=timezone.localdate() - timedelta(days=ago),
        next_review_on=today() + timedelta(days=on),
        by=by,
        at=now,
    )


def test_a_record_is_written_and_shown_with_who_wrote_it(desk, aida):
    response = desk.post(RECORD, typed(aida), follow=True)

    page = response.content.decode()
    assert response.redirect_chain[-1][0] == PAGE
    assert "An officer in each region." in page
    assert "Organisation chart, page 3" in page
    assert response.context["page"].versions[0].who == "Aida Rahman"
    assert LedgerEntry.objects.filter(verb="rulebook.keep_record").count() == 1


def test_the_ledger_counts_the_record(desk, maxim, aida):
    def counts():
        tabs = desk.get("/desk/promises/").context["tabs"]
        return {tab.label: tab.count for tab in tabs}

    before = counts()
    kept(maxim, aida)
    after = counts()

    assert after["On record"] == before["On record"] + 1
    assert after["No record yet"] == before["No record yet"] - 1
    assert after["All"] == before["All"]


@pytest.mark.parametrize(("on", "standing"), [(1, "on_record"), (0, "review_due")])
def test_a_review_is_due_from_its_day_on(desk, maxim, aida, on, standing):
    kept(maxim, aida, ago=30, on=on)

    assert desk.get(PAGE).context["page"].standing == standing


def test_the_former_versions_stay_readable(desk, maxim, aida):
    first = kept(maxim, aida)
    desk.post(RECORD, typed(aida, revision=first.revision))

    response = desk.get(PAGE)

    said = [one.row.what_is_done for one in response.context["page"].versions]
    assert said == ["An officer in each region.", "Someone is there."]
    assert "Someone is there." in response.content.decode()


def test_a_record_changed_meanwhile_is_shown_beside_what_was_typed(
    desk, maxim, aida, farid
):
    kept(maxim, farid)  # after Aida opened a page that showed none

    response = desk.post(RECORD, typed(aida))

    page = response.content.decode()
    assert response.status_code == 409
    assert "Someone changed the record" in page
    assert "Someone is there." in page
    assert "An officer in each region." in page
    assert PromiseRecord.objects.get().what_is_done == "Someone is there."

    again = response.context["form"].data
    assert desk.post(RECORD, again).status_code == 302
    assert PromiseRecord.objects.get().what_is_done == "An officer in each region."


def test_the_second_press_of_the_button_is_harmless(desk, aida):
    desk.post(RECORD, typed(aida))

    assert desk.post(RECORD, typed(aida)).status_code == 302
    assert PromiseRecord.objects.get().history.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"what_is_done": "  "}, "Fill this in: What is done"),
        ({"next_review_on": "2020-01-01"}, "The next review comes after this one."),
        ({"reviewed_on": "2999-01-01"}, "The review cannot lie in the future."),
        ({"reviewed_on": "soon"}, "Enter a valid date."),
    ],
)
def test_what_cannot_stand_is_answered_with_a_sentence(desk, aida, change, sentence):
    response = desk.post(RECORD, typed(aida, **change))

    assert sentence in response.content.decode()
    assert not PromiseRecord.objects.exists()


def test_nobody_of_another_company_can_own_a_record(desk, chen):
    response = desk.post(RECORD, typed(chen))

    assert response.status_code == 200
    assert not PromiseRecord.objects.exists()


@pytest.mark.parametrize("number", ["MAXIM-1.1", "MAXIM-21-KZ"])
def test_only_a_recorded_promise_has_a_record_to_write(desk, number):
    assert desk.get(f"/desk/promises/{number}/record/").status_code == 404


def test_the_records_of_the_demo_are_written_once(controllers):
    people, now = office.hire(), timezone.now()

    assert records.keep(people, now=now) == PromiseRecord.objects.count() > 3
    assert records.keep(people, now=now) == 0


def test_an_auditor_reads_the_record_and_is_not_offered_to_write(
    client, ben, maxim, aida
):
    kept(maxim, aida)
    client.force_login(ben)

    page = client.get(PAGE).content.decode()

    assert "Someone is there." in page
    assert RECORD not in page
    assert "/audit/changes/?record=rulebook.promiserecord:" in page
    assert client.get(RECORD).status_code == 403
