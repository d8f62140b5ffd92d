"""The files of a case: kept encrypted and whole, or not at all; and erased for good."""

import errno
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.errors import DecryptionFailed, FileGone
from audit.models import LedgerEntry
from audit.trail import Actor
from rights import files, workflow
from rights.errors import FileRefused, StepNotAllowed
from rights.models import CaseEvent, CaseFile, Message, RightsRequest
from rights.receiving_mail import Outcome, receive
from rights.sweeping import sweep_files
from tests.requests.harmless_files import HONEST, PDF, TXT

pytestmark = pytest.mark.django_db
Because = CaseFile.Because


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> Path:
    """Each test has a disk of its own; the keys stay where they are."""
    settings.KEY_DIR = settings.DATA_DIR / "keys"
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def case(open_request: Callable[..., RightsRequest]) -> RightsRequest:
    return open_request()


def on_disk(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def hand_in(case: RightsRequest, **named: bytes) -> list[CaseFile]:
    """As the status page does: `notes_txt=b"..."`."""
    offers = [files.check(name.replace("_", "."), named[name]) for name in named]
    with files.stored(offers) as kept:
        message = workflow.hear_from_person(case, body="Here it is.", attached=kept)
    return list(message.files.all())


def make_old(folder: Path, **ago: float) -> None:
    then = (timezone.now() - timedelta(**ago)).timestamp()
    for path in on_disk(folder):
        os.utime(path, (then, then))


# --- kept ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", HONEST)
def test_each_kind_that_we_take_is_taken_and_comes_back_as_it_was(name):
    offer = files.check(name, HONEST[name])
    with files.stored([offer]) as kept:
        assert files.SHELF.read(kept[0].uid) == HONEST[name]


def test_a_file_lies_encrypted_under_a_name_that_says_nothing(case, own_folder):
    hand_in(case, passport_txt=b"Number A1234567")

    (path,) = on_disk(own_folder)

    assert b"A1234567" not in path.read_bytes()
    assert "passport" not in str(path)
    assert path.stat().st_mode & 0o077 == 0
    assert path.is_relative_to(own_folder / "files")


def test_bytes_moved_under_another_file_do_not_open(case, own_folder):
    first, second = hand_in(case, a_txt=b"mine", b_txt=b"yours")
    paths = {path.stem: path for path in on_disk(own_folder)}

    paths[second.uid.hex].write_bytes(paths[first.uid.hex].read_bytes())

    with pytest.raises(DecryptionFailed):
        files.content(second)


def test_a_full_disk_is_one_sentence_and_leaves_nothing(case, own_folder, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("audit.vault.os.fsync", full)

    with pytest.raises(FileRefused, match="could not be kept"):
        hand_in(case, notes_txt=TXT)

    assert on_disk(own_folder) == []
    assert not Message.objects.exists()
    assert not CaseFile.objects.exists()


def test_where_the_second_file_fails_the_first_goes_too(case, own_folder, monkeypatch):
    real, written = os.fsync, []

    def full_later(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) > 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr("audit.vault.os.fsync", full_later)

    with pytest.raises(FileRefused):
        hand_in(case, a_txt=b"one", b_txt=b"two")

    assert on_disk(own_folder) == []


def test_a_step_that_is_refused_leaves_no_file(case, own_folder):
    workflow.withdraw(case)

    with pytest.raises(StepNotAllowed):
        hand_in(case, notes_txt=TXT)

    assert on_disk(own_folder) == []


def test_the_second_press_of_a_button_keeps_no_second_file(case, own_folder):

    press = uuid.uuid4()
    for _ in range(2):
        with files.stored([files.check("notes.txt", TXT)]) as kept:
            workflow.hear_from_person(
                case, body="Here.", submission=press, attached=kept
            )

    assert CaseFile.objects.count() == 1
    assert len(on_disk(own_folder)) == 1


def test_the_file_is_on_the_disk_before_a_row_names_it(case, own_folder):
    with files.stored([files.check("notes.txt", TXT)]) as kept:
        assert len(on_disk(own_folder)) == 1
        assert not CaseFile.objects.filter(uid=kept[0].uid).exists()


def test_a_case_takes_only_so_much(case, monkeypatch):
    monkeypatch.setattr(files, "CASE_LIMIT", 2 * len(TXT))
    hand_in(case, a_txt=TXT)

    with pytest.raises(FileRefused, match="no more fit"):
        hand_in(case, b_txt=TXT, c_txt=TXT)

    assert CaseFile.objects.count() == 1


def test_history_keeps_no_name_of_a_file(case):
    (file,) = hand_in(case, passport_txt=TXT)

    columns = [field.name for field in file.history.model._meta.fields]

    assert "name" not in columns
    assert file.history.count() == 1


# --- erased --------------------------------------------------------------------------


def test_erasing_removes_the_bytes_and_keeps_what_proves_it(
    case, aida, own_folder, django_capture_on_commit_callbacks
):
    (file,) = hand_in(case, passport_txt=TXT)

    with django_capture_on_commit_callbacks(execute=True):
        gone = files.erase(case, because=Because.RETENTION, by=Actor.job("worker"))

    file.refresh_from_db()
    assert gone == 1
    assert on_disk(own_folder) == []
    assert (file.name, file.erased_because) == ("", Because.RETENTION)
    assert file.erased_at is not None
    assert len(file.sha256) == 64
    assert LedgerEntry.objects.filter(verb="requests.erase_files").exists()
    assert case.events.filter(type=CaseEvent.Type.FILES_ERASED).exists()
    with pytest.raises(FileGone):
        files.content(file)


def test_erasing_twice_changes_nothing(case, django_capture_on_commit_callbacks):
    hand_in(case, notes_txt=TXT)
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(case, because=Because.RETENTION, by=Actor.job("worker"))
    version = RightsRequest.objects.get().version

    again = files.erase(case, because=Because.ERASURE, by=Actor.job("worker"))

    assert again == 0
    assert CaseFile.objects.get().erased_because == Because.RETENTION
    assert RightsRequest.objects.get().version == version


def test_only_who_works_here_erases(case, ben, own_folder):
    hand_in(case, notes_txt=TXT)

    with pytest.raises(PermissionDenied):
        files.erase(case, because=Because.MISTAKE, by=ben)

    assert len(on_disk(own_folder)) == 1


def test_an_erasure_that_fails_later_takes_no_file(case, own_folder):
    hand_in(case, notes_txt=TXT)

    with transaction.atomic():
        files.erase(case, because=Because.ERASURE, by=Actor.job("worker"))
        transaction.set_rollback(True)

    assert len(on_disk(own_folder)) == 1
    assert CaseFile.objects.there().count() == 1


def test_the_worker_sweeps_what_a_killed_process_left(case, own_folder):
    (named,) = hand_in(case, notes_txt=TXT)
    files.SHELF.put(uuid.uuid4(), b"never named")
    make_old(own_folder, days=2)

    swept = sweep_files(timezone.now())

    assert swept == 1
    assert [path.stem for path in on_disk(own_folder)] == [named.uid.hex]


def test_the_worker_leaves_what_a_step_may_still_name(own_folder, db):

    files.SHELF.put(uuid.uuid4(), b"just now")
    make_old(own_folder, hours=3)

    assert sweep_files(timezone.now()) == 0
    assert len(on_disk(own_folder)) == 1


def test_the_worker_removes_what_an_erasure_was_killed_before(case, own_folder):
    hand_in(case, notes_txt=TXT)
    files.erase(case, because=Because.ERASURE, by=Actor.job("worker"))  # no commit
    assert len(on_disk(own_folder)) == 1

    assert sweep_files(timezone.now() + timedelta(minutes=1)) == 1
    assert on_disk(own_folder) == []


# --- the virus scanner ---------------------------------------------------------------


@contextmanager
def clamd(answer: bytes | None, folder: Path) -> Iterator[dict[str, bytes]]:
    """A scanner that answers one file so; None: it hangs up without a word."""
    heard: dict[str, bytes] = {}
    path = str(folder / "clamd.ctl")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(1)
    listener.settimeout(10)

    def serve() -> None:
        with listener.accept()[0] as asked:
            asked.settimeout(10)
            stream = asked.makefile("rb")
            heard["command"] = stream.read(10)
            data = b""
            while size := int.from_bytes(stream.read(4)):
                data += stream.read(size)
            heard["data"] = data
            stream.close()
            if answer is not None:
                asked.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield heard
    finally:
        thread.join(10)
        listener.close()
        os.unlink(path)


def test_the_scanner_sees_the_whole_file_before_it_is_kept(case, tmp_path, settings):
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    long_text = b"a line of it\n" * 20_000

    with clamd(b"stream: OK\0", tmp_path) as heard:
        hand_in(case, notes_txt=long_text)

    assert heard == {"command": b"zINSTREAM\0", "data": long_text}
    assert CaseFile.objects.count() == 1


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", "objects to this file"),
        (b"INSTREAM size limit exceeded. ERROR\0", "cannot be checked for viruses"),
        (b"stream: OK but no more\0", "cannot be checked for viruses"),
        (b"", "cannot be checked for viruses"),
        (None, "cannot be checked for viruses"),
    ],
)
def test_without_a_clean_word_of_the_scanner_nothing_is_kept(
    answer, sentence, case, tmp_path, settings
):
    settings.CLAMD = str(tmp_path / "clamd.ctl")

    with clamd(answer, tmp_path), pytest.raises(FileRefused, match=sentence):
        hand_in(case, notes_txt=TXT)

    assert on_disk(tmp_path) == []
    assert not CaseFile.objects.exists()


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "tcp://127.0.0.1:1"])
def test_a_scanner_that_is_not_there_lets_nothing_in(address, case, settings):
    settings.CLAMD = address

    with pytest.raises(FileRefused, match="cannot be checked for viruses"):
        hand_in(case, notes_txt=TXT)


