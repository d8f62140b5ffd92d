"""The hardest paths of a case: what comes after the answer."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from correspondence.models import Letter
from rights import (
    answering,
    authority_matters,
    carrying_out,
    complaining,
    deciding,
    ending,
    grounds,
    holding,
    identifying,
    listing,
    workflow,
)
from rights.authority_matters import Order, Told
from rights.choices import Outcome, Right, State
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.models import AuthorityMatter, CaseEvent, Clock, FulfilmentTask

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 5, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def refused_access(open_request, aida, farid, post):
    """Access refused at Maxim Malaysia, answered and closed."""
    case = open_request(right=Right.ACCESS)
    identifying.start_identity_check(case, by=aida, at=AT)
    identifying.settle_identity(case, by=aida, is_verified=True, findings={}, at=AT)
    ground = grounds.available(case)[0].code
    refusal = Proposal(outcome=Outcome.REFUSED, ground=ground, reason="Too much.")
    deciding.propose(case, refusal, by=aida, at=AT)
    deciding.approve(case, by=farid, at=AT)
    answering.send_answer(case, by=aida, at=AT)
    post(case, AT)
    workflow.close(case, by=aida, at=AT)
    return case


def complaint_about(case, at):
    return complaining.complain(
        case, body="You hold my trips.", submission=uuid.uuid4(), at=at
    )


def granted(case, by, at):
    deciding.propose(
        case, Proposal(outcome=Outcome.GRANTED, granted="A full copy"), by=by, at=at
    )
    answering.send_answer(case, by=by, at=at)


def test_a_complaint_on_a_refused_access_is_upheld_and_the_access_is_given(
    refused_access, aida, farid, post
):
    first = refused_access
    complaint = complaint_about(first, AT + DAY)
    assert (first.state, first.outcome) == (State.CLOSED, Outcome.REFUSED)
    assert complaint.clocks.exists()

    identifying.start_identity_check(complaint, by=aida, at=AT + DAY)
    identifying.settle_identity(
        complaint, by=aida, is_verified=True, findings={}, at=AT + DAY
    )
    granted(complaint, aida, AT + 2 * DAY)
    post(complaint, AT + 2 * DAY)
    ending.reopen(first, reason="The complaint is right.", by=farid, at=AT + 2 * DAY)
    granted(first, aida, AT + 3 * DAY)
    post(first, AT + 3 * DAY)

    answers = Letter.objects.filter(kind="answer", case_id=first.pk).order_by("pk")
    assert ["We do not do" in one.body for one in answers] == [True, False]
    types = set(first.events.values_list("type", flat=True))
    assert {CaseEvent.Type.COMPLAINED, CaseEvent.Type.REOPENED} <= types
    assert complaint.events.filter(type=CaseEvent.Type.COMPLAINT_ANSWERED).exists()
    last = Letter.objects.get(kind="answer", case_id=complaint.pk).body
    assert "formal complaint" not in last  # the authority is next
    assert "Complain to the authority" in last


def test_a_complaint_about_a_complaint_leads_to_the_authority(refused_access):
    complaint = complaint_about(refused_access, AT + DAY)

    with pytest.raises(StepNotAllowed, match="turn to the authority"):
        complaint_about(complaint, AT + 2 * DAY)


def test_a_complaint_pressed_twice_is_one(refused_access):
    key = uuid.uuid4()
    both = [
        complaining.complain(refused_access, body="No.", submission=key, at=AT + DAY)
        for _press in range(2)
    ]

    assert both[0].pk == both[1].pk
    assert refused_access.complaints.count() == 1


def test_an_authority_orders_what_was_refused_and_its_date_is_kept(
    refused_access, aida, farid, post
):
    case, at = refused_access, AT + 30 * DAY
    told = Told("JPDP", "JPDP-2026-9", date(2026, 6, 1))
    matter = authority_matters.note(case, told, by=aida, at=at)
    order = Order("Give the copy.", date(2026, 6, 1), date(2026, 6, 15))
    with pytest.raises(StepNotAllowed, match="Open it again first"):
        authority_matters.take_order(matter, order, by=aida, at=at)

    ending.reopen(case, reason="An order.", by=farid, at=at)
    matter = authority_matters.take_order(matter, order, by=aida, at=at)
    done = FulfilmentTask.State.DONE
    carrying_out.settle_task(
        matter.task, state=done, proof="Copy given", by=aida, at=at + DAY
    )
    granted(case, aida, at + DAY)
    post(case, at + DAY)
    workflow.close(case, by=aida, at=at + DAY)
    authority_matters.end(
        matter,
        outcome=AuthorityMatter.Outcome.FOR_PERSON,
        decided_on=date(2026, 6, 2),
        by=farid,
        at=at + 2 * DAY,
    )

    clock = Clock.objects.get(kind=Clock.Kind.AUTHORITY_ORDER)
    assert (clock.status, clock.due_at.date()) == (Clock.Status.MET, order.due_on)
    assert case.state == State.CLOSED


def test_an_order_left_undone_keeps_the_case_open_and_turns_overdue(
    refused_access, aida, farid, post
):
    case, at = refused_access, AT + 30 * DAY
    told = Told("JPDP", "", date(2026, 6, 1))
    matter = authority_matters.note(case, told, by=aida, at=at)
    ending.reopen(case, reason="An order.", by=farid, at=at)
    order = Order("Give the copy.", date(2026, 6, 1), date(2026, 6, 4))
    authority_matters.take_order(matter, order, by=aida, at=at)

    late = at + 10 * DAY
    granted(case, aida, late)
    post(case, late)

    with pytest.raises(StepNotAllowed, match="Tasks are still open"):
        workflow.close(case, by=aida, at=late)
    case.refresh_from_db()
    assert case.is_overdue(late)


def test_a_hold_placed_after_the_decision_puts_off_the_deed_and_not_the_answer(
    decided_request, aida, post
):
    ground = holding.available(decided_request)[0].code
    reason = holding.Reason(ground, "The dispute D-1 ends", date(2030, 1, 1))
    holding.place(decided_request, reason, by=aida, at=AT)
    answering.send_answer(decided_request, by=aida, at=AT)
    post(decided_request, AT)

    assert decided_request.state == State.DEFERRED
    kinds = dict(decided_request.clocks.values_list("kind", "status"))
    assert kinds[Clock.Kind.PROMISE_RESPONSE] == Clock.Status.MET
    assert kinds[Clock.Kind.PROMISE_FULFILMENT] == Clock.Status.ON_HOLD
    with pytest.raises(StepNotAllowed):
        workflow.close(decided_request, by=aida, at=AT)


def test_closing_over_an_open_task_needs_a_reason_and_tells_the_person_what_is_left(
    decided_request, aida, post
):
    listing.add_task(
        decided_request,
        title="Old archive",
        kind=FulfilmentTask.Kind.SYSTEM,
        phase=FulfilmentTask.Phase.CARRY_OUT,
        by=aida,
        at=AT,
    )
    answering.send_answer(decided_request, by=aida, at=AT)
    post(decided_request, AT)

    workflow.close(decided_request, despite="The archive burnt.", by=aida, at=AT)

    body = " ".join(Letter.objects.get(kind="closed").body.split())
    assert "this could not be finished" in body
    assert "The archive burnt." not in body  # that is for the office
    assert decided_request.tasks.get().state == FulfilmentTask.State.LEFT
