"""Late is late to the second, stays so after closing, is corrected in the open."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import LedgerEntry
from rights import (
    answering,
    correcting,
    workflow,
)
from rights.errors import ChangedMeanwhile, StepNotAllowed
from rights.models import Clock, ClockCorrection, RightsRequest
from rights.views import queue as queue_view

MET, MISSED = Clock.Status.MET, Clock.Status.MISSED


@pytest.fixture
def answered_late(decided_request, aida, post):
    """The answer left a day after the last day."""
    clock = decided_request.clocks.get(kind=Clock.Kind.PROMISE_RESPONSE)
    answering.send_answer(decided_request, by=aida)
    post(decided_request, clock.due_at + timedelta(days=1))
    return decided_request


@pytest.fixture
def late(answered_late) -> Clock:
    found = answered_late.clocks.get(kind=Clock.Kind.PROMISE_RESPONSE)
    assert found.status == MISSED
    return found


def correct(clock, by, **given):
    words = {"to_status": MET, "reason": "The mail server's clock was wrong."}
    return correcting.correct_clock(clock, by=by, **{**words, **given})


def page(client, case) -> str:
    return client.get(case.get_absolute_url()).content.decode()


def test_a_wrong_late_is_corrected_and_what_it_was_is_kept(late, farid):
    before = (late.due_at, late.stopped_at)

    correct(late, farid)

    late.refresh_from_db()
    assert late.status == MET
    assert (late.due_at, late.stopped_at) == before
    row = ClockCorrection.objects.get()
    assert (row.from_status, row.to_status, row.by) == (MISSED, MET, farid)
    entry = LedgerEntry.objects.get(verb="requests.correct_clock")
    assert entry.case_id == late.rights_request_id


def test_a_correction_can_be_corrected_and_both_stay(late, farid):
    correct(late, farid)
    correct(late, farid, to_status=MISSED, reason="It was right after all.")

    late.refresh_from_db()
    assert late.status == MISSED
    assert ClockCorrection.objects.count() == 2


@pytest.mark.parametrize("name", ["aida", "ben", "grace", "chen"])
def test_only_an_approver_of_the_company_corrects(late, cast, name):
    with pytest.raises(PermissionDenied):
        correct(late, getattr(cast, name))

    assert not ClockCorrection.objects.exists()


def test_a_reason_is_needed(late, farid):
    with pytest.raises(StepNotAllowed):
        correct(late, farid, reason="  ")

    late.refresh_from_db()
    assert late.status == MISSED


@pytest.mark.parametrize("to_status", [MISSED, "running", "cancelled"])
def test_late_is_corrected_to_in_time_only(late, farid, to_status):
    with pytest.raises(StepNotAllowed):
        correct(late, farid, to_status=to_status)


def test_a_clock_that_runs_is_not_corrected(open_request, farid):
    clock = open_request().clocks.first()

    assert correcting.other(clock) is None
    with pytest.raises(StepNotAllowed):
        correct(clock, farid)


def test_an_edit_on_a_stale_page_is_refused(late, farid, aida):
    version = late.rights_request.version
    workflow.add_note(late.rights_request, body="Called.", by=aida)

    with pytest.raises(ChangedMeanwhile):
        correct(late, farid, version=version)


def test_a_later_event_does_not_undo_a_correction(late, farid, aida):
    correct(late, farid)
    case = RightsRequest.objects.get(pk=late.rights_request_id)

    workflow.close(case, by=aida)

    late.refresh_from_db()
    assert late.status == MET


def test_a_closed_request_can_still_be_corrected(late, farid, aida):
    case = RightsRequest.objects.get(pk=late.rights_request_id)
    workflow.close(case, by=aida)

    correct(late, farid)

    late.refresh_from_db()
    assert late.status == MET


def test_the_page_says_who_corrected_what_and_why(client, late, farid, ben):
    client.force_login(farid)
    url = f"{late.rights_request.get_absolute_url()}clocks/{late.pk}/correct/"
    assert url in page(client, late.rights_request)
    version = late.rights_request.version

    shown = client.get(url).content.decode()
    answer = client.post(
        url, {"version": version, "reason": "Wrong server time."}, follow=True
    )

    assert "Correct a “late” that is wrong" in shown
    assert "The clock is corrected." in answer.content.decode()
    client.force_login(ben)
    html = page(client, late.rights_request)
    assert "Corrected from late to in time by Farid Osman on" in html
    assert "Wrong server time." in html
    assert "/correct/" not in html  # an auditor reads


def test_without_a_reason_the_form_says_so(client, late, farid):
    client.force_login(farid)
    url = f"{late.rights_request.get_absolute_url()}clocks/{late.pk}/correct/"

    page = client.post(url, {"version": late.rights_request.version, "reason": ""})

    assert "Say why this is corrected." in page.content.decode()


def test_a_clock_of_another_request_is_not_found(client, late, open_request, farid):
    other = open_request()
    client.force_login(farid)

    page = client.get(f"{other.get_absolute_url()}clocks/{late.pk}/correct/")

    assert page.status_code == 404


# --- late to the second, and for good ---------------------------------------


def test_overdue_is_so_a_second_after_without_any_job(
    client, open_request, aida, monkeypatch
):
    case = open_request()
    due = case.next_due_at
    client.force_login(aida)

    def listed(at: datetime) -> bool:
        monkeypatch.setattr(queue_view.timezone, "now", lambda: at)
        answer = client.get("/desk/requests/?view=open&due=overdue")
        return case.ref in answer.content.decode()

    assert not listed(due)
    assert listed(due + timedelta(seconds=1))
    assert not RightsRequest.objects.overdue(due).exists()
    assert RightsRequest.objects.overdue(due + timedelta(seconds=1)).get() == case


def test_the_case_page_says_overdue_by_the_clock_alone(open_request):
    clock = open_request().clocks.filter(due_at__isnull=False).first()

    assert not clock.is_late(clock.due_at)
    assert clock.is_late(clock.due_at + timedelta(seconds=1))


def test_answered_late_stays_on_the_closed_list_and_the_case_page(
    client, late, aida, farid
):
    case = RightsRequest.objects.get(pk=late.rights_request_id)
    workflow.close(case, by=aida)
    client.force_login(aida)

    closed = client.get("/desk/requests/?view=closed").content.decode()

    assert "Answered late" in closed
    assert "Answered late" in page(client, case)

    correct(late, farid)
    again = client.get("/desk/requests/?view=closed").content.decode()
    assert "Answered late" not in again


def test_answered_in_time_is_not_said_to_be_late(client, decided_request, aida, post):
    answering.send_answer(decided_request, by=aida)
    post(decided_request, decided_request.received_at + timedelta(days=1))
    workflow.close(decided_request, by=aida, at=datetime(2026, 5, 6, tzinfo=UTC))
    client.force_login(aida)

    closed = client.get("/desk/requests/?view=closed").content.decode()

    assert decided_request.ref in closed
    assert "Answered late" not in closed
    assert "Done late" not in closed
