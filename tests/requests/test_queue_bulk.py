"""A selection of the queue: what will change, what is skipped, one entry for each."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import Role
from audit.models import LedgerEntry
from audit.trail import Actor, act
from rights import assigning, identifying, many, tagging, workflow
from rights.choices import Right, Stage, State
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, RightsRequest, Tag
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
QUEUE, BULK = "/desk/requests/", "/desk/requests/bulk/"


@pytest.fixture
def desk(client, aida):
    """Aida at her desk."""
    client.force_login(aida)
    return client


@pytest.fixture
def rosa(maxim):
    """A second officer of Maxim."""
    return person("Rosa Prueba", maxim)


def person(name, controller):
    with act(by=Actor.job("tests")):
        made = UserFactory(full_name=name)
        MembershipFactory(user=made, controller=controller, role=Role.OFFICER)
    return made


def box(case) -> str:
    return f"{case.pk}.{case.version}"


def confirmed(response, **words) -> dict[str, object]:
    """The form of a confirm page, filled in."""
    form = response.context["form"]
    return {
        "do": form.do,
        "selection": form["selection"].value(),
        "query": form["query"].value(),
        "key": str(form["key"].value()),
        **words,
    }


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def entries(verb: str) -> int:
    return LedgerEntry.objects.filter(verb=f"requests.{verb}").count()


def test_ticked_requests_are_assigned_after_a_page_that_lists_them(
    desk, open_request, rosa
):
    first, second, other = open_request(), open_request(), open_request()

    page = desk.post(BULK, {"do": "assign", "pick": [box(first), box(second)]})
    assert [line.ref for line in page.context["foreseen"].lines] == [
        first.ref,
        second.ref,
    ]
    assert RightsRequest.objects.filter(owner=rosa).count() == 0
    done = desk.post(BULK, confirmed(page, owner=rosa.pk), follow=True)

    owned = RightsRequest.objects.filter(owner=rosa)
    assert {case.ref for case in owned} == {first.ref, second.ref}
    assert said(done) == ["The owner of 2 requests was changed."]
    assert other.ref in done.content.decode()


def test_each_request_of_a_bulk_act_has_its_own_entry_in_one_act(
    desk, aida, open_request, rosa
):
    cases = [open_request() for _ in range(3)]

    assigning.assign_many([many.Chosen(c.pk) for c in cases], owner=rosa, by=aida)

    verbs = LedgerEntry.objects.filter(verb="requests.assign")
    assert {entry.case_id for entry in verbs} == {case.pk for case in cases}
    assert len({entry.act_uid for entry in verbs}) == 1
    assert {entry.actor_id for entry in verbs} == {aida.pk}
    changed = LedgerEntry.objects.filter(
        act_uid=verbs[0].act_uid, model="requests.rightsrequest", action="~"
    )
    assert {entry.changed for entry in changed} == {"owner"}
    told = CaseEvent.objects.filter(type=CaseEvent.Type.ASSIGNED)
    assert {event.data["owner"] for event in told} == {rosa.pk}


def test_a_bulk_assignment_leaves_what_a_single_one_leaves(aida, open_request, rosa):
    one, of_many = open_request(), open_request()

    workflow.assign(one, owner=rosa, by=aida)
    assigning.assign_many([many.Chosen(of_many.pk)], owner=rosa, by=aida)

    def traces(case):
        fresh = RightsRequest.objects.get(pk=case.pk)
        values = (fresh.owner_id, fresh.version, fresh.revision, fresh.stage)
        left = LedgerEntry.objects.filter(case_id=case.pk).order_by("pk")
        return values, [(e.verb, e.action, e.model, e.changed) for e in left][-2:]

    assert traces(of_many) == traces(one)


def test_all_that_match_goes_beyond_the_page(desk, open_request, rosa):
    for _ in range(27):
        open_request(right=Right.ACCESS)
    open_request(right=Right.ERASURE)

    page = desk.post(
        BULK, {"do": "assign", "query": "view=open&right=access", "all": "matching"}
    )
    assert page.context["title"] == "Assign 27 requests"
    desk.post(BULK, confirmed(page, owner=rosa.pk))

    assert RightsRequest.objects.filter(owner=rosa).count() == 27
    assert not RightsRequest.objects.filter(owner=rosa, right=Right.ERASURE).exists()


def test_the_box_in_the_head_of_the_table_takes_the_page_without_script(
    desk, open_request
):
    for _ in range(27):
        open_request()
    shown = desk.get(QUEUE).context["shown"]

    page = desk.post(BULK, {"do": "tag", "all": "page", "shown": shown})

    assert page.context["title"] == "Change the tags of 25 requests"


def test_what_cannot_be_done_is_skipped_and_the_page_says_why(
    desk, aida, open_request, rosa
):
    fine, changed, closed = open_request(), open_request(), open_request()
    stale = box(changed)
    workflow.add_note(changed, body="Called back.", by=aida)
    workflow.reject_as_spam(closed, reason="An advertisement", by=aida)

    page = desk.post(BULK, {"do": "assign", "pick": [box(fine), stale, box(closed)]})

    assert page.context["foreseen"].skipped == [
        ("It has changed since the list was drawn.", [changed.ref]),
        ("At the stage “Closed” this cannot be done.", [closed.ref]),
    ]
    html = page.content.decode()
    assert "2 requests will be skipped" in html
    assert "Assign 1 request" in html


def test_a_request_that_changed_after_the_confirm_page_is_skipped(
    desk, aida, open_request, rosa
):
    fine, changed = open_request(), open_request()
    page = desk.post(BULK, {"do": "assign", "pick": [box(fine), box(changed)]})
    workflow.add_note(changed, body="Called back.", by=aida)

    done = desk.post(BULK, confirmed(page, owner=rosa.pk), follow=True)

    assert [case.ref for case in RightsRequest.objects.filter(owner=rosa)] == [fine.ref]
    assert said(done) == [
        "The owner of 1 request was changed.",
        "1 request was skipped. It has changed since the list was drawn. "
        f"({changed.ref})",
    ]


def test_a_second_press_of_the_button_changes_nothing(desk, open_request, rosa):
    page = desk.post(BULK, {"do": "assign", "pick": [box(open_request())]})
    words = confirmed(page, owner=rosa.pk)

    desk.post(BULK, words)
    again = desk.post(BULK, words)

    assert again.status_code == 302
    assert entries("assign") == 1


def test_requests_of_another_company_are_neither_listed_nor_changed(
    client, chen, open_request
):
    foreign = open_request()
    client.force_login(chen)

    page = client.post(BULK, {"do": "assign", "pick": [box(foreign)]})

    assert page.context["foreseen"].lines == []
    assert foreign.ref not in page.content.decode()
    forged = {
        "do": "assign",
        "selection": box(foreign),
        "key": str(uuid.uuid4()),
        "owner": str(chen.pk),
    }
    client.post(BULK, forged)
    foreign.refresh_from_db()
    assert foreign.owner is None


def test_whoever_does_not_work_for_a_company_gets_none_of_its_requests(
    aida, chen, open_request
):
    case = open_request()

    result = assigning.assign_many([many.Chosen(case.pk)], owner=chen, by=aida)

    assert result.done == []
    assert result.skipped[0].why == "Chen Wei does not work on the requests of Maxim."


def test_an_empty_selection_is_said_and_nothing_is_asked(desk):
    done = desk.post(BULK, {"do": "assign"}, follow=True)

    assert said(done) == ["Nothing is selected. Tick the requests first."]


def test_a_tag_is_made_once_for_a_company_and_found_again(desk, aida, open_request):
    first, second = open_request(), open_request()
    workflow.assign(second, owner=aida, by=aida)
    page = desk.post(BULK, {"do": "tag", "pick": [box(first)]})
    desk.post(BULK, confirmed(page, way="on", name="Weekly review"))

    second.refresh_from_db()
    page = desk.post(BULK, {"do": "tag", "all": "matching", "query": "view=open"})
    done = desk.post(
        BULK, confirmed(page, way="on", name="weekly  REVIEW"), follow=True
    )

    tag = Tag.objects.get()
    assert tag.name == "Weekly review"
    assert said(done)[1].startswith(
        "1 request was skipped. It carries this tag already"
    )
    listed = desk.get(QUEUE, {"view": "open", "tag": tag.pk})
    assert {row.ref for row in listed.context["rows"]} == {first.ref, second.ref}
    assert "Tag: Weekly review" in listed.content.decode()


def test_a_tag_is_taken_off_again(desk, aida, open_request):
    case, bare = open_request(), open_request()
    tagging.tag(case, name="Urgent", by=aida)

    page = desk.post(BULK, {"do": "tag", "pick": [box(case), box(bare)]})
    desk.post(BULK, confirmed(page, way="off", name="urgent"))

    assert not case.taggings.exists()
    assert entries("untag") == 1
    timeline = desk.get(case.get_absolute_url()).content.decode()
    assert "Tag taken off" in timeline


def test_duplicates_are_closed_beside_the_one_that_stays(desk, aida, open_request):
    first, second = open_request(), open_request()
    for case in (first, second):
        identifying.start_identity_check(case, by=aida)
        identifying.settle_identity(case, by=aida, is_verified=True, findings={})
    stranger = open_request(email="other@example.test")

    page = desk.post(BULK, {"do": "duplicate", "all": "matching", "query": "view=open"})
    assert page.context["form"]["of"].value() == first.ref
    done = desk.post(BULK, confirmed(page, of=first.ref.lower()), follow=True)

    closed = RightsRequest.objects.filter(state=State.DUPLICATE)
    assert [case.ref for case in closed] == [second.ref]
    assert said(done)[0].startswith("1 request was closed as a duplicate")
    assert f"({stranger.ref})" in said(done)[1]


def test_spam_is_set_aside_in_one_go_and_needs_a_reason(
    desk, open_request, file_request
):
    cases = [open_request(), file_request()]
    picks = {"do": "spam", "pick": [box(case) for case in cases]}

    page = desk.post(BULK, picks)
    refused = desk.post(BULK, confirmed(page, reason=""))
    assert "Fill this in: Why are these no requests?" in refused.content.decode()
    desk.post(BULK, confirmed(refused, reason="Advertisements"))

    assert RightsRequest.objects.filter(stage=Stage.CLOSED).count() == 2
    assert entries("reject_as_spam") == 2


def test_more_than_a_few_hundred_are_not_taken_one_by_one(
    desk, open_request, monkeypatch
):
    monkeypatch.setattr("rights.views.bulk.MOST_ONE_BY_ONE", 1)
    cases = [open_request(), open_request()]
    page = desk.post(BULK, {"do": "spam", "pick": [box(case) for case in cases]})

    answer = desk.post(BULK, confirmed(page, reason="Advertisements"))

    assert answer.status_code == 409
    assert "This can be done to 1 requests at once at most." in answer.content.decode()


def test_an_error_in_the_middle_leaves_nothing_half_done(
    aida, open_request, rosa, monkeypatch
):
    cases = [open_request(), open_request()]

    def fails(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(many, "record_many", fails)
    with pytest.raises(RuntimeError):
        assigning.assign_many([many.Chosen(c.pk) for c in cases], owner=rosa, by=aida)

    assert RightsRequest.objects.filter(owner=rosa).count() == 0


def test_the_number_of_statements_of_a_bulk_act_does_not_grow(aida, open_request, rosa):
    def statements(cases) -> int:
        chosen = [many.Chosen(case.pk) for case in cases]
        with CaptureQueriesContext(connection) as captured:
            assigning.assign_many(chosen, owner=rosa, by=aida)
        return len(captured)

    few = statements([open_request(), open_request()])

    assert statements([open_request() for _ in range(12)]) == few


def test_load_shows_each_colleague_with_figures(client, farid, aida, open_request):
    late = open_request()
    workflow.assign(late, owner=aida, by=aida)
    open_request(at=timezone.now())
    client.force_login(farid)

    loads = {load.name: load for load in client.get("/desk/team/").context["loads"]}

    assert (loads["Aida Rahman"].open, loads["Aida Rahman"].overdue) == (1, 1)
    assert (loads[""].open, loads[""].overdue) == (1, 0)
    assert loads["Farid Osman"].open == 0


def test_an_administrator_sees_figures_of_the_load_and_no_request(
    client, grace, aida, open_request
):
    case = open_request()
    workflow.assign(case, owner=aida, by=aida)
    client.force_login(grace)

    page = client.get("/desk/team/").content.decode()

    assert "Aida Rahman" in page
    assert case.ref not in page
    assert "/desk/requests/?" not in page


def test_what_a_leaving_colleague_has_is_dealt_out_evenly(
    client, grace, aida, farid, rosa, open_request
):
    cases = [open_request() for _ in range(5)]
    for case in cases:
        workflow.assign(case, owner=aida, by=aida)
    client.force_login(grace)
    url = f"/desk/team/{aida.pk}/hand-over/"

    page = client.post(url, {"to": [farid.pk, rosa.pk], "seen": 5})
    assert dict(page.context["dealt"]) == {"Farid Osman": 3, "Rosa Prueba": 2}
    client.post(url, {"to": [farid.pk, rosa.pk], "seen": 5, "confirmed": "1"})

    assert RightsRequest.objects.filter(owner=farid).count() == 3
    assert RightsRequest.objects.filter(owner=rosa).count() == 2
    assert entries("hand_over") == 5


def test_requests_of_a_company_where_no_taker_works_stay(
    aida, aux, maxim, rosa, open_request
):
    with act(by=Actor.job("tests")):
        MembershipFactory(user=aida, controller=aux, role=Role.OFFICER)
    at_aux = open_request(controller="aux", right=Right.ERASURE)
    at_maxim = open_request()
    for case in (at_aux, at_maxim):
        workflow.assign(case, owner=aida, by=aida)

    result = assigning.hand_over(aida, to=[rosa], by=aida)

    assert result.done == [at_maxim.ref]
    assert [skipped.ref for skipped in result.skipped] == [at_aux.ref]


def test_nobody_hands_over_without_a_taker(aida, open_request):
    with pytest.raises(StepNotAllowed):
        assigning.hand_over(aida, to=[aida], by=aida)


def test_deactivating_someone_with_open_requests_leads_to_handing_over(
    client, grace, aida, farid, open_request
):
    case = open_request()
    workflow.assign(case, owner=aida, by=aida)
    client.force_login(grace)
    membership = Membership.objects.get(user=aida)

    before = client.get(f"/desk/settings/team/{membership.pk}/").content.decode()
    after = client.post(f"/desk/settings/team/{membership.pk}/deactivate/")

    hand_over = f"/desk/team/{aida.pk}/hand-over/"
    assert hand_over in before
    assert after["Location"] == hand_over
    page = client.get(hand_over).content.decode()
    assert re.search(r"Hand over 1 request\b", page)
