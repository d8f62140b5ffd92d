"""The pages of a case's steps, and a case that waits, is held, or takes more time."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from dpo_portal.demo import lives, office
from dpo_portal.demo.life import Life
from rights.models import RightsRequest
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave

pytestmark = pytest.mark.usefixtures("companies")


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return office.hire()


def live(reached: str, people: dict[str, User], **more: str) -> RightsRequest:
    row = next(r for r in lives.rows() if {**r, "reached": reached, **more} == r)
    life = Life(row, people, timezone.now())
    life.confirm()
    lives.REACHED[reached](life)
    return life.request


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def test_a_case_that_waits_is_held_or_takes_more_time(
    page: Page,
    sign_in: Callable[[Page, User], None],
    people: dict[str, User],
    everywhere: LookEverywhere,
) -> None:
    cases = {
        "waiting": live("waiting", people, country="CO"),
        "held": live("held", people),
        "extended": live("extended", people),
    }
    sign_in(page, people["aina"])

    for name, case in cases.items():
        page.goto(f"/desk/requests/{case.ref}/")
        everywhere(page, f"case-{name}")
    unfold(page)
    everywhere(page, "case-unfolded")


def test_each_step_says_what_it_does_before_it_is_taken(
    page: Page,
    sign_in: Callable[[Page, User], None],
    people: dict[str, User],
    everywhere: LookEverywhere,
) -> None:
    case = live("assessing", people, country="TJ")
    colombian = live("waiting", people, country="CO")
    sign_in(page, people["aina"])

    for step in ("clarify", "hold", "not-competent", "duplicate", "extend"):
        page.goto(f"/desk/requests/{case.ref}/{step}/")
        everywhere(page, f"step-{step}")
    page.goto(f"/desk/requests/{colombian.ref}/complete/")
    everywhere(page, "step-complete")
    page.goto(f"/desk/requests/{case.ref}/clarify/")
    leave(page.get_by_role("button", name="Send the question"))
    expect(page.locator(".summary")).to_be_focused()
    everywhere(page, "step-clarify-wrong")
