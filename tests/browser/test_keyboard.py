"""The jobs of the office with the keys alone, without its single-key shortcuts.

Deciding and the request of a person are in test_png_story.py, with the same hands. Each
page that the keys pass must show where they are (hands.py).
"""

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from audit.trail import Actor, act
from dpo_portal.demo import lives, office
from dpo_portal.demo.life import Life
from dpo_portal.demo.office import PASSWORD
from rights.models import RightsRequest
from tests.browser.conftest import once
from tests.browser.hands import Keys
from tests.policies.drafts import EXPRESS, draft_of, published

MAXIM = "/desk/policies/maxim/privacy"
EXPRESS_V2 = "/desk/policies/nbexpress/privacy/v2"

pytestmark = [pytest.mark.usefixtures("companies"), once]


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """The demo's office by first name; shortcuts are off."""
    hired = office.hire()
    with transaction.atomic(), act(by=Actor.job("test")):
        for user in hired.values():
            user.has_shortcuts = False
            user.save()
    return hired


class Desk:
    """Somebody at a desk who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, Keys()

    def sign_in(self, user: User) -> None:
        self.page.goto("/accounts/login/")
        self.keys.write(self.page.locator("[name=login]"), user.email)
        self.keys.write(self.page.locator("[name=password]"), PASSWORD)
        self.keys.go(self.page.get_by_role("button", name="Sign in"))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Good")

    def press(self, words: str) -> None:
        main = self.page.get_by_role("main")
        self.keys.go(main.get_by_role("button", name=words, exact=True).first)

    def follow(self, words: str) -> None:
        main = self.page.get_by_role("main")
        self.keys.go(main.get_by_role("link", name=words, exact=True).first)


@pytest.fixture
def desk(desktop: Page) -> Desk:
    return Desk(desktop)


def test_requests_are_filtered_and_assigned(
    desk: Desk, people: dict[str, User]
) -> None:
    for row in list(lives.rows())[:5]:
        Life(row, people, timezone.now()).confirm()
    page, right = desk.page, RightsRequest.objects.earliest("pk").get_right_display()
    desk.sign_in(people["aina"])

    desk.keys.go(page.get_by_role("link", name="Requests").first)
    desk.keys.select(page.get_by_label("Right"), str(right))
    desk.press("Apply")
    shown = page.locator("main tbody tr").count()
    assert 0 < shown < 5
    expect(page.locator(".tagx")).to_contain_text(str(right))
    for box in page.locator(".sel").all():
        desk.keys.pick(box, box.get_attribute("value") or "")
    expect(page.locator("#selected")).to_have_text(f"{shown} selected")
    desk.press("Assign")
    desk.keys.select(page.locator("[name=owner]"), people["wei"].full_name)
    desk.keys.go(page.locator("main button.pri"))

    assert RightsRequest.objects.filter(owner=people["wei"]).count() == shown


def test_changes_are_classified_one_after_the_other(
    desk: Desk, people: dict[str, User]
) -> None:
    text = EXPRESS.replace("Panah Sampel", "OpenPush").replace("15 days", "10 days")
    draft_of(published(), text)
    page = desk.page
    desk.sign_in(people["aina"])
    page.goto(f"{EXPRESS_V2}/compare/1/")

    for left, is_last in ((1, False), (0, True)):
        desk.keys.pick(page.locator("[name=is_material]"), "no")
        desk.keys.write(page.get_by_label("Why, in one sentence"), "Only a name.")
        desk.press("Save, next")
        expect(page.get_by_text("Decision saved.")).to_be_visible()
        expect(page.locator(".sum b").last).to_have_text(str(left))
        if not is_last:  # the keys go on at the next change, not at the top
            page.keyboard.press("Tab")
            expect(page.locator(".chg:target :focus")).to_have_count(1)
