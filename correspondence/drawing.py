"""Pages as PDF: readable for screen readers, with our own fonts, nothing fetched."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from correspondence.draw_pdf import NO_LIBRARY

PROGRAM = Path(__file__).with_name("draw_pdf.py")
LOOKS = Path(settings.BASE_DIR) / "static" / "css" / "paper.css"
SECONDS = 120.0


class PdfNotDrawn(Exception):
    """The page could not be drawn; the words say why and what helps."""


def to_pdf(html: str, *, seconds: float = SECONDS, also: Iterable[Path] = ()) -> bytes:
    """A whole page, as HTML, as a tagged PDF. Raises PdfNotDrawn.

    `also` are files of looks of our own that come after those of every PDF.
    """
    command = [sys.executable, "-I", str(PROGRAM), str(LOOKS), *map(str, also)]
    try:
        done = subprocess.run(  # noqa: S603  (our own program, nothing of the page)
            command, input=html.encode(), capture_output=True, timeout=seconds
        )
    except (OSError, subprocess.TimeoutExpired):
        raise PdfNotDrawn(
            _("The PDF took too long to draw. The web page holds the same.")
        ) from None
    if done.returncode == NO_LIBRARY:
        raise PdfNotDrawn(
            _(
                "This server cannot draw PDFs: its operator has to install Pango "
                "(Debian: libpango-1.0-0, libpangoft2-1.0-0). The web page holds the "
                "same."
            )
        )
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise PdfNotDrawn(_("The PDF could not be drawn. The web page holds the same."))
    return done.stdout
