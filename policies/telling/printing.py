"""The letters of one batch as one page to print, nobody's on a sheet of another's.

The words are those that were frozen. Name, address and link are put in while it is
drawn and kept nowhere, so that what is erased is in no letter any more.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from accounts.models import Controller, Establishment
from accounts.places import country_name
from correspondence import frozen, notice_links
from correspondence.models import LINK_PLACE, NAME_PLACE, Delivery, Letter
from policies.models import CampaignText, PostBatch
from policies.telling import posting
from subjects import postal
from subjects.models import DataSubject

LOOKS = Path(settings.BASE_DIR) / "static" / "css" / "post.css"
_BODY = re.compile(r"<body>(.*)</body>", re.DOTALL)


@dataclass(frozen=True)
class OnPaper:
    """One person's letter as it is printed."""

    number: str  # on the letter, so that one that comes back is found again
    person: DataSubject
    language: str
    sender: Establishment | None
    address: list[str]
    day: str
    subject: str
    words: SafeString


def number_of(delivery_id: int) -> str:
    return f"L-{delivery_id}"


def letters_of(batch: PostBatch, *, at: datetime) -> list[OnPaper]:
    """Those that still wait, of people who have an address at this moment."""
    rows = list(posting.of_batch(batch).filter(state=Delivery.State.TO_PRINT))
    addresses = postal.addresses_of([row.person_id or 0 for row in rows])
    places = _places_of(batch.controller)
    moulds = {row.letter_id: row.letter for row in rows}
    words = {pk: _words_of(letter) for pk, letter in moulds.items()}
    return [
        _letter(row, row.person, addresses[row.person.pk], words, places, at)
        for row in rows
        if row.person is not None and row.person.pk in addresses
    ]


def page_of(batch: PostBatch, letters: list[OnPaper]) -> str:
    """A whole page for `drawing.to_pdf`; its title names nobody."""
    context = {"batch": batch, "letters": letters}
    return render_to_string("policies/notices/letters.html", context)


def _letter(
    row: Delivery,
    person: DataSubject,
    address: str,
    words: dict[int, str],
    places: list[Establishment],
    at: datetime,
) -> OnPaper:
    language = row.letter.language
    theirs = [one for one in places if one.country == person.country]
    sender = next(iter([*theirs, *places]), None)
    zone = ZoneInfo(sender.time_zone if sender else "UTC")
    with translation.override(language):
        day = date_format(at.astimezone(zone), pgettext("date format", "j F Y"))
    return OnPaper(
        number=number_of(row.pk),
        person=person,
        language=language,
        sender=sender,
        address=list(_lines(person, address, {one.country for one in places})),
        day=day,
        subject=row.letter.subject,
        words=_filled(words[row.letter_id], row, person),
    )


def _lines(
    person: DataSubject, address: str, countries: Collection[str]
) -> Iterator[str]:
    """Name and address, and the country unless the company knows but this one: nobody
    says here in which of its countries the letter is posted."""
    yield person.standing().shown_name
    yield from (line.strip() for line in address.splitlines() if line.strip())
    if person.country and set(countries) != {person.country}:
        country = country_name(person.country, "en")
        if country.casefold() not in address.casefold():
            yield country.upper()


def _words_of(letter: Letter) -> str:
    """What stands in the mail, if it is still what was approved."""
    text = CampaignText.objects.get(letter=letter)
    if frozen.fingerprint(letter) != text.sha256:
        raise RuntimeError("A frozen letter was changed.")
    found = _BODY.search(letter.html)
    return found.group(1) if found else ""


def _filled(words: str, row: Delivery, person: DataSubject) -> SafeString:
    """The words with the person's name and link; the link also as a QR code."""
    url = notice_links.url_of(notice_links.token_of(row.pk))
    place = notice_links.url_of(LINK_PLACE)
    shown = f'<p><a href="{place}">{place}</a></p>'
    both = format_html(
        '<div class="way">{}<p><a href="{}">{}</a></p></div>', _square(url), url, url
    )
    name = escape(person.standing().shown_name)
    # The link first: a name may say "[link]", a link holds no name.
    filled = words.replace(shown, both).replace(place, escape(url))
    return mark_safe(filled.replace(NAME_PLACE, name))  # noqa: S308 - escaped above


def _square(url: str) -> SafeString:
    """A QR code as a drawing: nobody types 40 characters from paper."""
    from qrcode.constants import ERROR_CORRECT_L  # for the few who print letters
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_L, border=2)
    code.add_data(url)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(  # a line a module high for each run of dark ones
        f"M{run.start()} {y}.5H{run.end()}"
        for y, row in enumerate(rows)
        for run in re.finditer("1+", "".join("01"[dark] for dark in row))
    )
    size = len(rows)
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path d="{}" stroke="black" stroke-width="1"></path></svg>',
        size,
        size,
        url,
        path,
    )


def _places_of(company: Controller) -> list[Establishment]:
    """The company's establishments, its home first."""
    return list(Establishment.objects.filter(controller=company).order_by("pk"))
