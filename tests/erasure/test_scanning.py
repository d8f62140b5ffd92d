"""After an erasure somebody looks: in tables, files, mails, caches and raw bytes."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.models import LedgerEntry
from rights.models import Message
from subjects import cleaning, erasing, erasing_lane, replaying, scanning
from subjects.erasing_found import take_words_out
from subjects.models import DataSubject, Erasure, ErasureWords
from tests.erasure.conftest import EMAIL, MARK, NAME
from tests.erasure.searching import bytes_with, places_with

pytestmark = pytest.mark.django_db


def looked_for(erasure: Erasure) -> Erasure:
    erasing_lane.look_for(erasure, at=timezone.now())
    erasure.refresh_from_db()
    return erasure


def test_what_was_erased_is_found_nowhere_and_then_forgotten(
    dewi: DataSubject, aida: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erasing.erase_person(dewi, by=aida)
    assert ErasureWords.objects.exists()

    looked_for(erasure)

    assert erasure.found == []
    assert erasure.looked["tables"] > 50
    assert not ErasureWords.objects.exists()
    assert LedgerEntry.objects.filter(verb="subjects.look_for_erased").exists()


def test_before_it_is_erased_the_scan_finds_it_everywhere(
    dewi: DataSubject, aida: User, tmp_path: Path
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("list.csv", f"name\n{NAME}\n")
    (tmp_path / "export.zip").write_bytes(packed.getvalue())

    looked = scanning.scan({NAME, EMAIL})

    tables = {place["table"] for place in looked.found}
    assert {"requests_claimant", "requests_historicalclaimant"} <= tables
    assert {"correspondence_letter", "subjects_datasubject", "files"} <= tables
    files = [place["pk"] for place in looked.found if place["table"] == "files"]
    assert "export.zip" in files
    assert any(name.endswith(".sealed") for name in files)


@pytest.fixture
def said_of_her(dewi: DataSubject, open_request: Any, recorded: Any) -> Message:
    """Another person's request names Dewi in a note."""
    other = open_request(name="Someone Else", email="else@example.test")
    with recorded():
        message = Message(
            rights_request=other,
            kind=Message.Kind.NOTE,
            body=f"A neighbour of {NAME}, in Sibu",
            language="en",
        )
        message.save()
    return message


def test_words_of_others_are_shown_and_an_officer_has_the_name_taken_out(
    dewi: DataSubject,
    aida: User,
    said_of_her: Message,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erasing.erase_person(dewi, by=aida)
    looked_for(erasure)
    found = {(place["table"], place["pk"]) for place in erasure.found}
    assert ("requests_message", str(said_of_her.pk)) in found

    take_words_out(erasure, "requests_message", str(said_of_her.pk), by=aida)

    said_of_her.refresh_from_db()
    assert said_of_her.body == "A neighbour of […], in Sibu"
    assert places_with(MARK) == []
    assert erasure.found == []
    assert not ErasureWords.objects.exists()


def test_a_restored_backup_is_erased_again(
    dewi: DataSubject, aida: User, django_capture_on_commit_callbacks: Any
) -> None:
    backup = transaction.savepoint_create()
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erasing.erase_person(dewi, by=aida)
    transaction.savepoint_rollback(backup)
    assert places_with(MARK)
    assert len(replaying.lost()) == 1

    call_command("replay_redactions")

    assert places_with(MARK) == []
    assert Erasure.objects.get().uid == erasure.uid
    assert replaying.lost() == []


@pytest.fixture
def nothing_left_over(transactional_db: None) -> None:
    """Tests before this one used the same words: what they rolled back still stands in
    PostgreSQL's files, and in its statistics of tables that nobody fills now."""
    if connection.vendor == "postgresql":
        call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM pg_statistic")
            cursor.execute("VACUUM FULL pg_statistic")


@pytest.mark.django_db(transaction=True)
def test_the_bytes_are_gone_from_the_database_too(
    nothing_left_over: None, dewi: DataSubject, aida: User
) -> None:
    assert bytes_with(MARK) or connection.vendor != "postgresql"
    erasing.erase_person(dewi, by=aida)

    call_command("clean_up_erased")

    erasure = Erasure.objects.get()
    assert erasure.cleaned_at is not None
    assert erasure.found == []
    assert bytes_with(MARK) == []


@pytest.fixture
def writing_elsewhere() -> Iterator[None]:
    """Somebody is in the midst of writing in another database of the same server."""
    with closing(connection.copy()) as other:
        other.settings_dict = {
            **other.settings_dict,
            "NAME": "postgres",
            "OPTIONS": {},
        }
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
        yield
        other.rollback()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="its snapshots")
def test_the_bytes_stay_on_the_list_while_another_database_is_written(
    dewi: DataSubject,
    aida: User,
    writing_elsewhere: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cleaning, "PATIENCE", 0)
    erasing.erase_person(dewi, by=aida)

    assert cleaning.clean(Erasure.objects.all()) == "long_transaction"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="its roles")
def test_the_bytes_stay_on_the_list_where_the_role_does_not_own_the_tables(
    dewi: DataSubject, aida: User
) -> None:
    erasing.erase_person(dewi, by=aida)

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE pg_read_all_data")
        try:
            in_the_way = cleaning.clean(Erasure.objects.all())
        finally:
            cursor.execute("RESET ROLE")

    assert in_the_way == "not_the_owner"


READ_THERE = """
import sqlite3, sys
there = sqlite3.connect(sys.argv[1])
print(there.execute("SELECT count(*) FROM django_session").fetchone()[0])
there.close()
"""


def sessions_seen_by_another_process() -> str:
    name = str(connection.settings_dict["NAME"])
    done = subprocess.run(
        [sys.executable, "-c", READ_THERE, name],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own locks")
def test_what_is_written_after_the_scan_is_not_lost() -> None:
    """A scan that closes the file drops its locks: the next process to leave then takes
    the journal away, and what is committed after that goes nowhere."""
    scanning.scan({"Nobody Anywhere"})
    assert sessions_seen_by_another_process() == "0"

    Session.objects.create(session_key="a", expire_date=timezone.now())

    assert sessions_seen_by_another_process() == "1"
