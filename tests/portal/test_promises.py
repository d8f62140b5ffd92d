"""The promise ledger: which promises, how each is kept, and how its clocks went."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.trail import Actor, act
from dpo_portal.promises_references import CHECKS, PAGES, brief, keepers
from dpo_portal.promises_words import (
    CAPABILITIES,
    KINDS,
    MEANINGS,
    PARTIES,
    STANDINGS,
    Standing,
)
from rights import (
    answering,
)
from rights.models import Clock, ClockCorrection
from rulebook.book import shipped
from rulebook.promise_terms import Capability, Party, PromiseKind
from tests.factories import FulfilmentTaskFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
LEDGER = "/desk/promises/"
COMPANIES = ("aux", "nbexpress", "auxconnbeauty", "aseanbiz", "maxim")


@pytest.fixture
def desk(client, aida):
    """Aida at her desk: Maxim's promises are hers."""
    client.force_login(aida)
    return client


def numbers(response) -> list[str]:
    return [line.number for line in response.context["lines"]]


def counts(response) -> dict[str, int]:
    return {tab.label: tab.count for tab in response.context["tabs"]}


def test_the_counts_add_up_to_every_promise_of_the_company(desk):
    found = counts(desk.get(LEDGER))

    every = found.pop("All")
    assert sum(found.values()) == every == len(shipped().promises("maxim"))
    kept = [promise.kept for promise in shipped().promises("maxim")]
    assert found["Still open"] == kept.count("open")
    assert found["No record yet"] == kept.count("recorded")


def test_what_is_still_open_is_said_first(desk):
    response = desk.get(LEDGER)
    missing = counts(response)["Still open"]

    assert f"{missing} of " in response.content.decode()
    assert response.context["tabs"][0].label == "Still open"


def test_the_open_ones_are_listed_by_what_is_missing(desk):
    response = desk.get(LEDGER, {"state": "open"})
    lines = response.context["lines"]

    assert {line.standing for line in lines} == {"open"}
    assert all(line.note for line in lines)
    groups = [line.group for line in lines if line.group]
    assert groups == sorted(groups)
    assert lines[0].group


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ({"kind": "deadline"}, lambda one: one.kind == "deadline"),
        ({"country": "KZ"}, lambda one: not one.countries or "KZ" in one.countries),
        ({"capability": "erase"}, lambda one: "erase" in one.capabilities),
        ({"state": "enforced"}, lambda one: one.kept == "enforced"),
        ({"state": "recorded"}, lambda one: one.kept == "recorded"),
        (
            {"kind": "deadline", "country": "KZ"},
            lambda one: one.kind == "deadline" and one.holds_in("KZ"),
        ),
    ],
)
def test_filters_leave_what_passes_them(desk, query, passes):
    expected = [one.id for one in shipped().promises("maxim") if passes(one)]

    response = desk.get(LEDGER, query)

    assert response.context["page"].paginator.count == len(expected)
    assert numbers(response) == expected[:50]


def test_a_filter_is_named_and_can_be_taken_away(desk):
    response = desk.get(LEDGER, {"kind": "deadline", "state": "enforced"})

    assert response.context["applied"] == [("Kind: Deadline", "?state=enforced")]


def test_an_old_link_with_an_unknown_value_lists_everything(desk):
    plain, odd = desk.get(LEDGER), desk.get(LEDGER, {"kind": "x", "state": "y"})

    assert counts(odd) == counts(plain)


def test_fifty_lines_a_page_and_every_promise_on_one_of_them(desk):
    promises = [one.id for one in shipped().promises("maxim")]
    first = desk.get(LEDGER)
    pages = first.context["page"].paginator.num_pages

    listed = [
        number
        for page in range(1, pages + 1)
        for number in numbers(desk.get(LEDGER, {"page": page}))
    ]

    assert len(numbers(first)) == 50
    assert listed == promises


@pytest.mark.parametrize("sort", ["number", "kind", "late", "state"])
def test_both_ways_of_a_sort_hold_the_same_promises(desk, sort):
    up = desk.get(LEDGER, {"sort": sort}).context["ledger"].filtered
    down = desk.get(LEDGER, {"sort": f"-{sort}"}).context["ledger"].filtered

    assert {e.promise.id for e in up} == {e.promise.id for e in down}


