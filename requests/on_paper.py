"""Pages that stand alone: kept as a file, or drawn as PDF with number and footer."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rights.models import RightsRequest

LOOKS = Path(settings.BASE_DIR) / "static" / "css" / "package.css"


def standalone(content: str, *, title: str, footer: str) -> str:
    """A page without any file beside it, in the active language.

    `content` is HTML; the footer shows on paper, with page x of y (css/paper.css).
    """
    return (
        f'<!doctype html><html lang="{get_language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{LOOKS.read_text()}</style></head><body>"
        f'<div class="footer">{escape(footer)}</div>'
        f'<div class="pages">{escape(_("page"))}</div>'
        f"<main>{content}</main></body></html>"
    )


def footer_of(rights_request: RightsRequest, *, at: datetime) -> str:
    """The reference and the time of printing, on the clock of the establishment."""
    moment = at.astimezone(ZoneInfo(rights_request.establishment.time_zone))
    return f"{rights_request.ref} · {moment:%Y-%m-%d %H:%M}"
