"""The case on paper: whole, numbered, with its reference; and where PDFs cannot be."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from audit.models import AccessEntry
from correspondence import drawing
from correspondence.models import Letter
from rights import workflow
from rights.on_paper import footer_of, standalone
from tests.factories import CaseFileFactory

pytestmark = pytest.mark.django_db

PANGO = "install Pango (Debian: libpango-1.0-0, libpangoft2-1.0-0)"


@pytest.fixture
def case(verified_request, aida):
    workflow.add_note(verified_request, body="Ask the warehouse.", by=aida)
    workflow.write_to_person(verified_request, body="We look into it.", by=aida)
    return verified_request


@pytest.fixture
def desk(aida) -> Client:
    client = Client()
    client.force_login(aida)
    return client


@pytest.fixture
def no_pango(monkeypatch, tmp_path):
    program = tmp_path / "draws_nothing.py"
    program.write_text(f"raise SystemExit({drawing.NO_LIBRARY})")
    monkeypatch.setattr(drawing, "PROGRAM", program)


def test_the_printed_case_holds_everything_and_folds_nothing(case, desk):
    page = desk.get(reverse("requests:print", args=[case.ref])).content.decode()

    letters = Letter.objects.filter(case_id=case.pk).exclude(kind="code")
    assert "Ask the warehouse." in page
    assert "We look into it." in page
    assert letters.exists()
    assert all(letter.subject in page for letter in letters)
    assert "<details" not in page
    assert f"{case.ref} ·" in page
    assert AccessEntry.objects.filter(what="export", case_id=case.pk).exists()


def test_the_printed_case_names_its_files_by_their_fingerprint(case, desk):
    from audit.trail import Actor, act

    with act(by=Actor.job("tests"), controller_id=case.controller_id):
        file = CaseFileFactory(rights_request=case)

    page = desk.get(reverse("requests:print", args=[case.ref])).content.decode()

    assert file.name in page
    assert file.sha256 in page


def test_a_pdf_is_tagged_numbered_and_says_what_it_is():
    words = "<h1>Salinan</h1>" + "<p>Перенос 012-345</p>" * 120
    pdf = PdfReader(
        io.BytesIO(
            drawing.to_pdf(
                standalone(words, title="R-2026-0001", footer="R-2026-0001 · today")
            )
        )
    )

    first = pdf.pages[0].extract_text()
    assert len(pdf.pages) > 1
    assert "R-2026-0001 · today" in first
    assert f"1 / {len(pdf.pages)}" in first
    assert "Перенос" in first
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    assert any("Source-Sans-3" in name for name in fonts_of(pdf))


def fonts_of(pdf):
    """The names of the fonts on the first page."""
    fonts = pdf.pages[0]["/Resources"]["/Font"].values()
    return {str(one.get_object()["/BaseFont"]) for one in fonts}


def test_a_page_cannot_have_a_file_or_an_address_read_into_its_pdf(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of the server")
    words = (
        f'<link rel="attachment" href="{secret.as_uri()}">'
        f'<object data="{secret.as_uri()}"></object><img src="{secret.as_uri()}">'
    )

    pdf = drawing.to_pdf(standalone(words, title="x", footer="x"))

    assert b"secret" not in b"".join(
        stream.get_data()
        for page in PdfReader(io.BytesIO(pdf)).pages
        for stream in [page.get_contents()]
    )
    assert not PdfReader(io.BytesIO(pdf)).attachments


def test_without_pango_the_page_stays_and_the_operator_reads_what_to_do(
    case, desk, no_pango
):
    response = desk.get(reverse("requests:print-pdf", args=[case.ref]), follow=True)

    assert response.redirect_chain[-1][0] == reverse("requests:print", args=[case.ref])
    assert PANGO in response.content.decode()
    assert "Ask the warehouse." in response.content.decode()


def test_the_program_says_that_pango_is_missing(tmp_path):
    (tmp_path / "weasyprint.py").write_text("raise OSError('no libpango-1.0-0')")

    done = subprocess.run(
        [sys.executable, str(Path(drawing.PROGRAM)), str(drawing.LOOKS)],
        input=b"<p>words</p>",
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )

    assert done.returncode == drawing.NO_LIBRARY


def test_drawing_brings_no_library_into_this_process():
    code = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = "
        "'dpo_portal.settings_test'; django.setup(); import dpo_portal.urls, sys; "
        "raise SystemExit('weasyprint' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_footer_tells_the_time_of_the_establishment(case):
    from datetime import UTC, datetime

    at = datetime(2026, 5, 4, 20, 0, tzinfo=UTC)

    assert footer_of(case, at=at) == f"{case.ref} · 2026-05-05 04:00"