def test_a_company_sees_its_own_promises_only(client, chen):
    client.force_login(chen)

    own = client.get(LEDGER)
    asked = client.get(LEDGER, {"controller": "maxim"})

    assert counts(own)["All"] == len(shipped().promises("aux"))
    assert {number[:4] for number in numbers(asked)} == {"AUX-"}
    assert client.get(f"{LEDGER}MAXIM-1.1/").status_code == 404
    assert client.get(f"{LEDGER}MAXIM-20.1/record/").status_code == 404


def test_a_number_nobody_gave_is_not_found(desk):
    assert desk.get(f"{LEDGER}MAXIM-99.9/").status_code == 404


def test_the_queries_do_not_grow_with_what_is_listed(desk, open_request):
    def cost(**query):
        with CaptureQueriesContext(connection) as captured:
            desk.get(LEDGER, query)
        return len(captured)

    few, before = cost(kind="fee"), cost()
    for _one in range(3):
        open_request()

    assert few == before == cost() == cost(state="open")
    assert before <= 12


# --- clocks ---------------------------------------------------------------------------


def clock_of(rights_request) -> Clock:
    return rights_request.clocks.exclude(promise="").filter(due_at__isnull=False)[0]


def line_of(response, number):
    return next(x for x in response.context["lines"] if x.number == number)


def test_a_late_clock_raises_the_late_figure(desk, open_request):
    now = timezone.now()
    clock = clock_of(open_request(at=now - timedelta(days=90)))
    punctual = clock_of(open_request(at=now))

    line = line_of(desk.get(LEDGER, {"sort": "-late"}), clock.promise)
    assert punctual.promise == clock.promise
    assert (line.figures.late, line.figures.running) == (1, 1)

    clock.stop(now)
    clock.save()
    line = line_of(desk.get(LEDGER, {"sort": "-late"}), clock.promise)
    assert (line.figures.late, line.figures.in_time) == (1, 0)

    punctual.stop(now)
    punctual.save()
    page = desk.get(f"{LEDGER}{clock.promise}/")
    found = page.context["page"].figures
    assert (found.in_time, found.late, found.share_in_time) == (1, 1, 50)
    assert "1 of 2 clocks were kept in time: 50 %." in page.content.decode()


def test_a_clock_without_a_date_runs_and_is_never_late(client, aida, open_request):
    clock = clock_of(open_request(at=timezone.now() - timedelta(days=90)))
    Clock.objects.filter(pk=clock.pk).update(due_at=None)
    client.force_login(aida)

    found = client.get(f"{LEDGER}{clock.promise}/").context["page"].figures
    assert (found.late, found.running) == (0, 1)

    Clock.objects.filter(pk=clock.pk).update(
        status=Clock.Status.MET, stopped_at=timezone.now()
    )
    response = client.get(f"{LEDGER}{clock.promise}/")
    found = response.context["page"].figures
    assert (found.done, found.judged, found.total) == (1, 0, 1)
    assert "1 duty was done" in response.content.decode()
    assert "in time:" not in response.content.decode()


def test_cases_are_named_by_their_reference_alone(desk, open_request):
    rights_request = open_request()
    number = clock_of(rights_request).promise

    page = desk.get(f"{LEDGER}{number}/").content.decode()

    assert rights_request.ref in page
    assert "Dewi" not in page


def test_an_administrator_sees_the_figures_and_no_case(client, grace, open_request):
    rights_request = open_request(at=timezone.now() - timedelta(days=90))
    number = clock_of(rights_request).promise
    client.force_login(grace)

    response = client.get(f"{LEDGER}{number}/")

    assert response.context["page"].figures.late == 1
    assert response.context["page"].cases == []
    assert rights_request.ref not in response.content.decode()


def test_figures_are_those_of_the_readers_companies(client, chen, open_request):
    open_request(at=timezone.now() - timedelta(days=90))
    client.force_login(chen)

    lines = client.get(LEDGER).context["lines"]

    assert all(line.figures.total == 0 for line in lines)


