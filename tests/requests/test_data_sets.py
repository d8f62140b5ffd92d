"""Deciding data set by data set, and what is put off until it goes on by itself."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from correspondence import lanes
from correspondence.models import Letter
from rights import (
    answering,
    carrying_out,
    deciding,
    grounds,
    holding,
    identifying,
    resuming,
)
from rights.choices import Outcome, State
from rights.data_sets import SetDecision
from rights.deciding import Proposal
from rights.errors import GroundNotAvailable, StepNotAllowed
from rights.models import CaseEvent, Clock, DecidedSet, FulfilmentTask, Hold, Matter
from tests.factories import ActivityFactory, SystemFactory

End = FulfilmentTask.State
DAY = timedelta(days=1)


@pytest.fixture
def register(recorded, controllers):
    """Accounts and orders, each in a system of its own, and one with both."""
    maxim = controllers["maxim"]
    with recorded():
        for code, english, malay in (
            ("ACC", "Account", "Akaun"),
            ("ORD", "Order history", "Sejarah pesanan"),
        ):
            ActivityFactory(
                controller=maxim, code=code, label={"en": english, "ms": malay}
            )
        SystemFactory(controller=maxim, name="App account", activities=["ACC"])
        SystemFactory(controller=maxim, name="Orders", activities=["ORD"])
        SystemFactory(controller=maxim, name="Warehouse", activities=["ACC", "ORD"])
    return maxim


@pytest.fixture
def known(register, open_request, aida):
    """A Maxim deletion whose person is known."""

    def opened(**more):
        case = open_request(**more)
        identifying.start_identity_check(case, by=aida)
        identifying.settle_identity(case, by=aida, is_verified=True, findings={})
        return case

    return opened


def ground_of(case, *, defers):
    found = grounds.available(case)
    return next(g.code for g in found if (g.effect == "defer") is defers)


def until_debt(case, **more):
    words = {"until": "The debt D-7741 is paid", "matter": "debt", **more}
    words.setdefault("reference", "D-7741")
    ground = ground_of(case, defers=True)
    return holding.Reason(
        ground=ground, review_on=timezone.localdate() + 30 * DAY, **words
    )


def in_part(case, **more):
    """The account is erased now, the orders when the debt is paid."""
    reason = until_debt(case, **more)
    return Proposal(
        Outcome.PARTLY_GRANTED,
        reason="The debt D-7741 is open.",
        sets=(
            SetDecision("ACC", "granted"),
            SetDecision("ORD", "deferred", reason.ground),
        ),
        until=reason,
    )


def states(case):
    return dict(case.tasks.values_list("title", "state"))


def decided(case, aida, farid, **more):
    deciding.propose(case, in_part(case, **more), by=aida)
    deciding.approve(case, by=farid)
    return case


@pytest.fixture
def waiting(known, aida, farid, post):
    """Answered: the orders wait for a debt."""
    case = decided(known(), aida, farid)
    answering.send_answer(case, by=aida)
    post(case, case.received_at + DAY)
    return case


def test_each_data_set_keeps_its_outcome_and_its_ground(known, aida, farid):
    case = decided(known(), aida, farid)

    rows = DecidedSet.objects.values_list("label", "outcome", "ground")
    assert list(rows) == [
        ("Account", "granted", ""),
        ("Order history", "deferred", ground_of(case, defers=True)),
    ]


def test_only_what_is_put_off_whole_waits(known, aida, farid):
    case = decided(known(), aida, farid)

    assert states(case) == {
        "App account": End.OPEN,
        "Orders": End.ON_HOLD,
        "Warehouse": End.OPEN,  # it holds the account too
    }
    assert holding.standing(case).until == "The debt D-7741 is paid"


def test_nothing_is_put_off_before_the_second_look(known, aida):
    case = known()

    deciding.propose(case, in_part(case), by=aida)

    assert holding.standing(case) is None and states(case) == {}


def test_the_answer_lists_the_data_sets_in_the_persons_language(
    known, aida, farid, post
):
    case = decided(known(language="ms"), aida, farid)
    answering.send_answer(case, by=aida)

    body = Letter.objects.get(kind="answer").body

    assert "- Akaun\n" in body and "- Sejarah pesanan (" in body
    assert "The debt D-7741 is paid" in body
    assert not Letter.objects.filter(kind="held").exists()  # the answer said so


def test_the_whole_has_to_say_what_the_data_sets_say(known, aida):
    case = known()
    sets = (SetDecision("ACC", "granted"), SetDecision("ORD", "granted"))
    ground = ground_of(case, defers=True)
    proposal = Proposal(
        Outcome.PARTLY_GRANTED, ground=ground, reason="Because.", sets=sets
    )

    with pytest.raises(StepNotAllowed, match="Granted"):
        deciding.propose(case, proposal, by=aida)

    assert not DecidedSet.objects.exists()


@pytest.mark.parametrize("outcome", ["refused", "deferred"])
def test_a_data_set_needs_a_ground_that_fits(known, aida, outcome):
    case = known()
    sets = (SetDecision("ACC", "granted"), SetDecision("ORD", outcome, "made_up"))
    proposal = Proposal(Outcome.PARTLY_GRANTED, reason="Because.", sets=sets)

    with pytest.raises(GroundNotAvailable, match="Order history"):
        deciding.propose(case, proposal, by=aida)


def test_a_maxim_deletion_with_an_open_debt_waits_and_then_runs_by_itself(
    waiting, aida, post
):
    # Maxim, paragraph 18: the request stays open until the obstacle is gone.
    clock = waiting.clocks.get(kind=Clock.Kind.PROMISE_FULFILMENT)
    assert (waiting.state, clock.status) == (State.DEFERRED, Clock.Status.ON_HOLD)
    assert clock.due_at is None
    paid_at = timezone.now() + 40 * DAY
    assert resuming.resume_due(paid_at) == 0

    call_command("settle_matter", "maxim", "debt", "D-7741")
    assert resuming.resume_due(paid_at) == 1

    waiting.refresh_from_db()
    assert waiting.state == State.FULFILLING
    assert states(waiting)["Orders"] == End.OPEN
    clock.refresh_from_db()
    assert clock.status == Clock.Status.RUNNING
    assert clock.due_at.date() >= (paid_at + 29 * DAY).date()
    letter = Letter.objects.get(kind="released")
    assert letter.to_email == "dewi@example.test"
    event = waiting.events.get(type=CaseEvent.Type.HOLD_RELEASED)
    assert event.actor_kind == "job"
    for task in waiting.tasks.all():
        carrying_out.settle_task(
            task, state=End.ERASED, proof="Log", by=aida, at=paid_at + DAY
        )
    clock.refresh_from_db()
    assert clock.status == Clock.Status.MET


def test_a_hold_ends_by_itself_on_its_day(known, aida, farid):
    the_day = timezone.localdate() + 10 * DAY
    case = decided(known(), aida, farid, matter="", reference="", ends_on=the_day)
    midnight = timezone.now().replace(hour=15, minute=59) + 9 * DAY  # 23:59 in Kuantan

    assert resuming.resume_due(midnight) == 0
    assert resuming.resume_due(midnight + timedelta(minutes=2)) == 1
    assert holding.standing(case) is None
    assert states(case)["Orders"] == End.OPEN


def test_a_hold_is_lifted_once_whoever_comes_first(waiting, aida):
    holding.release(waiting, because="Paid in cash.", by=aida)
    call_command("settle_matter", "maxim", "debt", "D-7741")

    assert resuming.resume_due(timezone.now()) == 0
    assert Letter.objects.filter(kind="released").count() == 1


def test_a_worker_that_dies_while_it_lifts_a_hold_leaves_it_standing(
    waiting, monkeypatch
):
    call_command("settle_matter", "maxim", "debt", "D-7741")

    def dies(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("rights.holding.letters.released", dies)
        with pytest.raises(SystemExit):
            resuming.resume_due(timezone.now())

    assert Hold.objects.get().released_at is None
    lanes.drain("holds", "a worker", threading.Event())
    assert Hold.objects.get().released_at is not None
    assert Letter.objects.filter(kind="released").count() == 1


def test_one_debt_ends_every_hold_that_waits_for_it(
    known, waiting, aida, farid, capsys
):
    second = decided(known(email="two@example.test", name="Second Person"), aida, farid)

    call_command("settle_matter", "maxim", "debt", "D-7741", "--json")

    assert capsys.readouterr().out.strip() == '{"holds": 2}'
    assert resuming.resume_due(timezone.now()) == 2
    assert holding.standing(second) is None


def test_settling_a_debt_twice_or_one_that_nobody_waits_for_changes_nothing(
    waiting, capsys
):
    for reference in ("D-7741", "D-7741", "D-1"):
        call_command("settle_matter", "maxim", "debt", reference, "--json")

    printed = capsys.readouterr().out.split("\n")[:3]
    assert printed == ['{"holds": 1}', '{"holds": 0}', '{"holds": 0}']
    with pytest.raises(CommandError, match="no company"):
        call_command("settle_matter", "nobody", "debt", "D-7741")


def test_an_officer_says_that_the_debt_is_settled(waiting, client, aida, chen):
    path = f"/desk/requests/{waiting.ref}/hold/settled/"
    client.force_login(chen)
    assert client.post(path).status_code == 404
    client.force_login(aida)
    page = client.get(f"/desk/requests/{waiting.ref}/").content.decode()
    assert "It ends by itself when the debt D-7741 is settled." in page

    client.post(path)

    assert Matter.objects.get().settled_by_id == aida.pk
    assert resuming.resume_due(timezone.now()) == 1


def test_the_form_decides_data_set_by_data_set(known, client, aida):
    case = known()
    client.force_login(aida)
    path = f"/desk/requests/{case.ref}/decision/"
    assert "Decide data set by data set" in client.get(path).content.decode()
    words = {
        "version": case.version,
        "seen": 0,
        "outcome": "partly_granted",
        "reason": "The debt is open.",
        "set-0": "granted",
        "set-1": "deferred",
        "set-1-ground": ground_of(case, defers=True),
    }

    refused = client.post(path, words).content.decode()
    assert "Say until what happens it is put off." in refused
    until = {
        "until": "The debt is paid",
        "review_on": "2099-01-01",
        "matter": "debt",
        "reference": "D-7741",
    }
    preview = client.post(f"{path}preview/", {**words, **until}).content.decode()
    assert "Order history (" in preview and "The debt is paid" in preview
    client.post(path, {**words, **until})

    decision = case.decisions.get()
    assert [row.outcome for row in decision.sets.all()] == ["granted", "deferred"]
    assert (decision.until, decision.reference) == ("The debt is paid", "D-7741")
    page = client.get(f"/desk/requests/{case.ref}/").content.decode()
    assert "Put off" in page and "Order history" in page
