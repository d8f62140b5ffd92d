"""The request page: what it shows, what it hides, what it answers when it cannot."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AccessEntry
from correspondence.models import Letter
from rights import (
    files,
    listing,
    workflow,
)
from rights.choices import Right, Stage, State
from rights.models import FulfilmentTask, IdentityFinding, Message
from tests.factories import (
    AuthorityMatterFactory,
    CaseFileFactory,
    FulfilmentTaskFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, aida):
    """Aida at her desk."""
    client.force_login(aida)
    return client


def url(rights_request, page: str = "") -> str:
    return f"/desk/requests/{rights_request.ref}/{page}"


def drawn(client, rights_request) -> dict[str, str]:
    """What every form of the page carries."""
    page = client.get(url(rights_request)).content.decode()
    return {
        name: re.search(rf'name="{name}" value="(\d+)"', page)[1]
        for name in ("version", "seen")
    }


def test_each_clock_says_its_date_with_place_and_why(desk, open_request):
    rights_request = open_request()  # Maxim Malaysia, received Mon 4 May 2026

    page = desk.get(url(rights_request)).content.decode()

    assert "Mon 11 May 2026</b>, end of day in Kuantan" in page
    assert "The period is 7 days after that day" in page
    assert "paragraph 21" in page


def test_a_verified_request_is_read_by_a_few_statements_for_each_part(
    desk, verified_request, django_assert_max_num_queries
):
    desk.get(url(verified_request))  # the rulebook and the counts are known then

    with django_assert_max_num_queries(30):
        desk.get(url(verified_request))


def test_the_policy_of_a_request_is_named_by_its_title(desk, open_request):
    page = desk.get(url(open_request())).content.decode()

    assert "Maxim customer privacy policy, version 1" in page
    assert "maxim/privacy" not in page


def test_an_hour_rule_shows_the_time_on_the_clock(desk, open_request):
    rights_request = open_request(
        country="BR", right=Right.ACCESS, at=timezone.now() - timedelta(hours=1)
    )

    card = desk.get(url(rights_request)).context["page"].clocks.main[0]

    assert card.by_hour
    assert card.due_at == rights_request.received_at + timedelta(hours=48)


def test_a_right_without_a_promised_period_has_no_invented_clock(
    client, chen, open_request
):
    # Neither the policy nor the law of Malaysia sets a period for it.
    rights_request = open_request(controller="aux", right=Right.ERASURE)
    client.force_login(chen)

    page = client.get(url(rights_request)).content.decode()

    assert "no clock runs" in page


def test_title_and_address_hold_no_name(desk, open_request):
    page = desk.get(url(open_request())).content.decode()

    assert "Dewi" not in re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]


def test_contact_details_are_hidden_until_shown_and_that_is_recorded(
    desk, aida, open_request
):
    rights_request = open_request(phone="+60 12 345 0142")
    hidden = desk.get(url(rights_request)).content.decode()

    shown = desk.post(url(rights_request, "contact/")).content.decode()

    assert "dewi@example.test" not in hidden and "345 0142" not in hidden
    assert "dewi@example.test" in shown and "+60 12 345 0142" in shown
    entry = AccessEntry.objects.get(what="reveal")
    assert (entry.actor_id, entry.case_id) == (aida.pk, rights_request.pk)
    assert "dewi@example.test" not in desk.get(url(rights_request)).content.decode()


def test_an_auditor_says_why_contact_details_are_shown(client, ben, open_request):
    rights_request = open_request()
    client.force_login(ben)

    refused = client.post(url(rights_request, "contact/")).content.decode()
    shown = client.post(url(rights_request, "contact/"), {"reason": "sample"})

    assert "Choose why you need them." in refused
    assert "dewi@example.test" not in refused
    assert "dewi@example.test" in shown.content.decode()
    assert AccessEntry.objects.get(what="reveal").reason_code == "sample"


def test_opening_the_page_is_recorded(desk, aida, open_request):
    rights_request = open_request()

    desk.get(url(rights_request))

    entry = AccessEntry.objects.get(what="record")
    assert (entry.actor_id, entry.case_id) == (aida.pk, rights_request.pk)


def test_an_auditor_reads_and_finds_no_step_to_take(client, ben, verified_request):
    client.force_login(ben)

    page = client.get(url(verified_request)).content.decode()

    posts = re.findall(r'<form[^>]*action="(/desk/[^"]*)"', page)
    steps = [post for post in posts if post != "/desk/requests/search/"]
    assert steps == [url(verified_request, "contact/")]


def test_an_edit_on_stale_data_is_refused_shows_what_changed_and_keeps_the_words(
    desk, aida, farid, open_request
):
    rights_request = open_request()
    before = drawn(desk, rights_request)
    workflow.assign(rights_request, owner=farid, by=farid)

    answer = desk.post(
        url(rights_request, "messages/"), {**before, "body": "We need your number."}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Someone changed" in page
    assert "Owner changed to Farid Osman" in re.sub(r"\s+", " ", page)
    assert "We need your number." in page
    assert not Message.objects.exists()
    again = answer.context["forms"]["message"].data
    assert desk.post(url(rights_request, "messages/"), again).status_code == 302
    assert Message.objects.get().body == "We need your number."


def test_a_double_click_sends_one_message(desk, open_request):
    rights_request = open_request()
    posted = {**drawn(desk, rights_request), "body": "We have started."}

    first = desk.post(url(rights_request, "messages/"), posted)
    second = desk.post(url(rights_request, "messages/"), posted)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Letter.objects.filter(kind="message").count() == 1


def test_a_step_that_is_not_allowed_says_so_at_the_form(desk, open_request):
    rights_request = open_request()

    answer = desk.post(
        url(rights_request, "decision/send/"), drawn(desk, rights_request)
    )

    assert answer.status_code == 409
    assert "stands at “New”, so this cannot be done now." in answer.content.decode()
    assert not Letter.objects.filter(kind="answer").exists()


def test_a_form_that_lacks_something_is_shown_again_with_its_words(desk, open_request):
    rights_request = open_request()
    posted = {**drawn(desk, rights_request), "title": "", "responsible": "Apps team"}

    page = desk.post(url(rights_request, "systems/"), posted).content.decode()

    assert "There is a problem" in page
    assert "Say what is to be done." in page
    assert 'value="Apps team"' in page
    assert "<title>Error:" in page


def test_an_officer_takes_a_request(desk, aida, open_request):
    rights_request = open_request()

    desk.post(
        url(rights_request, "assign/"),
        {**drawn(desk, rights_request), "owner": aida.pk},
    )

    rights_request.refresh_from_db()
    assert rights_request.owner == aida


def test_a_tag_is_put_on_and_taken_off_on_the_page_of_the_request(desk, open_request):
    case = open_request()
    at, version = [case.ref], case.version
    desk.post(
        reverse("requests:tag", args=at), {"version": version, "name": "Weekly  review"}
    )
    page = desk.get(case.get_absolute_url()).content.decode()
    assert '<span class="tag">Weekly review</span>' in page

    again = {"version": version + 1, "name": "weekly review"}
    twice = desk.post(reverse("requests:tag", args=at), again)
    assert twice.status_code == 409
    assert "It carries this tag already." in twice.content.decode()
    desk.post(reverse("requests:untag", args=at), again)

    assert not case.taggings.exists()
    types = list(case.events.values_list("type", flat=True)[:2])
    assert types == ["untagged", "tagged"]


def test_the_timeline_keeps_to_the_part_that_is_asked_for(desk, verified_request, aida):
    case = verified_request
    workflow.write_to_person(case, body="We look into it.", by=aida)
    listing.add_task(
        case,
        title="App account",
        kind=FulfilmentTask.Kind.SYSTEM,
        phase=FulfilmentTask.Phase.ASSESS,
        by=aida,
    )

    def shown(part: str) -> list[str]:
        page = desk.get(case.get_absolute_url(), {"shows": part})
        return [entry.title for entry in page.context["page"].timeline]

    assert shown("systems") == ["Task added"]
    assert shown("messages") == ["Message to the person", "Receipt sent"]
    assert "Request received" in shown("clock")
    assert shown("nonsense") == shown("")
    assert {*shown("clock"), *shown("messages"), *shown("systems")} < {*shown("")}


def test_the_rail_leads_to_the_person_and_names_the_files(desk, verified_request, aida):
    with files.stored([files.check("trips.txt", b"Trips")]) as kept:
        workflow.add_note(verified_request, body="See.", attached=kept, by=aida)

    page = desk.get(verified_request.get_absolute_url()).content.decode()

    rail = page[page.index('<aside class="rail"') :]
    assert verified_request.data_subject.get_absolute_url() in rail
    assert "trips.txt" in rail


def test_a_request_is_given_to_nobody_of_another_company(desk, chen, open_request):
    rights_request = open_request()

    answer = desk.post(
        url(rights_request, "assign/"),
        {**drawn(desk, rights_request), "owner": chen.pk},
    )

    rights_request.refresh_from_db()
    assert answer.status_code == 200
    assert rights_request.owner is None


def test_the_identity_check_asks_what_the_policy_lets_us_ask(desk, open_request):
    rights_request = open_request(
        country="BR", right=Right.ACCESS, facts={"id_document_number": "AB-1234567"}
    )
    desk.post(url(rights_request, "identity/"), drawn(desk, rights_request))

    page = desk.get(url(rights_request, "identity/"))
    form = page.context["form"]
    facts = {f"fact-{fact.code}": "match" for fact in page.context["page"].facts}
    answer = desk.post(
        url(rights_request, "identity/"),
        {"version": form["version"].value(), "is_verified": "yes", **facts},
    )

    assert facts
    assert "AB-1234567" not in page.content.decode()
    assert answer.status_code == 302
    rights_request.refresh_from_db()
    assert rights_request.state == State.IN_PROGRESS
    assert IdentityFinding.objects.filter(result="match").count() == len(facts)


def test_what_the_person_gave_is_shown_once_when_asked_for(desk, open_request):
    rights_request = open_request(
        country="BR", right=Right.ACCESS, facts={"id_document_number": "AB-1234567"}
    )

    shown = desk.post(url(rights_request, "identity/reveal/")).content.decode()

    assert "AB-1234567" in shown
    assert AccessEntry.objects.filter(what="reveal").exists()


def test_a_note_is_marked_as_not_seen_by_the_person(desk, open_request):
    rights_request = open_request()

    desk.post(
        url(rights_request, "notes/"),
        {**drawn(desk, rights_request), "body": "Ask Operations."},
    )

    page = desk.get(url(rights_request)).content.decode()
    note = re.search(r'<article class="msg internal">.*?</article>', page, re.DOTALL)[0]
    assert "Not seen by the person" in note and "Ask Operations." in note
    assert not Letter.objects.filter(kind="message").exists()


def test_tasks_are_put_on_the_list_and_settled_with_what_shows_it(
    desk, verified_request
):
    desk.post(
        url(verified_request, "systems/"),
        {
            **drawn(desk, verified_request),
            "title": "App account",
            "kind": "system",
            "phase": "assess",
        },
    )
    task = FulfilmentTask.objects.get()
    settle = url(verified_request, f"systems/{task.pk}/")
    version = drawn(desk, verified_request)

    unproven = desk.post(settle, {**version, "state": "done", "proof": ""})
    desk.post(settle, {**version, "state": "done", "proof": "Log of 12 May"})

    assert "Say in a few words what shows that it was done." in (
        unproven.content.decode()
    )
    task.refresh_from_db()
    assert (task.state, task.proof) == ("done", "Log of 12 May")


def test_a_task_or_letter_of_another_request_is_not_found_here(
    desk, aida, open_request
):
    here, there = open_request(), open_request()
    task = listing.add_task(
        there,
        title="App account",
        kind=FulfilmentTask.Kind.SYSTEM,
        phase=FulfilmentTask.Phase.ASSESS,
        by=aida,
    )
    letter = Letter.objects.filter(case_id=there.pk).first()

    assert desk.post(url(here, f"systems/{task.pk}/")).status_code == 404
    assert desk.get(url(here, f"letters/{letter.pk}/")).status_code == 404


def test_a_letter_is_read_as_it_was_written_with_its_code_left_out(desk, file_request):
    rights_request = file_request()
    letter = Letter.objects.get(case_id=rights_request.pk)

    page = desk.get(url(rights_request, f"letters/{letter.pk}/")).content.decode()

    assert "[code]" in page
    assert "dewi@example.test" not in page


def test_spam_is_set_aside_with_a_reason(desk, open_request):
    rights_request = open_request()
    posted = drawn(desk, rights_request)

    refused = desk.post(url(rights_request, "spam/"), {**posted, "reason": " "})
    desk.post(url(rights_request, "spam/"), {**posted, "reason": "An advertisement"})

    assert "Say why this is no request." in refused.content.decode()
    rights_request.refresh_from_db()
    assert rights_request.state == State.REJECTED_SPAM
    assert rights_request.messages.get().body == "An advertisement"


def test_closing_waits_until_the_answer_has_left(desk, decided_request, post):
    def close():
        version = drawn(desk, decided_request)
        return desk.post(url(decided_request, "close/"), version)

    version = drawn(desk, decided_request)
    desk.post(url(decided_request, "decision/send/"), version)

    early = close()
    post(decided_request, timezone.now())
    close()

    assert early.status_code == 409
    assert "still in the outbox" in early.content.decode()
    decided_request.refresh_from_db()
    assert decided_request.stage == Stage.CLOSED


def test_the_number_of_queries_does_not_grow_with_the_case(
    desk, aida, verified_request, recorded
):
    """Each part that the case has is one statement, however much there is of it.

    The rulebook is kept between pages where nothing is tested.
    """

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(url(verified_request)).status_code == 200
        return sum('FROM "rulebook_' not in q["sql"] for q in captured)

    def one_more(number: int) -> None:
        listing.add_task(
            verified_request,
            title=f"System {number}",
            kind=FulfilmentTask.Kind.SYSTEM,
            phase=FulfilmentTask.Phase.ASSESS,
            by=aida,
        )
        workflow.write_to_person(verified_request, body="We go on.", by=aida)
        workflow.add_note(verified_request, body="A note", by=aida)
        with recorded():
            CaseFileFactory(rights_request=verified_request)
            AuthorityMatterFactory(rights_request=verified_request)

    one_more(0)
    desk.get(url(verified_request))
    few = queries()
    for number in range(1, 6):
        one_more(number)

    assert queries() == few <= 17


def test_updates_of_one_minute_name_it_once(desk, verified_request, aida):
    task = {"kind": FulfilmentTask.Kind.SYSTEM, "phase": FulfilmentTask.Phase.ASSESS}
    at = timezone.now()
    for title in ("Accounts", "Orders", "Tickets"):
        listing.add_task(verified_request, title=title, by=aida, at=at, **task)

    page = desk.get(url(verified_request)).content.decode()

    when = page.partition("system updates")[2].partition('class="when">')[2]
    assert when.partition("</div>")[0].count("<time") == 1


def test_the_steps_of_an_erasure_are_shown_for_an_erasure_alone(
    desk, aida, verified_request, open_request, recorded
):
    steps = "Close the account, then run the job"
    with recorded():
        system = SystemFactory(
            controller=verified_request.controller, erasure_steps=steps
        )
        cases = (verified_request, open_request(right=Right.ACCESS))
        tasks = [
            FulfilmentTaskFactory(rights_request=case, system=system) for case in cases
        ]

    erasure, access = (
        desk.get(url(case, f"systems/{task.pk}/")).content.decode()
        for case, task in zip(cases, tasks, strict=True)
    )

    assert f"How data is erased there: {steps}" in erasure
    assert steps not in access


def test_a_request_is_logged_for_a_place_that_says_its_company(desk):
    page = desk.get("/desk/requests/new/").content.decode()

    assert re.search(r"<option[^>]*>Maxim Malaysia</option>", page)
