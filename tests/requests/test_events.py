"""Each step of a case: what it does, when it is refused, and who may not take it."""

import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.models import Establishment
from audit.models import LedgerEntry
from audit.trail import Actor, act
from correspondence.models import Letter
from rights import (
    answering,
    asking,
    complaining,
    deciding,
    ending,
    extending,
    forwarding,
    holding,
    identifying,
    workflow,
)
from rights.choices import Right, State
from rights.deciding import Proposal
from rights.errors import ChangedMeanwhile, GroundNotAvailable, StepNotAllowed
from rights.models import CaseEvent, Clock, Decision, RightsRequest
from rulebook.confirming import confirm
from tests.factories import MembershipFactory
from tests.requests.conftest import RECEIVED_AT

pytestmark = pytest.mark.django_db

KUANTAN = ZoneInfo("Asia/Kuala_Lumpur")
HOLD = holding.Reason("legal_obstacle", "The dispute D-1 ends", date(2030, 1, 1))

STEPS = {
    "ask": lambda case, **on: asking.ask(case, body="Which?", **on),
    "complete": lambda case, **on: asking.accept_as_complete(case, body="Ok.", **on),
    "flag": asking.flag_claim,
    "extend": lambda case, **on: extending.extend(case, reason="Much.", **on),
    "place": lambda case, **on: holding.place(case, HOLD, **on),
    "release": lambda case, **on: holding.release(case, because="Over.", **on),
    "declare": lambda case, **on: forwarding.declare_not_competent(
        case, reason="No.", **on
    ),
    "forward": lambda case, **on: forwarding.forward(case, to="X", body="", **on),
    "duplicate": lambda case, **on: ending.mark_duplicate(case, of=case, **on),
    "abandon": lambda case, **on: ending.close_as_abandoned(case, reason="No.", **on),
    "reopen": lambda case, **on: ending.reopen(case, reason="New.", **on),
}


def day(clock: Clock, zone: ZoneInfo = KUANTAN) -> date | None:
    return clock.due_at.astimezone(zone).date() if clock.due_at else None


def clock_of(case: RightsRequest, kind: str, **more) -> Clock:
    return case.clocks.get(kind=kind, **more)


@pytest.mark.parametrize("name", STEPS)
def test_nobody_of_another_controller_takes_any_step(name, open_request, chen):
    case = open_request()
    before = LedgerEntry.objects.count()

    with pytest.raises(PermissionDenied):
        STEPS[name](case, by=chen)

    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize("name", STEPS)
def test_no_step_is_taken_on_a_page_that_is_out_of_date(name, open_request, farid):
    case = open_request()
    workflow.add_note(case, body="Meanwhile.", by=farid)

    with pytest.raises(ChangedMeanwhile):
        STEPS[name](case, by=farid, version=case.version - 1)


@pytest.mark.parametrize("name", sorted(STEPS.keys() - {"reopen"}))
def test_no_step_but_opening_again_is_taken_on_a_closed_request(
    name, open_request, farid
):
    case = open_request()
    workflow.withdraw(case)

    with pytest.raises(StepNotAllowed):
        STEPS[name](case, by=farid)


# --- asking -----------------------------------------------------------------


def test_where_no_rule_says_so_asking_stops_no_clock(open_request, aida):
    case = open_request()
    before = {clock.pk: clock.due_at for clock in case.clocks.all()}

    asking.ask(case, body="Which account?", by=aida, at=RECEIVED_AT)

    assert case.state == State.CLARIFICATION
    assert {c.pk: c.due_at for c in case.clocks.all()} == before
    body = " ".join(Letter.objects.get(kind="asked").body.split())
    assert "Our own date stays: we answer you by Monday 11 May 2026" in body
    assert "No text sets a time for your reply." in body


def test_silence_ends_nothing_where_no_text_sets_a_time(open_request, aida):
    case = open_request()
    asking.ask(case, body="Which account?", by=aida)

    with pytest.raises(StepNotAllowed, match="silence ends nothing"):
        ending.close_as_abandoned(case, reason="No word.", by=aida)


