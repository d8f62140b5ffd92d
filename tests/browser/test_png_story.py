"""An erasure that is granted in part, as the design draws it: from the form to the end.

Two clocks, the identity check, a decision for each data set, the second look, the
letter, systems and recipients, a hold that ends by itself, a file for the person. Once
with the keys alone at a desk, once on phones without a script.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Controller, User
from audit.trail import Actor, act
from processing.terms import Told
from rights.choices import Outcome, Stage
from rights.models import RightsRequest
from tests.browser.conftest import Look
from tests.browser.hands import Finger, Hand, Keys
from tests.factories import PASSWORD, ActivityFactory, RecipientFactory, SystemFactory
from tests.requests.harmless_files import PDF

NAME = "Muhammad Contohuddin bin Abdul Sampelrahman"
EMAIL = "contohuddin@example.test"
GATEWAY = "privacy@sms.example"
DISPUTE = "Dispute D-7741 about a trip is open."
FINDER = "Phone number ending in 0142"

pytestmark = pytest.mark.usefixtures("companies")


@dataclass
class Story:
    """Who acts with what, and the case they act on."""

    hand: Hand
    worker: Callable[[], None]
    fits: Look
    person: Page
    desk: Page
    approver: Page
    ref: str = ""

    @property
    def case(self) -> RightsRequest:
        return RightsRequest.objects.get(ref=self.ref)

    def press(self, page: Page, words: str) -> None:
        main = page.get_by_role("main")
        self.hand.go(main.get_by_role("button", name=words, exact=True).first)
        self.fits(page)

    def follow(self, page: Page, words: str) -> None:
        main = page.get_by_role("main")
        self.hand.go(main.get_by_role("link", name=words, exact=True).first)
        self.fits(page)

    def write(self, page: Page, label: str, words: str) -> None:
        self.hand.write(page.get_by_role("textbox", name=label, exact=True), words)

    def open_case(self) -> None:
        self.desk.goto(f"/desk/requests/{self.ref}/")
        self.fits(self.desk)

    def code_for(self, address: str) -> str:
        self.worker()
        body = [one.body for one in mail.outbox if address in one.to][-1]
        digits = re.search(r"\b\d{4} ?\d{4}\b", body)
        assert digits is not None
        return digits.group()


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.KEY_DIR = settings.DATA_DIR / "keys"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def register(companies: None) -> None:
    """Two systems, each with data of its own, and a recipient outside."""
    maxim = Controller.objects.get(slug="maxim")
    with transaction.atomic(), act(by=Actor.job("tests")):
        for code, label in (("ACC", "Account"), ("ORD", "Orders and routes")):
            ActivityFactory(
                controller=maxim, code=code, label={"en": label, "ms": label}
            )
        SystemFactory(
            controller=maxim,
            name="Maxim app account",
            team="Apps team",
            activities=["ACC"],
        )
        SystemFactory(controller=maxim, name="Order history", activities=["ORD"])
        RecipientFactory(
            controller=maxim,
            name="SMS gateway",
            told=Told.ALWAYS,
            told_after=["erasure"],
            contact=GATEWAY,
        )


@pytest.fixture
def begin(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, User], None],
    worker: Callable[[], None],
    fits: Look,
    cast: SimpleNamespace,
    register: None,
) -> Callable[[Hand], Story]:
    def begun(hand: Hand) -> Story:
        person, desk, approver = (open_page(**hand.device) for _each in range(3))
        sign_in(approver, cast.farid)
        desk.goto("/accounts/login/")
        hand.write(desk.locator("[name=login]"), cast.aida.email)
        hand.write(desk.locator("[name=password]"), PASSWORD)
        hand.go(desk.get_by_role("button", name="Sign in"))
        return Story(hand, worker, fits, person, desk, approver)

    return begun


def test_the_whole_story_with_the_keyboard_alone(
    begin: Callable[[Hand], Story], tmp_path: Path
) -> None:
    live(begin(Keys()), tmp_path)


def test_the_whole_story_on_phones_without_javascript(
    begin: Callable[[Hand], Story], tmp_path: Path
) -> None:
    live(begin(Finger()), tmp_path)


def live(story: Story, folder: Path) -> None:
    file_it(story)
    check_identity(story)
    decide(story)
    agree_and_send(story)
    erase_the_account(story)
    tell_the_gateway(story)
    the_gateway_confirms(story)
    send_a_file(story, folder)
    the_person_saves_it(story)
    end_the_hold_and_close(story)
    read_the_timeline(story)


def file_it(story: Story) -> None:
    page = story.person
    page.goto("/en/c/maxim/my/")
    story.follow(page, "Use your rights")
    for name, value in (("relation", "self"), ("right", "erasure")):
        story.hand.pick(page.locator(f"[name={name}]"), value)
        story.press(page, "Continue")
    story.hand.write(page.locator("textarea"), "My account and all my trips.")
    story.press(page, "Continue")
    story.hand.write(page.locator("[name=name]"), NAME)
    story.hand.write(page.locator("[name=email]"), EMAIL)
    story.press(page, "Continue")
    story.press(page, "Send my request")
    story.hand.write(page.locator("[name=digits]"), story.code_for(EMAIL))
    story.press(page, "Confirm my request")
    story.ref = RightsRequest.objects.get().ref
    expect(page.locator(".hero")).to_contain_text(story.ref)


def check_identity(story: Story) -> None:
    desk = story.desk
    desk.goto("/desk/requests/")
    story.follow(desk, story.case.get_right_display())
    expect(desk.locator(".clock")).to_have_count(2)
    story.press(desk, "Assign to me")
    story.follow(desk, "Check the identity")
    story.press(desk, "Start the identity check")
    for fact in desk.locator("main select").all():
        story.hand.select(fact, "Matches")
    story.hand.pick(desk.locator("[name=is_verified]"), "yes")
    story.press(desk, "Keep the result")


def decide(story: Story) -> None:
    """The account goes now, the orders when the dispute is over."""
    desk = story.desk
    story.follow(desk, "Decide")
    story.hand.pick(desk.locator("[name=outcome]"), Outcome.PARTLY_GRANTED)
    story.write(desk, "Reason, in everyday words", DISPUTE)
    story.hand.unfold(desk.get_by_text("Decide data set by data set"))
    story.hand.select(desk.locator("[name=set-0]"), "Granted")
    story.hand.select(desk.locator("[name=set-1]"), "Put off")
    later = desk.locator("[name=set-1-ground] optgroup[label^=Later] option")
    ground = later.first.text_content()
    assert ground is not None
    story.hand.select(desk.locator("[name=set-1-ground]"), ground)
    story.write(desk, "Until what happens is it put off?", "the dispute is settled")
    day = timezone.localdate() + timedelta(days=30)
    story.hand.date(desk.locator("[name=review_on]"), day.isoformat())
    story.hand.select(desk.locator("[name=matter]"), "dispute")
    story.write(desk, "Its reference in your books", "D-7741")
    story.press(desk, "Preview the letter")
    expect(desk.locator(".letter")).to_contain_text("Orders and routes")
    story.press(desk, "Propose this decision")
    expect(desk.get_by_text("Another person has to look at it.")).to_be_visible()


def agree_and_send(story: Story) -> None:
    approver = story.approver
    approver.goto(f"/desk/requests/{story.ref}/")
    story.press(approver, "Agree with the decision")
    story.open_case()
    story.press(story.desk, "Send the answer")
    story.worker()
    answer = [one for one in mail.outbox if EMAIL in one.to][-1]
    assert DISPUTE in " ".join(answer.body.split())
    story.open_case()
    expect(story.desk.locator(".clock").first).to_contain_text("Met")
    hold = story.desk.get_by_role("region", name="Carrying out is on hold")
    expect(hold).to_contain_text("D-7741")


def erase_the_account(story: Story) -> None:
    """To do, found, erased: a system of the register, step by step."""
    desk = story.desk
    story.follow(desk, "More about Maxim app account")
    story.write(desk, "What was found", "1 account, 3 cards")
    story.press(desk, "Note it")
    row = desk.locator("li.task", has_text="Maxim app account")
    expect(row).to_contain_text("Found")
    settle(story, "Maxim app account")
    expect(row).to_contain_text("Erased")


def settle(story: Story, title: str) -> None:
    row = story.desk.locator("li.task", has_text=title)
    story.hand.unfold(row.locator("summary"))
    story.hand.write(row.get_by_label("What shows it"), "Job 4711 of 11 March")
    story.hand.go(row.get_by_role("button", name="Settle the task"))
    story.fits(story.desk)


def tell_the_gateway(story: Story) -> None:
    desk = story.desk
    story.follow(desk, "Tell SMS gateway")
    story.write(desk, "How is the person's data found there?", FINDER)
    story.press(desk, "Send the letter")
    row = desk.locator("li.task", has_text="SMS gateway")
    expect(row).to_contain_text("Told, no answer")


def the_gateway_confirms(story: Story) -> None:
    """Through its link, after a code, without an account."""
    story.worker()
    letter = [one.body for one in mail.outbox if GATEWAY in one.to][-1]
    assert NAME not in letter
    path = re.search(r"/recipient/[\w-]+/", letter)
    assert path is not None
    outside = story.person
    outside.goto(path.group())
    expect(outside.get_by_text(FINDER)).to_have_count(0)
    story.press(outside, "Send me a code")
    story.write(outside, "Code from the e-mail", story.code_for(GATEWAY))
    story.press(outside, "Open the page")
    expect(outside.get_by_text(FINDER)).to_be_visible()
    story.hand.pick(outside.locator("[name=answer]"), "done")
    story.write(outside, "What shows it, or why not", "Ticket 88 in our log")
    story.press(outside, "Confirm")
    story.open_case()
    row = story.desk.locator("li.task", has_text="SMS gateway")
    expect(row).to_contain_text("Confirmed")


def send_a_file(story: Story, folder: Path) -> None:
    proof = folder / "app-account-erased.pdf"
    proof.write_bytes(PDF)
    desk = story.desk
    story.hand.unfold(desk.get_by_text("Write to the person", exact=True))
    story.write(desk, "Message to the person", "Here is what was erased.")
    story.hand.attach(desk.locator("#message-attached"), proof)
    story.press(desk, "Send the message")


def the_person_saves_it(story: Story) -> None:
    page = story.person
    page.context.clear_cookies()
    page.goto(f"/r/{story.ref}/")
    expect(page.get_by_text("app-account-erased.pdf")).to_have_count(0)
    story.press(page, "Send me a code")
    story.write(page, "Code from the e-mail", story.code_for(EMAIL))
    story.press(page, "Open my request")
    expect(page.locator(".letter")).to_contain_text(DISPUTE)
    link = page.get_by_role("link", name="app-account-erased.pdf")
    assert story.hand.save(link) == PDF


def end_the_hold_and_close(story: Story) -> None:
    """The dispute is over: the hold ends by itself, and what waited is done."""
    desk = story.desk
    story.press(desk, "It is settled")
    story.worker()
    story.open_case()
    settle(story, "Order history")
    story.press(desk, "Close the request")
    case = story.case
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.PARTLY_GRANTED)
    assert {clock.status for clock in case.clocks.exclude(due_at=None)} == {"met"}


TOLD = (
    *("Request received", "Identity confirmed", "Decision approved", "Answer sent"),
    *("Recipient told", "Recipient confirmed", "Hold lifted", "Carried out", "Closed"),
)


def read_the_timeline(story: Story) -> None:
    timeline = story.desk.locator("ol.tl")
    for title in TOLD:
        expect(timeline).to_contain_text(title)
    assert NAME not in story.desk.title()
