"""Systems and recipients: what the register lists, what officers say, what closes."""

import csv

import pytest

from audit.models import AccessEntry, LedgerEntry
from correspondence.models import Letter
from processing.terms import Told
from rights import (
    answering,
    carrying_out,
    deciding,
    grounds,
    identifying,
    listing,
    task_ends,
    workflow,
)
from rights.choices import Outcome, Right, State
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, Clock, FulfilmentTask, Message
from tests.factories import RecipientFactory, SystemFactory

End = FulfilmentTask.State
Because = FulfilmentTask.Because
GRANT = Proposal(outcome=Outcome.GRANTED, granted="Your account")


@pytest.fixture
def register(recorded, controllers):
    """A register as the office of Maxim might keep it."""
    maxim = controllers["maxim"]
    with recorded():
        SystemFactory(controller=maxim, name="App account", team="Apps team")
        SystemFactory(controller=maxim, name="Papers", countries=["VN"])
        RecipientFactory(
            controller=maxim,
            name="SMS gateway",
            told=Told.BEST_EFFORT,
            told_after=["erasure"],
        )
        RecipientFactory(controller=maxim, name="Ad network")
    return maxim


def titles(case):
    tasks = case.tasks.exclude(state=End.DROPPED)
    return sorted(tasks.values_list("title", flat=True))


def task_of(case, title):
    return case.tasks.select_related("rights_request").get(title=title)


def granted(case, by):
    deciding.propose(case, GRANT, by=by)
    return case


def sent(case, by, post):
    granted(case, by)
    answering.send_answer(case, by=by)
    post(case, case.received_at)
    return case


def test_granting_lists_the_systems_of_the_country_and_whom_to_tell(
    register, verified_request, aida
):
    granted(verified_request, aida)

    assert titles(verified_request) == ["App account", "SMS gateway"]
    task = task_of(verified_request, "App account")
    assert (task.responsible, task.phase) == ("Apps team", "carry_out")
    assert task_of(verified_request, "SMS gateway").firmness == Told.BEST_EFFORT
    assert verified_request.tasks_open == 2


def test_a_refusal_lists_nothing(register, verified_request, aida, farid):
    ground = grounds.available(verified_request)[0].code
    proposal = Proposal(Outcome.REFUSED, ground=ground, reason="A debt is open.")
    deciding.propose(verified_request, proposal, by=aida)
    deciding.approve(verified_request, by=farid)

    assert titles(verified_request) == []


def test_before_the_decision_a_press_lists_the_systems_to_look_into(
    register, verified_request, aida
):
    listing.list_places(verified_request, by=aida)

    assert titles(verified_request) == ["App account"]
    assert verified_request.stage == "assessing"
    with pytest.raises(StepNotAllowed, match="on the list"):
        listing.list_places(verified_request, by=aida)


def test_an_access_request_reaches_no_system_by_itself(register, open_request, aida):
    case = open_request(right=Right.ACCESS)
    identifying.start_identity_check(case, by=aida)
    identifying.settle_identity(case, by=aida, is_verified=True, findings={})

    granted(case, aida)

    assert titles(case) == []


def test_an_officer_adds_a_recipient_nobody_promised_to_tell(
    register, verified_request, aida
):
    granted(verified_request, aida)
    network = next(
        place
        for place in listing.choices(verified_request, at=verified_request.received_at)
        if place.name == "Ad network"
    )

    listing.add_task(
        verified_request,
        title="",
        kind=FulfilmentTask.Kind.SYSTEM,
        phase=FulfilmentTask.Phase.CARRY_OUT,
        place=network,
        by=aida,
    )

    task = task_of(verified_request, "Ad network")
    assert (task.kind, task.firmness) == ("recipient", Told.NOT_PROMISED)
    with pytest.raises(StepNotAllowed, match="on the list already"):
        listing.add_task(
            verified_request,
            title="Again",
            kind=FulfilmentTask.Kind.RECIPIENT,
            phase=FulfilmentTask.Phase.CARRY_OUT,
            place=network,
            by=aida,
        )


def test_another_companys_row_is_not_put_on_the_list(
    register, verified_request, aida, aux, recorded
):
    with recorded():
        theirs = SystemFactory(controller=aux, name="Showroom")

    with pytest.raises(StepNotAllowed, match="no such row"):
        listing.add_task(
            verified_request,
            title="",
            kind=FulfilmentTask.Kind.SYSTEM,
            phase=FulfilmentTask.Phase.ASSESS,
            place=theirs,
            by=aida,
        )


def test_a_dropped_task_keeps_its_reason_and_does_not_come_back_by_itself(
    register, verified_request, aida
):
    granted(verified_request, aida)
    task = task_of(verified_request, "App account")

    carrying_out.drop_task(task, reason="Was never a user of the app.", by=aida)

    task.refresh_from_db()
    assert (task.state, task.proof) == ("dropped", "Was never a user of the app.")
    verified_request.refresh_from_db()
    assert verified_request.tasks_total == 1
    with pytest.raises(StepNotAllowed):
        listing.list_places(verified_request, by=aida)
    entry = LedgerEntry.objects.get(verb="requests.drop_task")
    assert entry.actor_id == aida.pk