def test_the_page_says_before_sending_that_no_clock_stops(client, open_request, aida):
    case = open_request(at=timezone.now())
    client.force_login(aida)

    page = client.get(reverse("requests:clarify", args=[case.ref])).content.decode()

    assert "No clock of this case stops while the person answers" in page


# --- more time --------------------------------------------------------------


def test_malaysian_law_lets_the_office_take_fourteen_days_more_once(open_request, aida):
    case = open_request(right=Right.ACCESS)
    law = clock_of(case, Clock.Kind.STATUTE_RESPONSE)
    promise = clock_of(case, Clock.Kind.PROMISE_RESPONSE)
    assert (day(law), day(promise)) == (date(2026, 5, 25), date(2026, 5, 11))

    at = RECEIVED_AT + timedelta(days=5)
    extending.extend(case, reason="Four archives to search.", by=aida, at=at)

    law.refresh_from_db()
    promise.refresh_from_db()
    assert day(law) == date(2026, 6, 8)  # 21 + 14 days from 4 May
    assert day(promise) == date(2026, 5, 11)  # a promise is never extended
    assert law.was_extended
    assert law.told_due_at == law.due_at
    body = " ".join(Letter.objects.get(kind="extended").body.split())
    assert "Four archives to search." in body
    assert "Monday 8 June 2026" in body
    with pytest.raises(StepNotAllowed, match="cannot be taken twice"):
        extending.extend(case, reason="More.", by=aida, at=at)


def test_no_more_time_is_taken_after_the_last_day(open_request, aida):
    case = open_request(controller="maxim", right=Right.ACCESS)

    with pytest.raises(StepNotAllowed, match="The last day has passed"):
        extending.extend(
            case, reason="Late.", by=aida, at=RECEIVED_AT + timedelta(days=40)
        )


def test_no_more_time_is_taken_where_no_law_gives_it(open_request, aida):
    case = open_request(right=Right.ERASURE)

    with pytest.raises(StepNotAllowed, match="Neither policy nor law"):
        extending.extend(case, reason="Much.", by=aida, at=RECEIVED_AT)


def test_british_law_adds_two_months_from_receipt(open_request, aida, maxim):
    with act(by=Actor.job("tests")):
        Establishment.objects.create(
            controller=maxim,
            country="GB",
            name="Maxim UK",
            time_zone="Europe/London",
            languages=["en"],
        )
    case = open_request(country="GB", right=Right.ACCESS)

    extending.extend(
        case, reason="Complex.", by=aida, at=RECEIVED_AT + timedelta(days=20)
    )

    law = clock_of(case, Clock.Kind.STATUTE_RESPONSE)
    assert day(law, ZoneInfo("Europe/London")) == date(2026, 8, 4)  # 4 May + 3 months


# --- hold -------------------------------------------------------------------


@pytest.fixture
def answered(decided_request, aida, post) -> RightsRequest:
    answering.send_answer(decided_request, by=aida)
    post(decided_request, decided_request.received_at + timedelta(days=2))
    return decided_request


def test_a_hold_stops_carrying_out_and_never_answering(verified_request, aida):
    holding.place(verified_request, HOLD, by=aida, at=RECEIVED_AT + timedelta(days=1))

    answer = clock_of(verified_request, Clock.Kind.PROMISE_RESPONSE)
    carrying_out = clock_of(verified_request, Clock.Kind.PROMISE_FULFILMENT)
    assert answer.status == Clock.Status.RUNNING
    assert (carrying_out.status, carrying_out.due_at) == (Clock.Status.ON_HOLD, None)
    body = " ".join(Letter.objects.get(kind="held").body.split())
    assert "The dispute D-1 ends" in body
    assert "Your right to an answer does not wait." in body


