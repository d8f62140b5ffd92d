"""Pages in the person's own palette, as Windows' contrast themes force it (UX.md 9)."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from dpo_portal.demo import lives, office
from dpo_portal.demo.life import Life
from tests.browser.conftest import DESKTOP, once
from tests.browser.hands import RING

LOST = Path(__file__).with_name("own_colours.js").read_text()
PALETTES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")

pytestmark = [pytest.mark.usefixtures("companies"), once]


def test_borders_ticks_ring_and_lines_stay(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, User], None],
) -> None:
    people = office.hire()
    for row in list(lives.rows())[:3]:
        Life(row, people, timezone.now()).confirm()
    page = open_page(viewport=DESKTOP, forced_colors="active")
    sign_in(page, people["aina"])

    lost = {}
    for address in (
        "/desk/styleguide/",
        "/desk/styleguide/?side=public",
        "/desk/",
        "/desk/requests/",
        "/desk/settings/rulebook/MY-ACCESS/try/?controller=aux&country=MY",
        "/en/c/maxim/my/request/who/",
    ):
        page.goto(address)
        for box in page.locator("main [type=radio]:visible").all()[:1]:
            box.check()
        page.keyboard.press("Tab")
        for palette in PALETTES:
            page.emulate_media(color_scheme=palette)
            faults = [*page.evaluate(LOST), page.evaluate(RING)]
            lost[f"{address} {palette}"] = [fault for fault in faults if fault]
    assert not any(lost.values()), lost
