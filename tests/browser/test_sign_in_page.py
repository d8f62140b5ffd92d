"""The page that everybody of the office meets first."""

import pytest


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page_is_accessible(open_page, no_violations, fits, width, scheme):
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)

    page.goto("/accounts/login/")

    no_violations(page)
    fits(page)


def test_a_wrong_password_is_answered_on_the_page(page, no_violations):
    page.goto("/accounts/login/")

    page.locator("input[name=login]").fill("aida@maxim.example")
    page.locator("input[name=password]").fill("not-the-password")
    page.locator("input[name=password]").press("Enter")

    page.wait_for_load_state()
    assert page.url.endswith("/accounts/login/")
    assert page.locator("input[name=login]").input_value() == "aida@maxim.example"
    no_violations(page)
