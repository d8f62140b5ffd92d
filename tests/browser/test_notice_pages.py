"""Telling people: the desk's pages, a person's own, and the script on another site."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Controller, User
from accounts.roles import Role
from audit.trail import Actor, act
from correspondence import notice_links
from correspondence.models import Delivery
from policies.models import (
    Campaign,
    MaterialChange,
    NoticeApp,
    PolicyVersion,
    Translation,
)
from policies.telling import verbs
from subjects import postal
from tests.browser.conftest import Look, LookEverywhere
from tests.browser.moving import leave
from tests.factories import (
    DataHeldFactory,
    DataSubjectFactory,
    IdentifierFactory,
    MembershipFactory,
    UserFactory,
)

type SignIn = Callable[[Page, User], None]

EFFECTIVE = datetime(2090, 5, 1, tzinfo=UTC)
HOST_PAGE = """<!doctype html><html lang="ms"><head><title>App</title>
<link rel="icon" href="data:,"></head><body>
<main><h1>Our own page</h1><a href="/privacy" data-privacy-open>Privacy
<b data-privacy-dot hidden>new</b></a></main>
<script src="{portal}/static/js/notice.js" data-app="maxim-app"></script>
</body></html>"""

PUBLIC_KEY = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
"""

pytestmark = pytest.mark.usefixtures("companies")


@pytest.fixture
def farida(maxim: Controller) -> User:
    with transaction.atomic(), act(by=Actor.job("test")):
        user = UserFactory(email="farida@maxim.example", full_name="Farida Contoh")
        MembershipFactory(user=user, controller=maxim, role=Role.APPROVER)
    return user


@pytest.fixture
def campaign(maxim: Controller, farida: User, farid: User) -> Campaign:
    """Prepared by Farida; a version with one change, and two people to tell."""
    now = timezone.now()
    with transaction.atomic(), act(by=Actor.job("test")):
        version = PolicyVersion.objects.create(
            policy=maxim.policies.get(),
            number=9,
            language="en",
            effective_on=EFFECTIVE.date(),
            effective_at=EFFECTIVE,
        )
        for language, title in (("en", "Privacy policy"), ("ms", "Dasar privasi")):
            Translation.objects.create(
                version=version, language=language, title=title, state="reviewed"
            )
        MaterialChange.objects.create(
            version=version,
            category="C4",
            state="confirmed",
            reason="How rights are used changes.",
            decided_at=now,
            summary={
                "en": "We answer within 10 days instead of 15.",
                "ms": "Kami menjawab dalam 10 hari, bukan 15.",
            },
        )
        for text in version.translations.all():
            text.state = "frozen"
            text.save()
        version.state, version.sha256, version.announced_at = "announced", "a" * 64, now
        version.save()
        for language in ("en", "ms"):
            dewi = DataSubjectFactory(controller=maxim, language=language)
            IdentifierFactory(data_subject=dewi, value=f"{language}@example.test")
        NoticeApp.objects.create(
            controller=maxim, slug="maxim-app", name="App", origins=[]
        )
    campaign = verbs.draft(version, by=farida)
    verbs.plan(campaign, by=farida, shows=["red_dot", "banner"])
    verbs.propose(campaign, by=farida)
    return campaign


def test_the_pages_of_a_notice_before_and_after_it_is_sent(
    desktop: Page,
    sign_in: SignIn,
    farid: User,
    campaign: Campaign,
    everywhere: LookEverywhere,
) -> None:
    sign_in(desktop, farid)
    here = campaign.get_absolute_url()
    desktop.goto(here)
    everywhere(desktop, "notice-proposed")
    desktop.get_by_role("link", name="Approve and send").click()
    everywhere(desktop, "notice-approve")

    desktop.get_by_role("button", name="Approve and send").click()

    expect(desktop.get_by_role("heading", name="0 of 2 handed over")).to_be_visible()
    person = Delivery.objects.filter(campaign_id=campaign.pk).first()
    assert person is not None
    for name, url in {
        "notice-sending": here,
        "notice-plan": f"{here}recipients/",
        "notice-proof": f"{here}recipients/{person.person_id}/",
        "notice-answers": f"{here}answers/",
        "notice-pause": f"{here}pause/",
        "notices": "/desk/notices/",
    }.items():
        desktop.goto(url)
        everywhere(desktop, name)


