"""The pages of the register: lists, one row, and keeping it."""

from datetime import date

import pytest
from django.db import transaction

from audit.trail import Actor, act
from processing.models import Activity, Recipient, System
from tests.factories import MembershipFactory, SystemFactory

pytestmark = pytest.mark.django_db
SYSTEM = {
    "name": "Order database",
    "kind": "database",
    "erasure": "delete",
    "backup_days": "35",
    "countries": ["VN"],
}


@pytest.fixture
def desk(client, aida):
    client.force_login(aida)
    return client


def make_system(controller, **more):
    with transaction.atomic(), act(by=Actor.job("tests")):
        return SystemFactory(controller=controller, **more)


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_register_lists_the_activities_of_ones_own_companies(desk, registers):
    page = desk.get("/desk/register/processing/")

    assert page.context["page"].paginator.count == 38
    assert "What applicants tell of themselves" in words(page)
    assert "AUX-R1" not in words(page)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?country=VN", 2 + 8),  # neither the card nor Cambodia's papers
        ("?country=VN&subject=applicant", 3),
        ("?subject=third_party", 1),
        ("?country=nowhere&subject=cats&controller=aux", 38),  # an old link
    ],
)
def test_activities_are_filtered(desk, registers, query, count):
    page = desk.get(f"/desk/register/processing/{query}")

    assert page.context["page"].paginator.count == count


def test_an_activity_shows_its_items_and_where_they_are_left_out(desk, registers):
    vehicle = Activity.objects.get(code="MAXIM-R-VEH")

    page = words(desk.get(vehicle.get_absolute_url()))

    assert "Number plate of the vehicle" in page
    assert "Not in Thailand" in page
    assert "All but Argentina" in page
    assert "Maxim customer privacy policy, paragraph 12" in page


def test_an_activity_names_who_gets_its_data(desk, registers):
    location = Activity.objects.get(code="MAXIM-R-LOC")

    page = words(desk.get(location.get_absolute_url()))

    assert "Applicants and providers, to each other" in page
    assert "No system names this activity." in page


def test_words_of_the_register_are_malay_for_malay_readers(desk, aida, registers):
    aida.language = "ms"
    with transaction.atomic(), act(by=aida):
        aida.save()

    page = words(desk.get("/desk/register/processing/"))

    assert "Apa yang pemohon nyatakan tentang diri" in page


def test_another_companys_row_is_not_found(client, chen, registers):
    client.force_login(chen)
    activity = Activity.objects.get(code="MAXIM-R-LOC")
    recipient = Recipient.objects.get(controller__slug="maxim", code="software")
    system = make_system(registers["maxim"])

    for row in (activity, recipient, system):
        assert client.get(row.get_absolute_url()).status_code == 404
    for page in ("edit/", "retire/"):
        assert client.get(f"{system.get_absolute_url()}{page}").status_code == 404


def test_a_system_is_added_and_read(desk, registers):
    answer = desk.post("/desk/register/systems/add/", SYSTEM, follow=True)

    row = System.objects.get()
    assert answer.redirect_chain == [(row.get_absolute_url(), 302)]
    assert "The register has Order database." in words(answer)
    assert "35 days after the erasure" in words(answer)
    assert "Viet" in words(answer)


def test_who_works_for_several_companies_chooses_one_first(desk, aida, registers):
    with transaction.atomic(), act(by=Actor.job("tests")):
        MembershipFactory(user=aida, controller=registers["aux"])

    choice = desk.get("/desk/register/systems/add/")
    form = desk.get("/desk/register/systems/add/?controller=aux")
    other = desk.get("/desk/register/systems/add/?controller=aseanbiz")

    assert "?controller=aux" in words(choice)
    assert "AUX Malaysia" in words(form)
    assert 'name="countries"' not in words(form)  # one country is no choice
    assert other.status_code == 404


def test_a_form_that_lacks_something_says_what(desk, registers):
    answer = desk.post("/desk/register/systems/add/", {**SYSTEM, "name": ""})

    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors
    assert not System.objects.exists()


def test_a_wrong_value_is_told_at_its_field(desk, registers):
    wrong = {**SYSTEM, "reviewed_on": "2020-01-02", "next_review_on": "2020-01-01"}

    answer = desk.post("/desk/register/systems/add/", wrong)

    assert "The next review comes after this one." in words(answer)
    assert "next_review_on" in answer.context["form"].errors


