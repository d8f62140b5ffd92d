"""A session that ends on a page open for long, and where sessions are listed."""

from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.moving import leave
from tests.factories import PASSWORD

PROFILE = "/desk/settings/profile/"


def test_whoever_stays_signed_in_keeps_what_they_typed(page, sign_in, aida, look):
    sign_in(page, aida)
    page.clock.install()
    page.goto(PROFILE)
    banner = page.get_by_role("status").get_by_text("You will be signed out at")
    name = page.locator("[name=full_name]")
    expect(banner).to_be_hidden()

    name.fill("Half typed")
    page.clock.fast_forward("11:55:00")

    expect(banner).to_be_visible()
    look(page)
    page.get_by_role("button", name="Stay signed in").click()
    expect(banner).to_be_hidden()
    expect(name).to_have_value("Half typed")


def test_words_typed_too_late_are_read_again_and_sent(page, sign_in, aida, look):
    sign_in(page, aida)
    page.goto(PROFILE)
    page.locator("[name=full_name]").fill("Aida binti Rahman")
    Session.objects.update(expire_date=timezone.now())

    leave(page.get_by_role("button", name="Save"))
    page.locator("[name=login]").fill(aida.email)
    page.locator("[name=password]").fill(PASSWORD)
    leave(page.get_by_role("button", name="Sign in"))

    expect(page.get_by_text("Aida binti Rahman")).to_be_visible()
    look(page)
    leave(page.get_by_role("button", name="Send it now"))
    aida.refresh_from_db()
    assert aida.full_name == "Aida binti Rahman"


def test_the_list_of_sessions_fits_a_phone(page, sign_in, aida, look):
    sign_in(page, aida)
    page.goto("/accounts/sessions/")

    look(page)
