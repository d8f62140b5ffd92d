"""Files between the person and the office: to save, after a code, and for a while."""

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from audit.models import AccessEntry
from correspondence.drawing import PdfNotDrawn
from correspondence.models import Letter
from rights import files, workflow
from rights.models import CaseFile, Message, RightsRequest
from tests.requests.harmless_files import PDF, TXT
from tests.requests.public.conftest import Visitor, open_page

Followed = tuple[Visitor, RightsRequest]


def send(followed: Followed, *uploads: tuple[str, bytes], body: str = "See.") -> Any:
    visitor, case = followed
    url = reverse("status:messages", args=[case.ref])
    visitor.get(url)
    attached = [SimpleUploadedFile(name, data) for name, data in uploads]
    return visitor.post(url, visitor.hidden(), body=body, attached=attached)


def put_there(case: RightsRequest, officer: User, name: str = "trips.pdf") -> CaseFile:
    with files.stored([files.check(name, PDF, by_staff=True)]) as kept:
        workflow.write_to_person(case, body="Your trips.", attached=kept, by=officer)
    return CaseFile.objects.get(name=name)


def url_of(file: CaseFile) -> str:
    return reverse("status:file", args=[file.rights_request.ref, file.pk])


def test_the_person_sends_a_file_and_sees_it_in_the_thread(followed):
    send(followed, ("my trips.pdf", PDF))

    visitor, _case = followed
    assert "my trips.pdf" in visitor.text
    assert files.content(CaseFile.objects.get()) == PDF


def test_a_file_that_is_not_taken_is_named_and_the_words_are_kept(followed):
    visitor, _case = followed

    send(followed, ("photo.jpg", b"MZ no picture"), body="Look at this.")

    assert "“photo.jpg”: This is not a JPEG file inside" in visitor.text
    assert "Look at this." in visitor.text
    assert visitor.title.startswith("Error:")
    assert not Message.objects.exists()
    assert not CaseFile.objects.exists()


def test_a_file_over_the_limit_is_named_and_the_other_words_survive(followed):
    visitor, _case = followed

    send(followed, ("big.txt", b"a" * (files.FILE_LIMIT + 1)), body="It is big.")

    assert "“big.txt”: This file is too big. A file may have 10 MB." in visitor.text
    assert "It is big." in visitor.text
    assert not CaseFile.objects.exists()


def test_files_that_are_too_big_together_are_not_called_too_big(followed):
    nearly = b"words\n" * (files.FILE_LIMIT // 6 - 1)

    send(followed, *[(f"{n}.txt", nearly) for n in range(4)])

    visitor, _case = followed
    assert "“3.txt”: Files that are sent at once may have 30 MB" in visitor.text
    assert "“2.txt”" not in visitor.text
    assert "A file may have 10 MB." not in visitor.text
    assert not CaseFile.objects.exists()


def test_more_files_than_five_are_refused_together(followed):
    visitor, _case = followed

    send(followed, *[(f"{n}.txt", TXT) for n in range(6)])

    assert "Send at most 5 files at once." in visitor.text
    assert not CaseFile.objects.exists()


def test_a_file_comes_to_be_saved_and_never_to_be_shown(followed, aida):
    visitor, case = followed
    file = put_there(case, aida)

    response = visitor.client.get(url_of(file))

    assert response.content == PDF
    assert response["Content-Disposition"] == 'attachment; filename="trips.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "no-store"


def test_each_download_is_recorded(followed, aida):
    visitor, case = followed
    file = put_there(case, aida)

    visitor.client.get(url_of(file))

    entry = AccessEntry.objects.get(what="export", model="requests.casefile")
    assert (entry.object_pk, entry.case_id) == (str(file.pk), case.pk)
    assert entry.actor_kind == "subject"


def test_the_letter_says_that_a_file_is_there_and_carries_none(followed, aida):
    _visitor, case = followed

    put_there(case, aida)

    letter = Letter.objects.filter(kind="message").latest("pk")
    assert "There is a file with it." in " ".join(letter.body.split())
    assert "trips" not in letter.body + letter.subject


def test_after_a_quarter_of_an_hour_a_file_asks_for_a_new_code(followed, aida, clock):
    visitor, case = followed
    file = put_there(case, aida)
    clock.shift(timedelta(minutes=16))

    visitor.get(url_of(file))

    assert "For a file we ask for a new code." in visitor.text
    open_page(visitor, case)
    assert visitor.client.get(url_of(file)).content == PDF


def test_without_a_code_every_file_looks_the_same(followed, aida, visit):
    file = put_there(followed[1], aida)
    stranger = visit()

    real = stranger.client.get(url_of(file))
    invented = stranger.client.get(f"/r/{file.rights_request.ref}/files/999/")

    assert (real.status_code, real["Location"]) == (
        invented.status_code,
        invented["Location"],
    )


def test_what_the_office_put_there_is_open_for_sixty_days(followed, aida, clock):
    visitor, case = followed
    file = put_there(case, aida)
    clock.shift(timedelta(days=61))
    open_page(visitor, case)

    assert visitor.client.get(url_of(file)).status_code == 404
    visitor.get(reverse("status:page", args=[case.ref]))
    assert "was open until" in visitor.text


def test_a_file_of_a_note_or_of_another_case_does_not_open(
    followed, aida, file_request
):
    visitor, case = followed
    with files.stored([files.check("secret.txt", TXT)]) as kept:
        workflow.add_note(case, body="For us.", attached=kept, by=aida)
    (hidden,) = CaseFile.objects.all()
    other = put_there(case, aida)
    elsewhere = file_request(email="other@example.test", at=timezone.now())

    visitor.get(reverse("status:page", args=[case.ref]))
    assert "secret.txt" not in visitor.text
    assert visitor.client.get(url_of(hidden)).status_code == 404
    assert (
        visitor.client.get(f"/r/{elsewhere.ref}/files/{other.pk}/").status_code == 302
    )


def test_an_erased_file_says_that_it_was_and_does_not_open(
    followed, aida, django_capture_on_commit_callbacks
):
    visitor, case = followed
    file = put_there(case, aida)
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(case, because=CaseFile.Because.CHECKED, by=aida)

    visitor.get(reverse("status:page", args=[case.ref]))

    assert "File erased" in visitor.text
    assert "trips.pdf" not in visitor.text
    assert visitor.client.get(url_of(file)).status_code == 404


def test_a_post_too_big_to_read_is_answered_in_words(followed):
    visitor, case = followed
    url = reverse("status:messages", args=[case.ref])

    response = visitor.client.post(url, {"body": "x" * 3_000_000})

    assert response.status_code == 413
    assert b"Nothing of it was kept." in response.content
    assert not Message.objects.exists()


def test_the_receipt_comes_as_a_pdf_to_be_saved(followed):
    visitor, case = followed

    response = visitor.client.get(f"/r/{case.ref}/receipt.pdf")

    pages = PdfReader(io.BytesIO(response.content)).pages
    drawn = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert response["Content-Disposition"].startswith("attachment")
    assert case.ref in drawn
    assert case.establishment.legal_name in drawn
    assert "What you can count on" in drawn


def test_a_receipt_that_cannot_be_drawn_leads_to_its_page(followed, monkeypatch):
    visitor, case = followed

    def broken(html: str, **_: float) -> bytes:
        raise PdfNotDrawn("The PDF could not be drawn.")

    monkeypatch.setattr("correspondence.drawing.to_pdf", broken)
    visitor.get(f"/r/{case.ref}/receipt.pdf")

    assert "The PDF could not be drawn." in visitor.text
    assert "What you can count on" in visitor.text