def test_an_answer_that_left_in_time_is_evidence(desk, decided_request, post, aida):
    clock = clock_of(decided_request)
    answers = decided_request.clocks.get(kind=Clock.Kind.PROMISE_RESPONSE)
    answering.send_answer(decided_request, by=aida, at=clock.started_at)
    post(decided_request, answers.started_at + timedelta(hours=3))

    page = desk.get(f"{LEDGER}{answers.promise}/")

    assert page.context["page"].figures.in_time == 1
    assert page.context["page"].evidence.answers == 1
    assert page.context["page"].middle["used"] == "3 h"


def test_tasks_with_a_proof_and_clocks_judged_anew_are_evidence(
    desk, aida, open_request
):
    rights_request = open_request(at=timezone.now() - timedelta(days=90))
    clock = rights_request.clocks.filter(kind=Clock.Kind.PROMISE_FULFILMENT)[0]
    clock.stop(clock.started_at + timedelta(days=1))
    clock.save()
    with transaction.atomic(), act(by=Actor.job("tests")):
        FulfilmentTaskFactory(
            rights_request=rights_request, state="done", proof="Empty search"
        )
        ClockCorrection.objects.create(
            clock=clock,
            from_status=Clock.Status.MISSED,
            to_status=Clock.Status.MET,
            reason="The mail came back on its own.",
            by=aida,
            at=timezone.now(),
        )

    response = desk.get(f"{LEDGER}{clock.promise}/")

    found = response.context["page"].evidence
    assert (found.proofs, found.corrected) == (1, 1)
    assert "judged anew" in response.content.decode()


# --- words ----------------------------------------------------------------------------


def test_every_code_of_the_rulebook_has_its_words():
    assert set(KINDS) == set(PromiseKind)
    assert set(CAPABILITIES) == set(Capability)
    assert set(PARTIES) == set(Party)
    assert set(STANDINGS) == set(MEANINGS) == set(Standing)


@pytest.mark.parametrize("controller", COMPANIES)
def test_what_keeps_a_promise_reads_as_words(controller):
    book = shipped()
    for promise in book.promises(controller):
        found = keepers(promise, book, (promise.countries or ("MY",))[0])
        assert len(found) == len(promise.by), promise.id
        told = [*brief(promise), *(one.text for one in found)]
        assert not [words for words in told if "rights." in words], promise.id


def test_every_check_and_page_that_is_named_has_words():
    named = {one for p in COMPANIES for x in shipped().promises(p) for one in x.by}

    assert {one[6:] for one in named if one.startswith("check:")} <= set(CHECKS)
    assert {one[5:] for one in named if one.startswith("page:")} <= set(PAGES)


@pytest.mark.parametrize("standing", ["enforced", "recorded", "stated", "open"])
def test_the_page_of_a_promise_tells_the_four_steps(desk, standing):
    promise = next(p for p in shipped().promises("maxim") if p.kept == standing)

    response = desk.get(f"{LEDGER}{promise.id}/")

    page = response.content.decode()
    assert promise.clause in page
    steps = [step.label for step in response.context["steps"]]
    assert (steps[0], len(steps)) == ("Published clause", 4)


def test_a_promise_says_where_another_text_pulls_another_way(client, controllers):
    with transaction.atomic(), act(by=Actor.job("tests")):
        user = UserFactory()
        MembershipFactory(user=user, controller=controllers["nbexpress"])
    client.force_login(user)

    page = client.get(f"{LEDGER}NBX-6.14/").context["page"]

    assert "two_texts" in {one.kind for one in page.pulls}
    assert client.get(f"{LEDGER}NBX-0.1/").context["page"].pulls == []


def test_the_rule_that_keeps_a_promise_is_one_link_away(desk):
    page = desk.get(f"{LEDGER}MAXIM-21-KZ/").content.decode()

    assert 'href="/desk/settings/rulebook/MAXIM-ANS-KZ/"' in page


def test_the_promises_of_the_same_clause_are_near(desk):
    near = [p.id for p in shipped().promises("maxim") if p.clause == "21 Kazakhstan"]

    found = desk.get(f"{LEDGER}{near[0]}/").context["page"].neighbours

    assert [one.number for one in found] == near[1:]
