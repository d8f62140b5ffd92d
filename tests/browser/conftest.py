"""A real Chromium on the real pages: any console error or axe violation fails the test.

    def test_the_queue_on_a_phone(page, sign_in, no_violations):

`page` is a phone's, 390 px wide; `desktop` is 1440 px wide. Both forbid console errors.
`everywhere` looks at a page at both widths, in light and dark, and at 320 px with wide
text spacing. With SHOTS=<folder> it keeps a picture of each, to be looked at beside the
design.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.loading import load_controllers
from accounts.models import User
from policies.loading import load_policies
from tests.browser import acceptance

type Look = Callable[[Page], None]
type LookEverywhere = Callable[[Page, str], None]

AXE = Path(__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
SHOTS = os.environ.get("SHOTS")
# For what a browser does with a page, which does not depend on the database.
once = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="looked at once, in the run on SQLite"
)
# Both widths and both schemes in two looks: width changes structure, scheme colours.
LOOKS: list[tuple[Any, Any]] = [(PHONE, "light"), (DESKTOP, "dark")]
PICTURES: list[tuple[Any, Any]] = [(DESKTOP, "light"), (PHONE, "dark")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's sync API keeps an event loop running in this thread; without this
    # Django would refuse every query of the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Inside the loop this thread has other connections than outside: none may be left
    # open where it is not seen, or the database cannot be dropped at the end.
    connections.close_all()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            # Without a window of its own it takes a fifth less of the processor.
            executable_path=shutil.which("chromium-headless-shell")
            or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        yield chromium
        chromium.close()
        connections.close_all()


@pytest.fixture
def open_page(
    browser: Browser, live_server: LiveServer
) -> Iterator[Callable[..., Page]]:
    """A page in a browser of its own; options as for Playwright's `new_context`."""
    contexts = []
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            problems.append(message.text)

    def open_(**options: Any) -> Page:
        options = {
            **{"viewport": PHONE, "locale": "en-GB", "reduced_motion": "reduce"},
            **options,
        }
        context = browser.new_context(
            base_url=live_server.url, timezone_id="Asia/Kuching", **options
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def desktop(open_page: Callable[..., Page]) -> Page:
    return open_page(viewport=DESKTOP)


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE.read_text())  # through DevTools, so the strict CSP stays on
    result = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})",
        RULES,
    )
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def too_wide(page: Page) -> int:
    """By how many pixels the page scrolls sideways; 0 or less: it fits."""
    wider: int = page.evaluate(
        "document.documentElement.scrollWidth - window.innerWidth"
    )
    return wider


@pytest.fixture
def no_violations() -> Look:
    """Fail with what axe-core finds on the page."""

    def check(page: Page) -> None:
        assert violations(page) == [], page.url

    return check


@pytest.fixture
def fits() -> Look:
    """Fail where the page scrolls sideways."""

    def check(page: Page) -> None:
        assert too_wide(page) <= 0, page.url

    return check


@pytest.fixture
def look(no_violations: Look, fits: Look) -> Look:
    """Look at a page as it is: axe finds nothing, and nothing scrolls sideways."""

    def both(page: Page) -> None:
        no_violations(page)
        fits(page)

    return both


@pytest.fixture
def everywhere() -> Iterator[LookEverywhere]:
    """Look at a page at both widths, in light and dark; fail at the end with all found.

    The page is loaded once. From PostgreSQL it is the same HTML as from SQLite: it has
    to load without an error in the console there, and is not looked at again.
    """
    found: list[str] = []
    is_second_run = connection.vendor == "postgresql" and not SHOTS

    def look(page: Page, name: str) -> None:
        if is_second_run:
            return
        for size, scheme in LOOKS + (PICTURES if SHOTS else []):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            where = f"{name}-{size['width']}-{scheme}"
            faults = []
            if (size, scheme) in LOOKS:
                faults += violations(page) + acceptance.faults(page)
            if (wider := too_wide(page)) > 0:
                faults.append(f"scrolls sideways by {wider} px")
            found.extend(f"{where}: {fault}" for fault in faults)
            if SHOTS:
                shot = Path(SHOTS) / f"{where}.png"
                page.screenshot(path=shot, full_page=True)
        narrow = acceptance.narrow_faults(page)
        found.extend(f"{name}-320: {fault}" for fault in narrow)

    yield look
    assert not found, "\n".join(found)


@pytest.fixture
def companies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The five companies with their policies, no limit reached, no haste noticed.

    Nobody fills in the five pages as fast as Playwright.
    """
    load_controllers()
    load_policies()
    monkeypatch.setattr("rights.forms.filing.LEAST_FILLING_TIME", timedelta())
    cache.clear()


@pytest.fixture
def worker() -> Callable[[], None]:
    """Let the worker do what is due now; it sends every letter that waits."""
    return lambda: call_command("worker", once=True)


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, User], None]:
    """Sign a person of the office in without the sign-in page."""

    def signed_in(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value}
        page.context.add_cookies([{**cookie, "url": live_server.url}])

    return signed_in


@pytest.fixture
def tab_to() -> Callable[[Page, str], None]:
    """Press Tab until what the selector names has the focus, as a person would."""

    def tab(page: Page, selector: str) -> None:
        for _press in range(80):
            page.keyboard.press("Tab")
            if page.locator(f"{selector}:focus").count():
                return
        pytest.fail(f"{selector} cannot be reached with the keyboard on {page.url}")

    return tab
