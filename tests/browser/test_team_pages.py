"""Sign-in with a second factor, and the office's own pages, as a person uses them."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import transaction
from playwright.sync_api import Page, expect

from accounts.models import User
from audit.trail import Actor, act
from correspondence import codes
from correspondence.models import Letter
from dpo_portal.views.team import invite_by_letter
from tests.browser.moving import leave
from tests.factories import PASSWORD, InvitationFactory, MembershipFactory

PAGES = ["team/", "team/invite/", "controllers/", "controllers/maxim/", "profile/"]
NEW_PASSWORD = "amber window cello"


@pytest.fixture(autouse=True)
def no_limits_reached() -> None:
    cache.clear()


def sign_in(page: Page, user: User, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill(user.email)
    page.get_by_label("Password", exact=True).fill(password)
    leave(page.get_by_role("button", name="Sign in"))


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("size", ["page", "desktop"])
def test_the_offices_pages_are_accessible(
    request, size, grace, maxim, fits, no_violations
):
    page = request.getfixturevalue(size)
    with transaction.atomic(), act(by=Actor.job("tests")):
        InvitationFactory(controller=maxim, invited_by=grace)
        long = MembershipFactory(
            controller=maxim,
            user__full_name="Muhammad Contohuddin bin Abdul Sampelrahman",
        )
    sign_in(page, grace)

    for path in [*PAGES, f"team/{long.pk}/"]:
        page.goto(f"/desk/settings/{path}")
        no_violations(page)
        fits(page)


def test_an_invitation_is_taken_on_a_phone(page, grace, maxim, fits, no_violations):
    invite_by_letter(
        maxim,
        email="hana@office.example",
        full_name="Hana Yusof",
        role="officer",
        by=grace,
    )
    newest = Letter.objects.latest("pk").deliveries.get().code
    code = codes.make_digits(newest, at=newest.issued_at)
    page.goto("/accounts/invitation/")
    no_violations(page)
    fits(page)

    page.get_by_label("E-mail").fill("hana@office.example")
    page.get_by_label("Code").fill(f"{code[:4]} {code[4:]}")
    leave(page.get_by_role("button", name="Continue"))
    no_violations(page)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    leave(page.get_by_role("button", name="Create my account"))

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, User.objects.get(email="hana@office.example"), NEW_PASSWORD)
    page.goto("/desk/settings/profile/")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_a_second_factor_is_set_up_and_asked(page, aida, settings, fits, no_violations):
    settings.MFA_REQUIRED = True
    sign_in(page, aida)
    # Straight to the set-up, which asks for the password once more.
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    leave(page.locator("main button").first)
    no_violations(page)
    fits(page)
    secret = page.get_by_label("Or type this key into the app").input_value()
    page.locator("input[name=code]").fill(code_of(secret))
    leave(page.locator("main form button").last)

    page.goto("/desk/settings/profile/")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    no_violations(page)


def test_a_forgotten_password_starts_at_the_sign_in_page(page, aida, no_violations):
    page.goto("/accounts/login/")
    leave(page.get_by_role("link", name="Forgot"))
    no_violations(page)
    page.get_by_label("E-mail").fill(aida.email)
    leave(page.get_by_role("button", name="Send the code"))
    no_violations(page)

    newest = Letter.objects.latest("pk").deliveries.get().code
    code = codes.make_digits(newest, at=newest.issued_at)
    page.get_by_label("Code").fill(code)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    leave(page.get_by_role("button", name="Change the password"))

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, aida, NEW_PASSWORD)
    page.goto("/desk/settings/profile/")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
