"""Every sentence marked: what is left unmarked on a page was never translatable.

A catalogue made here puts each message between marks, with accents. It stands in for
Malay, so addresses and profiles work as ever. Then a page is read, and words outside
the marks are English that no translator can reach, or a sentence glued from parts.
"""

import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.places import time_zones, zone_name
from audit.trail import Actor, act
from tests.english import COMMON, Reader

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
ACCENTS = str.maketrans("aeiouAEIOU", "àéîöûÀÉÎÖÛ")
CODE = re.compile(r"(%(?:\(\w+\))?[sdif]|%%|\{\w*\}|<[^>]+>)")
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
WORDS = re.compile(r"[A-Za-z]+(?:[ ,]+[A-Za-z]+){2,}")

PLACES = {zone_name(zone, "ms") for zone in time_zones()}

# English that stays, and why.
EXEMPT = {
    "the names of acts and their sections, as the law is cited": re.compile(
        r"\b(?:Act|Law|Code|Decree|Rules|PDPA|PIPL|art|arts|ss?)\b"
    ),
    "names, addresses and titles that a company gave itself": re.compile(
        r"SDN|Jalan|Taman|Maxim|AUX|AuxconnBeauty|AseanBiz|N\.\s?B\. Express|LLC|Menu"
    ),
    "the places of time zones": re.compile(
        rf"^\s*(?:{'|'.join(map(re.escape, sorted(PLACES)))})\s*$"
    ),
}


def marked(text: str) -> str:
    """ "Go to %(page)s" as "⟦Gö tö %(page)s⟧"."""
    pieces = CODE.split(text)
    pieces[::2] = [piece.translate(ACCENTS) for piece in pieces[::2]]
    start, end = re.match(r"\s*", text).group(), re.search(r"\s*$", text).group()
    return f"{start}⟦{''.join(pieces).strip()}⟧{end}"


@pytest.fixture
def pseudo(settings, tmp_path) -> None:
    """Malay, with every sentence of ours marked instead of translated."""
    with (ROOT / "locale/ms/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if not message.id or message.context == "date format":
            continue
        several = isinstance(message.id, tuple | list)
        message.string = (marked(message.id[1]),) if several else marked(message.id)
    folder = tmp_path / "ms" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path]


def unmarked(html: str) -> list[str]:
    """English outside every mark: three words, one of which no sentence does without.

    Malay is none: Django's own words and those of the data files have theirs there.
    """
    reader = Reader("ms")
    reader.feed(html)
    left = []
    for text in reader.texts:
        rest = text
        while MARKED.search(rest):
            rest = MARKED.sub(" · ", rest)
        if any(reason.search(rest) for reason in EXEMPT.values()):
            continue
        left += [found for found in WORDS.findall(rest) if COMMON.search(found)]
    return left


def test_public_pages_hold_no_sentence_outside_the_catalogues(pseudo, client: Client):
    left = {}
    for path in (
        "/ms/",
        "/ms/c/maxim/",
        "/ms/c/maxim/kz/",
        "/ms/c/aux/my/",
        "/ms/c/aux/my/preferences/",
        "/ms/c/maxim/my/request/paper/",
        "/ms/c/maxim/my/request/who/",
        "/r/?lang=ms",
    ):
        html = client.get(path, follow=True).content.decode()
        assert "⟦" in html, path
        left[path] = unmarked(html)

    assert not any(left.values()), left


OFFICER = [
    "/desk/requests/",
    "/desk/requests/new/",
    "/desk/requests/mail/",
    "/desk/team/",
    "/desk/reports/",
    "/desk/reports/kept/",
    "/desk/subjects/",
    "/desk/register/systems/",
    "/desk/promises/",
    "/desk/policies/",
    "/desk/settings/profile/",
]
ADMINISTRATOR = [
    "/desk/settings/",
    "/desk/settings/team/",
    "/desk/settings/rulebook/",
    "/desk/settings/reminders/",
    "/desk/settings/controllers/",
    "/desk/settings/calendars/",
]


def test_pages_of_the_office_hold_no_sentence_outside_the_catalogues(
    pseudo, client: Client, aida: User, grace: User, open_request
):
    case = open_request(name="Dewi", details="", at=timezone.now())
    left = {}

    def read(user: User, paths: list[str]) -> None:
        with transaction.atomic(), act(by=Actor.job("tests")):
            user.language = "ms"
            user.save(update_fields=["language"])
        client.force_login(user, backend="accounts.backends.MembershipBackend")
        for path in paths:
            page = client.get(path, follow=True)
            html = page.content.decode()
            assert page.status_code == 200, path
            assert "⟦" in html, path
            left[path] = unmarked(html)

    read(aida, [*OFFICER, f"/desk/requests/{case.ref}/"])
    read(grace, ADMINISTRATOR)

    assert not any(left.values()), left


def test_a_sentence_that_was_glued_or_never_marked_is_found():
    page = "<p>⟦Gö ön⟧ and then come back</p><p>⟦Bý ⟦thé öffîcé⟧ nöw⟧</p>"

    assert unmarked(f"<html lang='ms'>{page}</html>") == ["and then come back"]
