"""Several rights in one request: asked once, one code, one receipt, a case for each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import LedgerEntry
from correspondence.models import Letter
from rights.choices import Right, State
from rights.models import Filing, RightsRequest
from tests.requests.public.conftest import Visitor, sent_digits

pytestmark = pytest.mark.django_db

PROOF = {
    "fact_id_document_number": "A123456",
    "fact_id_document_issued_on": "2020-01-31",
    "fact_residential_address": "1 Jalan Contoh, Kuantan",
    "fact_user_number": "U-77",
    "fact_signature": "Dewi Contoh",
}


def choose(visitor: Visitor, *rights: str) -> Any:
    visitor.step("who", {"relation": "self"})
    return visitor.post(visitor.url("step", "what"), {"right": list(rights)})


def send(visitor: Visitor, **contact: str) -> Any:
    visitor.step("contact", {"name": "Dewi", "email": "dewi@example.test"}, **contact)
    return visitor.send()


@pytest.fixture
def both(visitor: Visitor) -> list[RightsRequest]:
    """Access and erasure of Maxim in Malaysia, filed and confirmed."""
    choose(visitor, "erasure", "access")
    visitor.step("details", {"details_erasure": "Only my trips.", "details_access": ""})
    send(visitor, **PROOF)
    visitor.type_code()
    return list(RightsRequest.objects.order_by("pk"))


def test_each_right_becomes_a_request_with_its_own_reference_and_clocks(both):
    assert [case.right for case in both] == [Right.ACCESS, Right.ERASURE]
    assert {case.state for case in both} == {State.ACKNOWLEDGED}
    assert len({case.ref for case in both}) == 2
    assert {case.filing for case in both} == {Filing.objects.get()}
    access, erasure = ({clock.kind for clock in case.clocks.all()} for case in both)
    assert "promise_fulfilment" not in access
    assert "promise_fulfilment" in erasure


def test_one_code_and_one_receipt_speak_of_all_of_them(both):
    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == [
        "code",
        "receipt",
    ]
    receipt = Letter.objects.get(kind="receipt")
    for case in both:
        assert case.ref in receipt.subject
        assert case.ref in receipt.body
    assert "Show me my data" in receipt.body
    assert "Erase my data" in receipt.body


def test_the_dates_in_the_receipt_are_kept_as_told_for_every_request(both):
    for case in both:
        assert case.clocks.filter(told_at__isnull=False).exists()


def test_nothing_is_asked_twice_and_no_request_keeps_what_its_route_does_not_ask(both):
    access, erasure = (case.claimant for case in both)

    assert (access.name, erasure.name) == ("Dewi", "Dewi")
    assert (access.details, erasure.details) == ("", "Only my trips.")
    # Paragraph 21 asks five facts of a written request; a deletion asks for none (18).
    assert len(access.facts) == 5
    assert erasure.facts == {}


def test_the_page_asks_one_question_for_each_right(visitor):
    page = choose(visitor, "rectification", "erasure")

    asked = [field.name for field in page.context["form"]]
    assert asked == ["details_rectification", "details_erasure"]
    assert "Correct my data: What is wrong, and what is right?" in visitor.text

    visitor.step("details", {"details_rectification": "", "details_erasure": ""})
    assert "Write a few words, so that we can begin." in visitor.text


def test_a_right_added_later_keeps_what_was_said_of_the_first(visitor):
    choose(visitor, "erasure")
    visitor.step("details", {"details_erasure": "Only my trips."})
    visitor.step("contact", {"name": "Dewi", "email": "dewi@example.test"})

    what = visitor.url("step", "what") + "?then=check"
    page = visitor.post(what, {"right": ["erasure", "access"]})
    page = visitor.get(visitor.url("step", "details"))

    assert page.context["form"]["details_erasure"].value() == "Only my trips."


def test_sending_twice_files_each_right_once(visitor):
    choose(visitor, "erasure", "marketing_stop")
    visitor.step("details", {})
    visitor.step("contact", {"name": "Dewi", "email": "dewi@example.test"})
    seen = visitor.hidden()

    visitor.post(visitor.url("check"), seen)
    visitor.post(visitor.url("check"), seen)

    assert RightsRequest.objects.count() == 2
    assert Letter.objects.count() == 1


def test_until_the_code_is_typed_none_of_them_runs(visitor):
    choose(visitor, "erasure", "marketing_stop")
    visitor.step("details", {})
    send(visitor)

    cases = RightsRequest.objects.all()
    assert {case.state for case in cases} == {State.UNCONFIRMED}
    assert not any(case.clocks.exists() for case in cases)


def test_the_sent_page_names_every_reference_and_leads_to_each(visitor, both):
    visitor.get(visitor.url("sent"))

    for case in both:
        assert case.ref in visitor.text
        assert reverse("status:page", args=[case.ref]) in visitor.page.content.decode()


def test_the_code_that_opens_one_page_opens_the_others(
    both: list[RightsRequest], visit: Callable[..., Visitor]
) -> None:
    first, second = both
    other = visit()
    other.post(reverse("status:send-code", args=[second.ref]))
    other.post(reverse("status:code", args=[second.ref]), {"digits": sent_digits()})

    page = other.get(reverse("status:page", args=[second.ref])).content.decode()
    assert reverse("status:page", args=[first.ref]) in page
    other.get(reverse("status:page", args=[first.ref]))
    assert "Show me my data" in other.text

    other.post(reverse("status:sign-out", args=[first.ref]))
    other.get(reverse("status:page", args=[second.ref]))
    assert other.title == f"Open {second.ref}"


def test_taking_one_back_leaves_the_other(visitor, both):
    first, second = both
    visitor.get(reverse("status:withdraw", args=[first.ref]))
    visitor.post(reverse("status:withdraw", args=[first.ref]), visitor.hidden())

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == State.WITHDRAWN
    assert second.state == State.ACKNOWLEDGED


def test_each_request_leaves_the_entries_of_its_own_verbs(both):
    for case in both:
        verbs = LedgerEntry.objects.filter(case_id=case.pk).exclude(verb="")
        assert sorted(verbs.values_list("verb", flat=True)) == [
            "requests.confirm",
            "requests.file",
        ]


def test_a_single_right_has_no_filing_and_asks_the_database_for_none(visitor):
    visitor.answer_all()
    with CaptureQueriesContext(connection) as asked:
        visitor.send()
        visitor.type_code()

    assert RightsRequest.objects.get().filing is None
    assert not [q for q in asked if '"requests_filing"' in q["sql"]]
