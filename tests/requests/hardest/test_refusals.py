"""The hardest paths of a case: refusing, whole or in part, and saying so rightly."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from audit.trail import Actor, act
from correspondence.models import Letter
from rights import (
    answering,
    asking,
    deciding,
    forwarding,
    grounds,
    identifying,
    letters,
    workflow,
)
from rights.choices import Outcome, Right, State
from rights.deciding import Proposal
from rights.errors import (
    ChangedMeanwhile,
    GroundNotAvailable,
    SecondLookNeeded,
    StepNotAllowed,
)
from rights.models import Decision, RightsRequest
from rulebook.terms import Effect
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def known(case, by):
    identifying.start_identity_check(case, by=by)
    identifying.settle_identity(case, by=by, is_verified=True, findings={})
    return case


def refusal(ground, **more):
    words = {"reason": "It is about somebody else.", **more}
    return Proposal(outcome=Outcome.REFUSED, ground=ground, **words)


@pytest.fixture
def aux_access(open_request, chen):
    """Access at AUX Malaysia, whose officer is Chen."""
    return known(open_request(controller="aux", right=Right.ACCESS), chen)


def test_a_refusal_over_other_peoples_data_gives_the_rest_and_names_the_way_on(
    aux_access, chen, aux_approver
):
    part = Proposal(
        outcome=Outcome.PARTLY_GRANTED,
        granted="Your orders",
        kept="Messages of the shop's other customers",
        ground="third_party_data",
        reason="They hold what others wrote.",
    )
    deciding.propose(aux_access, part, by=chen)
    with pytest.raises(StepNotAllowed, match="cannot be done now"):
        answering.send_answer(aux_access, by=chen)
    with pytest.raises(SecondLookNeeded):
        deciding.approve(aux_access, by=chen_as_approver(chen, aux_approver))

    deciding.approve(aux_access, by=aux_approver)
    answering.send_answer(aux_access, by=chen)

    body = " ".join(Letter.objects.get(kind="answer").body.split())
    for words in (
        "Your orders",
        "Messages of the shop's other customers",
        "Your right ends where this ground begins.",
        "Make a formal complaint",
        "Personal Data Protection Commissioner (JPDP), https://www.pdp.gov.my.",
        "where you live, where you work",
    ):
        assert words in body


def chen_as_approver(chen, approver):
    """Chen holds both roles, and still cannot look at what she proposed."""
    with transaction.atomic(), act(by=Actor.job("tests")):
        MembershipFactory(
            user=chen,
            controller=approver.memberships.get().controller,
            role=Role.APPROVER,
        )
    return chen


@pytest.mark.parametrize(
    ("ground", "effect", "sentence"),
    [
        ("repetitive", Effect.MAY, "On this ground we may refuse"),
        ("trade_secret", Effect.MUST_NOT_ANSWER, "On this ground we cannot answer"),
    ],
)
@pytest.mark.parametrize(("slug", "country"), [("nbexpress", "MY"), ("aseanbiz", "CN")])
def test_may_refuse_and_cannot_answer_stay_apart_to_the_last_letter(
    slug, country, ground, effect, sentence, open_request, officer_of
):
    by = officer_of(slug)
    asked = {"controller": slug, "country": country}
    case = known(open_request(**asked, right=Right.RECTIFICATION), by)

    found = grounds.named(case, ground)
    draft = deciding.draft(case, refusal(ground), by=by, at=timezone.now())
    _subject, body = letters.preview_answer(case, draft)

    assert found.effect == effect
    assert sentence in " ".join(body.split())


def test_auxconnbeauty_names_no_ground_to_refuse_a_correction_so_none_can_be(
    open_request, officer_of
):
    by = officer_of("auxconnbeauty")
    case = known(
        open_request(
            controller="auxconnbeauty", country="CN", right=Right.RECTIFICATION
        ),
        by,
    )
    policy = [g.code for g in grounds.available(case) if g.source_kind == "promise"]
    assert policy == []

    with pytest.raises(GroundNotAvailable):
        deciding.propose(case, refusal("repetitive"), by=by)


def test_a_ground_of_another_company_is_none_here(verified_request, aida):
    with pytest.raises(GroundNotAvailable):
        deciding.propose(verified_request, refusal("repetitive"), by=aida)


def test_a_refusal_sent_back_goes_out_in_its_second_words_only(
    open_request, aida, farid
):
    case = known(open_request(), aida)
    ground = grounds.available(case)[0].code
    deciding.propose(case, refusal(ground, reason="No."), by=aida)
    deciding.send_back(case, because="Too short.", by=farid)
    deciding.propose(case, refusal(ground, reason="A dispute is open."), by=aida)
    deciding.approve(case, by=farid)
    answering.send_answer(case, by=aida)

    body = Letter.objects.get(kind="answer").body
    assert "A dispute is open." in body
    assert "Too short." not in body
    states = list(case.decisions.order_by("pk").values_list("state", flat=True))
    assert states == [Decision.State.RETURNED, Decision.State.APPROVED]


def test_a_person_who_withdraws_during_the_second_look_gets_no_refusal(
    open_request, aida, farid
):
    case = known(open_request(), aida)
    deciding.propose(case, refusal(grounds.available(case)[0].code), by=aida)
    workflow.withdraw(case)

    with pytest.raises(StepNotAllowed):
        deciding.approve(case, by=farid)
    assert not Letter.objects.filter(kind="answer").exists()


def test_of_two_officers_on_one_page_the_second_is_told_what_changed(
    verified_request, aida, farid
):
    seen = verified_request.version
    deciding.propose(
        verified_request, Proposal(outcome=Outcome.GRANTED), by=aida, version=seen
    )

    again = RightsRequest.objects.get(pk=verified_request.pk)
    with pytest.raises(ChangedMeanwhile, match="Nothing of yours was stored"):
        deciding.propose(
            again, Proposal(outcome=Outcome.GRANTED), by=farid, version=seen
        )


def test_no_word_of_an_internal_note_leaves_whatever_step_wrote_it(
    open_request, aida, farid
):
    secret = "Between-us-alone"
    case = open_request(country="CO")
    workflow.add_note(case, body=f"{secret} one", by=aida)
    asking.accept_as_complete(case, body=f"{secret} two", by=aida)
    known(case, aida)
    deciding.propose(case, refusal(grounds.available(case)[0].code), by=aida)
    deciding.send_back(case, because=f"{secret} three", by=farid)
    forwarding.declare_not_competent(case, reason=f"{secret} four", by=aida)
    workflow.write_to_person(case, body="We are on it.", by=aida)
    forwarding.forward(case, to="Banco Ejemplo", body="By post.", by=aida)
    assert case.state == State.TRANSFERRED
    assert case.messages.filter(kind="note").count() == 3

    call_command("worker", once=True, lane="letters")

    written = [f"{one.subject} {one.body}" for one in Letter.objects.all()]
    sent = [f"{one.subject} {one.body}" for one in mail.outbox]
    assert len(sent) > 3
    assert not [words for words in written + sent if secret in words]
