"""What leaves the printer (UX.md 11), read from the PDF that Chromium makes."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page
from pypdf import PdfReader

from accounts.models import User
from audit.trail import Actor, act
from correspondence.models import Letter
from dpo_portal.demo import lives, office
from dpo_portal.demo.life import Life
from policies.models import PolicyVersion
from rights.models import RightsRequest
from tests.browser.conftest import once
from tests.policies.drafts import published

CHROME = ("Skip to main content", "Recipients told", "Search by reference", "Sign out")
NOT_BLACK = """() => [...document.querySelectorAll("body *")]
  .filter(it => it.checkVisibility() && !it.closest("svg") && it.innerText)
  .filter(it => {
    const { color, backgroundColor, backgroundImage } = getComputedStyle(it)
    return color !== "rgb(0, 0, 0)" || backgroundImage !== "none" ||
      !/, 0\\)$|^rgb\\(255, 255, 255\\)$/.test(backgroundColor)
  }).map(it => `${it.localName}.${it.className}`)"""

pytestmark = [pytest.mark.usefixtures("companies"), once]


@pytest.fixture
def case(db: None) -> RightsRequest:
    """Answered in part, with a letter and what was done before."""
    row = next(row for row in lives.rows() if row["reached"] == "held")
    life = Life(row, office.hire(), timezone.now())
    life.confirm()
    lives.REACHED["held"](life)
    return life.request


def printed(page: Page, address: str) -> list[str]:
    """The text of each sheet, printed by somebody whose screen is dark."""
    page.goto(address)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(NOT_BLACK) == [], address
    pdf = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="screen", color_scheme="light")
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages]
    for number, text in enumerate(sheets, start=1):
        assert re.search(rf"(?<!\d){number} / {len(sheets)}(?!\d)", text), address
        assert re.search(r" · \d{4}-\d\d-\d\d \d\d:\d\d UTC[+-]\d\d:\d\d", text)
        assert address.split("?")[0] in text
        for words in CHROME:
            assert words not in text, address
    return sheets


def test_a_case_its_letter_and_the_trail(
    desktop: Page, sign_in: Callable[[Page, User], None], case: RightsRequest
) -> None:
    aina, chen = (
        User.objects.get(email=f"{who}@demo.test") for who in ("aina", "chen")
    )
    with transaction.atomic(), act(by=Actor.job("test")):
        aina.theme = User.Theme.DARK
        aina.save()
    letter = Letter.objects.filter(case_id=case.pk).exclude(kind="code").latest("pk")
    here = f"/desk/requests/{case.ref}/"
    sign_in(desktop, aina)

    request = "".join(printed(desktop, here))
    assert "The last day is" in request  # folded on the screen
    assert "Message to the person" not in request  # a form
    words = "".join(printed(desktop, f"{here}letters/{letter.pk}/"))
    assert letter.subject in " ".join(words.split())
    assert "Timeline" in "".join(printed(desktop, f"{here}print/"))
    assert "Done in time" in "".join(printed(desktop, "/desk/reports/kept/?duty="))

    desktop.context.clear_cookies()
    sign_in(desktop, chen)
    sheets = printed(desktop, f"/audit/changes/?case={case.ref}")
    assert len(sheets) > 2
    for text in sheets:  # the heads of the table come again
        assert "What changed" in text
    assert "All versions of this record" in "".join(sheets)


def test_a_policy(page: Page, db: None) -> None:
    published()
    version = PolicyVersion.objects.get(policy__controller__slug="nbexpress")
    address = f"/en/c/nbexpress/policy/privacy/v/{version.number}/"

    [text, *_rest] = printed(page, address)

    assert "Version" in text and "In force from" in text
    assert "On this page" not in text
    everything = "".join([text, *_rest])
    assert "/en/c/nbexpress/policy/privacy/versions/" in everything
