"""Walk the demo in Chromium and keep a picture of every page, to be judged by eye.

`make gallery` fills a demo of its own, so that nothing of yours is touched, follows
every link that each of its people sees, files a request as a person on a phone does,
and writes pictures and an index.html to var/gallery: both themes, three languages.
"""

import argparse
import html
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8765
SITE = f"http://localhost:{PORT}"
PASSWORD = "example-data-only"  # noqa: S105 - of every demo
PEOPLE = ("aina", "wei", "chen", "grace")
# Where a desk's walk begins; first a draft with changes to decide on and a plan.
STARTS = ["/desk/policies/nbexpress/privacy/v3/", "/desk/", "/audit/changes/"]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
NOT_FOLLOWED = re.compile(
    r"/accounts/logout|/u/|\.(csv|xlsx|pdf|json|jsonld|txt|svg)\b"
)
START_SECONDS = 120


FRAME = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>
<style>
body {{ font: 16px sans-serif; margin: 2rem }}
p {{ display: flex; gap: 1rem; flex-wrap: wrap }}
a {{ font-size: 13px; color: #333 }}
img {{ width: 17rem; max-height: 20rem; object-fit: cover; object-position: top }}
</style>
{content}</html>
"""


class Shot(NamedTuple):
    """One picture: which page, in which language, theme and width."""

    page: str
    language: str
    theme: str
    width: int

    @property
    def file(self) -> str:
        return f"{self.page}.{self.language}.{self.theme}.{self.width}.png"


class Gallery:
    """The folder that the pictures go to, and what is in it so far."""

    def __init__(self, folder: Path, languages: list[str], themes: list[str]) -> None:
        self.folder, self.languages, self.themes = folder, languages, themes
        self.shots: list[Shot] = []

    def shoot(self, page: Page, name: str, language: str, theme: str) -> None:
        width = (page.viewport_size or DESKTOP)["width"]
        shot = Shot(name, language, theme, width)
        page.screenshot(path=self.folder / shot.file, full_page=True)
        self.shots.append(shot)

    def write_index(self) -> None:
        """One row a page, so that its pictures can be compared at a glance."""
        rows = []
        for name in dict.fromkeys(shot.page for shot in self.shots):
            cells = "".join(
                f'<a href="{shot.file}"><img loading="lazy" src="{shot.file}" alt="">'
                f"<br>{shot.language}, {shot.theme}, {shot.width} px</a>"
                for shot in self.shots
                if shot.page == name
            )
            rows.append(f"<h2>{html.escape(name)}</h2><p>{cells}</p>")
        head = f"<h1>{len(rows)} pages, {len(self.shots)} pictures</h1>"
        index = FRAME.format(content=head + "".join(rows))
        (self.folder / "index.html").write_text(index)


@contextmanager
def demo(data: Path) -> Iterator[None]:
    """A demo of its own on PORT, with all its example cases."""
    environment = {**os.environ, "DPO_DATA_DIR": str(data), "PORT": str(PORT)}
    log = data / "demo.log"
    with log.open("wb") as out:
        server = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, str(ROOT / "scripts" / "serve.py"), "--demo"],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + START_SECONDS
        while b"were added" not in log.read_bytes():
            if server.poll() is not None or time.monotonic() > until:
                sys.exit(f"The demo did not start:\n{log.read_text()}")
            time.sleep(0.5)
        with urlopen(f"{SITE}/healthz"):  # noqa: S310 - http on this machine
            yield
    except URLError as error:
        sys.exit(f"The demo does not answer: {error.reason}")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def route_of(address: str) -> str:
    """What urls.py calls this page, whatever its language; empty for what is none."""
    from django.urls import Resolver404, resolve
    from django.utils.translation import get_language_from_path, override

    path = urlsplit(address).path
    with override(get_language_from_path(path) or "en"):
        try:
            return resolve(path).route
        except Resolver404:
            return ""


def links_of(page: Page) -> list[str]:
    found = page.locator("a[href]").evaluate_all("links => links.map(a => a.href)")
    return [
        urljoin(SITE, link).partition("#")[0]
        for link in found
        if link.startswith(SITE) and not NOT_FOLLOWED.search(link)
    ]


def pages_from(page: Page, starts: list[str], seen: set[str]) -> dict[str, str]:
    """One address for each route that links lead to, in the order they were met.

    A start is followed even where somebody else has seen it: it may show more links.
    """
    found: dict[str, str] = {}
    begins = [SITE + start for start in starts]
    waiting = list(begins)
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        is_first = address in begins
        if not route or (route in seen and not is_first):
            continue
        if is_first:
            begins.remove(address)
        if not opens(page, address):
            continue
        if route not in seen:
            found[name_of(route)] = page.url
        seen.add(route)
        waiting += links_of(page)
    return found


def opens(page: Page, address: str) -> bool:
    """Whether a page is there; a file to save is none."""
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" in error.message:
            return False
        raise
    return answer is not None and answer.ok


def name_of(route: str) -> str:
    """A route as the name of a file: “desk.requests.ref.decision”."""
    words = re.sub(r"<(?:\w+:)?(\w+)>", r"\1", route).strip("/^$")
    return re.sub(r"[^\w-]+", ".", words).strip(".") or "front"


def sign_in(page: Page, who: str) -> None:
    page.goto(f"{SITE}/accounts/login/")
    page.fill("[name=login]", f"{who}@demo.test")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("main form button").last.click()


def speak(page: Page, language: str) -> None:
    """The language of someone of the office is a setting of their own."""
    page.goto(f"{SITE}/desk/settings/profile/")
    choice = page.locator("[name=language]")
    if choice.locator(f"option[value={language}]").count():
        choice.select_option(language)
        with page.expect_navigation():
            page.locator("main form button.pri").first.click()


def show_desk(browser: Browser, gallery: Gallery) -> None:
    seen: set[str] = set()
    for who in PEOPLE:
        context = browser.new_context(viewport=DESKTOP)
        page = context.new_page()
        sign_in(page, who)
        found = pages_from(page, STARTS, seen)
        for language in gallery.languages:
            speak(page, language)
            show(page, gallery, found, language)
        page.set_viewport_size(PHONE)
        speak(page, gallery.languages[0])
        show(page, gallery, found, gallery.languages[0], themes=gallery.themes[:1])
        context.close()


def show(
    page: Page,
    gallery: Gallery,
    found: dict[str, str],
    language: str,
    themes: list[str] | None = None,
) -> None:
    for name, address in found.items():
        page.goto(address)
        for theme in themes or gallery.themes:
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            gallery.shoot(page, name, language, theme)


def show_public(browser: Browser, gallery: Gallery, mails: Path) -> None:
    for language in gallery.languages:
        seen: set[str] = {""}
        context = browser.new_context(viewport=PHONE, locale=language)
        page = context.new_page()
        found = pages_from(page, [f"/{language}/", f"/{language}/c/maxim/my/"], seen)
        show(page, gallery, found, language)
        context.close()
        # A visitor of their own: the walk went through every language, and a page
        # without one in its address keeps the last that was chosen.
        visitor = browser.new_context(viewport=PHONE, locale=language)
        file_a_request(visitor, gallery, language, mails)
        visitor.close()


def file_a_request(
    context: BrowserContext, gallery: Gallery, language: str, mails: Path
) -> None:
    """The way of a person from the first question to the page of the request."""
    page = context.new_page()

    def keep(name: str) -> None:
        for theme in gallery.themes:
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            gallery.shoot(page, name, language, theme)

    def go_on() -> None:
        with page.expect_navigation():
            page.locator("main button.pri").first.click()

    page.goto(f"{SITE}/{language}/c/maxim/my/request/")
    keep("filing.1.who")
    page.check("[value=self]")
    go_on()
    page.check("[value=erasure]")
    keep("filing.2.what")
    go_on()
    page.fill("textarea", "D-7741")
    keep("filing.3.details")
    go_on()
    keep("filing.4.contact")
    go_on()
    keep("filing.4.contact-wrong")
    page.fill("[name=name]", "Muhammad Contohuddin bin Abdul Sampelrahman")
    page.fill("[name=email]", f"gallery-{language}@example.test")
    go_on()
    keep("filing.5.check")
    go_on()
    while not page.locator("[name=digits]").count():  # who is so quick is asked again
        time.sleep(2)
        go_on()
    keep("filing.6.code")
    page.fill("[name=digits]", code_from(mails, f"gallery-{language}@example.test"))
    go_on()
    keep("filing.7.sent")
    status = page.locator("main a[href*='/r/R-']").first
    page.goto(urljoin(SITE, status.get_attribute("href") or "/r/"))
    keep("status")
    seen = {"", route_of(page.url)}
    show(page, gallery, pages_from(page, links_of(page), seen), language)


def code_from(mails: Path, address: str) -> str:
    """The digits of the newest mail to this address, once the worker has sent it."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for path in sorted(mails.glob("*"), key=lambda p: -p.stat().st_mtime):
            for part in path.read_bytes().split(b"-" * 79):
                message = message_from_bytes(part.lstrip(), policy=policy.default)
                digits = re.search(r"\b(\d{4}) ?(\d{4})\b", body_of(message))
                if address in str(message["To"]) and digits:
                    return "".join(digits.groups())
        time.sleep(0.5)
    sys.exit(f"No mail with a code came for {address}.")


def body_of(message) -> str:  # noqa: ANN001 - EmailMessage, of the default policy
    text = message.get_body(("plain",))
    return text.get_content() if text else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "gallery")
    parser.add_argument("--languages", nargs="+", default=["en", "ms", "zh-hans"])
    parser.add_argument("--themes", nargs="+", default=["light", "dark"])
    parser.add_argument("--only", choices=["desk", "public"], help="half of it")
    options = parser.parse_args()
    if not (chromium := shutil.which("chromium")):
        sys.exit("Chromium is not installed (Debian's package chromium).")
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    gallery = Gallery(options.folder, options.languages, options.themes)
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)):
        import_urls(folder)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            if options.only != "desk":
                show_public(browser, gallery, Path(folder) / "mail")
            if options.only != "public":
                show_desk(browser, gallery)
            browser.close()
    gallery.write_index()
    print(f"{len(gallery.shots)} pictures: open {options.folder / 'index.html'}")


def import_urls(data: str) -> None:
    """So that an address tells its route; nothing is asked of a database."""
    os.environ["DPO_DATA_DIR"] = data
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dpo_portal.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


if __name__ == "__main__":
    main()
