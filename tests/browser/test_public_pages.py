"""A person files a request on a phone and follows it; each page is looked at by axe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page

from accounts.loading import load_controllers
from correspondence import codes
from correspondence.models import OneTimeCode
from policies.loading import load_policies
from rights import guards
from rights.models import RightsRequest
from rulebook import book

Look = Callable[[Page], None]


@pytest.fixture(autouse=True)
def companies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The companies and their rules; nobody fills in a form as fast as Playwright."""
    load_controllers()
    load_policies()
    monkeypatch.setattr(book, "live", lambda *_place: book.shipped())
    monkeypatch.setattr("rights.forms.filing.LEAST_FILLING_TIME", timedelta())
    cache.clear()


@pytest.fixture
def look(no_violations: Look, fits: Look) -> Look:
    def both(page: Page) -> None:
        no_violations(page)
        fits(page)

    return both


def digits() -> str:
    return codes.make_digits(OneTimeCode.objects.latest("pk"), at=timezone.now())


def file_a_request(page: Page, look: Look, language: str = "en") -> None:
    """From the companies to the reference, looking at every page on the way."""
    page.goto(f"/{language}/")
    look(page)
    page.goto(f"/{language}/c/maxim/")
    look(page)
    page.goto(f"/{language}/c/maxim/my/")
    look(page)
    page.locator("main a.btn.pri").click()
    page.locator("button.pri").click()
    look(page)  # with an error
    assert page.locator(".summary").is_visible()
    page.check("[value=self]")
    page.locator("button.pri").click()
    page.check("[value=erasure]")
    look(page)
    page.locator("button.pri").click()
    look(page)
    page.fill("textarea", "My trips of 2024.")
    page.locator("button.pri").click()
    page.fill("[name=name]", "Muhammad Contohuddin bin Abdul Sampelrahman")
    page.fill("[name=email]", "muhammad.contohuddin.bin.abdul.sampel@example.test")
    look(page)
    page.locator("button.pri").click()
    look(page)
    page.locator("button.pri").click()
    look(page)
    page.fill("[name=digits]", digits())
    page.locator("button.pri").click()
    look(page)


def test_a_request_from_the_first_page_to_the_last_on_a_phone(
    page: Page, look: Look
) -> None:
    file_a_request(page, look)

    ref = RightsRequest.objects.get().ref
    assert page.locator(".hero").inner_text().count(ref) == 1
    page.locator("main a.btn.pri").click()
    assert page.url.endswith(f"/r/{ref}/")
    for fold in page.locator("main details > summary").all():
        fold.evaluate("summary => summary.parentElement.open = true")
    look(page)
    for name in ("messages", "receipt", "withdraw"):
        page.goto(f"/r/{ref}/{name}/")
        look(page)


def test_it_all_works_without_javascript_in_the_dark_and_in_malay(
    open_page: Callable[..., Page],
) -> None:
    plain = open_page(java_script_enabled=False, color_scheme="dark")

    file_a_request(plain, lambda _page: None, language="ms")

    assert RightsRequest.objects.get().language == "ms"


def test_dark_pages_keep_their_contrast(
    open_page: Callable[..., Page], look: Look
) -> None:
    file_a_request(open_page(color_scheme="dark"), look)


def test_a_request_can_be_filed_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/en/c/maxim/my/request/")

    def press_until(selector: str) -> None:
        for _tab in range(40):
            if page.locator(f"{selector}:focus").count():
                return
            page.keyboard.press("Tab")
        pytest.fail(f"{selector} cannot be reached with the keyboard")

    press_until("[name=relation]")
    page.keyboard.press("Space")
    press_until("button.pri")
    page.keyboard.press("Enter")
    press_until("[name=right]")
    page.keyboard.press("ArrowDown")
    press_until("button.pri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/details/")
    press_until("textarea")
    page.keyboard.type("My street is Jalan Contoh.")
    press_until("button.pri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contact/")

    reached = set()
    for _tab in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || ''"))
    assert {"name", "email"} <= reached
    assert guards.TRAP not in reached


def test_a_public_page_is_light_to_load(page: Page) -> None:
    sizes: list[str] = []
    page.on("request", lambda request: sizes.append(request.url))

    page.goto("/en/c/maxim/my/request/who/", wait_until="networkidle")

    assert len([url for url in sizes if not url.endswith(".svg")]) <= 6