# --- from a mail ---------------------------------------------------------------------


def mail_with(case: RightsRequest, **attached: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "Dewi Contoh <dewi@example.test>"
    message["To"] = "privacy@maxim.example"
    message["Subject"] = f"About {case.ref}"
    message["Message-ID"] = "<a-mail@example.test>"
    message.set_content("See the files.")
    for name, data in attached.items():
        message.add_attachment(
            data,
            maintype="application",
            subtype="octet-stream",
            filename=name.replace("_", "."),
        )
    return message.as_bytes()


def test_the_files_of_a_mail_come_to_its_case_and_a_hostile_one_is_named(
    case, own_folder
):
    raw = mail_with(case, letter_pdf=PDF, photo_jpg=b"MZ\x90 no picture")

    outcome = receive(raw, establishment=case.establishment)

    assert outcome == Outcome.ON_CASE
    (file,) = CaseFile.objects.all()
    assert (file.name, file.source) == ("letter.pdf", CaseFile.Source.MAIL)
    assert files.content(file) == PDF
    body = Message.objects.get().body
    assert "“photo.jpg”: This is not a JPEG file inside" in body
    assert len(on_disk(own_folder)) == 1


def test_the_files_of_a_mail_that_joins_no_case_stay_in_the_mail(case, own_folder):
    raw = mail_with(case, letter_pdf=PDF).replace(b"dewi@", b"stranger@")

    receive(raw, establishment=case.establishment)

    assert not CaseFile.objects.exists()
    assert on_disk(own_folder) == []
