"""Take the pictures of the guides anew: `make guide-pictures`.

They are of the demo, so every person and case in them is invented. A few colours are
enough for a screen of ours, so each stays a small file in the repository.
"""

import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from gallery import PHONE, ROOT, SITE, demo, sign_in
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = ROOT / "docs" / "guides" / "pictures"
COLOURS = 48
SCREEN = {"width": 1200, "height": 780}
QUEUE = "/desk/requests/?view=open"
RESTRICTED = "tr:has-text('Restricted') a.ttl"


class Picture(NamedTuple):
    """`start` is opened, then the first link of each selector is followed."""

    name: str
    start: str
    then: tuple[str, ...] = ()


PICTURES = [
    Picture("home", "/desk/"),
    Picture("rule", "/desk/settings/rulebook/?controller=maxim&country=MY"),
    Picture("queue", "/desk/requests/"),
    Picture("log", "/desk/requests/new/"),
    Picture("identity", f"{QUEUE}&stage=identity_check", ("td a.ttl", "a.btn.pri")),
    Picture(
        "question",
        f"{QUEUE}&stage=identity_check",
        ("td a.ttl", "a[href$='/clarify/']"),
    ),
    Picture("request", f"{QUEUE}&stage=carrying_out", ("td a.ttl",)),
    Picture(
        "decision",
        f"{QUEUE}&stage=ready_to_decide",
        ("td a.ttl", "a[href$='/decision/']"),
    ),
    Picture(
        "answer", f"{QUEUE}&stage=carrying_out", ("td a.ttl", "a[href$='/answer/']")
    ),
    Picture("person", "/desk/subjects/", (RESTRICTED,)),
    Picture("erase", "/desk/subjects/", (RESTRICTED, "a[href$='/erase/']")),
    Picture(
        "hold",
        "/desk/subjects/",
        (RESTRICTED, "a[href$='/restrictions/']", "a[href$='/holds/add/']"),
    ),
    Picture("consents", "/desk/subjects/", (RESTRICTED, "a[href$='/consents/']")),
    Picture("systems", "/desk/register/systems/"),
    Picture("compare", "/desk/policies/aux/privacy/v2/compare/1/"),
    Picture("publish", "/desk/policies/nbexpress/privacy/v3/publish/"),
    Picture("notice", "/desk/notices/", ("td a",)),
    Picture("promise", "/desk/promises/?controller=maxim"),
    Picture("kept", "/desk/reports/kept/?duty="),
]
# What a person outside sees, on a phone.
PHONE_PICTURES = [
    Picture("form", "/en/c/maxim/my/request/who/"),
    Picture("preferences", "/en/c/maxim/my/preferences/"),
    Picture(
        "announcement",
        "/en/c/nbexpress/announcements/",
        ("a[href*='/announcements/']",),
    ),
]


def keep(page: Page, name: str) -> int:
    """The picture with few colours; returns its size in bytes."""
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = FOLDER / f"{name}.png"
    few = taken.quantize(
        COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    few.save(path, optimize=True)
    return path.stat().st_size


def take(page: Page, picture: Picture) -> int:
    page.goto(SITE + picture.start)
    for selector in picture.then:
        with page.expect_navigation():
            page.locator(f"main {selector}").first.click()
    return keep(page, picture.name)


def take_all(browser: Browser) -> int:
    """The office's pages on a desk, and those of people outside on a phone."""
    page = browser.new_page(viewport=SCREEN, locale="en-GB")
    sign_in(page, "aina")
    size = sum(take(page, picture) for picture in PICTURES)
    phone = browser.new_page(viewport=PHONE, locale="en-GB")
    return size + sum(take(phone, picture) for picture in PHONE_PICTURES)


def main() -> None:
    if not (chromium := shutil.which("chromium")):
        sys.exit("Chromium is not installed (Debian's package chromium).")
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo(Path(folder)),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        size = take_all(browser)
        browser.close()
    print(
        f"{len(PICTURES) + len(PHONE_PICTURES)} pictures, {size // 1024} kB: {FOLDER}"
    )


if __name__ == "__main__":
    main()
