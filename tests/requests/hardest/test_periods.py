"""The hardest paths of a case: time that stands still, runs out, or runs twice."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from correspondence.models import Letter
from rights import (
    answering,
    asking,
    deciding,
    ending,
    extending,
    identifying,
    workflow,
)
from rights.case_page import CasePage
from rights.choices import Outcome, Right, State
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.models import Clock

pytestmark = pytest.mark.django_db

BOGOTA = ZoneInfo("America/Bogota")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 10:00 in Bogotá
DAY = timedelta(days=1)


def known(case, by, at):
    identifying.start_identity_check(case, by=by, at=at)
    identifying.settle_identity(case, by=by, is_verified=True, findings={}, at=at)


def granted(case, by, at):
    deciding.propose(case, Proposal(outcome=Outcome.GRANTED), by=by, at=at)
    answering.send_answer(case, by=by, at=at)


def due(case, kind, zone, **more) -> date:
    clock = case.clocks.get(kind=kind, **more)
    return clock.due_at.astimezone(zone).date()


@pytest.fixture
def colombian(open_request, aida):
    """A Colombian claim that lacks something, asked about on its fourth day."""
    case = open_request(country="CO", at=MONDAY)
    known(case, aida, MONDAY + timedelta(hours=1))
    asking.ask(case, body="Which address?", by=aida, at=MONDAY + 4 * DAY)
    return case


@pytest.mark.parametrize(
    ("days_after_the_reply", "ends"),
    [(8, Clock.Status.MET), (9, Clock.Status.MISSED)],
)
def test_a_colombian_claim_incomplete_and_answered_after_forty_days_has_eight_to_settle(
    days_after_the_reply, ends, colombian, aida, farid, post
):
    replied = MONDAY + 44 * DAY
    workflow.hear_from_person(colombian, body="The old one.", at=replied)

    settled = replied + days_after_the_reply * DAY
    granted(colombian, aida, settled)
    post(colombian, settled)
    workflow.close(colombian, by=aida, at=settled)

    clock = colombian.clocks.get(rule="MAXIM-DEL18-CO")
    assert clock.period == (8, "calendar_days")
    assert clock.due_at.astimezone(BOGOTA).date() == date(2026, 4, 23)
    assert clock.status == ends


def test_silent_for_two_months_then_opened_again_after_it_was_closed(
    colombian, aida, farid
):
    late = MONDAY + 70 * DAY
    ending.close_as_abandoned(colombian, reason="No word.", by=aida, at=late)
    assert not colombian.clocks.filter(status=Clock.Status.RUNNING).exists()

    again = late + 5 * DAY
    ending.reopen(colombian, reason="The letter had gone astray.", by=farid, at=again)

    second = colombian.clocks.get(rule="MAXIM-DEL18-CO", round=2)
    assert second.follows.status == Clock.Status.CANCELLED
    assert second.started_at == again
    assert colombian.state == State.IN_PROGRESS
    assert Letter.objects.filter(kind__in=["abandoned", "reopened"]).count() == 2


def test_a_question_asked_when_the_date_is_over_stops_nothing(open_request, aida):
    case = open_request(country="CO", at=MONDAY)
    before = case.clocks.get(rule="MAXIM-DEL18-CO").due_at

    asking.ask(case, body="Which?", by=aida, at=MONDAY + 40 * DAY)
    workflow.hear_from_person(case, body="That one.", at=MONDAY + 41 * DAY)

    clock = case.clocks.get(rule="MAXIM-DEL18-CO")
    assert clock.due_at == before
    assert clock.is_late(MONDAY + 41 * DAY)


@pytest.mark.parametrize(
    ("minutes", "ends"), [(0, Clock.Status.MET), (1, Clock.Status.MISSED)]
)
def test_forty_eight_hours_in_brazil_run_through_the_weekend(
    minutes, ends, open_request, aida, post
):
    friday = datetime(2026, 5, 8, 18, 0, tzinfo=SAO_PAULO)
    case = open_request(country="BR", at=friday)
    known(case, aida, friday + timedelta(hours=1))

    left = datetime(2026, 5, 10, 18, minutes, tzinfo=SAO_PAULO)  # Sunday
    granted(case, aida, left)
    post(case, left)

    assert case.clocks.get(rule="MAXIM-ANS-BR").status == ends


def test_in_peru_the_deletion_is_due_before_the_answer(open_request, aida, post):
    lima = ZoneInfo("America/Lima")
    case = open_request(country="PE", at=MONDAY)

    deletion = due(case, Clock.Kind.PROMISE_FULFILMENT, lima)
    answer = due(case, Clock.Kind.PROMISE_RESPONSE, lima)

    assert (deletion, answer) == (date(2026, 3, 16), date(2026, 4, 1))
    case.refresh_from_db()
    assert case.next_due_at.astimezone(lima).date() == deletion


def test_nb_express_owes_access_in_fifteen_days_and_says_that_it_wrote_thirty_too(
    open_request, nora
):
    sibu = ZoneInfo("Asia/Kuala_Lumpur")
    case = open_request(controller="nbexpress", right=Right.ACCESS, at=MONDAY)

    dates = {
        clock.rule: clock.due_at.astimezone(sibu).date()
        for clock in case.clocks.filter(kind=Clock.Kind.PROMISE_RESPONSE)
    }
    page = CasePage(case, user=nora, now=MONDAY + DAY)

    assert dates == {"NBX-15-ACCESS": date(2026, 3, 17), "NBX-30": date(2026, 4, 1)}
    assert page.leading_clock.due_at.astimezone(sibu).date() == date(2026, 3, 17)
    assert page.conflicts


def test_more_time_asked_for_after_the_last_day_is_refused(open_request, aida):
    case = open_request(right=Right.ACCESS, at=MONDAY)
    law = case.clocks.get(kind=Clock.Kind.STATUTE_RESPONSE)

    with pytest.raises(StepNotAllowed, match="The last day has passed"):
        extending.extend(
            case, reason="Busy.", by=aida, at=law.due_at + timedelta(seconds=1)
        )

    assert case.clocks.get(pk=law.pk).due_at == law.due_at
    assert not Letter.objects.filter(kind="extended").exists()


def test_more_time_by_law_never_moves_the_earlier_promise(open_request, aida):
    case = open_request(right=Right.ACCESS, at=MONDAY)
    promise = case.clocks.get(kind=Clock.Kind.PROMISE_RESPONSE)
    law = case.clocks.get(kind=Clock.Kind.STATUTE_RESPONSE)

    extending.extend(case, reason="Four archives.", by=aida, at=promise.due_at - DAY)

    assert case.clocks.get(pk=promise.pk).due_at == promise.due_at
    # 21 days and 14 more, from the day of receipt (PDPA s. 31).
    kuantan = ZoneInfo("Asia/Kuala_Lumpur")
    assert due(case, Clock.Kind.STATUTE_RESPONSE, kuantan) == date(2026, 4, 6)
    assert law.due_at.astimezone(kuantan).date() < date(2026, 4, 6)


def test_one_working_day_in_kazakhstan_asked_on_a_friday_night_ends_on_monday(
    open_request,
):
    almaty = ZoneInfo("Asia/Almaty")
    case = open_request(country="KZ", at=datetime(2026, 5, 15, 23, 30, tzinfo=almaty))

    assert due(case, Clock.Kind.PROMISE_RESPONSE, almaty) == date(2026, 5, 18)


def test_a_letter_that_bounces_has_answered_nobody(decided_request, aida):
    answering.send_answer(decided_request, by=aida)
    letter = Letter.objects.get(kind="answer")
    letter.deliveries.update(state="bounced")

    with pytest.raises(StepNotAllowed, match="still in the outbox"):
        workflow.close(decided_request, by=aida)

    clock = decided_request.clocks.get(kind=Clock.Kind.PROMISE_RESPONSE)
    assert clock.status == Clock.Status.RUNNING
