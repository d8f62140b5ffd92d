"""Several rights in one request, on a phone and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from rights.models import RightsRequest
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave

NAME = "Muhammad Contohuddin bin Abdul Sampelrahman"
EMAIL = "muhammad.contohuddin.bin.abdul.sampel@example.test"
DETAILS = "My street is Jalan Contoh."

pytestmark = pytest.mark.usefixtures("companies")


def test_several_rights_are_filed_on_a_phone_without_javascript(
    open_page: Callable[..., Page],
    worker: Callable[[], None],
    fits: Callable[[Page], None],
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/en/c/nbexpress/my/request/")
    page.locator("[name=relation][value=self]").check()
    leave(page.get_by_role("button", name="Continue"))
    page.get_by_label("Show me my data").check()
    page.get_by_label("Correct my data").check()
    fits(page)
    leave(page.get_by_role("button", name="Continue"))
    page.get_by_label("What is wrong, and what is right?").fill(DETAILS)
    fits(page)
    leave(page.get_by_role("button", name="Continue"))
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Your e-mail address").fill(EMAIL)
    leave(page.get_by_role("button", name="Continue"))
    fits(page)
    leave(page.get_by_role("button", name="Send my request"))
    worker()
    code = re.search(r"\b\d{4} ?\d{4}\b", mail.outbox[-1].body)
    assert code is not None
    page.get_by_label("Code from the e-mail").fill(code.group())
    leave(page.get_by_role("button", name="Confirm my request"))

    expect(page.get_by_role("heading", name="We have your requests")).to_be_visible()
    fits(page)
    for filed in RightsRequest.objects.all():
        expect(page.get_by_text(filed.ref, exact=True)).to_be_visible()
    last = RightsRequest.objects.latest("pk")
    leave(page.get_by_role("link", name=f"Follow {last.ref}"))
    expect(page.get_by_role("heading", name="Correct my data")).to_be_visible()
    expect(page.get_by_role("link", name="Show me my data")).to_be_visible()
    fits(page)


def test_the_pages_of_several_rights_at_both_widths(
    page: Page, everywhere: LookEverywhere
) -> None:
    page.goto("/en/c/maxim/my/request/who/")
    page.locator("[name=relation][value=self]").check()
    leave(page.locator("main button.pri"))
    for wish in ("Show me my data", "Correct my data", "Erase my data"):
        page.get_by_label(wish).check()
    everywhere(page, "several-what")
    leave(page.locator("main button.pri"))
    page.get_by_label("What is wrong, and what is right?").fill(DETAILS)
    everywhere(page, "several-details")
    leave(page.locator("main button.pri"))
    everywhere(page, "several-contact")
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Your e-mail address").fill(EMAIL)
    for field in page.locator("input[name^=fact_]").all():
        field.fill("A sample")
    leave(page.locator("main button.pri"))
    everywhere(page, "several-check")
