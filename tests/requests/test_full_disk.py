"""A disk that is full: one sentence where the person is, nothing stored by half."""

import errno
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.models import LedgerEntry
from rights import describing, identifying, package_lane, packages
from rights.models import AnswerPackage, CaseFile, Message, PdfDuty
from tests.requests.harmless_files import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.KEY_DIR = settings.DATA_DIR / "keys"
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def case(open_request, aida):
    made = open_request(right="access", at=timezone.now())
    identifying.start_identity_check(made, by=aida)
    identifying.settle_identity(made, by=aida, is_verified=True, findings={})
    describing.choose(made, activities=[], own="Trips", by=aida)
    return made


@pytest.fixture
def full(monkeypatch):
    """From here on nothing more fits on the disk."""

    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fill() -> None:
        monkeypatch.setattr("audit.vault.os.fsync", no_space)

    return fill


def on_disk(folder):
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


def test_the_page_says_it_and_keeps_what_was_typed(
    client, case, aida, full, own_folder
):
    client.force_login(aida)
    before = LedgerEntry.objects.count()
    full()

    page = client.post(
        reverse("requests:messages", args=[case.ref]),
        {
            "version": case.version,
            "body": "Here is your file.",
            "attached": SimpleUploadedFile("trips.pdf", PDF),
        },
    )

    words = page.content.decode()
    assert page.status_code == 409
    assert "could not be kept" in words
    assert "Here is your file." in words
    assert not Message.objects.filter(kind=Message.Kind.TO_PERSON).exists()
    assert (LedgerEntry.objects.count(), on_disk(own_folder)) == (before, [])


def test_a_package_is_not_half_made(client, case, aida, full, own_folder):
    client.force_login(aida)
    case.refresh_from_db()
    full()

    page = client.post(
        reverse("requests:package-make", args=[case.ref]), {"version": case.version}
    )

    assert page.status_code == 409
    assert "could not be kept" in page.content.decode()
    assert AnswerPackage.objects.get().state == AnswerPackage.State.DRAFT
    assert not CaseFile.objects.exists()
    assert not PdfDuty.objects.exists()
    assert on_disk(own_folder) == []


def test_the_pdf_is_drawn_once_there_is_room_again(
    case, aida, full, monkeypatch, own_folder
):
    packages.make(case, by=aida)
    made = len(on_disk(own_folder))
    monkeypatch.setattr("correspondence.drawing.to_pdf", lambda *_, **__: b"%PDF-1.7")
    now = timezone.now()
    full()
    package_lane.draw(package_lane.claim("a:1:a", at=now), at=now)
    duty = PdfDuty.objects.get()
    assert "could not be kept" in duty.last_error
    assert (duty.done_at, len(on_disk(own_folder))) == (None, made)
    monkeypatch.undo()
    monkeypatch.setattr("correspondence.drawing.to_pdf", lambda *_, **__: b"%PDF-1.7")

    later = now + timedelta(hours=1)
    package_lane.draw(package_lane.claim("a:1:a", at=later), at=later)

    assert PdfDuty.objects.get().done_at is not None
    assert len(on_disk(own_folder)) == made + 1
