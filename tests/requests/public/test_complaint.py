"""A complaint about a case, and what a person reads of a case that stands still."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rights import asking, holding, identifying
from rights.choices import Right, State
from rights.models import RightsRequest
from tests.requests.public.conftest import Visitor, open_page


def url(name: str, rights_request: RightsRequest) -> str:
    return reverse(f"status:{name}", args=[rights_request.ref])


def test_a_complaint_gets_a_reference_and_a_date_of_its_own(
    visitor: Visitor, open_request: Callable[..., RightsRequest]
) -> None:
    first = open_request(at=timezone.now())
    open_page(visitor, first)

    visitor.get(url("complain", first))
    visitor.post(url("complain", first), visitor.hidden(), body="You were slow.")

    complaint = RightsRequest.objects.get(right=Right.COMPLAINT)
    assert complaint.parent == first
    assert "We have your complaint." in visitor.text
    assert f"This is your complaint about {first.ref}." in visitor.text
    assert "We answer by" in visitor.text


def test_a_complaint_without_words_is_asked_for_them(
    visitor: Visitor, open_request: Callable[..., RightsRequest]
) -> None:
    first = open_request(at=timezone.now())
    open_page(visitor, first)
    visitor.get(url("complain", first))

    visitor.post(url("complain", first), visitor.hidden(), body=" ")

    assert "Write what you are not content with." in visitor.text
    assert not RightsRequest.objects.filter(right=Right.COMPLAINT).exists()


def test_the_person_reads_until_when_we_wait_and_that_our_time_stands_still(
    visitor: Visitor, open_request: Callable[..., RightsRequest], aida: User
) -> None:
    claim = open_request(country="CO", at=timezone.now())
    asking.ask(claim, body="Which address?", by=aida)

    open_page(visitor, claim)

    assert "We wait for your reply until" in visitor.text
    assert "Our own time stands still until we have your reply." in visitor.text


def test_the_person_reads_what_a_hold_waits_for(
    visitor: Visitor, open_request: Callable[..., RightsRequest], aida: User
) -> None:
    case = open_request(at=timezone.now())
    identifying.start_identity_check(case, by=aida)
    identifying.settle_identity(case, by=aida, is_verified=True, findings={})
    review_on = (timezone.now() + timedelta(days=30)).date()
    reason = holding.Reason("legal_obstacle", "The dispute D-1 ends", review_on)
    holding.place(case, reason, by=aida)

    open_page(visitor, case)

    assert case.state == State.IN_PROGRESS
    assert "We answer by" in visitor.text  # the answer does not wait
    assert "on hold" in visitor.text
