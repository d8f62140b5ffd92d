"""The pages a person meets: looked at by axe, without JavaScript, by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from correspondence import codes
from correspondence.models import OneTimeCode
from dpo_portal.demo import lives, office
from dpo_portal.demo.life import Life
from rights import guards
from rights.models import RightsRequest
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave

NAME = "Muhammad Contohuddin bin Abdul Sampelrahman"
EMAIL = "muhammad.contohuddin.bin.abdul.sampel@example.test"
DETAILS = "My trips of 2024."

pytestmark = pytest.mark.usefixtures("companies")


def digits() -> str:
    """The newest code, as the worker would mail it."""
    return codes.make_digits(OneTimeCode.objects.latest("pk"), at=timezone.now())


def go_on(page: Page) -> None:
    leave(page.locator("main button.pri"))


def test_every_page_on_the_way_to_a_reference(
    page: Page, everywhere: LookEverywhere
) -> None:
    page.goto("/en/")
    everywhere(page, "index")
    page.goto("/en/c/maxim/")
    everywhere(page, "countries")
    page.goto("/en/c/maxim/my/")
    everywhere(page, "home")
    page.goto("/en/c/maxim/my/request/paper/")
    everywhere(page, "paper")
    page.goto("/en/c/maxim/my/")
    leave(page.locator("main a.btn.pri"))
    go_on(page)
    everywhere(page, "who-wrong")
    expect(page.locator(".summary")).to_be_focused()
    page.check("[value=self]")
    everywhere(page, "who")
    go_on(page)
    page.check("[value=erasure]")
    everywhere(page, "what")
    go_on(page)
    everywhere(page, "details")
    page.fill("textarea", DETAILS)
    go_on(page)
    go_on(page)
    everywhere(page, "contact-wrong")
    page.fill("[name=name]", NAME)
    page.fill("[name=email]", EMAIL)
    everywhere(page, "contact")
    go_on(page)
    everywhere(page, "check")
    go_on(page)
    everywhere(page, "code")
    page.fill("[name=digits]", "12")
    go_on(page)
    everywhere(page, "code-wrong")
    page.fill("[name=digits]", digits())
    go_on(page)
    everywhere(page, "sent")
    assert page.locator(".hero").inner_text().count(RightsRequest.objects.get().ref)


def live(reached: str, **more: str) -> RightsRequest:
    """One of the demo's cases, as far as it got there."""
    row = next(r for r in lives.rows() if {**r, "reached": reached, **more} == r)
    life = Life(row, office.hire(), timezone.now())
    life.confirm()
    lives.REACHED[reached](life)
    return life.request


def open_case(page: Page, case: RightsRequest) -> None:
    """Open the page of a request with a code, as its person does."""
    page.goto(f"/r/{case.ref}/")
    go_on(page)
    page.fill("[name=digits]", digits())
    go_on(page)
    page.wait_for_url(f"**/r/{case.ref}/")


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def test_every_page_of_a_request_that_was_answered_in_part(
    page: Page, everywhere: LookEverywhere
) -> None:
    case = live("held", language="ms")

    page.goto("/r/")
    everywhere(page, "follow")
    page.goto(f"/r/{case.ref}/")
    everywhere(page, "status-closed-to-this-browser")
    go_on(page)
    everywhere(page, "status-code")
    page.fill("[name=digits]", digits())
    go_on(page)
    everywhere(page, "status-answered")
    expect(page.locator(".letter")).to_be_visible()
    for name in ("messages", "receipt", "withdraw"):
        page.goto(f"/r/{case.ref}/{name}/")
        everywhere(page, name)


@pytest.mark.parametrize("reached", ["waiting", "extended", "closed", "withdrawn"])
def test_the_page_of_a_request_at_other_stages(
    page: Page, everywhere: LookEverywhere, reached: str
) -> None:
    open_case(page, live(reached))

    unfold(page)
    everywhere(page, f"status-{reached}")


def test_a_request_is_filed_without_javascript(
    open_page: Callable[..., Page], worker: Callable[[], None]
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/en/c/maxim/my/request/")
    page.locator("[name=relation][value=self]").check()
    leave(page.get_by_role("button", name="Continue"))
    page.get_by_label("Erase my data").check()
    leave(page.get_by_role("button", name="Continue"))
    page.get_by_label("Which data should we erase?").fill(DETAILS)
    leave(page.get_by_role("button", name="Continue"))

    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Your e-mail address").fill("dewi at example")
    leave(page.get_by_role("button", name="Continue"))
    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    sentence = summary.get_by_role("link").inner_text()
    summary.get_by_role("link").click()
    email = page.get_by_label("Your e-mail address")
    expect(email).to_be_focused()
    expect(email).to_have_value("dewi at example")
    expect(email).to_have_accessible_description(re.compile(re.escape(sentence)))
    expect(page.get_by_label("Your name")).to_have_value(NAME)

    email.fill(EMAIL)
    leave(page.get_by_role("button", name="Continue"))
    leave(page.get_by_role("button", name="Send my request"))
    worker()
    code = re.search(r"\b\d{4} ?\d{4}\b", mail.outbox[-1].body)
    assert code is not None
    page.get_by_label("Code from the e-mail").fill(code.group())
    leave(page.get_by_role("button", name="Confirm my request"))

    filed = RightsRequest.objects.get()
    expect(page.get_by_role("heading", name="We have your request")).to_be_visible()
    assert (filed.claimant.email, filed.claimant.details) == (EMAIL, DETAILS)


def test_a_request_is_filed_with_the_keyboard_alone(
    page: Page, tab_to: Callable[[Page, str], None]
) -> None:
    def press_continue() -> None:
        tab_to(page, "main button.pri")
        page.keyboard.press("Enter")

    page.goto("/en/c/maxim/my/")
    tab_to(page, "main a.btn.pri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/who/")
    tab_to(page, "[name=relation]")
    page.keyboard.press("Space")
    press_continue()
    page.wait_for_url("**/what/")
    tab_to(page, "[value=erasure]")
    page.keyboard.press("Space")
    press_continue()
    page.wait_for_url("**/details/")
    tab_to(page, "textarea")
    page.keyboard.type("My street is Jalan Contoh.")
    press_continue()
    page.wait_for_url("**/contact/")
    reached = [f"#{name}" for name in ("id_name", "id_email")]
    for field, words in zip(reached, (NAME, EMAIL), strict=True):
        tab_to(page, field)
        page.keyboard.type(words)
    press_continue()
    page.wait_for_url("**/check/")
    press_continue()
    page.wait_for_url("**/code/")
    tab_to(page, "[name=digits]")
    page.keyboard.type(digits())
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent/")

    assert RightsRequest.objects.get().claimant.name == NAME


def test_the_keyboard_never_meets_the_trap(page: Page) -> None:
    page.goto("/en/c/maxim/my/request/")
    for answer in ("[value=self]", "[value=erasure]"):
        page.check(answer)
        go_on(page)
    go_on(page)
    page.wait_for_url("**/contact/")

    met = set()
    for _tab in range(20):
        page.keyboard.press("Tab")
        met.add(page.evaluate("document.activeElement.name || ''"))

    assert {"name", "email"} <= met
    assert guards.TRAP not in met


def test_a_public_page_is_light_to_load(page: Page) -> None:
    sizes: list[str] = []
    page.on("request", lambda request: sizes.append(request.url))

    page.goto("/en/c/maxim/my/request/who/", wait_until="networkidle")

    assert len([url for url in sizes if not url.endswith(".svg")]) <= 6
