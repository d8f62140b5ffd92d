"""A fee for repeats beyond reason: N.B. Express's rule, and nobody else's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from audit.trail import Actor, act
from correspondence.models import Letter
from rights import (
    answering,
    charging,
    deciding,
    identifying,
    repeats,
)
from rights.charging import Terms
from rights.choices import Outcome, Right, State
from rights.deciding import Proposal
from rights.errors import SecondLookNeeded, StepNotAllowed
from rights.models import Fee
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

TERMS = Terms(
    amount=Decimal("25.00"),
    currency="myr",
    reason="The same copy was sent to you twice this spring.",
    how_to_pay="By bank transfer; the account is on our page.",
)


@pytest.fixture
def office(rulebook):
    """An officer and an approver of any company, made when asked for."""

    def of(controller, role="officer"):
        with act(by=Actor.job("tests")):
            return MembershipFactory(controller=controller, role=role).user

    return of


@pytest.fixture
def asked_often(open_request, office):
    """The third request for the same of one known person in a year."""

    def case(controller="nbexpress", times=3, right=Right.ACCESS, country="MY"):
        for number in range(times):
            last = open_request(
                controller=controller,
                country=country,
                right=right,
                at=timezone.now() - timedelta(days=30 * (times - number)),
            )
            by = office(last.controller)
            identifying.start_identity_check(last, by=by)
            identifying.settle_identity(last, by=by, is_verified=True, findings={})
        return last, by

    return case


def test_a_repeat_beyond_reason_is_charged_after_a_second_look(asked_often, office):
    case, by = asked_often()
    approver = office(case.controller, "approver")

    fee = charging.propose_fee(case, TERMS, by=by)
    assert not Letter.objects.filter(kind="fee").exists()
    with pytest.raises((SecondLookNeeded, PermissionDenied)):
        charging.approve_fee(case, by=by)
    charging.approve_fee(case, by=approver)

    fee.refresh_from_db()
    assert (fee.state, fee.repeats, fee.currency) == (Fee.State.ASKED, 2, "MYR")
    assert (fee.promise, fee.clause) == ("NBX-6.16", "6.6")
    letter = Letter.objects.get(kind="fee")
    body = " ".join(letter.body.split())
    assert "25.00 MYR" in body
    assert "paragraph 6.6" in body
    assert "twice this spring" in body


def test_who_proposed_a_fee_never_approves_it(asked_often, office):
    case, _by = asked_often()
    approver = office(case.controller, "approver")
    charging.propose_fee(case, TERMS, by=approver)

    with pytest.raises(SecondLookNeeded):
        charging.approve_fee(case, by=approver)

    assert not Letter.objects.filter(kind="fee").exists()


def test_a_fee_that_is_sent_back_leaves_the_request_free(asked_often, office):
    case, by = asked_often()
    charging.propose_fee(case, TERMS, by=by)

    charging.return_fee(
        case,
        because="Two copies are no burden.",
        by=office(case.controller, "approver"),
    )

    assert charging.standing(case) is None
    assert not Letter.objects.filter(kind="fee").exists()
    charging.propose_fee(case, TERMS, by=by)  # with better reasons


@pytest.mark.parametrize(
    ("is_paid", "words"), [(True, "is paid"), (False, "costs you nothing")]
)
def test_the_person_is_told_that_it_is_paid_or_waived(
    asked_often, office, is_paid, words
):
    case, by = asked_often()
    charging.propose_fee(case, TERMS, by=by)
    charging.approve_fee(case, by=office(case.controller, "approver"))

    charging.settle_fee(case, is_paid=is_paid, because="Seen on the account.", by=by)

    letter = Letter.objects.get(kind="fee_settled")
    assert words in " ".join(letter.body.split())


def test_no_clock_and_no_answer_waits_for_the_money(asked_often, office):
    case, by = asked_often()
    before = list(case.clocks.values_list("kind", "due_at", "status").order_by("pk"))
    charging.propose_fee(case, TERMS, by=by)
    charging.approve_fee(case, by=office(case.controller, "approver"))

    now = list(case.clocks.values_list("kind", "due_at", "status").order_by("pk"))
    assert now == before
    deciding.propose(case, Proposal(outcome=Outcome.GRANTED), by=by)
    answering.send_answer(case, by=by)
    assert case.state == State.FULFILLING


@pytest.mark.parametrize("times", [1, 2])
def test_a_first_repeat_is_never_beyond_reason(asked_often, times):
    case, by = asked_often(times=times)

    with pytest.raises(StepNotAllowed, match="beyond reason only"):
        charging.propose_fee(case, TERMS, by=by)


@pytest.mark.parametrize(
    ("controller", "country"),
    [("aux", "MY"), ("auxconnbeauty", "CN"), ("aseanbiz", "CN"), ("maxim", "KZ")],
)
def test_the_other_companies_promise_no_fee_and_the_page_says_so(
    client, asked_often, controller, country
):
    case, by = asked_often(controller, right=Right.ERASURE, country=country)

    with pytest.raises(StepNotAllowed, match="names no fee"):
        charging.propose_fee(case, TERMS, by=by)

    client.force_login(by)
    page = client.get(reverse("requests:fee", args=[case.ref])).content.decode()
    assert "names no fee, so none can be asked" in page
    assert 'name="amount"' not in page


def test_requests_of_a_person_nobody_knows_are_not_counted(open_request):
    for days in (90, 60, 30):
        case = open_request(
            controller="nbexpress",
            right=Right.ACCESS,
            at=timezone.now() - timedelta(days=days),
        )

    assert repeats.counted(case) == 0
    assert "confirmed identities alone" in charging.why_not_propose(case)


def test_the_fee_is_proposed_looked_at_and_settled_on_the_pages(
    client, asked_often, office
):
    case, by = asked_often()
    approver = office(case.controller, "approver")
    client.force_login(by)
    typed = {
        "version": case.version,
        "amount": "25",
        "currency": "MYR",
        "reason": TERMS.reason,
        "how_to_pay": TERMS.how_to_pay,
    }

    assert (
        "Another person looks at it first"
        in client.get(reverse("requests:fee", args=[case.ref])).content.decode()
    )
    client.post(reverse("requests:fee", args=[case.ref]), typed)
    client.force_login(approver)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Approve the fee" in page
    case.refresh_from_db()
    client.post(
        reverse("requests:fee-approve", args=[case.ref]), {"version": case.version}
    )
    client.force_login(by)
    case.refresh_from_db()
    client.post(
        reverse("requests:fee-settle", args=[case.ref]),
        {"version": case.version, "is_paid": "no", "because": "A hardship."},
    )

    assert Fee.objects.get().state == Fee.State.WAIVED
    assert "A hardship." in client.get(case.get_absolute_url()).content.decode()
