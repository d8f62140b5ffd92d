"""Files on the request page: handed in by the office, saved, erased with a reason."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import AccessEntry
from rights.models import CaseFile, Message
from tests.requests.harmless_files import PDF, TXT, ZIP

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(open_request):
    return open_request()


@pytest.fixture
def desk(aida) -> Client:
    client = Client()
    client.force_login(aida)
    return client


def send(desk, case, name, data, to="messages"):
    return desk.post(
        reverse(f"requests:{to}", args=[case.ref]),
        {
            "version": case.version,
            "body": "See the file.",
            "attached": SimpleUploadedFile(name, data),
        },
        follow=True,
    )


def test_an_officer_sends_a_file_to_the_person(desk, case):
    page = send(desk, case, "trips.zip", ZIP)

    file = CaseFile.objects.get()
    assert "trips.zip" in page.content.decode()
    assert (file.source, file.for_person) == (CaseFile.Source.STAFF, True)
    assert file.expires_at is not None


def test_a_file_of_an_internal_note_is_not_for_the_person(desk, case):
    send(desk, case, "notes.txt", TXT, to="notes")

    assert not CaseFile.objects.get().for_person


def test_a_file_that_is_not_taken_keeps_the_words_on_the_page(desk, case):
    page = send(desk, case, "tool.exe", b"MZ")

    assert "We cannot take this kind of file." in page.content.decode()
    assert "See the file." in page.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", [".", "..", "../"], ids=["here", "above", "path"])
def test_a_file_that_is_named_only_by_dots_is_no_file_dropped_in_silence(
    desk, case, name
):
    data = BytesIO(TXT)
    data.name = name.replace("/", "\\")
    words = {"version": case.version, "body": "See the file.", "attached": data}
    page = desk.post(reverse("requests:messages", args=[case.ref]), words)

    assert "“_”: We cannot take this kind of file." in page.content.decode()
    assert not Message.objects.exists()
    assert not CaseFile.objects.exists()


def test_an_officer_saves_a_file_and_that_is_recorded(desk, case):
    send(desk, case, "trips.pdf", PDF)
    file = CaseFile.objects.get()

    response = desk.get(reverse("requests:file", args=[case.ref, file.pk]))

    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert AccessEntry.objects.filter(what="export", object_pk=str(file.pk)).exists()


def test_erasing_asks_for_the_reason_first(
    desk, case, django_capture_on_commit_callbacks
):
    send(desk, case, "trips.pdf", PDF)
    file = CaseFile.objects.get()
    url = reverse("requests:file-erase", args=[case.ref, file.pk])

    assert "Erase the file" in desk.get(url).content.decode()
    assert "Say why the file is erased." in desk.post(url, {}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page = desk.post(url, {"because": "checked"}, follow=True)

    assert "File erased" in page.content.decode()
    assert "trips.pdf" not in page.content.decode()


def test_another_company_finds_no_file(case, desk, chen):
    send(desk, case, "trips.pdf", PDF)
    stranger = Client()
    stranger.force_login(chen)

    url = reverse("requests:file", args=[case.ref, CaseFile.objects.get().pk])

    assert stranger.get(url).status_code == 404