def test_a_system_is_edited_and_the_second_press_changes_nothing(desk, maxim):
    row = make_system(maxim)
    url = f"{row.get_absolute_url()}edit/"
    typed = {**SYSTEM, "revision": row.revision}

    first = desk.post(url, typed)
    second = desk.post(url, typed)

    row.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 302)
    assert (row.name, row.backup_days, row.revision) == ("Order database", 35, 1)


def test_a_row_changed_meanwhile_is_shown_beside_what_was_typed(desk, maxim, farid):
    row = make_system(maxim)
    seen = row.revision
    row.name = "Renamed by Farid"
    with transaction.atomic(), act(by=farid):
        row.save()

    url = f"{row.get_absolute_url()}edit/"
    answer = desk.post(url, {**SYSTEM, "revision": seen})

    assert answer.status_code == 409
    assert "Someone changed Renamed by Farid while you were" in words(answer)
    assert 'value="Order database"' in words(answer)
    assert "What the register says now" in words(answer)
    again = answer.context["form"]["revision"].value()
    assert desk.post(url, {**SYSTEM, "revision": again}).status_code == 302


def test_a_system_is_retired_with_a_reason_and_then_cannot_be_changed(desk, maxim):
    row = make_system(maxim)
    url = f"{row.get_absolute_url()}retire/"
    typed = {"on": "2026-06-01", "because": "Replaced", "revision": row.revision}

    without = desk.post(url, {**typed, "because": ""})
    page = desk.post(url, typed, follow=True)
    again = desk.post(url, typed)
    edit = desk.post(
        f"{row.get_absolute_url()}edit/", {**SYSTEM, "revision": row.revision + 1}
    )

    row.refresh_from_db()
    assert without.status_code == 200
    assert "Not used from Mon 1 Jun 2026" in words(page)
    assert f"{row.get_absolute_url()}edit/" not in words(page)
    assert again.status_code == 302
    assert row.retired_on == date(2026, 6, 1)
    assert row.name in words(edit) and "retired and stays as it is" in words(edit)


def test_the_list_of_systems_is_filtered_and_says_what_is_due(desk, maxim):
    make_system(
        maxim,
        name="Old one",
        reviewed_on=date(2020, 1, 1),
        next_review_on=date(2021, 1, 1),
        countries=["VN"],
    )
    make_system(
        maxim, name="Gone", retired_on=date(2020, 1, 1), retired_because="Replaced"
    )

    everything = words(desk.get("/desk/register/systems/"))
    in_use = words(desk.get("/desk/register/systems/?state=in_use"))
    in_peru = words(desk.get("/desk/register/systems/?country=PE"))

    assert "Old one" in everything and "Gone" in everything
    assert "Review is due" in everything
    assert "Old one" in in_use and "Gone" not in in_use
    assert "Old one" not in in_peru and "Gone" in in_peru


def test_a_recipient_is_edited_with_its_contact(desk, registers):
    row = Recipient.objects.get(controller__slug="maxim", code="software")
    typed = {
        "name": row.name,
        "kind": "processor",
        "contact": "privacy@example.test",
        "country": "SG",
        "told": "best_effort",
        "told_after": ["erasure"],
        "revision": row.revision,
    }

    answer = desk.post(f"{row.get_absolute_url()}edit/", typed, follow=True)

    assert "privacy@example.test" in words(answer)
    assert "Singapore" in words(answer)
    assert "As far as it can be done" in words(answer)


def test_an_auditor_reads_and_finds_no_button_to_change(client, ben, registers):
    client.force_login(ben)
    row = Recipient.objects.get(controller__slug="maxim", code="software")

    page = words(client.get(row.get_absolute_url()))
    listed = words(client.get("/desk/register/recipients/"))

    assert "Other software of the service" in page
    assert "/edit/" not in page
    assert "/add/" not in listed


def test_the_sidebar_leads_to_the_register(desk, registers):
    page = words(desk.get("/desk/register/systems/"))

    for place in ("processing", "systems", "recipients"):
        assert f'href="/desk/register/{place}/"' in page


@pytest.mark.parametrize("page", ["processing", "systems", "recipients"])
def test_a_list_needs_no_more_queries_for_more_rows(
    desk, registers, page, django_assert_max_num_queries
):
    for number in range(20):
        make_system(registers["maxim"], name=f"Shelf {number}")

    with django_assert_max_num_queries(20):
        desk.get(f"/desk/register/{page}/")
