"""A whole case, and then: which entries it left, and where its words did not go."""

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models

from audit.models import AccessEntry, LedgerEntry
from audit.models.ledger import Action
from rights import (
    answering,
    asking,
    carrying_out,
    deciding,
    grounds,
    identifying,
    listing,
    workflow,
)
from rights.choices import Outcome
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.models import FulfilmentTask, RightsRequest

MARK = "Zyxwv"  # stands in everything that people write here
EMAIL = "zyxwv@example.test"

# What the trail and the machinery keep: ids, codes, moments; never a person's words.
SAYS_NOTHING = [
    "audit.LedgerEntry",
    "audit.AccessEntry",
    "requests.CaseEvent",
    "correspondence.Delivery",
    "correspondence.DeliveryEvent",
    "correspondence.OneTimeCode",
    "correspondence.WorkerHeartbeat",
]


@pytest.fixture
def lived(open_request, cast, post) -> RightsRequest:
    """Filed, checked, asked, answered in part after a second look, done and closed."""
    case = open_request(name=f"{MARK} Contoh", email=EMAIL, details=f"{MARK} trips")
    workflow.assign(case, owner=cast.aida, by=cast.aida)
    identifying.start_identity_check(case, by=cast.aida)
    identifying.settle_identity(case, by=cast.aida, is_verified=True, findings={})
    workflow.add_note(case, body=f"{MARK} called.", by=cast.aida)
    asking.ask(case, body=f"Which {MARK}?", by=cast.aida)
    workflow.hear_from_person(case, body=f"The {MARK} one.")
    ground = grounds.available(case)[0].code
    for granted in (f"{MARK} account", f"{MARK} account and trips"):
        proposal = Proposal(
            outcome=Outcome.PARTLY_GRANTED,
            granted=granted,
            kept=f"{MARK} invoices",
            ground=ground,
            reason=f"The law says so of {MARK}.",
        )
        deciding.propose(case, proposal, by=cast.aida)
        if granted.endswith("account"):
            deciding.send_back(case, because=f"{MARK} has trips.", by=cast.farid)
    deciding.approve(case, by=cast.farid)
    task = listing.add_task(
        case,
        title=f"Account of {MARK}",
        kind=FulfilmentTask.Kind.SYSTEM,
        phase=FulfilmentTask.Phase.CARRY_OUT,
        by=cast.aida,
    )
    answering.send_answer(case, by=cast.aida)
    post(case, case.received_at)
    carrying_out.settle_task(
        task,
        state=FulfilmentTask.State.DONE,
        proof=f"{MARK} is gone.",
        by=cast.aida,
    )
    case.refresh_from_db()
    workflow.close(case, by=cast.aida)
    return case


def test_each_verb_leaves_exactly_its_entry(lived):
    verbs = LedgerEntry.objects.filter(case_id=lived.pk, action=Action.VERB)

    assert Counter(verbs.values_list("verb", flat=True)) == {
        "requests.file": 1,
        "requests.confirm": 1,
        "requests.assign": 1,
        "requests.start_identity_check": 1,
        "requests.settle_identity": 1,
        "requests.add_note": 1,
        "requests.ask_clarification": 1,
        "requests.hear_from_person": 1,
        "requests.propose_decision": 2,
        "requests.return_decision": 1,
        "requests.approve_decision": 1,
        "requests.add_task": 1,
        "requests.send_answer": 1,
        "requests.answer_left": 1,
        "requests.settle_task": 1,
        "requests.close": 1,
    }


@pytest.mark.parametrize("label", SAYS_NOTHING)
def test_no_word_of_a_person_stands_in_the_trail(lived, client, cast, label):
    for user, address in (
        (cast.aida, f"/desk/requests/{lived.ref}/"),
        (cast.ben, f"/audit/changes/?case={lived.ref}"),
    ):
        client.force_login(user)
        client.get(address)

    rows = apps.get_model(label)._base_manager.values()

    assert not [row for row in rows if MARK.lower() in _text(row).lower()]


def test_a_refused_step_leaves_nothing(lived, cast):
    before = _counts()

    with pytest.raises(StepNotAllowed):
        workflow.close(lived, by=cast.aida)
    with pytest.raises(StepNotAllowed):
        workflow.withdraw(lived)
    with pytest.raises(StepNotAllowed):
        deciding.approve(lived, by=cast.farid)
    with pytest.raises(PermissionDenied):
        workflow.add_note(lived, body="Mine", by=cast.ben)

    assert _counts() == before


@pytest.mark.parametrize("page", ["", "identity/", "decision/preview/"])
def test_looking_at_a_case_is_recorded(lived, client, cast, page):
    client.force_login(cast.aida)

    client.get(f"/desk/requests/{lived.ref}/{page}")

    looks = AccessEntry.objects.filter(case_id=lived.pk, actor_id=cast.aida.pk)
    assert looks.values_list("what", flat=True).get() == "record"


def test_pages_about_a_person_name_them_neither_in_title_nor_cache(lived, client, cast):
    client.force_login(cast.aida)
    for page in ("", "identity/", "decision/preview/"):
        answer = client.get(f"/desk/requests/{lived.ref}/{page}")
        title = answer.content.decode().partition("</title>")[0]

        assert MARK not in title
        assert answer["Cache-Control"] == "no-store"
        assert answer["Content-Security-Policy"]
        assert answer["X-Request-ID"]


def _text(row: dict[str, Any]) -> str:
    return " ".join(
        bytes(value).decode("latin1")
        if isinstance(value, memoryview | bytes)
        else str(value)
        for value in row.values()
    )


def _counts() -> dict[str, int]:
    """How many rows each table of ours holds."""
    rooms = {"audit", "requests", "correspondence", "subjects"}
    found: list[type[models.Model]] = [
        model for model in apps.get_models() if model._meta.app_label in rooms
    ]
    return {m._meta.label: m._base_manager.count() for m in found}
