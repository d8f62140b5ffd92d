"""Deciding at the desk: worded, previewed, looked at twice, sent."""

import re

import pytest

from correspondence.models import Letter
from rights import deciding, explaining, identifying, letters
from rights.choices import Outcome, Right, State
from rights.deciding import Proposal
from rights.models import Decision

pytestmark = pytest.mark.django_db

PARTLY = {
    "outcome": "partly_granted",
    "granted": "Akaun dan kad bank",
    "kept": "Sejarah pesanan",
    "ground": "legal_obstacle",
    "reason": "Pertikaian belum selesai.",
}


@pytest.fixture
def desk(client, aida):
    """Aida at her desk."""
    client.force_login(aida)
    return client


@pytest.fixture
def refused(verified_request, aida):
    """A refusal that Aida proposed."""
    deciding.propose(
        verified_request,
        Proposal(
            outcome=Outcome.REFUSED,
            ground=PARTLY["ground"],
            reason="A dispute is open.",
        ),
        by=aida,
    )
    return verified_request


def url(rights_request, page: str = "") -> str:
    return f"/desk/requests/{rights_request.ref}/{page}"


def drawn(client, rights_request) -> dict[str, str]:
    page = client.get(url(rights_request)).content.decode()
    return {
        name: re.search(rf'name="{name}" value="(\d+)"', page)[1]
        for name in ("version", "seen")
    }


def test_a_refusal_without_a_ground_is_not_recorded(desk, verified_request):
    posted = {**drawn(desk, verified_request), **PARTLY, "ground": ""}

    page = desk.post(url(verified_request, "decision/"), posted).content.decode()

    assert "Choose the ground." in page
    assert "Pertikaian belum selesai." in page  # what was typed is kept
    assert not Decision.objects.exists()


def test_only_grounds_of_this_right_are_offered_with_their_clause(
    desk, verified_request
):
    form = desk.get(url(verified_request, "decision/")).context["form"]

    offered = [
        code for _group, some in form.fields["ground"].choices[1:] for code in some
    ]
    assert PARTLY["ground"] in dict(offered)
    assert "paragraph" in dict(offered)[PARTLY["ground"]]


def test_a_ground_of_another_right_is_refused(desk, verified_request):
    posted = {**drawn(desk, verified_request), **PARTLY, "ground": "invented"}

    answer = desk.post(url(verified_request, "decision/"), posted)

    assert answer.status_code == 200
    assert not Decision.objects.exists()


def test_the_letter_is_shown_in_the_persons_language_and_nothing_is_kept(
    desk, open_request, aida
):
    rights_request = open_request(language="ms")
    _verify(rights_request, aida)
    posted = {**drawn(desk, rights_request), **PARTLY}

    page = desk.post(url(rights_request, "decision/preview/"), posted).content.decode()

    letter = re.search(r'<div class="letter" lang="ms">(.*?)</div>', page, re.DOTALL)[1]
    assert "Akaun dan kad bank" in letter and "Pertikaian belum selesai." in letter
    assert not Decision.objects.exists()
    assert not Letter.objects.filter(kind="answer").exists()
    typed = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    del typed["change"]  # the other button
    assert desk.post(url(rights_request, "decision/"), typed).status_code == 302
    assert Decision.objects.get().reason == PARTLY["reason"]


def test_every_line_of_the_letter_names_the_language_to_write_in(
    desk, open_request, aida
):
    rights_request = open_request(language="ms")
    _verify(rights_request, aida)

    page = desk.get(url(rights_request, "decision/")).content.decode()

    assert "the letter lists them. The person reads it: write in Malay." in page


def test_back_from_the_preview_all_that_was_typed_is_there(desk, verified_request):
    posted = {**drawn(desk, verified_request), **PARTLY, "change": "1"}

    page = desk.post(url(verified_request, "decision/"), posted).content.decode()

    assert "Sejarah pesanan" in page and "There is a problem" not in page
    assert not Decision.objects.exists()


def test_who_proposed_a_refusal_sees_who_may_look_at_it(desk, farid, refused):
    page = desk.get(url(refused)).content.decode()

    assert "Another person has to look at it." in page
    assert "Farid Osman" in page
    assert "decision/approve/" not in page


def test_nobody_approves_their_own_refusal(client, farid, verified_request):
    deciding.propose(
        verified_request,
        Proposal(outcome=Outcome.REFUSED, ground=PARTLY["ground"], reason="A dispute."),
        by=farid,
    )
    client.force_login(farid)

    answer = client.post(
        url(verified_request, "decision/approve/"), drawn(client, verified_request)
    )

    assert answer.status_code == 409
    assert "another person has to look at it" in answer.content.decode()
    assert Decision.objects.get().state == Decision.State.PROPOSED


def test_a_second_person_agrees_and_the_officer_sends_it(client, aida, farid, refused):
    client.force_login(farid)
    client.post(url(refused, "decision/approve/"), drawn(client, refused))
    client.force_login(aida)
    client.post(url(refused, "decision/send/"), drawn(client, refused))

    refused.refresh_from_db()
    assert refused.state == State.FULFILLING
    assert Letter.objects.get(kind="answer").case_id == refused.pk
    assert Decision.objects.get().second_look_by_id == farid.pk


def test_a_decision_goes_back_only_with_a_reason(client, farid, refused):
    client.force_login(farid)
    posted = drawn(client, refused)

    silent = client.post(url(refused, "decision/return/"), {**posted, "because": ""})
    client.post(url(refused, "decision/return/"), {**posted, "because": "Too short."})

    assert "Say what should be decided differently." in silent.content.decode()
    decision = Decision.objects.get()
    assert (decision.state, decision.returned_because) == ("returned", "Too short.")
    assert "Too short." in client.get(url(refused)).content.decode()


def test_the_approver_reads_the_letter_before_agreeing(client, farid, refused):
    client.force_login(farid)

    page = client.get(url(refused, "decision/preview/")).content.decode()

    assert "A dispute is open." in page
    assert not Letter.objects.filter(kind="answer").exists()


def test_a_decision_worded_on_stale_data_keeps_its_words(
    desk, aida, farid, verified_request
):
    posted = {**drawn(desk, verified_request), **PARTLY}
    deciding.propose(verified_request, Proposal(outcome=Outcome.GRANTED), by=farid)

    answer = desk.post(url(verified_request, "decision/"), posted)

    page = re.sub(r"\s+", " ", answer.content.decode())
    assert answer.status_code == 409
    assert "Decision proposed Granted" in page and "Farid Osman" in page
    assert Decision.objects.get().outcome == Outcome.GRANTED


def _verify(rights_request, by) -> None:
    identifying.start_identity_check(rights_request, by=by)
    identifying.settle_identity(rights_request, by=by, is_verified=True, findings={})


def test_an_answer_promises_no_date_that_is_over(decided_request):
    _subject, body = letters.preview_answer(
        decided_request, deciding.standing(decided_request)
    )

    words = " ".join(body.split())
    assert "this was due on 3 June 2026; we are late, and do it now" in words
    assert "by Wednesday 3 June" not in words


def test_what_is_due_at_once_is_not_due_within_zero_days(open_request, aida):
    case = open_request(controller="nbexpress", right=Right.CONSENT_WITHDRAWAL)

    dates = explaining.owed(case, language="ms")

    assert "serta-merta" in {date.within for date in dates}
    assert not any("dalam 0 hari" in date.within for date in dates)
