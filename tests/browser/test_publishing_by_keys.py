"""A version is planned, approved, announced and told to people with the keys alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from audit.trail import Actor, act
from correspondence.models import Delivery
from dpo_portal.demo import office
from policies import changes, deciding
from policies.models import Campaign, PolicyVersion
from tests.browser.conftest import DESKTOP
from tests.browser.hands import Desk
from tests.factories import DataSubjectFactory, IdentifierFactory
from tests.policies.drafts import EXPRESS, draft_of, published

pytestmark = pytest.mark.usefixtures("companies")


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
def draft(people: dict[str, User]) -> PolicyVersion:
    """N.B. Express, version 2: its one change is decided; two people to be told."""
    made = draft_of(published(), EXPRESS.replace("Panah Sampel", "OpenPush"))
    with transaction.atomic(), act(by=Actor.job("test")):
        made.policy.required_languages = ["en"]
        made.policy.save()
        company = made.policy.controller
        for name in ("dewi", "budi"):
            person = DataSubjectFactory(controller=company, language="en")
            IdentifierFactory(data_subject=person, value=f"{name}@example.test")
    found = changes.difference(made)
    assert found is not None
    deciding.decide(
        made,
        changes.mark_of(found.to_decide[0].row),
        categories=["C3"],
        reason="Another company gets the telephone's number.",
        summary={"en": "A new company, OpenPush, sends our push messages."},
        by=people["aina"],
        at=timezone.now(),
    )
    return made


def test_a_version_is_planned_approved_announced_and_told(
    open_page: Callable[..., Page],
    people: dict[str, User],
    draft: PolicyVersion,
    worker: Callable[[], None],
) -> None:
    aina, wei = (Desk(open_page(viewport=DESKTOP)) for _each in range(2))
    aina.sign_in(people["aina"])
    wei.sign_in(people["wei"])

    # The officer plans ways and day, and hands the draft to another person.
    aina.go_to("Policies")
    aina.follow(draft.policy.title)
    aina.keys.go(aina.page.locator("main a[href$='/v2/']").first)
    aina.follow("Publish")
    ways = aina.page.locator("[name=planned_channels]")
    for way in ("red_dot", "letter"):
        aina.keys.pick(ways, way)
    day = timezone.localdate() + timedelta(days=60)
    aina.keys.date(aina.page.get_by_label("In force from"), day.isoformat())
    aina.press("Keep the plan")
    expect(aina.page.get_by_text("The plan is kept.")).to_be_visible()
    aina.keys.go(aina.page.locator("nav[aria-label] a[href$='/v2/']").first)
    aina.press("Send to review")

    # The other person makes the words final and public.
    wei.go_to("Policies")
    wei.follow(draft.policy.title)
    wei.keys.go(wei.page.locator("main a[href$='/v2/']").first)
    wei.press("Approve")
    wei.follow("Publish")
    wei.press("Announce")
    expect(wei.page.get_by_text("everyone can read it now")).to_be_visible()

    # The officer plans the notice and freezes its words and its list.
    aina.page.reload()
    aina.follow("Tell people")
    aina.press("Plan it")
    aina.keys.pick(aina.page.locator("[name=shows]"), "banner")
    aina.press("Save the plan")
    aina.follow("Freeze words and list")
    aina.press("Freeze words and list")
    expect(aina.page.get_by_text("the list are frozen")).to_be_visible()

    # The other person sends it, and reads how far it is.
    wei.go_to("Notices")
    wei.follow(str(draft))
    wei.follow("Approve and send")
    wei.press("Approve and send")
    worker()
    wei.page.reload()
    progress = wei.page.get_by_role("heading", name="2 of 2 handed over")
    expect(progress).to_be_visible()
    wei.follow("See every recipient")
    wei.keys.go(wei.page.locator("main tbody a").first)
    expect(wei.page.get_by_role("heading", name="was told")).to_be_visible()

    campaign = Campaign.objects.get()
    assert (campaign.proposed_by, campaign.approved_by) == (
        people["aina"],
        people["wei"],
    )
    assert set(campaign.shows) == {"red_dot", "banner"}
    sent = Delivery.objects.filter(campaign_id=campaign.pk)
    assert set(sent.values_list("state", flat=True)) == {"accepted"}
