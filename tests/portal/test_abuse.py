"""What a curious colleague, a prankster or a machine tries, and what they get."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Controller, User
from accounts.roles import Role
from audit.models import AccessEntry, LedgerEntry
from audit.trail import Actor, act
from correspondence.models import Letter
from rights import (
    listing,
)
from rights.models import FulfilmentTask, RightsRequest
from tests.factories import MembershipFactory

STEPS = (  # a role that works on cases is needed for each of these
    "assign",
    "identity",
    "identity/reveal",
    "messages",
    "notes",
    "systems",
    "decision",
    "decision/preview",
    "decision/approve",
    "decision/return",
    "decision/send",
    "close",
    "spam",
)
WORDS = {  # enough for any of the forms
    "seen": "0",
    "body": "Hello",
    "reason": "Because",
    "because": "Because",
    "title": "App account",
    "kind": "system",
    "phase": "assess",
    "outcome": "granted",
}


@pytest.fixture
def office(client: Client) -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client.force_login(user)
        return client

    return signed_in


# --- one person, two companies, two roles ---------------------------------------------


@pytest.fixture
def decides_elsewhere(maxim: Controller, aux: Controller) -> User:
    """An approver of AUX who audits Maxim."""
    with transaction.atomic(), act(by=Actor.job("tests")):
        user: User = MembershipFactory(controller=maxim, role=Role.AUDITOR).user
        MembershipFactory(controller=aux, role=Role.APPROVER, user=user)
    return user


@pytest.mark.parametrize("step", STEPS)
def test_the_role_is_asked_for_the_company_of_the_case(
    office, open_request, decides_elsewhere, step
):
    case = open_request(controller="maxim")

    answer = office(decides_elsewhere).post(
        f"/desk/requests/{case.ref}/{step}/", WORDS | {"version": case.version}
    )

    assert answer.status_code == 403
    acted = LedgerEntry.objects.filter(actor_id=decides_elsewhere.pk)
    assert not acted.filter(case_id=case.pk).exists()
    assert not AccessEntry.objects.filter(what="reveal").exists()


def test_whoever_audits_this_company_does_not_get_the_form_to_decide(
    office, open_request, decides_elsewhere
):
    case = open_request(controller="maxim")

    answer = office(decides_elsewhere).get(f"/desk/requests/{case.ref}/decision/")

    assert answer.status_code == 403


@pytest.mark.parametrize("step", [*(f"{step}/" for step in STEPS), "contact/"])
def test_another_companys_case_is_not_there(office, open_request, cast, step):
    case = open_request(controller="aux")

    client, page = office(cast.farid), f"/desk/requests/{case.ref}/"

    answers = [client.get(page), client.get(page + step), client.post(page + step)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not AccessEntry.objects.filter(case_id=case.pk).exists()


def test_a_task_or_letter_of_another_case_is_not_found_under_ones_own(
    office, open_request, cast
):

    mine, other = open_request(), open_request()
    task = listing.add_task(
        other,
        title="App account",
        kind=FulfilmentTask.Kind.SYSTEM,
        phase=FulfilmentTask.Phase.ASSESS,
        by=cast.aida,
    )
    letter = Letter.objects.filter(case_id=other.pk).latest("pk")
    client = office(cast.aida)

    settled = client.post(
        f"/desk/requests/{mine.ref}/systems/{task.pk}/",
        {"version": mine.version, "state": "done", "proof": "Gone."},
    )
    read = client.get(f"/desk/requests/{mine.ref}/letters/{letter.pk}/")

    assert (settled.status_code, read.status_code) == (404, 404)
    task.refresh_from_db()
    assert task.is_open


# --- values that no page offers -------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "case=99999999999999999999999",
        "case=" + "9" * 5000,
        "case=%00",
        "before=99999999999999999999999999",
        "before=-5",
        "record=a.b:%00",
        "record=requests.rightsrequest:99999999999999999999999",
        "who=99999999999999999999",
        "from=0001-01-01",
        "to=9999-12-31",
        "request_id=zz",
    ],
)
def test_the_change_history_answers_any_address(office, open_request, ben, query):
    open_request()

    assert office(ben).get(f"/audit/changes/?{query}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "view=open&page=99999999999999999999999",
        "page=-1",
        "owner=99999999999999999999",
        "controller=%00",
        "view=%00&sort=%00&due=%00",
    ],
)
def test_the_queue_answers_any_address(office, rulebook, aida, query):
    assert office(aida).get(f"/desk/requests/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("version", "seen"), [("9" * 30, "9" * 30), ("x", "y"), ("-1", "-1"), ("", "")]
)
def test_a_version_nobody_was_shown_changes_nothing(
    office, open_request, aida, version, seen
):
    case = open_request()

    answer = office(aida).post(
        f"/desk/requests/{case.ref}/notes/",
        {"version": version, "seen": seen, "body": "Hello"},
    )

    assert answer.status_code in {200, 409}
    assert RightsRequest.objects.get(pk=case.pk).version == case.version
    assert not case.messages.exists()


# --- a hasty finger -------------------------------------------------------------------


def test_the_second_press_of_a_button_is_no_change_by_someone_else(
    office, open_request, aida
):
    case, client = open_request(), office(aida)
    typed = {"version": case.version, "seen": "0", "body": "Called."}
    address = f"/desk/requests/{case.ref}/notes/"

    first, second = client.post(address, typed), client.post(address, typed)

    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"] == f"/desk/requests/{case.ref}/"
    assert case.messages.count() == 1


def test_other_words_on_a_stale_page_are_refused_each_time(office, open_request, aida):
    case, client = open_request(), office(aida)
    typed = {"version": case.version, "seen": "0", "body": "Called."}
    address = f"/desk/requests/{case.ref}/notes/"
    client.post(address, typed)

    stale = [client.post(address, typed | {"body": "Wrote."}) for _ in range(2)]

    assert [answer.status_code for answer in stale] == [409, 409]
    assert "Wrote." in stale[1].content.decode()
    assert case.messages.count() == 1
