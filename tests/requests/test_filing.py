"""How a case begins."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Establishment
from audit.models import LedgerEntry
from audit.trail import Actor
from correspondence.models import Letter
from rights.choices import Right, SourceKind, State
from rights.confirming import begin
from rights.filing import Asked, file
from rights.models import Claimant, RightsRequest

pytestmark = pytest.mark.django_db


def test_a_filed_request_waits_for_its_code_and_has_no_clock_yet(file_request):
    rights_request = file_request()

    assert rights_request.state == State.UNCONFIRMED
    assert rights_request.ref == "R-2026-0001"
    assert not rights_request.clocks.exists()
    assert Letter.objects.get().kind == "code"


def test_the_same_form_sent_twice_files_one_case(rulebook):
    asked = Asked(
        establishment=Establishment.objects.get(controller__slug="maxim", country="MY"),
        right=Right.ACCESS,
        granted_by=SourceKind.PROMISE,
        name="Dewi",
        email="dewi@example.test",
        language="ms",
    )
    submission = uuid.uuid4()

    first = file(asked, by=Actor.subject(), submission=submission, browser_key="b")
    second = file(asked, by=Actor.subject(), submission=submission, browser_key="b")

    assert first == second
    assert RightsRequest.objects.count() == Claimant.objects.count() == 1
    assert Letter.objects.count() == 1


def test_confirming_starts_the_clocks_from_the_moment_of_posting(file_request):
    posted_at = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
    rights_request = file_request(at=posted_at)

    begin(rights_request, by=Actor.subject(), at=posted_at + timedelta(days=2))

    dues = {clock.kind: clock.due_at for clock in rights_request.clocks.all()}
    # Maxim, paragraph 21: 7 days; paragraph 18: 30 days; both to the end of the day
    assert dues["promise_response"] == datetime(2026, 5, 11, 15, 59, 59, tzinfo=UTC)
    assert dues["promise_fulfilment"] == datetime(2026, 6, 3, 15, 59, 59, tzinfo=UTC)
    assert rights_request.next_due_at == dues["promise_response"]


def test_the_receipt_names_every_date_owed_in_the_language_of_the_person(open_request):
    rights_request = open_request(language="ms")

    letter = Letter.objects.get(kind="receipt")

    assert letter.language == "ms"
    assert rights_request.ref in letter.body
    assert "11 Mei 2026" in letter.body
    assert "3 Jun 2026" in letter.body


def test_no_period_is_invented_where_policy_and_law_name_none(open_request):
    rights_request = open_request(controller="aux", right=Right.ERASURE)

    assert not rights_request.clocks.exists()
    assert rights_request.next_due_at is None
    assert "names no period" in Letter.objects.get(kind="receipt").body


def test_every_row_of_a_filing_leaves_an_entry_and_the_verb_its_own(file_request):
    rights_request = file_request()

    entries = LedgerEntry.objects.filter(case_id=rights_request.pk)

    assert {entry.model for entry in entries if entry.verb == ""} >= {
        "requests.claimant",
        "correspondence.letter",
    }
    assert entries.filter(verb="requests.file").count() == 1
    assert {entry.actor_kind for entry in entries} == {"subject"}
