"""Two people act on one case at the same moment, each on a connection of their own.

Whatever the order, exactly one of two steps that exclude each other is taken, the other
is refused with a sentence, and the trail holds the one that happened.
"""

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Controller, Establishment, User
from accounts.roles import Role
from audit.models import LedgerEntry
from audit.models.ledger import Action
from audit.trail import Actor, act
from correspondence import codes
from correspondence.models import Letter, OneTimeCode
from rights import (
    answering,
    carrying_out,
    deciding,
    grounds,
    identifying,
    listing,
    workflow,
)
from rights.choices import Outcome, Right, SourceKind, State
from rights.confirming import confirm
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.filing import Asked, file
from rights.models import (
    CaseEvent,
    Clock,
    Decision,
    FulfilmentTask,
    RightsRequest,
)
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

BROWSER = "a browser"
GRANT = Proposal(outcome=Outcome.GRANTED, granted="Your account")


@pytest.fixture
def office(rulebook: None) -> SimpleNamespace:
    """Two officers and two approvers of Maxim."""
    maxim = Controller.objects.get(slug="maxim")
    roles = {
        "aida": Role.OFFICER,
        "hana": Role.OFFICER,
        "farid": Role.APPROVER,
        "imran": Role.APPROVER,
    }
    with transaction.atomic(), act(by=Actor.job("tests")):
        people = {
            name: MembershipFactory(
                user=UserFactory(full_name=name.title()), controller=maxim, role=role
            ).user
            for name, role in roles.items()
        }
    return SimpleNamespace(**people)


@pytest.fixture
def assessed(
    open_request: Callable[..., RightsRequest], office: SimpleNamespace
) -> RightsRequest:
    """A request whose person is known: it can be decided, and still be withdrawn."""
    rights_request = open_request()
    identifying.start_identity_check(rights_request, by=office.aida)
    identifying.settle_identity(
        rights_request, by=office.aida, is_verified=True, findings={}
    )
    return rights_request


@pytest.fixture
def refusal(assessed: RightsRequest) -> Proposal:
    """A refusal on a ground that the rulebook has for this case."""
    ground = grounds.available(assessed)[0].code
    return Proposal(outcome=Outcome.REFUSED, ground=ground, reason="We keep nothing.")


