"""The desk pages of data subjects, as an officer reads and uses them."""

import json

import pytest
from django.test import Client

from audit.models import AccessEntry
from subjects import restricting
from subjects.models import ConsentEvent, DataHeld, DataSubject, Restriction
from tests.factories import DataSubjectFactory, IdentifierFactory, RightsRequestFactory


@pytest.fixture
def desk(aida) -> Client:
    client = Client()
    client.force_login(aida)
    return client


def text_of(response) -> str:
    return response.content.decode()


def test_the_list_shows_people_and_who_looked_is_kept(desk, person, maxim):
    html = text_of(desk.get("/desk/subjects/"))

    assert "Dewi Contoh" in html
    assert AccessEntry.objects.filter(what="list", controller_id=maxim.pk).exists()


def test_words_of_a_search_stand_in_no_address(desk, person):
    answer = desk.post("/desk/subjects/search/", {"q": "dewi@example.org"})

    assert "dewi" not in answer["Location"].lower()
    assert "Dewi Contoh" in text_of(desk.get(answer["Location"]))
    assert AccessEntry.objects.filter(what="search").exists()


def test_a_number_leads_to_its_person(desk, person):
    answer = desk.post("/desk/subjects/search/", {"q": person.ref})

    assert answer["Location"] == person.get_absolute_url()


def test_what_identifies_is_masked_until_it_is_said_why(desk, person, trips):
    url = person.get_absolute_url()
    hidden = text_of(desk.get(url))
    unsaid = desk.post(f"{url}reveal/", {"reason": ""})
    shown = text_of(desk.post(f"{url}reveal/", {"reason": "request"}))

    assert "dewi@example.org" not in hidden
    assert "1,148" not in hidden
    assert "Choose why you need them." in text_of(unsaid)
    assert "dewi@example.org" in shown
    assert "1,148" in shown
    entry = AccessEntry.objects.get(what="reveal", subject_id=person.pk)
    assert entry.reason_code == "request"


def test_the_title_carries_the_number_and_no_name(desk, person):
    html = text_of(desk.get(person.get_absolute_url()))

    title = html[html.index("<title>") : html.index("</title>")]
    assert person.ref in title
    assert "Dewi" not in title


def test_a_restriction_stands_above_everything(desk, aida, person, trips, at):
    why = restricting.Why("accuracy_disputed", "Trip dispute D-7741 is open.")
    restricting.restrict(person, [trips], why, by=aida, at=at)

    html = text_of(desk.get(person.get_absolute_url()))

    assert html.index("Trip dispute D-7741") < html.index("Kind of data")
    assert "Restricted" in html


def test_an_erased_person_shows_neither_name_nor_values(desk, make, maxim, at):
    gone = make(DataSubjectFactory, controller=maxim, name="", erased_at=at)

    html = text_of(desk.get(gone.get_absolute_url()))

    assert f"Erased person {gone.ref}" in html
    assert "/edit/" not in html


def test_the_page_shows_the_persons_requests(desk, make, person, maxim):
    case = make(
        RightsRequestFactory, establishment__controller=maxim, data_subject=person
    )

    html = text_of(desk.get(person.get_absolute_url()))

    assert case.ref in html


def test_the_page_costs_the_same_for_many_sets(
    desk, person, trips, payment, make, django_assert_max_num_queries
):
    from tests.factories import DataHeldFactory

    for _number in range(10):
        make(DataHeldFactory, data_subject=person)

    with django_assert_max_num_queries(35):
        desk.get(person.get_absolute_url())


def test_a_merged_record_leads_to_the_one_that_goes_on(desk, make, person, maxim):
    other = make(DataSubjectFactory, controller=maxim, merged_into=person)

    assert desk.get(other.get_absolute_url())["Location"] == person.get_absolute_url()


def test_adding_a_person_with_an_address(desk, maxim):
    answer = desk.post(
        "/desk/subjects/add/",
        {"name": "李小明", "language": "en", "email": "Li@Example.org"},
    )

    person = DataSubject.objects.get()
    assert answer["Location"] == person.get_absolute_url()
    assert person.identifiers.get().value == "li@example.org"


def test_an_address_that_is_somebodys_says_whose(desk, person):
    answer = desk.post(
        "/desk/subjects/add/",
        {"name": "Other", "language": "en", "email": "dewi@example.org"},
    )

    assert person.ref in text_of(answer)
    assert DataSubject.objects.count() == 1


def test_noting_and_changing_data(desk, person):
    url = person.get_absolute_url()
    desk.post(
        f"{url}data/add/",
        {"title": "Trips", "items": ["full_name"], "basis": "contract", "value": "3"},
    )
    row = DataHeld.objects.get()
    desk.post(
        f"{url}data/{row.pk}/",
        {
            "revision": row.revision,
            "title": "Trips",
            "items": ["full_name"],
            "basis": "contract",
            "value": "4",
        },
    )

    row.refresh_from_db()
    assert row.value == "4"


def test_restricting_and_lifting_on_the_page(desk, person, trips):
    url = person.get_absolute_url()
    desk.post(
        f"{url}restrictions/add/",
        {"sets": [trips.pk], "ground": "accuracy_disputed", "words": "A dispute"},
    )
    row = Restriction.objects.get()
    refused = desk.post(
        f"{url}data/{trips.pk}/",
        {"title": "Trips", "items": ["full_name"], "basis": "contract"},
    )
    desk.post(f"{url}restrictions/{row.pk}/lift/", {"because": "Settled."})

    assert "Lift the restriction first" in text_of(refused)
    row.refresh_from_db()
    assert row.lifted_because == "Settled."


