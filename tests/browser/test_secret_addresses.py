"""Pages behind a secret address send no referrer, so Chromium posts from "null"."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Controller, User
from audit.trail import Actor, act
from correspondence import advertising, links
from correspondence.models import LinkToken
from dpo_portal.demo import lives, office, systems
from dpo_portal.demo.life import Life
from processing.terms import Told
from rights import outside
from subjects import marketing
from subjects.loading import load_purposes
from subjects.models import DataSubject
from tests.browser.conftest import Look
from tests.browser.moving import leave
from tests.factories import DataSubjectFactory, IdentifierFactory, RecipientFactory

pytestmark = pytest.mark.usefixtures("companies")
ADDRESS = "privacy@sms.example"


def press(page: Page, name: str) -> None:
    """Press a button that posts; the browser says that it comes from nowhere."""
    with page.expect_request(lambda one: one.method == "POST") as posted:
        leave(page.get_by_role("button", name=name))
    assert posted.value.all_headers()["origin"] == "null"


@pytest.fixture
def dewi(maxim: Controller) -> DataSubject:
    load_purposes()
    with transaction.atomic(), act(by=Actor.job("tests")):
        person = DataSubjectFactory(controller=maxim)
        IdentifierFactory(data_subject=person, value="dewi@example.org")
    return person


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
def test_advertising_is_stopped_with_one_press(
    open_page: Callable[..., Page], dewi: DataSubject, look: Look, has_script: bool
) -> None:
    valid_for = timedelta(days=900)
    link = links.issue(advertising.STOP, about_id=dewi.pk, valid_for=valid_for)
    page = open_page(java_script_enabled=has_script)
    page.goto(f"/u/{links.make_token(link, at=timezone.now())}/")

    press(page, "Stop advertising")

    heading = page.get_by_role("heading", name="Advertising is stopped")
    expect(heading).to_be_visible()
    assert marketing.is_stopped(dewi)
    if has_script:
        look(page)


@pytest.fixture
def asked(db: None) -> User:
    """A recipient of a deletion at Maxim was asked; their link has run out since."""
    people = office.hire()
    row = next(
        r
        for r in lives.rows()
        if r["controller"] == "maxim" and r["right"] == "erasure"
    )
    life = Life(row, people, timezone.now())
    with transaction.atomic(), act(by=Actor.job("tests")):
        RecipientFactory(
            controller=life.request.controller,
            name="SMS gateway",
            told=Told.ALWAYS,
            told_after=["erasure"],
            contact=ADDRESS,
        )
    systems.keep_systems()
    life.confirm()
    life.carry_out()
    task = life.request.tasks.get(title="SMS gateway")
    contact = outside.Contact(ADDRESS, "en", "Phone number +60 11 5550 0142")
    outside.ask(task, contact, by=people["aina"])
    return people["aina"]


def address() -> str:
    body: str = [one for one in mail.outbox if ADDRESS in one.to][-1].body
    found = re.search(r"(/recipient/[\w-]+/)", body)
    assert found is not None
    return found.group(1)


def test_a_recipient_gets_a_new_link_and_a_code(
    page: Page, asked: User, worker: Callable[[], None]
) -> None:
    worker()
    old = address()
    LinkToken.objects.update(sent_at=timezone.now() - timedelta(days=900))

    page.goto(old)
    press(page, "Send me a new link")
    worker()
    assert address() != old
    page.goto(address())
    press(page, "Send me a code")

    expect(page.get_by_label("Code from the e-mail")).to_be_visible()