def test_after_the_answer_a_hold_defers_the_case_and_its_lifting_runs_anew(
    answered, aida
):
    holding.place(answered, HOLD, by=aida, at=RECEIVED_AT + timedelta(days=3))
    assert answered.state == State.DEFERRED
    assert answered.next_due_at is None

    lifted = RECEIVED_AT + timedelta(days=60)
    holding.release(answered, because="The dispute ended.", by=aida, at=lifted)

    assert answered.state == State.FULFILLING
    clock = clock_of(answered, Clock.Kind.PROMISE_FULFILMENT)
    assert day(clock) == (lifted + timedelta(days=30)).astimezone(KUANTAN).date()
    assert Letter.objects.filter(kind="released").exists()


def test_a_hold_before_the_answer_defers_the_case_when_it_is_sent(
    verified_request, aida, post
):
    holding.place(verified_request, HOLD, by=aida)
    proposal = Proposal(outcome="granted", granted="Your account")
    deciding.propose(verified_request, proposal, by=aida)

    answering.send_answer(verified_request, by=aida)
    post(verified_request, timezone.now())

    assert verified_request.state == State.DEFERRED


def test_a_hold_needs_a_ground_that_puts_off_and_stands_alone(verified_request, aida):
    other = holding.Reason("national_security", "Ever", date(2030, 1, 1))
    with pytest.raises(GroundNotAvailable):
        holding.place(verified_request, other, by=aida)

    holding.place(verified_request, HOLD, by=aida)

    with pytest.raises(StepNotAllowed, match="stands already"):
        holding.place(verified_request, HOLD, by=aida)


# --- ends and new beginnings ------------------------------------------------


def known_person(case, by):
    identifying.start_identity_check(case, by=by)
    identifying.settle_identity(case, by=by, is_verified=True, findings={})
    return case


def test_a_duplicate_names_the_first_request_of_the_same_person(open_request, aida):
    first, second = known_person(open_request(), aida), open_request()
    known_person(second, aida)

    ending.mark_duplicate(second, of=first, by=aida)

    assert (second.state, second.duplicate_of) == (State.DUPLICATE, first)
    assert {c.status for c in second.clocks.all()} <= {"cancelled", "met"}
    assert first.ref in Letter.objects.get(kind="duplicate").subject


def test_a_letter_never_names_the_request_of_a_stranger(open_request, aida):
    first = open_request(email="somebody@example.test")
    second = known_person(open_request(), aida)
    known_person(first, aida)

    with pytest.raises(StepNotAllowed, match="same person"):
        ending.mark_duplicate(second, of=first, by=aida)


def test_opening_again_starts_a_new_round_beside_the_old(answered, aida, farid):
    workflow.close(answered, by=aida, at=RECEIVED_AT + timedelta(days=4))
    with pytest.raises(PermissionDenied):
        ending.reopen(answered, reason="Complaint upheld.", by=aida)

    again = RECEIVED_AT + timedelta(days=50)
    ending.reopen(answered, reason="Complaint upheld.", by=farid, at=again)

    old, new = answered.clocks.filter(kind=Clock.Kind.PROMISE_RESPONSE).order_by(
        "round"
    )
    assert (old.status, new.status) == (Clock.Status.MET, Clock.Status.RUNNING)
    assert (new.round, new.follows) == (2, old)
    assert day(new) == (again + timedelta(days=7)).astimezone(KUANTAN).date()
    assert answered.state == State.IN_PROGRESS
    assert answered.decisions.get().state == Decision.State.EARLIER
    proposal = Proposal(outcome="granted", granted="The rest")
    deciding.propose(answered, proposal, by=aida)
    assert answered.state == State.DECIDED


def test_a_case_that_stayed_unproven_goes_on_at_its_check(open_request, aida, farid):
    case = open_request()
    identifying.start_identity_check(case, by=aida)
    workflow.withdraw(case)

    ending.reopen(case, reason="They changed their mind.", by=farid)

    assert case.state == State.IDENTITY_CHECK


def test_a_complaint_is_a_case_of_its_own(answered):

    once = uuid.uuid4()
    child = complaining.complain(answered, body="You were slow.", submission=once)
    again = complaining.complain(answered, body="You were slow.", submission=once)

    assert child == again
    assert (child.parent, child.right) == (answered, Right.COMPLAINT)
    assert child.state == State.ACKNOWLEDGED
    assert child.clocks.filter(kind=Clock.Kind.PROMISE_RESPONSE).exists()
    assert answered.state == State.FULFILLING
    assert answered.events.filter(type=CaseEvent.Type.COMPLAINED).exists()
    with pytest.raises(StepNotAllowed, match="complaint already"):
        complaining.complain(child, body="Still.", submission=uuid.uuid4())


