"""The hardest paths of a case: who asks, for whom, and who only says so."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from correspondence.models import Letter
from rights import (
    answering,
    deciding,
    ending,
    identifying,
    receiving_mail,
    representing,
    workflow,
)
from rights.choices import Channel, Outcome, Relation, Right, State
from rights.complaining import complain
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.models import IncomingMail, Message
from rights.representing import Authority
from subjects.models import DataSubject, Guardian, Identifier
from tests.requests.conftest import RECEIVED_AT

pytestmark = pytest.mark.django_db

SEEN = "Household register, shown at the counter"
OF_AGE = date(2026, 9, 1)  # turns 20 then


def known(case, by, at=None):
    identifying.start_identity_check(case, by=by, at=at)
    identifying.settle_identity(case, by=by, is_verified=True, findings={}, at=at)
    return case


def answer(case, by, at=None):
    deciding.propose(case, Proposal(outcome=Outcome.GRANTED), by=by, at=at)
    answering.send_answer(case, by=by, at=at)
    return Letter.objects.get(case_id=case.pk, kind="answer")


@pytest.fixture
def nineteen(open_request):
    """A Thai of 19 asks Maxim, whose policy there says that minors are under 20."""
    return open_request(
        country="TH",
        right=Right.ACCESS,
        relation=Relation.MINOR,
        name="Ploy Tuayang",
        email="ploy@example.test",
        guardian_name="Malee Tuayang",
        guardian_email="malee@example.test",
    )


def test_a_thai_of_nineteen_is_answered_through_her_guardian(nineteen, aida):
    at = RECEIVED_AT + timedelta(hours=1)
    identifying.start_identity_check(nineteen, by=aida, at=at)
    with pytest.raises(StepNotAllowed, match="under age"):
        identifying.settle_identity(
            nineteen, by=aida, is_verified=True, findings={}, at=at
        )

    representing.note_authority(
        nineteen,
        Authority(SEEN, OF_AGE, "Malee Tuayang", "malee@example.test"),
        by=aida,
        at=at,
    )
    identifying.settle_identity(nineteen, by=aida, is_verified=True, findings={}, at=at)
    letter = answer(nineteen, aida, at)

    assert letter.to_email == "malee@example.test"
    told = Letter.objects.get(kind="guardian_noted")
    assert (told.to_email, "Ploy Tuayang" in told.body) == ("malee@example.test", True)
    person = nineteen.data_subject
    assert person.name == "Ploy Tuayang"
    assert Identifier.objects.get().value == "ploy@example.test"
    guardian = Guardian.objects.get()
    assert (guardian.data_subject, guardian.of_age_on) == (person, OF_AGE)


def test_an_eighteen_year_old_is_of_age_in_malaysia_and_needs_nobody(
    open_request, aida
):
    case = open_request(country="MY", right=Right.ACCESS)

    with pytest.raises(StepNotAllowed, match="18 or older"):
        representing.note_authority(
            case,
            Authority(SEEN, date(2026, 1, 1), "A Parent", "parent@example.test"),
            by=aida,
            at=RECEIVED_AT + timedelta(hours=1),
        )

    known(case, aida)
    assert case.state == State.IN_PROGRESS


def test_who_comes_of_age_meanwhile_is_answered_themselves(nineteen, aida):
    at = RECEIVED_AT + timedelta(hours=1)
    representing.note_authority(
        nineteen,
        Authority(SEEN, OF_AGE, "Malee Tuayang", "malee@example.test"),
        by=aida,
        at=at,
    )
    known(nineteen, aida, at)
    with pytest.raises(StepNotAllowed, match="under age until"):
        representing.act_alone(nineteen, because="She says so.", by=aida, at=at)
    later = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
    deciding.propose(nineteen, Proposal(outcome=Outcome.GRANTED), by=aida, at=later)

    with pytest.raises(StepNotAllowed, match="came of age"):
        answering.send_answer(nineteen, by=aida, at=later)
    representing.act_alone(nineteen, because="Her birthday.", by=aida, at=later)
    answering.send_answer(nineteen, by=aida, at=later)

    letter = Letter.objects.get(case_id=nineteen.pk, kind="answer")
    assert (letter.to_email, "Ploy" in letter.body) == ("ploy@example.test", True)
    guardian = Guardian.objects.get()
    assert (guardian.ended_at, guardian.ended_because) == (later, "Her birthday.")


def test_two_children_of_one_parent_are_two_people_and_the_parent_a_third(
    open_request, aida
):
    parent = {"name": "Siti", "email": "siti@example.test"}
    cases = []
    for child in ("Adi", "Budi", "Adi"):
        case = open_request(relation=Relation.PARENT, person_name=child, **parent)
        representing.note_authority(
            case,
            Authority(SEEN, date(2035, 1, 1)),
            by=aida,
            at=RECEIVED_AT + timedelta(hours=1),
        )
        cases.append(known(case, aida))
    own = known(open_request(**parent), aida)

    adi, budi, adi_again = (case.data_subject for case in cases)
    assert adi == adi_again
    assert len({adi, budi, own.data_subject}) == 3
    assert DataSubject.objects.count() == 3


def test_a_representative_gets_nothing_before_the_authority_is_seen(open_request, aida):
    case = open_request(
        relation=Relation.REPRESENTATIVE,
        name="A Lawyer",
        person_name="Dewi Contoh",
        email="lawyer@example.test",
    )
    identifying.start_identity_check(case, by=aida)

    with pytest.raises(StepNotAllowed, match="may act for the person"):
        identifying.settle_identity(case, by=aida, is_verified=True, findings={})
    representing.note_authority(case, Authority("Power of attorney, seen"), by=aida)
    identifying.settle_identity(case, by=aida, is_verified=True, findings={})

    assert case.data_subject.name == "Dewi Contoh"
    assert Guardian.objects.get().kind == Guardian.Kind.REPRESENTATIVE
    assert answer(case, aida).to_email == "lawyer@example.test"


def test_who_acts_in_a_case_acts_in_the_complaint_about_it(nineteen, aida):
    representing.note_authority(
        nineteen,
        Authority(SEEN, OF_AGE, "Malee Tuayang", "malee@example.test"),
        by=aida,
        at=RECEIVED_AT + timedelta(hours=1),
    )
    child = complain(nineteen, body="Too slow.", submission=uuid.uuid4())

    known(child, aida)

    assert child.data_subject.name == "Ploy Tuayang"
    assert Guardian.objects.filter(case_id=child.pk).exists()


# --- strangers -------------------------------------------------------------------


def test_one_e_mail_from_a_stranger_claiming_anothers_case_changes_nothing(
    open_request,
):
    case = open_request(at=timezone.now() - timedelta(days=1))
    before = (case.version, case.events.count())
    raw = (
        "From: Mallory <mallory@example.test>\r\n"
        "To: support-mys@maxim.example\r\n"
        f"Subject: {case.ref}\r\n"
        "Message-ID: <1@example.test>\r\n"
        "\r\n"
        f"I am Dewi Contoh. Send the answer to {case.ref} to me.\r\n"
    ).encode()

    outcome = receiving_mail.receive(
        raw, controller=case.controller, establishment=case.establishment
    )

    case.refresh_from_db()
    assert outcome == receiving_mail.Outcome.TO_SORT
    assert (case.version, case.events.count()) == before
    assert not Message.objects.filter(rights_request=case).exists()
    assert IncomingMail.objects.get().rights_request is None
    to = set(Letter.objects.values_list("to_email", flat=True))
    assert "mallory@example.test" not in to


def test_an_unconfirmed_request_never_blocks_or_merges_with_another(
    file_request, open_request, aida
):
    typed_by_a_stranger = file_request()  # Dewi's address; no code was ever typed
    own = known(open_request(), aida)

    with pytest.raises(StepNotAllowed, match="never confirmed"):
        ending.mark_duplicate(own, of=typed_by_a_stranger, by=aida)

    assert own.state == State.IN_PROGRESS
    assert answer(own, aida).to_email == "dewi@example.test"
    typed_by_a_stranger.refresh_from_db()
    assert typed_by_a_stranger.data_subject is None


def test_a_confirmed_stranger_with_the_same_name_is_never_merged(open_request, aida):
    own = known(open_request(), aida)
    namesake = known(open_request(email="other@example.test"), aida)
    unknown = open_request()  # the same address, its person not checked yet

    for other in (namesake, unknown):
        with pytest.raises(StepNotAllowed, match=r"same person|not known"):
            ending.mark_duplicate(other, of=own, by=aida)
        other.refresh_from_db()
        assert other.is_open


def test_a_letter_writer_is_not_taken_for_another_by_the_address_on_the_envelope(
    open_request, aida
):
    first = known(open_request(email="", postal_address="1 Jalan Contoh"), aida)
    second = known(
        open_request(email="", postal_address="1 Jalan Contoh", channel=Channel.LETTER),
        aida,
    )

    assert first.data_subject != second.data_subject
    with pytest.raises(StepNotAllowed, match="same person"):
        ending.mark_duplicate(second, of=first, by=aida)


def test_a_duplicate_keeps_both_histories_and_can_be_opened_again(
    open_request, aida, farid
):
    first, second = known(open_request(), aida), known(open_request(), aida)
    workflow.add_note(first, body="First.", by=aida)
    workflow.add_note(second, body="Second.", by=aida)
    told = {case.pk: case.events.count() for case in (first, second)}

    ending.mark_duplicate(second, of=first, by=aida)

    assert first.events.count() == told[first.pk]
    assert second.events.count() == told[second.pk] + 1
    assert second.messages.get().body == "Second."
    ending.reopen(second, reason="It asks for more after all.", by=farid)
    assert (second.is_open, second.duplicate_of) == (True, None)


def test_the_page_suggests_a_duplicate_with_its_reason_and_counts_repeats(
    client, open_request, aida
):
    now = timezone.now()
    first = known(open_request(at=now - timedelta(days=40)), aida)
    known(open_request(at=now - timedelta(days=400)), aida)
    known(open_request(at=now - timedelta(days=10), right=Right.ACCESS), aida)
    stranger = open_request(at=now - timedelta(days=5))
    second = known(open_request(at=now - timedelta(days=1)), aida)
    client.force_login(aida)

    page = client.get(second.get_absolute_url())

    shown = page.context["page"]
    others = {other.case.ref: other for other in shown.same_person}
    assert stranger.ref not in others
    assert others[first.ref].is_duplicate
    assert shown.repeats == 1
    text = page.content.decode()
    assert "The same person, the same right, and still open." in text
    assert f"?of={first.ref}" in text
    way = client.get(reverse("requests:duplicate", args=[second.ref]), {"of": first})
    assert f'value="{first.ref}"' in way.content.decode()