def test_a_hold_is_placed_and_ended_on_the_page(desk, person, trips):
    url = person.get_absolute_url()
    desk.post(
        f"{url}holds/add/",
        {
            "sets": [trips.pk],
            "ground": "claim",
            "source": "Act 1",
            "until": "Settled",
            "review_on": "2099-01-01",
        },
    )
    hold = person.legal_holds.get()
    assert "Act 1" in text_of(desk.get(f"{url}restrictions/"))

    desk.post(f"{url}holds/{hold.pk}/release/", {"because": "Settled."})

    hold.refresh_from_db()
    assert not hold.is_standing


def test_noting_a_consent_and_reading_its_receipt(desk, person, purposes):
    url = person.get_absolute_url()
    desk.post(
        f"{url}consents/note/",
        {
            "purpose": purposes["location"].pk,
            "change": "given",
            "channel": "phone",
            "language": "en",
            "evidence": "Call of 3 May",
        },
    )
    event = ConsentEvent.objects.get()

    receipt = desk.get(f"{url}consents/{event.pk}/receipt/")

    assert "Call of 3 May" in text_of(desk.get(f"{url}consents/"))
    assert receipt["Content-Type"].startswith("application/ld+json")
    found = json.loads(receipt.content)
    assert found["dpv:hasConsentStatus"] == {"@id": "dpv:ConsentGiven"}
    assert "Dewi" not in text_of(receipt)


def test_the_office_stops_all_advertising_at_the_persons_word(desk, person, purposes):
    url = person.get_absolute_url()

    desk.post(f"{url}consents/stop/")

    assert "All advertising to this person is stopped." in text_of(
        desk.get(f"{url}consents/")
    )


def test_merging_and_undoing_on_the_page(desk, make, person, maxim):
    url = person.get_absolute_url()
    other = make(DataSubjectFactory, controller=maxim, name="D. Contoh")

    desk.post(f"{url}merge/", {"other": other.ref, "evidence": "One passport"})

    other.refresh_from_db()
    assert other.merged_into == person
    assert "One passport" in text_of(desk.get(f"{url}merge/"))
    undo = f"{url}merge/{person.merges.get().pk}/undo/"
    desk.post(undo, {"because": "Father and son"})
    other.refresh_from_db()
    assert other.merged_into is None


def test_another_companys_record_is_not_found_for_a_merge(desk, make, person, aux):
    foreign = make(DataSubjectFactory, controller=aux)

    answer = desk.post(
        f"{person.get_absolute_url()}merge/",
        {"other": foreign.ref, "evidence": "One passport"},
    )

    assert "no such record" in text_of(answer)


def test_an_export_is_a_download_with_a_reason(desk, person, trips):
    url = f"{person.get_absolute_url()}export/"

    refused = desk.post(url, {"why": "", "format": "json"})
    file = desk.post(url, {"why": "Court order 12", "format": "json"})

    assert "Content-Disposition" not in refused
    assert "1,148" in text_of(file)
    assert "Dewi" not in file["Content-Disposition"]


def test_a_table_is_looked_at_and_then_taken_in(desk, maxim, items):
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("a.csv", b"name,email\nAda,nonsense\nBen,b@example.org\n")
    answer = desk.post("/desk/subjects/import/", {"file": bad})
    html = text_of(desk.get(answer["Location"]))
    assert "This is no e-mail address." in html
    assert "Import 1 person" not in html
    assert desk.post(answer["Location"])["Location"] == answer["Location"]
    assert not DataSubject.objects.exists()

    good = SimpleUploadedFile("a.csv", b"name,email\nAda,a@example.org\n")
    answer = desk.post("/desk/subjects/import/", {"file": good})
    assert "Import 1 person" in text_of(desk.get(answer["Location"]))
    desk.post(answer["Location"])
    assert DataSubject.objects.get().name == "Ada"


def test_the_history_says_who_did_what(desk, aida, ben, person, trips, at):
    why = restricting.Why("accuracy_disputed", "A dispute")
    restricting.restrict(person, [trips], why, by=aida, at=at)

    html = text_of(desk.get(f"{person.get_absolute_url()}history/"))

    assert "Data restricted" in html
    assert "Aida Rahman" in html
    assert "1,148" not in html
    values = f"/audit/changes/?person={person.ref}"  # for those who may read them
    assert values not in html
    desk.force_login(ben)
    assert values in text_of(desk.get(f"{person.get_absolute_url()}history/"))


def test_an_identifier_is_added_and_taken_out(desk, make, person):
    url = person.get_absolute_url()
    desk.post(f"{url}identifiers/", {"kind": "phone", "value": "+60 12 345"})
    known = person.identifiers.get(kind="phone")

    assert "Take out an identifier" in text_of(
        desk.get(f"{url}identifiers/{known.pk}/")
    )
    desk.post(f"{url}identifiers/{known.pk}/")

    assert not person.identifiers.filter(kind="phone").exists()


def test_nobody_of_another_company_finds_these_people(chen, make, person):
    client = Client()
    client.force_login(chen)
    make(IdentifierFactory, data_subject=person, value="b@example.org")

    found = client.post("/desk/subjects/search/", {"q": "b@example.org"})

    assert "Nobody is found." in text_of(client.get(found["Location"]))
    assert client.get(person.get_absolute_url()).status_code == 404
