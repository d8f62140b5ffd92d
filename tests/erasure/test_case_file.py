"""A file whose period is over gets the clean-up and the scan as well."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit import verifying
from audit.sealing import Sealer
from correspondence.models import Delivery
from rights import files, forgetting
from rights.choices import State
from rights.models import CaseErasure, CaseFile, Message, RightsRequest
from rights.retention_rules import Rule, set_period
from subjects import cleaning, erasing_lane, history_periods, importing, replaying
from subjects.models import CleanUpDuty, DataSubject, Erasure
from tests.erasure.conftest import EMAIL, MARK, NAME
from tests.erasure.searching import bytes_with, places_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(closed_case: RightsRequest, farid: User) -> datetime:
    """A moment at which the period of the file is over."""
    set_period(closed_case.controller, Rule(1, "Enough"), by=farid)
    return timezone.now() + timedelta(days=60)


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def looked_for() -> Erasure:
    erasing_lane.look_for_all(Erasure.objects.all(), at=timezone.now())
    return Erasure.objects.order_by("pk")[0]


@pytest.fixture
def says_of_her(
    open_request: Callable[..., RightsRequest], recorded: Callable[[], Any]
) -> Message:
    """Another person's request, with a note that names Dewi."""
    other = open_request(name="Someone Else", email="else@example.test")
    with recorded():
        note = Message(
            rights_request=other, kind="note", body=f"Knows {NAME}", language="en"
        )
        note.save()
    return note


def test_the_file_is_looked_for_and_its_record_says_so(
    closed_case: RightsRequest,
    over: datetime,
    farid: User,
    committed: Callable[[], Any],
    client: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cleaning, "clean", lambda waiting: "")  # needs the real disk
    with committed():
        forgetting.erase(closed_case, by=farid, at=over)

    erasing_lane.clean_up(timezone.now())
    erasure = looked_for()

    assert (erasure.extent, erasure.case_id) == ("case", closed_case.pk)
    assert erasure.looked["tables"] > 50
    assert erasure.found == []
    assert erasure.is_settled
    client.force_login(farid)
    record = client.get(f"/desk/register/retention/{closed_case.ref}/")
    assert "tables, files and rows: found nowhere" in record.content.decode()
    listed = client.get("/desk/register/retention/?view=erased").content.decode()
    assert "erased and found nowhere" in listed


def test_a_note_on_another_case_that_names_the_person_is_found(
    closed_case: RightsRequest,
    over: datetime,
    farid: User,
    committed: Callable[[], Any],
    says_of_her: Message,
    client: Any,
) -> None:
    with committed():
        forgetting.erase(closed_case, by=farid, at=over)

    erasure = looked_for()

    assert "requests_message" in {place["table"] for place in erasure.found}
    client.force_login(farid)
    record = client.get(f"/desk/register/retention/{closed_case.ref}/")
    assert "found in 1 place" in record.content.decode()


def test_a_person_who_is_still_known_here_is_no_leftover(
    dewi: DataSubject,
    closed_case: RightsRequest,
    over: datetime,
    farid: User,
    committed: Callable[[], Any],
    recorded: Callable[[], Any],
) -> None:
    claimant = closed_case.claimant
    with recorded():
        claimant.postal_address = f"12 Jalan {MARK}, Sibu"
        claimant.save()
    with committed():
        forgetting.erase(closed_case, by=farid, at=over)

    erasure = looked_for()

    assert dewi.name == NAME
    assert erasure.found == []
    assert erasure.looked  # the address stood in that file alone, and was looked for


def test_what_a_killed_process_left_on_the_disk_goes_with_the_scan(
    closed_case: RightsRequest,
    over: datetime,
    farid: User,
    committed: Callable[[], Any],
) -> None:
    uid: UUID = CaseFile.objects.get().uid
    forgetting.erase(closed_case, by=farid, at=over)  # nothing after the commit
    assert files.SHELF.read(uid)

    with committed():
        looked_for()

    assert uid not in set(files.SHELF.older_than(timezone.now() + timedelta(days=1)))


def test_a_restored_file_is_erased_again(
    closed_case: RightsRequest,
    over: datetime,
    farid: User,
    committed: Callable[[], Any],
) -> None:
    backup = transaction.savepoint_create()
    with committed():
        forgetting.erase(closed_case, by=farid, at=over)
    uid = Erasure.objects.get().uid
    transaction.savepoint_rollback(backup)
    assert places_with(MARK)

    call_command("replay_redactions")

    assert places_with(MARK) == []
    assert CaseErasure.objects.get().erased_at == over
    assert Erasure.objects.get().uid == uid
    assert replaying.lost() == []
    Sealer().seal()
    assert {f.code for f in verifying.verify().findings} <= {"time"}


@pytest.mark.django_db(transaction=True)
def test_the_bytes_are_gone_from_the_database(
    closed_case: RightsRequest,
    over: datetime,
    farid: User,
    recorded: Callable[[], Any],
) -> None:
    word = "Vyxolume"  # in no other test, whose bytes PostgreSQL still has
    claimant = closed_case.claimant
    for details in (word, f"{word} again"):
        with recorded():
            claimant.details = details
            claimant.save()
    assert bytes_with(word)
    forgetting.erase(closed_case, by=farid, at=over)

    call_command("clean_up_erased")

    erasure = Erasure.objects.get()
    assert erasure.cleaned_at is not None
    assert erasure.found == []
    assert bytes_with(word) == []


def test_several_are_looked_for_together_and_told_apart(
    closed_case: RightsRequest,
    says_of_her: Message,
    over: datetime,
    farid: User,
    committed: Callable[[], Any],
    open_request: Callable[..., RightsRequest],
    recorded: Callable[[], Any],
) -> None:
    other = open_request(name="Qwertz Uiopas", email="qwertz@example.test")
    with recorded():
        other.state, other.closed_at = State.CLOSED, closed_case.closed_at
        other.save()
    Delivery.objects.update(state="accepted", accepted_at=timezone.now())
    with committed():
        assert forgetting.erase_each([closed_case, other], by=farid, at=over) == 2

    looked_for()

    hers, theirs = Erasure.objects.order_by("pk")
    assert {place["pk"] for place in hers.found} == {str(says_of_her.pk)}
    assert theirs.found == []
    assert theirs.looked["tables"] > 50


@pytest.mark.django_db(transaction=True)
def test_a_table_that_was_never_imported_is_cleaned_up_as_well(
    closed_case: RightsRequest, farid: User
) -> None:
    now = timezone.now()
    words = f"name,email\n{NAME},{EMAIL}\n".encode()
    importing.keep_draft(
        closed_case.controller, name="t.csv", data=words, by=farid, at=now
    )
    assert importing.sweep(now + timedelta(days=30)) == 1
    assert cleaning.is_asked()

    call_command("clean_up_erased")

    assert not CleanUpDuty.objects.exists()


def test_older_versions_whose_period_is_over_are_cleaned_up_as_well(
    dewi: DataSubject, farid: User, settings: Any, recorded: Callable[[], Any]
) -> None:
    with recorded():
        dewi.name = f"{NAME} Binti"
        dewi.save()
    settings.HISTORY_KEPT_DAYS = 30

    assert history_periods.expire(timezone.now() + timedelta(days=400))

    asked = set(CleanUpDuty.objects.values_list("table", flat=True))
    assert "subjects_historicaldatasubject" in asked
