"""The queue: what needs whom, by when, under an address of its own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AccessEntry
from audit.trail import Actor, act
from rights import asking, counted, workflow
from rights.choices import Right
from rights.models import Clock, RightsRequest

pytestmark = pytest.mark.django_db
QUEUE = "/desk/requests/"


@pytest.fixture
def desk(client, aida):
    """Aida at her desk."""
    client.force_login(aida)
    return client


def refs(response) -> list[str]:
    return [row.ref for row in response.context["rows"]]


def test_the_nearest_deadline_comes_first(desk, open_request):
    now = timezone.now()
    late = open_request(at=now - timedelta(days=2))
    latest = open_request(at=now - timedelta(hours=1))
    first = open_request(at=now - timedelta(days=30))

    assert refs(desk.get(QUEUE)) == [first.ref, late.ref, latest.ref]


def test_a_request_past_its_date_says_by_how_much(desk, open_request):
    open_request(at=timezone.now() - timedelta(days=40))

    assert "Overdue by" in desk.get(QUEUE).content.decode()


def test_requests_of_another_company_are_not_listed(client, chen, open_request):
    open_request()
    client.force_login(chen)

    response = client.get(QUEUE)

    assert refs(response) == []
    assert response.context["queue"].counts.total() == 0


def test_unconfirmed_requests_are_hidden_counted_and_one_link_away(desk, file_request):
    hidden = file_request()

    page = desk.get(QUEUE).content.decode()

    assert hidden.ref not in page
    assert "1 request with an unconfirmed e-mail is hidden." in page
    assert '<a href="?view=unconfirmed">' in page
    assert refs(desk.get(QUEUE, {"view": "unconfirmed"})) == [hidden.ref]


def test_each_view_counts_what_it_lists(desk, aida, open_request):
    mine, nobodys, spam = open_request(), open_request(), open_request()
    workflow.assign(mine, owner=aida, by=aida)
    workflow.reject_as_spam(spam, reason="An advertisement", by=aida)

    counts = desk.get(QUEUE).context["queue"].counts
    listed = {
        view: refs(desk.get(QUEUE, {"view": view}))
        for view in ("needs_us", "mine", "unassigned", "waiting", "open", "closed")
    }

    assert listed["mine"] == [mine.ref]
    assert listed["unassigned"] == [nobodys.ref]
    assert listed["closed"] == [spam.ref]
    assert {view: len(found) for view, found in listed.items() if found} == {
        view: number for view, number in counts.items() if number
    }


def test_closed_requests_are_counted_anew_once_something_happened(
    desk, open_request, aida, monkeypatch
):
    spam, silent = open_request(), open_request()

    def closed() -> int:
        return desk.get(QUEUE).context["queue"].counts["closed"]

    assert closed() == 0
    workflow.reject_as_spam(spam, reason="An advertisement", by=aida)
    assert closed() == 1
    with act(by=Actor.job("tests")):
        silent.stage = "closed"
        silent.save()
    assert closed() == 1
    monkeypatch.setattr(counted.CLOSED, "trusted", timedelta(0))
    assert closed() == 2


def test_filters_stand_in_the_address_and_can_be_taken_away_one_by_one(
    desk, open_request
):
    wanted = open_request(right=Right.ACCESS, country="BR")
    open_request(right=Right.ACCESS)
    open_request(right=Right.ERASURE, country="BR")

    response = desk.get(QUEUE, {"view": "open", "right": "access", "country": "BR"})

    assert refs(response) == [wanted.ref]
    assert response.context["summary"] == "1 of 3 requests"
    assert ("Right: Access", "?view=open&country=BR") in response.context["applied"]


def test_a_filter_that_is_no_choice_is_left_out(desk, open_request):
    kept = open_request()

    response = desk.get(QUEUE, {"stage": "nonsense", "sort": "x", "page": "x"})

    assert refs(response) == [kept.ref]
    assert response.context["applied"] == []


def test_the_list_is_sorted_by_a_column_through_a_plain_link(desk, open_request):
    older, newer = open_request(right=Right.ACCESS), open_request()

    url = desk.get(QUEUE).context["queue"].headers()["received"]["url"]

    assert refs(desk.get(QUEUE + url)) == [older.ref, newer.ref]
    assert refs(desk.get(QUEUE, {"sort": "-received"})) == [newer.ref, older.ref]


def test_an_empty_view_says_why_and_leads_on(desk, aida, open_request):
    waiting = open_request(country="TH", right=Right.ACCESS, at=timezone.now())
    asking.ask(waiting, body="Which trips?", by=aida)

    page = desk.get(QUEUE).content.decode()

    assert "Nothing waits for you. 1 request waits on the person." in page
    assert 'href="?view=waiting"' in page


def test_looking_at_the_list_is_recorded_once_with_its_count(desk, aida, open_request):
    open_request()
    open_request()

    desk.get(QUEUE)

    entry = AccessEntry.objects.get(what="list")
    assert (entry.actor_id, entry.count) == (aida.pk, 2)


def test_the_number_of_queries_does_not_grow_with_the_list(desk, open_request):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = desk.get(QUEUE)
        assert response.status_code == 200
        return len(captured)

    for _ in range(3):
        open_request()
    desk.get(QUEUE)
    few = queries()
    for _ in range(57):
        open_request()

    assert len(refs(desk.get(QUEUE))) == 25
    assert queries() == few
    assert few <= 15


def test_the_second_page_holds_the_rest(desk, open_request):
    made = [open_request().ref for _ in range(26)]

    response = desk.get(QUEUE, {"page": "2"})

    assert refs(response) == made[25:]
    assert "?view=needs_us&amp;page=1" in response.content.decode()


def test_a_line_names_the_rule_of_its_leading_clock(desk, open_request):
    open_request(right=Right.ACCESS)

    [row] = desk.get(QUEUE).context["rows"]

    assert row.rule == "7 days"


def test_a_line_without_a_promise_names_no_period(desk, aida, open_request):
    open_request(controller="maxim", right=Right.ACCESS)
    Clock.objects.all().delete()
    case = RightsRequest.objects.get()
    workflow.assign(case, owner=aida, by=aida)

    [row] = desk.get(QUEUE).context["rows"]

    assert (row.rule, row.undated) == ("No period named", "No date is promised")


def test_due_soon_is_what_the_company_calls_soon(desk, maxim, open_request):
    now = timezone.now()
    in_two_days = open_request(right=Right.ACCESS, at=now - timedelta(days=5, hours=1))
    open_request(right=Right.ACCESS, at=now - timedelta(days=1))

    assert refs(desk.get(QUEUE, {"due": "soon"})) == [in_two_days.ref]

    maxim.soon_hours = 24
    maxim.save()
    assert refs(desk.get(QUEUE, {"due": "soon"})) == []


def test_a_request_that_waits_needs_us_when_a_date_does_not_wait(
    desk, aida, open_request
):
    """Kazakhstan gives a working day, and a question to the person stops nothing."""
    waiting = open_request(country="KZ", right=Right.ACCESS, at=timezone.now())
    asking.ask(waiting, body="Which trips?", by=aida)
    calm = open_request(country="TH", right=Right.ACCESS, at=timezone.now())
    asking.ask(calm, body="Which trips?", by=aida)

    needed = desk.get(QUEUE)

    assert waiting.ref in refs(needed)
    assert calm.ref not in refs(needed)
    assert needed.context["queue"].counts["needs_us"] == len(refs(needed))
    assert waiting.ref in refs(desk.get(QUEUE, {"view": "waiting"}))


def test_the_page_of_a_request_says_in_its_first_banner_what_is_overdue(
    desk, open_request
):
    late = open_request(at=timezone.now() - timedelta(days=60))

    page = desk.get(late.get_absolute_url()).content.decode()

    assert "overdue, the limit was" in page
    assert 'class="ban overdue"' in page