# --- dates ------------------------------------------------------------------


def test_the_receipt_tells_two_dates_and_the_clocks_keep_that_it_did(open_request):
    case = open_request()

    told = case.clocks.filter(told_due_at__isnull=False)
    assert {clock.kind for clock in told} == {
        Clock.Kind.PROMISE_RESPONSE,
        Clock.Kind.PROMISE_FULFILMENT,
    }
    assert all(clock.told_due_at == clock.due_at for clock in told)


def test_the_proof_of_identity_is_noted_when_the_person_writes(open_request, aida):
    case = open_request()
    identifying.start_identity_check(case, by=aida)

    workflow.hear_from_person(case, body="Here is my number.")

    assert case.events.filter(type=CaseEvent.Type.IDENTITY_RECEIVED).exists()


def test_a_late_answer_is_not_made_good_by_a_later_event(open_request, aida):
    case = open_request()
    late = RECEIVED_AT + timedelta(days=30)

    asking.ask(case, body="Which?", by=aida, at=late)
    workflow.hear_from_person(case, body="This.", at=late + timedelta(days=1))

    clock = clock_of(case, Clock.Kind.PROMISE_RESPONSE)
    assert clock.is_late(late)
    assert day(clock) == date(2026, 5, 11)


def test_two_tabs_take_a_step_once(client, open_request, aida):
    case = open_request(at=timezone.now())
    client.force_login(aida)
    url = reverse("requests:clarify", args=[case.ref])
    client.get(url)
    typed = {"body": "Which account?", "version": case.version, "seen": 0}

    first = client.post(url, typed)
    second = client.post(url, {**typed, "body": "Another question?"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Another question?" in second.content.decode()
    assert Letter.objects.filter(kind="asked").count() == 1


def test_the_request_page_offers_what_a_rule_has_and_says_why_not_the_rest(
    client, open_request, aida
):
    case = open_request(at=timezone.now())
    client.force_login(aida)

    page = client.get(case.get_absolute_url())

    shown = page.context["page"]
    names = [offered.way.name for offered in shown.open_ways]
    assert names == ["clarify", "guardian", "authority"]
    assert "Neither policy nor law lets this case take more time" in (
        page.content.decode()
    )


def test_where_two_texts_differ_the_shorter_leads_and_both_are_shown(
    client, open_request
):
    case = open_request(controller="nbexpress", right=Right.ACCESS, at=timezone.now())
    with act(by=Actor.job("tests")):
        officer = MembershipFactory(controller=case.controller, role="officer").user
    client.force_login(officer)

    shown = client.get(case.get_absolute_url()).context["page"]

    days = [card.total for card in shown.clocks.main if card.kind == "promise_response"]
    assert days == [15, 30]
    assert shown.conflicts


def test_an_unsure_row_of_law_is_shown_as_to_be_confirmed(client, open_request, aida):
    case = open_request(country="CO", right=Right.OBJECTION, at=timezone.now())
    client.force_login(aida)

    page = client.get(case.get_absolute_url()).content.decode()

    assert "To be confirmed" in page


def test_a_letter_says_so_too_until_the_company_confirms_it(open_request, farid):
    def receipt(case) -> str:
        letter = Letter.objects.get(kind="receipt", case_ref=case.ref)
        return " ".join(letter.body.split())

    unsure = open_request(country="CO", right=Right.OBJECTION, at=timezone.now())
    assert "still to be confirmed" in receipt(unsure)

    confirm(unsure.controller, "CO-OBJECTION", version=1, by=farid)
    sure = open_request(
        country="CO", right=Right.OBJECTION, at=timezone.now(), email="a@example.test"
    )
    assert "still to be confirmed" not in receipt(sure)
