"""What the office can show afterwards: the certificate says what the scan has found."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from rights import (
    describing,
    files,
    packages,
)
from rights.choices import State
from rights.errors import StepNotAllowed
from rights.models import CaseFile, Claimant, DataSet, RightsRequest
from subjects import cleaning, erasing, erasing_lane
from subjects.models import DataHeld, DataSubject, Erasure, LegalHold
from tests.erasure.conftest import MARK

pytestmark = pytest.mark.django_db


@pytest.fixture
def carried_out(
    dewi: DataSubject,
    closed_case: RightsRequest,
    aida: User,
    recorded: Callable[[], Any],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> Erasure:
    """Dewi is erased; the case that asked for it is open until it is answered."""
    settings.BACKUPS_KEPT_DAYS = 30
    monkeypatch.setattr(cleaning, "clean", lambda waiting: "")  # needs the real disk
    with recorded():
        closed_case.state, closed_case.closed_at = State.FULFILLING, None
        closed_case.save()
    with django_capture_on_commit_callbacks(execute=True):
        return erasing.erase_person(dewi, by=aida, case_id=closed_case.pk)


def test_the_certificate_says_what_was_found_and_until_when_copies_live(
    carried_out: Erasure, closed_case: RightsRequest, aida: User
) -> None:
    describing.choose(closed_case, activities=[], by=aida)
    with pytest.raises(StepNotAllowed, match="still looks"):
        packages.make(closed_case, by=aida)

    erasing_lane.clean_up(timezone.now())
    erasing_lane.look_for(carried_out, at=timezone.now())
    packages.make(closed_case, by=aida)

    made = CaseFile.objects.there().exclude(package=None).get(name__endswith="html")
    page = files.content(made).decode()
    carried_out.refresh_from_db()
    assert "everything known of the person" in page
    assert "Gone from the storage of the database" in page
    assert str(carried_out.copies_gone_on) in page
    assert f"in {carried_out.looked['tables']} tables" in page
    assert "Found nowhere." in page
    assert "once it is closed" in page
    days = set(DataSet.objects.values_list("erased_on", flat=True))
    zone = closed_case.establishment.time_zone
    assert days == {timezone.localtime(carried_out.erased_at, ZoneInfo(zone)).date()}


def test_what_an_open_case_needs_is_no_leftover_and_goes_at_its_end(
    carried_out: Erasure,
    closed_case: RightsRequest,
    recorded: Callable[[], Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    erasing_lane.look_for(carried_out, at=timezone.now())
    carried_out.refresh_from_db()
    assert MARK in Claimant.objects.get().name
    assert (carried_out.found, carried_out.waits_for_case) == ([], True)

    with recorded():
        closed_case.refresh_from_db()
        closed_case.state, closed_case.closed_at = State.CLOSED, timezone.now()
        closed_case.save()
    with django_capture_on_commit_callbacks(execute=True):
        erasing.finish(carried_out)
    erasing_lane.follow_up(timezone.now())

    carried_out.refresh_from_db()
    assert carried_out.finished_at is not None
    assert (carried_out.found, carried_out.waits_for_case) == ([], False)
    assert MARK not in Claimant.objects.get().name


def test_what_a_duty_keeps_is_no_leftover(
    dewi: DataSubject,
    aida: User,
    recorded: Callable[[], Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with recorded():
        LegalHold(
            data_subject=dewi,
            controller=dewi.controller,
            data_held=DataHeld.objects.of(dewi).last(),
            ground="legal_duty",
            review_on="2027-01-01",
            placed_at=timezone.now(),
        ).save()
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erasing.erase_person(dewi, by=aida)

    erasing_lane.look_for(erasure, at=timezone.now())

    erasure.refresh_from_db()
    assert erasure.found == []
    assert erasure.looked["tables"] > 50
