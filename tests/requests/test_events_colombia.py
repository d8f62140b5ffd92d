"""The whole life of a Colombian request: 15 working days, a question, the reply.

Maxim's policy, paragraph 18 Colombia, beside the law of the country.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from correspondence.models import Letter
from rights import asking, ending, forwarding, workflow
from rights.case_page import CasePage
from rights.choices import Stage, State
from rights.errors import StepNotAllowed
from rights.models import Clock, ClockChange, Message

pytestmark = pytest.mark.django_db

BOGOTA = ZoneInfo("America/Bogota")
RECEIVED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # Monday, 10:00 in Bogotá
DAY_4 = RECEIVED + timedelta(days=4)
REPLIED = DAY_4 + timedelta(weeks=3)
LATE_REPLY = DAY_4 + timedelta(days=70)


@pytest.fixture
def claim(open_request):
    return open_request(country="CO", at=RECEIVED)


def due(rights_request, rule) -> date | None:
    clock = rights_request.clocks.get(rule=rule, round=1, kind__in=FAMILIES)
    return clock.due_at.astimezone(BOGOTA).date() if clock.due_at else None


FAMILIES = [*Clock.ANSWERING, *Clock.CARRYING_OUT, "clarification_answer", "claim_flag"]


def status(rights_request, rule) -> str:
    return rights_request.clocks.get(rule=rule, kind__in=FAMILIES).status


def test_deletion_is_promised_within_fifteen_working_days(claim):
    # 23 March is a holiday (St Joseph's day, moved to a Monday).
    assert due(claim, "MAXIM-DEL18-CO") == date(2026, 3, 24)
    assert due(claim, "CO-ERASURE") == date(2026, 3, 24)


def test_a_question_on_day_four_meets_the_time_to_ask_and_stops_the_promise(
    claim, aida
):
    asking.ask(claim, body="Which address?", by=aida, at=DAY_4)

    asked = claim.clocks.get(rule="MAXIM-ASK18-CO")
    assert (asked.status, asked.stopped_at) == (Clock.Status.MET, DAY_4)
    assert status(claim, "MAXIM-DEL18-CO") == Clock.Status.PAUSED
    assert due(claim, "MAXIM-DEL18-CO") is None
    assert due(claim, "MAXIM-WAIT18-CO") == date(2026, 5, 6)  # two months
    assert (claim.state, claim.stage) == (State.CLARIFICATION, Stage.WAITING)


def test_the_letter_says_until_when_and_that_our_own_time_stands_still(claim, aida):
    asking.ask(claim, body="Which address?", by=aida, at=DAY_4)

    body = " ".join(Letter.objects.get(kind="asked").body.split())
    assert "Please reply by Wednesday 6 May 2026" in body
    assert "does not run while we wait" in body
    assert "Which address?" not in body  # the words stay on the page


def test_the_reply_after_three_weeks_starts_eight_days(claim, aida):
    asking.ask(claim, body="Which address?", by=aida, at=DAY_4)

    workflow.hear_from_person(claim, body="The old one.", at=REPLIED)

    assert due(claim, "MAXIM-DEL18-CO") == date(2026, 4, 4)  # 27 March and 8 days
    assert status(claim, "MAXIM-WAIT18-CO") == Clock.Status.MET
    clock = claim.clocks.get(rule="MAXIM-DEL18-CO")
    assert clock.period == (8, "calendar_days")
    assert claim.state == State.ACKNOWLEDGED
    letter = Letter.objects.get(kind="reply_received")
    assert "4 April 2026" in " ".join(letter.body.split())


def test_the_date_before_and_after_stands_in_the_change_history(claim, aida):
    asking.ask(claim, body="Which address?", by=aida, at=DAY_4)
    workflow.hear_from_person(claim, body="The old one.", at=REPLIED)

    stopped, moved = ClockChange.objects.filter(clock__rule="MAXIM-DEL18-CO").order_by(
        "pk"
    )
    assert stopped.because == "clarification_requested"
    assert (stopped.due_before is not None, stopped.due_after) == (True, None)
    assert moved.because == "clarification_received"
    assert moved.due_after.astimezone(BOGOTA).date() == date(2026, 4, 4)
    assert moved.history.count() == 1


def test_silence_for_two_months_closes_nothing_and_is_offered_to_a_person(claim, aida):
    asking.ask(claim, body="Which address?", by=aida, at=DAY_4)
    with pytest.raises(StepNotAllowed, match="still has time"):
        ending.close_as_abandoned(
            claim, reason="No word.", by=aida, at=DAY_4 + timedelta(days=30)
        )

    claim.refresh_from_db()
    assert claim.state == State.CLARIFICATION

    ending.close_as_abandoned(claim, reason="No word.", by=aida, at=LATE_REPLY)

    assert claim.state == State.ABANDONED
    assert set(claim.clocks.values_list("status", flat=True)) <= {
        Clock.Status.MET,
        Clock.Status.CANCELLED,
    }
    assert Letter.objects.filter(kind="abandoned").exists()


def test_a_reply_after_the_two_months_is_still_heard(claim, aida):
    asking.ask(claim, body="Which address?", by=aida, at=DAY_4)

    workflow.hear_from_person(claim, body="Sorry, the old one.", at=LATE_REPLY)

    assert claim.state == State.ACKNOWLEDGED
    assert due(claim, "MAXIM-DEL18-CO") == LATE_REPLY.date() + timedelta(days=8)


def test_a_claim_that_is_complete_leaves_nothing_to_ask(claim, aida):
    asking.accept_as_complete(claim, body="All is there.", by=aida, at=DAY_4)

    assert claim.clocks.get(rule="MAXIM-ASK18-CO").status == Clock.Status.CANCELLED
    assert status(claim, "MAXIM-DEL18-CO") == Clock.Status.RUNNING


def test_a_reply_by_phone_is_taken_by_an_officer(claim, aida):
    asking.ask(claim, body="Which address?", by=aida, at=DAY_4)

    asking.accept_as_complete(claim, body="Said it by phone.", by=aida, at=REPLIED)

    assert due(claim, "MAXIM-DEL18-CO") == date(2026, 4, 4)
    assert Message.objects.get(body="Said it by phone.").is_note


def test_the_mark_of_the_claim_is_set_within_two_working_days(claim, aida):
    assert due(claim, "CO-ERASURE-FLAG") == date(2026, 3, 4)

    asking.flag_claim(claim, by=aida, at=RECEIVED + timedelta(days=1))

    assert status(claim, "CO-ERASURE-FLAG") == Clock.Status.MET
    with pytest.raises(StepNotAllowed, match="already"):
        asking.flag_claim(claim, by=aida)


def test_what_is_not_ours_is_passed_on_within_two_working_days(claim, aida):
    with pytest.raises(StepNotAllowed, match="First note"):
        forwarding.forward(claim, to="Banco Ejemplo", body="", by=aida)

    found_at = RECEIVED + timedelta(hours=3)
    forwarding.declare_not_competent(claim, reason="A bank's.", by=aida, at=found_at)
    clock = claim.clocks.get(rule="MAXIM-FWD18-CO")
    assert clock.due_at.astimezone(BOGOTA).date() == date(2026, 3, 4)
    forwarding.forward(claim, to="Banco Ejemplo", body="By post.", by=aida, at=found_at)

    clock.refresh_from_db()
    assert clock.status == Clock.Status.MET
    assert status(claim, "MAXIM-DEL18-CO") == Clock.Status.CANCELLED
    assert claim.state == State.TRANSFERRED
    assert "Banco Ejemplo" in Letter.objects.get(kind="forwarded").body


def test_the_promise_of_the_question_is_counted_by_the_rules_of_the_start(claim, aida):
    before = dict(claim.clocks.values_list("rule", "rule_version"))

    asking.ask(claim, body="Which address?", by=aida, at=DAY_4)

    after = dict(claim.clocks.values_list("rule", "rule_version"))
    assert before.items() <= after.items()


def test_the_next_step_and_the_queue_name_the_longer_of_two_times_to_reply(claim, aida):
    """Two months end on Saturday 9 May by the policy, and on Monday 11 May by law."""
    asked_at = RECEIVED + timedelta(days=7)
    asking.flag_claim(claim, by=aida, at=RECEIVED + timedelta(days=1))
    asking.ask(claim, body="Which address?", by=aida, at=asked_at)

    page = CasePage(claim, user=aida, now=asked_at)
    shown = page.leading_clock.due_at.astimezone(BOGOTA).date()
    assert shown == date(2026, 5, 11)
    assert claim.next_due_at == page.leading_clock.due_at
