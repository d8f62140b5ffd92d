"""The jobs of the office with the keys alone, without its single-key shortcuts.

Deciding and the request of a person are in test_png_story.py, publishing and telling
in test_publishing_by_keys.py, with the same hands. Each page that the keys pass must
show where they are (hands.py).
"""

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from audit.trail import Actor, act
from dpo_portal.demo import lives, office
from dpo_portal.demo.life import Life
from rights.models import RightsRequest
from tests.browser.conftest import once
from tests.browser.hands import Desk
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
