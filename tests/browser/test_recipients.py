"""A recipient outside confirms on a phone, without a script; the office sees it."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from audit.trail import Actor, act
from dpo_portal.demo import lives, office, systems
from dpo_portal.demo.life import Life
from processing.loading import load_shipped
from processing.terms import Told
from rights import outside
from rights.models import FulfilmentTask, RightsRequest
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave
from tests.factories import RecipientFactory

NOW = timezone.now
pytestmark = pytest.mark.usefixtures("companies")
ADDRESS = "privacy@sms.example"


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return office.hire()


@pytest.fixture
def case(people: dict[str, User]) -> RightsRequest:
    """A deletion at Maxim that is carried out: systems, a gateway, a processor."""
    row = next(
        r
        for r in lives.rows()
        if r["controller"] == "maxim" and r["right"] == "erasure"
    )
    life = Life(row, people, timezone.now())
    with transaction.atomic(), act(by=Actor.job("tests")):
        for name, told in (
            ("SMS gateway", Told.ALWAYS),
            ("Payment processor of the whole group in three countries", Told.ALWAYS),
        ):
            RecipientFactory(
                controller=life.request.controller,
                name=name,
                told=told,
                told_after=["erasure"],
                contact=ADDRESS,
            )
    systems.keep_systems()
    life.confirm()
    life.carry_out()
    return life.request


def test_deciding_data_set_by_data_set(
    page: Page,
    people: dict[str, User],
    sign_in: Callable[[Page, User], None],
    everywhere: LookEverywhere,
) -> None:
    load_shipped()
    row = next(r for r in lives.rows() if r["reached"] == "ready_to_decide")
    case = {**row, "controller": "maxim", "country": "MY", "right": "erasure"}
    life = Life(case, people, NOW())
    life.confirm()
    life.know()
    sign_in(page, people["aina"])

    page.goto(f"/desk/requests/{life.request.ref}/decision/")
    page.get_by_text("Decide data set by data set").click()
    everywhere(page, "decision-data-sets")


def last_mail() -> str:
    body: str = [one for one in mail.outbox if ADDRESS in one.to][-1].body
    return body


def test_a_recipient_confirms_on_a_phone_without_a_script(
    open_page: Callable[..., Page],
    case: RightsRequest,
    people: dict[str, User],
    worker: Callable[[], None],
    everywhere: LookEverywhere,
) -> None:
    task = case.tasks.get(title="SMS gateway")
    finder = "Phone number +60 11 5550 0142, user since 2023"
    contact = outside.Contact(ADDRESS, "en", finder)
    outside.ask(task, contact, by=people["aina"])
    worker()
    path = re.search(r"(/recipient/[\w-]+/)", last_mail())
    assert path is not None
    page = open_page(java_script_enabled=False)

    page.goto(path.group(1))
    expect(page.get_by_text("0142")).to_have_count(0)
    leave(page.get_by_role("button", name="Send me a code"))
    worker()
    digits = re.search(r"\b\d{8}\b", last_mail())
    assert digits is not None
    page.get_by_label("Code from the e-mail").fill(digits.group())
    leave(page.get_by_role("button", name="Open the page"))
    expect(page.get_by_text(finder)).to_be_visible()
    page.get_by_label("We have done it").check()
    page.get_by_label("What shows it, or why not").fill("Job 4711 in our log.")
    leave(page.get_by_role("button", name="Confirm"))

    expect(page.get_by_role("heading", name="we have your answer")).to_be_visible()
    task.refresh_from_db()
    assert task.state == FulfilmentTask.State.CONFIRMED


def test_each_page_of_a_recipient_at_both_widths_in_light_and_dark(
    page: Page,
    case: RightsRequest,
    people: dict[str, User],
    worker: Callable[[], None],
    everywhere: LookEverywhere,
) -> None:
    task = case.tasks.get(title="SMS gateway")
    contact = outside.Contact(ADDRESS, "en", "Phone number +60 11 5550 0142")
    outside.ask(task, contact, by=people["aina"])
    worker()
    path = re.search(r"(/recipient/[\w-]+/)", last_mail())
    assert path is not None
    page.goto(path.group(1))
    everywhere(page, "recipient-code")
    leave(page.get_by_role("button", name="Send me a code"))
    worker()
    digits = re.search(r"\b\d{8}\b", last_mail())
    assert digits is not None
    everywhere(page, "recipient-code-sent")
    page.get_by_label("Code from the e-mail").fill(digits.group())
    leave(page.get_by_role("button", name="Open the page"))
    everywhere(page, "recipient-page")
    page.get_by_label("We do not do it").check()
    leave(page.get_by_role("button", name="Confirm"))
    everywhere(page, "recipient-page-wrong")
    page.get_by_label("We have done it").check()
    leave(page.get_by_role("button", name="Confirm"))
    everywhere(page, "recipient-over")


def test_the_systems_of_a_case_and_the_ledgers(
    page: Page,
    case: RightsRequest,
    people: dict[str, User],
    sign_in: Callable[[Page, User], None],
    everywhere: LookEverywhere,
) -> None:
    gateway = case.tasks.get(title="SMS gateway")
    contact = outside.Contact(ADDRESS, "en", "Phone number +60 11 5550 0142")
    outside.ask(gateway, contact, by=people["aina"])
    outside.answer(gateway, answer=outside.Answer.DONE, words="Job 4711")
    other = case.tasks.get(title__startswith="Payment")
    outside.ask(other, contact, by=people["aina"])
    sign_in(page, people["aina"])

    desk = f"/desk/requests/{case.ref}/"
    for name, path in {
        "case-carrying-out": desk,
        "task": f"{desk}systems/{other.pk}/",
        "told-of-case": f"{desk}recipients/",
        "told": "/desk/register/told/",
        "backups": "/desk/register/backups/",
    }.items():
        page.goto(path)
        everywhere(page, name)
    page.goto("/desk/register/backups/")
    leave(page.locator("a.ttl").first)
    everywhere(page, "backup")
