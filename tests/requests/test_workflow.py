"""The life of a case between filing and closing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import LedgerEntry
from correspondence.models import Letter
from rights import (
    answering,
    asking,
    carrying_out,
    deciding,
    identifying,
    listing,
    workflow,
)
from rights.choices import Outcome, Right, Stage, State
from rights.deciding import Proposal
from rights.errors import (
    ChangedMeanwhile,
    GroundNotAvailable,
    SecondLookNeeded,
    StepNotAllowed,
)
from rights.models import Clock, Decision, FulfilmentTask, Message
from subjects.models import DataSubject

pytestmark = pytest.mark.django_db

PARTLY = Proposal(
    outcome=Outcome.PARTLY_GRANTED,
    granted="Your account",
    kept="Orders under dispute",
    ground="legal_obstacle",
    reason="One trip is still disputed.",
)
REFUSED = Proposal(
    outcome=Outcome.REFUSED, ground="legal_obstacle", reason="An order is open."
)
UNPROVEN = Proposal(
    outcome=Outcome.REFUSED,
    ground="identity_unproven",
    reason="The document number differs from the one on the account.",
)


def test_a_person_is_linked_only_by_the_identity_check(open_request, aida):
    rights_request = open_request()
    assert not DataSubject.objects.exists()

    identifying.start_identity_check(rights_request, by=aida)
    identifying.settle_identity(rights_request, by=aida, is_verified=True, findings={})

    assert rights_request.data_subject.name == "Dewi Contoh"
    assert rights_request.stage == Stage.READY_TO_DECIDE


def test_the_same_proven_address_is_the_same_person(open_request, aida):
    for right in (Right.ACCESS, Right.ERASURE):
        rights_request = open_request(right=right)
        identifying.start_identity_check(rights_request, by=aida)
        identifying.settle_identity(
            rights_request, by=aida, is_verified=True, findings={}
        )

    assert DataSubject.objects.get().rights_requests.count() == 2


def test_an_unproven_identity_stays_at_the_check(open_request, aida):
    rights_request = open_request(right=Right.ACCESS)
    identifying.start_identity_check(rights_request, by=aida)

    identifying.settle_identity(
        rights_request,
        by=aida,
        is_verified=False,
        findings={"id_document_number": "mismatch"},
    )

    assert rights_request.state == State.IDENTITY_CHECK
    assert rights_request.data_subject is None


def test_who_stays_unproven_can_be_refused_on_that_ground_alone(
    open_request, aida, farid
):
    rights_request = open_request()
    identifying.start_identity_check(rights_request, by=aida)
    with pytest.raises(StepNotAllowed, match="still open"):
        deciding.propose(rights_request, UNPROVEN, by=aida)
    identifying.settle_identity(rights_request, by=aida, is_verified=False, findings={})

    with pytest.raises(StepNotAllowed, match="only be refused"):
        deciding.propose(rights_request, Proposal(outcome=Outcome.GRANTED), by=aida)
    with pytest.raises(GroundNotAvailable):
        deciding.propose(rights_request, REFUSED, by=aida)
    deciding.propose(rights_request, UNPROVEN, by=aida)
    deciding.approve(rights_request, by=farid)
    answering.send_answer(rights_request, by=aida)

    assert rights_request.data_subject is None
    body = Letter.objects.get(kind="answer").body
    assert "a default of this office" in " ".join(body.split())


def test_the_check_stays_as_it_is_while_a_refusal_is_looked_at(open_request, aida):
    rights_request = open_request()
    identifying.start_identity_check(rights_request, by=aida)
    identifying.settle_identity(rights_request, by=aida, is_verified=False, findings={})
    deciding.propose(rights_request, UNPROVEN, by=aida)

    with pytest.raises(StepNotAllowed, match="second look"):
        identifying.settle_identity(
            rights_request, by=aida, is_verified=True, findings={}
        )


def test_nobody_of_another_controller_may_take_a_step(open_request, chen):
    rights_request = open_request()

    with pytest.raises(PermissionDenied):
        identifying.start_identity_check(rights_request, by=chen)

    assert rights_request.state == State.ACKNOWLEDGED


def test_a_request_cannot_be_given_to_someone_who_may_not_work_on_it(
    open_request, aida, chen
):
    rights_request = open_request()

    with pytest.raises(StepNotAllowed, match="does not work on the requests"):
        workflow.assign(rights_request, owner=chen, by=aida)

    rights_request.refresh_from_db()
    assert rights_request.owner is None


def test_a_step_on_what_someone_else_changed_is_refused(open_request, aida, farid):
    rights_request = open_request()
    seen = rights_request.version
    workflow.assign(rights_request, owner=farid, by=farid)

    with pytest.raises(ChangedMeanwhile):
        workflow.assign(rights_request, owner=aida, by=aida, version=seen)

    rights_request.refresh_from_db()
    assert rights_request.owner == farid


def test_a_refusal_without_a_ground_is_not_recorded(verified_request, aida):
    with pytest.raises(GroundNotAvailable):
        deciding.propose(
            verified_request,
            Proposal(outcome=Outcome.REFUSED, reason="No."),
            by=aida,
        )

    assert not Decision.objects.exists()


def test_a_refusal_without_a_reason_is_not_recorded(verified_request, aida):
    with pytest.raises(StepNotAllowed, match="reason"):
        deciding.propose(
            verified_request,
            Proposal(outcome=Outcome.REFUSED, ground="legal_obstacle"),
            by=aida,
        )

    assert not Decision.objects.exists()


def test_a_ground_of_another_policy_cannot_be_used(verified_request, aida):
    with pytest.raises(GroundNotAvailable):
        deciding.propose(
            verified_request,
            Proposal(outcome=Outcome.REFUSED, ground="trade_secret", reason="Secret."),
            by=aida,
        )


def test_a_refusal_in_part_waits_for_another_person(verified_request, aida, farid):
    deciding.propose(verified_request, PARTLY, by=aida)

    with pytest.raises(StepNotAllowed):
        answering.send_answer(verified_request, by=aida)
    deciding.approve(verified_request, by=farid)

    assert verified_request.state == State.DECIDED
    assert verified_request.stage == Stage.READY_TO_SEND


def test_nobody_looks_twice_at_their_own_decision(verified_request, farid):
    deciding.propose(verified_request, PARTLY, by=farid)

    with pytest.raises(SecondLookNeeded):
        deciding.approve(verified_request, by=farid)


def test_an_officer_may_not_give_the_second_look(verified_request, aida, farid):
    deciding.propose(verified_request, PARTLY, by=farid)

    with pytest.raises(PermissionDenied):
        deciding.approve(verified_request, by=aida)


def test_a_decision_sent_back_is_decided_anew(verified_request, aida, farid):
    deciding.propose(verified_request, PARTLY, by=aida)

    deciding.send_back(verified_request, because="Name the trip.", by=farid)
    deciding.propose(verified_request, PARTLY, by=aida)

    states = list(Decision.objects.values_list("state", flat=True))
    assert states == [Decision.State.RETURNED, Decision.State.PROPOSED]


def test_the_answer_clock_stops_when_the_letter_has_left(decided_request, aida, post):
    answering.send_answer(decided_request, by=aida)
    answer = decided_request.clocks.get(kind=Clock.Kind.PROMISE_RESPONSE)
    assert answer.status == Clock.Status.RUNNING

    left_at = decided_request.received_at + timedelta(days=3)
    post(decided_request, left_at)

    answer.refresh_from_db()
    assert (answer.status, answer.stopped_at) == (Clock.Status.MET, left_at)


def test_an_answer_that_leaves_late_stays_late_after_closing(
    decided_request, aida, post
):
    answering.send_answer(decided_request, by=aida)
    post(decided_request, decided_request.received_at + timedelta(days=9))

    workflow.close(decided_request, by=aida)

    answer = decided_request.clocks.get(kind=Clock.Kind.PROMISE_RESPONSE)
    assert answer.status == Clock.Status.MISSED
    assert decided_request.next_due_at is None


def test_nothing_closes_while_a_task_is_open(decided_request, aida, post):
    task = listing.add_task(
        decided_request,
        title="App account",
        kind=FulfilmentTask.Kind.SYSTEM,
        phase=FulfilmentTask.Phase.CARRY_OUT,
        by=aida,
    )
    answering.send_answer(decided_request, by=aida)
    post(decided_request, decided_request.received_at + timedelta(days=1))

    with pytest.raises(StepNotAllowed, match="Tasks are still open"):
        workflow.close(decided_request, by=aida)
    carrying_out.settle_task(
        task, state=FulfilmentTask.State.DONE, proof="Search is empty", by=aida
    )
    workflow.close(decided_request, by=aida)

    assert decided_request.state == State.CLOSED


def test_nothing_closes_before_the_answer_has_left(decided_request, aida):
    answering.send_answer(decided_request, by=aida)

    with pytest.raises(StepNotAllowed, match="outbox"):
        workflow.close(decided_request, by=aida)


def test_the_last_task_meets_the_fulfilment_clock(decided_request, aida, post):
    task = listing.add_task(
        decided_request,
        title="App account",
        kind=FulfilmentTask.Kind.SYSTEM,
        phase=FulfilmentTask.Phase.CARRY_OUT,
        by=aida,
    )
    answering.send_answer(decided_request, by=aida)
    post(decided_request, decided_request.received_at + timedelta(days=1))
    done_at = decided_request.received_at + timedelta(days=2)

    carrying_out.settle_task(
        task, state=FulfilmentTask.State.DONE, proof="Log", by=aida, at=done_at
    )

    clock = decided_request.clocks.get(kind=Clock.Kind.PROMISE_FULFILMENT)
    assert (clock.status, clock.stopped_at) == (Clock.Status.MET, done_at)


def test_a_note_never_becomes_a_letter(open_request, aida):
    rights_request = open_request()
    letters = Letter.objects.count()

    workflow.add_note(rights_request, body="Sounds familiar.", by=aida)

    assert Message.objects.get().is_note
    assert Letter.objects.count() == letters


def test_a_reply_brings_a_waiting_request_back(verified_request, aida):
    asking.ask(verified_request, body="Which account?", by=aida)
    assert verified_request.stage == Stage.WAITING

    workflow.hear_from_person(verified_request, body="The first one.")

    assert verified_request.stage == Stage.READY_TO_DECIDE


def test_asking_the_person_does_not_move_a_promised_date(verified_request, aida):
    before = verified_request.next_due_at

    asking.ask(verified_request, body="Which account?", by=aida)

    assert verified_request.next_due_at == before


def test_a_withdrawn_request_keeps_its_cancelled_clocks(open_request):
    rights_request = open_request()

    workflow.withdraw(rights_request)

    assert {clock.status for clock in rights_request.clocks.all()} == {
        Clock.Status.CANCELLED
    }
    assert Letter.objects.filter(kind="withdrawn").exists()


def test_what_is_closed_stays_as_it_is(open_request, aida):
    rights_request = open_request()
    workflow.withdraw(rights_request)

    with pytest.raises(StepNotAllowed, match="is closed"):
        identifying.start_identity_check(rights_request, by=aida)


def test_each_verb_leaves_one_entry_of_its_own(verified_request):
    verbs = (
        LedgerEntry.objects.filter(case_id=verified_request.pk)
        .exclude(verb="")
        .order_by("pk")
    )

    assert [entry.verb for entry in verbs] == [
        "requests.file",
        "requests.confirm",
        "requests.start_identity_check",
        "requests.settle_identity",
    ]


def test_a_refused_step_leaves_no_trace(open_request, aida):
    rights_request = open_request()
    entries = LedgerEntry.objects.count()

    with pytest.raises(StepNotAllowed):
        answering.send_answer(rights_request, by=aida)

    assert LedgerEntry.objects.count() == entries