def test_what_was_found_stands_at_the_task_until_it_is_erased(
    register, verified_request, aida
):
    granted(verified_request, aida)
    task = task_of(verified_request, "App account")

    carrying_out.note_progress(task, state=End.FOUND, note="3 tickets", by=aida)

    task.refresh_from_db()
    assert (task.state, task.note, task.is_open) == ("found", "3 tickets", True)
    carrying_out.settle_task(task, state=End.ERASED, proof="Log 17", by=aida)
    task.refresh_from_db()
    assert (task.state, task.settled_by_id) == ("erased", aida.pk)
    with pytest.raises(StepNotAllowed, match="settled"):
        carrying_out.note_progress(task, state=End.OPEN, note="", by=aida)


def test_the_words_and_the_owner_of_a_task_can_be_changed_while_it_is_open(
    client, register, verified_request, aida, post
):
    task = task_of(sent(verified_request, aida, post), "App account")
    client.force_login(aida)
    path = f"/desk/requests/{verified_request.ref}/systems/{task.pk}/"
    wrong = client.post(f"{path}change/", {"version": task.rights_request.version})
    assert "Say what is to be done." in wrong.content.decode()
    words = {"title": "App account and avatar", "responsible": "Lim, Apps team"}

    client.post(
        f"{path}change/", {"version": task.rights_request.version, **words}, follow=True
    )

    task.refresh_from_db()
    assert (task.title, task.responsible) == tuple(words.values())
    assert task.state == End.OPEN
    carrying_out.settle_task(task, state=End.ERASED, proof="Job 1", by=aida)
    with pytest.raises(StepNotAllowed, match="settled already"):
        carrying_out.change_task(task, title="Other", responsible="", by=aida)


def test_the_ledgers_leave_as_files_with_the_rows_of_the_page(
    client, register, verified_request, aida, post
):
    case = sent(verified_request, aida, post)
    erased = task_of(case, "App account")
    carrying_out.settle_task(erased, state=End.ERASED, proof="Job 1", by=aida)
    client.force_login(aida)

    told = client.get("/desk/register/told.csv?view=waiting").content.decode(
        "utf-8-sig"
    )
    none = client.get("/desk/register/told.csv?view=confirmed").content.decode()
    backups = client.get("/desk/register/backups.csv").content.decode("utf-8-sig")

    (row,) = csv.DictReader(told.splitlines())
    assert (row["recipient"], row["reference"]) == ("SMS gateway", case.ref)
    assert (row["firmness"], row["state"]) == ("best_effort", "todo")
    assert len(none.splitlines()) == 1
    (row,) = csv.DictReader(backups.splitlines())
    assert (row["system"], row["reference"]) == ("App account", case.ref)
    assert AccessEntry.objects.filter(what="export").count() == 2


@pytest.mark.parametrize(
    ("firmness", "because", "is_lawful"),
    [
        (Told.ALWAYS, Because.LAW, True),  # ASB-5.4
        (Told.ALWAYS, Because.UNREACHABLE, False),
        (Told.ALWAYS, Because.NOT_PROMISED, False),
        (Told.BEST_EFFORT, Because.UNREACHABLE, True),  # NBX-6.6
        (Told.BEST_EFFORT, Because.NOT_PROMISED, False),
        (Told.NOT_PROMISED, Because.NOT_PROMISED, True),
        (Told.NOT_PROMISED, "", False),
    ],
)
def test_who_is_not_told_needs_a_reason_that_the_promise_allows(
    firmness, because, is_lawful
):
    task = FulfilmentTask(kind=FulfilmentTask.Kind.RECIPIENT, firmness=firmness)

    assert (because in task_ends.reasons(task, End.NOT_TOLD)) is is_lawful


def test_a_recipient_is_not_told_for_a_lawful_reason_only(
    register, verified_request, aida
):
    granted(verified_request, aida)
    task = task_of(verified_request, "SMS gateway")

    with pytest.raises(StepNotAllowed, match="lawful reason"):
        carrying_out.settle_task(
            task, state=End.NOT_TOLD, proof="We would rather not.", by=aida
        )
    carrying_out.settle_task(
        task,
        state=End.NOT_TOLD,
        because=Because.UNREACHABLE,
        proof="It went out of business in 2024.",
        by=aida,
    )

    task.refresh_from_db()
    assert (task.state, task.because) == ("not_told", "unreachable")


def test_the_last_task_meets_the_clock_of_carrying_out(
    register, verified_request, aida, post
):
    sent(verified_request, aida, post)
    for task in verified_request.tasks.all():
        end = task_ends.ends_of(task)[0]
        carrying_out.settle_task(task, state=end, proof="Log", by=aida)

    clock = verified_request.clocks.get(kind=Clock.Kind.PROMISE_FULFILMENT)
    assert clock.status in {Clock.Status.MET, Clock.Status.MISSED}


def test_nothing_closes_while_a_task_is_open_unless_a_person_says_why(
    register, verified_request, aida, post
):
    sent(verified_request, aida, post)
    task = task_of(verified_request, "App account")
    carrying_out.settle_task(task, state=End.ERASED, proof="Log", by=aida)

    with pytest.raises(StepNotAllowed, match="still open"):
        workflow.close(verified_request, by=aida)
    workflow.close(verified_request, despite="The gateway was shut down.", by=aida)

    left = task_of(verified_request, "SMS gateway")
    assert (left.state, left.proof) == ("left", "The gateway was shut down.")
    assert verified_request.state == State.CLOSED
    closed = verified_request.events.get(type=CaseEvent.Type.CLOSED)
    assert closed.message.kind == Message.Kind.NOTE
    entry = LedgerEntry.objects.get(verb="requests.close")
    assert entry.actor_id == aida.pk
    letter = Letter.objects.get(kind="closed")
    assert "could not be finished" in letter.body and "SMS gateway" in letter.body
    assert "shut down" not in letter.body
