"""A real Chromium on the real pages: any console error or axe violation fails the test.

    def test_the_queue_on_a_phone(page, sign_in, no_violations):

`page` is a phone's, 390 px wide; `desktop` is 1440 px wide. Both forbid console errors.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

AXE = Path(__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


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
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        yield chromium
        chromium.close()


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
        options = {"viewport": PHONE, "locale": "en-GB", **options}
        context = browser.new_context(
            base_url=live_server.url, timezone_id="Asia/Kuching", **options
        )
        context.set_default_timeout(10_000)
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


@pytest.fixture
def no_violations() -> Callable[[Page], None]:
    """Fail with what axe-core finds on the page."""

    def check(page: Page) -> None:
        page.evaluate(AXE.read_text())  # through DevTools, so the strict CSP stays on
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        found = [
            f"{violation['id']}: {node['html'][:120]}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
        assert found == [], page.url

    return check


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """Fail where the page scrolls sideways."""

    def check(page: Page) -> None:
        wider = page.evaluate(
            "document.documentElement.scrollWidth - window.innerWidth"
        )
        assert wider <= 0, f"{page.url} is {wider} px too wide"

    return check
