"""The archive of a policy: read by axe at every width, without JavaScript."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from policies.samples import load_samples
from tests.browser.conftest import LookEverywhere

pytestmark = pytest.mark.usefixtures("companies")
HERE = "/en/c/nbexpress/policy/privacy/"


def test_the_archive_reads_well_on_a_phone(
    page: Page, everywhere: LookEverywhere
) -> None:
    load_samples(at=timezone.now())
    page.goto("/en/c/nbexpress/my/")
    page.get_by_role("link", name="Read the policy").click()

    expect(page).to_have_url(f"{page.url.split('/en/')[0]}{HERE}")
    everywhere(page, "policy")
    page.get_by_role("link", name="See what changes").click()
    everywhere(page, "policy-changes")
    page.goto(f"{HERE}versions/")
    everywhere(page, "policy-versions")
    page.goto("/en/c/auxconnbeauty/policy/privacy/?in=zh-hans")
    expect(page.locator("h1")).to_have_attribute("lang", "zh-hans")
    everywhere(page, "policy-chinese")