def at_once(*steps: Callable[[], Any]) -> list[str]:
    """What became of steps that begin together: "done", or the class of refusal."""
    together = Barrier(len(steps))

    def take(step: Callable[[], Any]) -> str:
        try:
            together.wait(timeout=20)
            step()
        except StepNotAllowed as error:
            is_sentence = str(error).endswith(".")  # fit for the screen
            return type(error).__name__ if is_sentence else str(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        return [found.result() for found in [pool.submit(take, s) for s in steps]]


def fresh(rights_request: RightsRequest) -> RightsRequest:
    """The case as a page of its own would have read it."""
    return RightsRequest.objects.get(pk=rights_request.pk)


def verbs_of(rights_request: RightsRequest) -> Counter[str]:
    entries = LedgerEntry.objects.filter(case_id=rights_request.pk, action=Action.VERB)
    return Counter(entries.values_list("verb", flat=True))


def test_two_approvers_agree_once(assessed, office, refusal):
    deciding.propose(assessed, refusal, by=office.aida)
    one, two = fresh(assessed), fresh(assessed)

    outcomes = at_once(
        lambda: deciding.approve(one, by=office.farid),
        lambda: deciding.approve(two, by=office.imran),
    )

    assert sorted(outcomes) == ["StepNotAllowed", "done"]
    assert verbs_of(assessed)["requests.approve_decision"] == 1
    assert Decision.objects.get().state == Decision.State.APPROVED


def test_approving_and_sending_back_exclude_each_other(assessed, office, refusal):
    deciding.propose(assessed, refusal, by=office.aida)
    one, two = fresh(assessed), fresh(assessed)

    outcomes = at_once(
        lambda: deciding.approve(one, by=office.farid),
        lambda: deciding.send_back(two, because="Try again.", by=office.imran),
    )

    assert sorted(outcomes) == ["StepNotAllowed", "done"]
    was_approved = outcomes[0] == "done"
    verbs = verbs_of(assessed)
    assert verbs["requests.approve_decision"] == was_approved
    assert verbs["requests.return_decision"] == (not was_approved)
    state = State.DECIDED if was_approved else State.IN_PROGRESS
    assert fresh(assessed).state == state


def test_two_officers_propose_one_decision(assessed, office, refusal):
    one, two = fresh(assessed), fresh(assessed)

    outcomes = at_once(
        lambda: deciding.propose(one, GRANT, by=office.aida),
        lambda: deciding.propose(two, refusal, by=office.hana),
    )

    assert sorted(outcomes) == ["StepNotAllowed", "done"]
    assert Decision.objects.count() == 1
    assert verbs_of(assessed)["requests.propose_decision"] == 1


def test_a_withdrawal_and_a_decision_exclude_each_other(assessed, office):
    one, two = fresh(assessed), fresh(assessed)

    outcomes = at_once(
        lambda: workflow.withdraw(one),
        lambda: deciding.propose(two, GRANT, by=office.aida),
    )

    assert sorted(outcomes) == ["StepNotAllowed", "done"]
    was_withdrawn = outcomes[0] == "done"
    case = fresh(assessed)
    assert case.state == (State.WITHDRAWN if was_withdrawn else State.DECIDED)
    assert Decision.objects.exists() == (not was_withdrawn)
    assert Letter.objects.filter(kind="withdrawn").exists() == was_withdrawn


def test_two_edits_of_one_version_are_one(assessed, office):
    one, two = fresh(assessed), fresh(assessed)

    outcomes = at_once(
        lambda: workflow.assign(
            one, owner=office.aida, by=office.aida, version=one.version
        ),
        lambda: workflow.assign(
            two, owner=office.hana, by=office.hana, version=two.version
        ),
    )

    assert sorted(outcomes) == ["ChangedMeanwhile", "done"]
    winner: User = office.aida if outcomes[0] == "done" else office.hana
    assert fresh(assessed).owner == winner


def test_a_code_typed_twice_at_once_confirms_once(file_request):
    rights_request = file_request()
    code = OneTimeCode.objects.latest("pk")
    digits = codes.make_digits(code, at=rights_request.received_at)
    one, two = fresh(rights_request), fresh(rights_request)

    at_once(
        *(
            lambda case=case: confirm(
                case,
                digits=digits,
                browser_key=BROWSER,
                at=rights_request.received_at,
            )
            for case in (one, two)
        )
    )

    assert fresh(rights_request).state == State.ACKNOWLEDGED
    assert verbs_of(rights_request)["requests.confirm"] == 1
    assert Letter.objects.filter(kind="receipt").count() == 1
    kinds = Counter(Clock.objects.values_list("kind", flat=True))
    assert set(kinds.values()) == {1}


def test_requests_filed_at_once_get_references_of_their_own(rulebook):
    places = [
        Establishment.objects.get(controller__slug=slug, country="MY")
        for slug in ("maxim", "aux", "maxim", "aux")
    ]

    def filing(place: Establishment) -> Callable[[], RightsRequest]:
        asked = Asked(
            establishment=place,
            right=Right.ERASURE,
            granted_by=SourceKind.PROMISE,
            name="Dewi Contoh",
            email="dewi@example.test",
            language="en",
        )
        return lambda: file(
            asked, by=Actor.subject(), submission=uuid.uuid4(), browser_key=BROWSER
        )

    outcomes = at_once(*(filing(place) for place in places))

    assert outcomes == ["done"] * len(places)
    refs = RightsRequest.objects.values_list("ref", flat=True)
    assert len(set(refs)) == len(places)
    numbers = sorted(int(ref.rpartition("-")[2]) for ref in refs)
    assert numbers == list(range(numbers[0], numbers[0] + len(places)))


def test_the_last_task_settled_twice_at_once_is_settled_once(assessed, office, post):
    deciding.propose(assessed, GRANT, by=office.aida)
    task = listing.add_task(
        assessed,
        title="App account",
        kind=FulfilmentTask.Kind.SYSTEM,
        phase=FulfilmentTask.Phase.CARRY_OUT,
        by=office.aida,
    )
    answering.send_answer(assessed, by=office.aida)
    post(assessed, assessed.received_at)
    one, two = (FulfilmentTask.objects.get(pk=task.pk) for _ in range(2))

    outcomes = at_once(
        lambda: carrying_out.settle_task(
            one, state=FulfilmentTask.State.DONE, proof="Gone.", by=office.aida
        ),
        lambda: carrying_out.settle_task(
            two, state=FulfilmentTask.State.NOT_NEEDED, proof="None.", by=office.hana
        ),
    )

    assert sorted(outcomes) == ["StepNotAllowed", "done"]
    done = CaseEvent.objects.filter(rights_request=assessed)
    assert done.filter(type=CaseEvent.Type.TASK_DONE).count() == 1
    assert done.filter(type=CaseEvent.Type.FULFILLED).count() == 1
    proof = FulfilmentTask.objects.get(pk=task.pk).proof
    assert proof == ("Gone." if outcomes[0] == "done" else "None.")


def test_a_case_closes_once_and_says_so_in_one_letter(assessed, office, post):
    deciding.propose(assessed, GRANT, by=office.aida)
    answering.send_answer(assessed, by=office.aida)
    post(assessed, assessed.received_at)
    one, two = fresh(assessed), fresh(assessed)

    outcomes = at_once(
        lambda: workflow.close(one, by=office.aida),
        lambda: workflow.close(two, by=office.hana),
    )

    assert sorted(outcomes) == ["StepNotAllowed", "done"]
    assert Letter.objects.filter(kind="closed").count() == 1
    assert verbs_of(assessed)["requests.close"] == 1


def test_an_answer_sent_twice_at_once_is_one_letter(assessed, office):
    deciding.propose(assessed, GRANT, by=office.aida)
    one, two = fresh(assessed), fresh(assessed)

    outcomes = at_once(
        lambda: answering.send_answer(one, by=office.aida),
        lambda: answering.send_answer(two, by=office.hana),
    )

    assert sorted(outcomes) == ["StepNotAllowed", "done"]
    assert Letter.objects.filter(kind="answer").count() == 1
