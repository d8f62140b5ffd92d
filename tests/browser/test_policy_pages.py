"""The desk pages of policies at both widths, in light and dark, by keyboard."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from audit.trail import act
from dpo_portal.demo.office import hire
from policies import changes, deciding, editing, workflow
from policies.models import PolicyVersion
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave
from tests.policies.drafts import EXPRESS, JOB, draft_of, published

type SignIn = Callable[[Page, User], None]

pytestmark = pytest.mark.usefixtures("companies")
NEW = (
    ("the service Panah Sampel", "the OpenPush service, run by Contoh Cloud"),
    ("your name and your telephone number", "your name, telephone number and device"),
    ("within 15 days", "within 10 days"),
    ("10.2. Telephone", "10.2. Officer: dpo@express.example.\n10.3. Telephone"),
    ("3.2.2. Nobody else receives", "3.2.2. Nobody  else receives"),
)


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return hire()


@pytest.fixture
def draft(people: dict[str, User]) -> PolicyVersion:
    """N.B. Express, version 2: five changes, two of them decided."""
    text = EXPRESS
    for before, after in NEW:
        assert before in text, before
        text = text.replace(before, after)
    made = draft_of(published(), text)
    now = timezone.now()
    changes.suggest(made, by=people["aina"], at=now)
    found = changes.difference(made)
    assert found is not None
    by_words = {one.row.after_text: changes.mark_of(one.row) for one in found.to_decide}
    push = next(mark for words, mark in by_words.items() if "OpenPush" in words)
    answer = next(mark for words, mark in by_words.items() if "10 days" in words)
    deciding.decide(
        made,
        push,
        categories=["C3"],
        reason="Another company gets the telephone's number.",
        summary={"en": "A new company sends our push messages."},
        by=people["aina"],
        at=now,
    )
    deciding.decide(
        made,
        answer,
        categories=["C4"],
        reason="People get their answer sooner.",
        follows=["NBX-15-CONTACT"],
        summary={"en": "We now answer within 10 days instead of 15."},
        by=people["aina"],
        at=now,
    )
    editing.comment(made, "Is the number still right?", by=people["wei"], at=now)
    return made


def test_every_page_of_a_draft(
    desktop: Page,
    sign_in: SignIn,
    people: dict[str, User],
    draft: PolicyVersion,
    everywhere: LookEverywhere,
) -> None:
    sign_in(desktop, people["aina"])
    start = "/desk/policies/nbexpress/privacy/"

    for name, address in {
        "list": "/desk/policies/",
        "policy": start,
        "version": f"{start}v2/",
        "compare": f"{start}v2/compare/1/",
        "compare-one": f"{start}v2/compare/1/?view=one",
        "compare-full": f"{start}v2/compare/1/?view=full",
        "edit": f"{start}v2/edit/",
        "translate": f"{start}v2/translate/ms/",
        "scope": f"{start}v2/scope/?key=10.1",
        "contents": f"{start}v2/contents/",
    }.items():
        desktop.goto(address)
        everywhere(desktop, f"policy-{name}")


@pytest.fixture
def approved(draft: PolicyVersion, people: dict[str, User]) -> PolicyVersion:
    """The same, decided, planned and approved in English; Malay is not whole yet."""
    now = timezone.now()
    with transaction.atomic(), act(by=JOB):
        draft.policy.required_languages = ["en"]
        draft.policy.save()
    found = changes.difference(draft)
    assert found is not None
    for one in found.to_decide:
        deciding.decide(
            draft,
            changes.mark_of(one.row),
            categories=["C3"],
            reason="People should know.",
            summary={"en": "More of this reaches others."},
            by=people["aina"],
            at=now,
        )
    workflow.plan(
        draft,
        planned_channels=["red_dot", "letter"],
        effective_on=timezone.localdate() + timedelta(days=60),
        by=people["aina"],
        at=now,
    )
    workflow.submit(draft, by=people["aina"], at=now)
    workflow.approve(draft, by=people["wei"], at=now)
    return draft


def test_a_version_is_announced_by_hand_and_what_follows_is_offered(
    desktop: Page,
    sign_in: SignIn,
    people: dict[str, User],
    approved: PolicyVersion,
    everywhere: LookEverywhere,
) -> None:
    sign_in(desktop, people["wei"])
    here = "/desk/policies/nbexpress/privacy/v2/"
    desktop.goto(f"{here}publish/")
    everywhere(desktop, "policy-publish")

    leave(desktop.get_by_role("button", name="Announce"))
    expect(desktop.get_by_text("everyone can read it now")).to_be_visible()
    everywhere(desktop, "policy-announced")
    expect(desktop.get_by_role("link", name="Tell people")).to_be_visible()

    leave(desktop.get_by_role("button", name="Correct it"))
    expect(desktop.get_by_text("begins with the words of version 2")).to_be_visible()
    everywhere(desktop, "policy-correction")


def test_a_change_is_decided_by_keyboard_on_a_phone(
    page: Page,
    sign_in: SignIn,
    people: dict[str, User],
    draft: PolicyVersion,
    look: Callable[[Page], None],
) -> None:
    sign_in(page, people["aina"])
    page.goto("/desk/policies/nbexpress/privacy/v2/compare/1/")
    leave(page.get_by_role("button", name="Save, next"))
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)

    page.get_by_label("Yes, it is material").check()
    page.get_by_label("Category in the policy").select_option("C1")
    page.get_by_label("Why, in one sentence").fill("One kind of data more.")
    page.get_by_label("Why, in one sentence").press("Enter")

    expect(page.get_by_text("Decision saved.")).to_be_visible()
    look(page)