def test_letters_on_paper_are_printed_posted_and_come_back(
    desktop: Page,
    sign_in: SignIn,
    farida: User,
    farid: User,
    campaign: Campaign,
    everywhere: LookEverywhere,
) -> None:
    """By keyboard alone: put together, look, say the day, one comes back."""
    name = "Muhammad Contohuddin bin Abdul Sampelrahman"
    with transaction.atomic(), act(by=Actor.job("test")):
        for number in range(3):
            one = DataSubjectFactory(controller=campaign.controller, name=name)
            address = f"{number} Jalan Contoh\n25000 Kuantan"
            DataHeldFactory(data_subject=one, items=[postal.ITEM], value=address)
    ways = ["email", "post", "app", "public"]
    verbs.plan(campaign, by=farida, ways=ways)
    verbs.propose(campaign, by=farida)
    sign_in(desktop, farid)
    here = campaign.get_absolute_url()
    desktop.goto(here)
    everywhere(desktop, "post-preparing")
    desktop.goto(f"{here}plan/")
    everywhere(desktop, "post-plan")
    verbs.approve(campaign, by=farid)
    desktop.goto(here)
    everywhere(desktop, "post-sending")
    desktop.goto(f"{here}post/")
    everywhere(desktop, "post-letters")
    press(desktop, desktop.get_by_role("button", name="Put batch 1 together"))
    expect(desktop.get_by_role("heading", name="Batch 1", level=1)).to_be_visible()
    everywhere(desktop, "post-batch")
    desktop.goto(f"{here}post/1/print/")
    everywhere(desktop, "post-print")
    desktop.goto(f"{here}post/1/")

    press(desktop, desktop.get_by_role("button", name="Say that they were posted"))

    expect(desktop.get_by_text("It is noted that they were posted.")).to_be_visible()
    everywhere(desktop, "post-posted")
    letter = Delivery.objects.filter(campaign_id=campaign.pk, channel="post")[0]
    desktop.goto(f"{here}post/")
    everywhere(desktop, "post-batches")
    desktop.goto(f"{here}post/back/?letter=L-{letter.pk}")
    everywhere(desktop, "post-back")
    press(desktop, desktop.get_by_role("button", name="Note that it came back"))
    expect(desktop.get_by_text("told by the next way")).to_be_visible()
    desktop.goto(f"{here}recipients/{letter.person_id}/")
    everywhere(desktop, "post-proof")
    desktop.goto(here)
    everywhere(desktop, "post-sent")


def press(page: Page, button: Locator) -> None:
    """As with the keyboard alone."""
    button.focus()
    page.keyboard.press("Enter")


def test_a_person_reads_their_notice_on_a_phone_and_says_so(
    page: Page, farid: User, campaign: Campaign, look: Look
) -> None:
    verbs.approve(campaign, by=farid)
    row = Delivery.objects.get(campaign_id=campaign.pk, letter__language="ms")
    page.goto(f"/n/{notice_links.token_of(row.pk)}/")
    expect(page.get_by_text("Kami menjawab dalam 10 hari")).to_be_visible()
    look(page)

    page.locator("button[value=read]").click()

    expect(page.locator("button[value=read]")).to_have_count(0)
    look(page)
    page.goto("/en/c/maxim/announcements/")
    look(page)
    page.get_by_role("link", name="version 9").click()
    look(page)


@pytest.fixture
def other_site(live_server: LiveServer) -> Iterator[str]:
    """Another site's page with the script, under a policy that allows little else.

    A real server: Chromium lets no page that a test made up reach this machine.
    """
    portal = live_server.url

    class HostPage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header(
                "Content-Security-Policy",
                f"default-src 'none'; img-src data:; script-src {portal}; "
                f"connect-src {portal}",
            )
            self.end_headers()
            self.wfile.write(HOST_PAGE.format(portal=portal).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), HostPage)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_script_shows_a_dot_and_a_banner_on_another_site_under_its_strict_policy(
    page: Page, other_site: str, farid: User, campaign: Campaign
) -> None:
    verbs.approve(campaign, by=farid)
    with transaction.atomic(), act(by=Actor.job("test")):
        app = NoticeApp.objects.get()
        app.origins = [other_site]
        app.save()
    page.goto(other_site)

    banner = page.locator("aside.privacy-notice-banner")
    expect(banner).to_contain_text("Kami menjawab dalam 10 hari, bukan 15.")
    expect(page.locator("[data-privacy-dot]")).to_be_visible()
    banner.get_by_role("button").click()
    expect(banner).to_have_count(0)
    page.goto(other_site)  # seen: nothing is shown again
    expect(page.get_by_role("heading", name="Our own page")).to_be_visible()
    expect(page.locator("[data-privacy-dot]")).to_be_hidden()
    expect(banner).to_have_count(0)


def test_the_apps_of_a_company(
    desktop: Page,
    sign_in: SignIn,
    maxim: Controller,
    grace: User,
    everywhere: LookEverywhere,
) -> None:
    sign_in(desktop, grace)
    desktop.goto("/desk/settings/apps/")
    everywhere(desktop, "apps-none")
    desktop.get_by_role("link", name="Let an app in").click()
    desktop.get_by_label("Controller").select_option("Maxim")
    desktop.get_by_label("Short name").fill("maxim-app")
    desktop.get_by_label("Name", exact=True).fill("Maxim app")
    desktop.get_by_label("Public key").fill(PUBLIC_KEY)
    desktop.get_by_label("Web origins").fill("https://app.example.com")
    everywhere(desktop, "apps-add")
    leave(desktop.get_by_role("button", name="Let it in"))
    everywhere(desktop, "apps-list")

    desktop.get_by_role("link", name="Maxim app").click()
    everywhere(desktop, "apps-app")
    leave(desktop.get_by_role("button", name="Stop the app"))
    expect(desktop.get_by_text("Stopped: the app gets no answer")).to_be_visible()
