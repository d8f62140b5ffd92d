"""What comes after the answer: an authority's order, the file of a case, settings."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Establishment, User
from audit.trail import Actor
from correspondence import deliveries
from correspondence.models import Delivery
from dpo_portal.demo import office
from rights import authority_matters, workflow
from rights.authority_matters import Told
from rights.choices import Right, SourceKind
from rights.confirming import begin
from rights.filing import Asked, file
from rights.models import RightsRequest
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave

pytestmark = pytest.mark.usefixtures("companies")

NAME = "Muhammad Contohuddin bin Abdul Sampelrahman"
YEARS_AGO = timedelta(days=4 * 365)


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return office.hire()


def asked(ago: timedelta) -> RightsRequest:
    at = timezone.now() - ago
    case = file(
        Asked(
            establishment=Establishment.objects.get(
                controller__slug="maxim", country="MY"
            ),
            right=Right.ERASURE,
            granted_by=SourceKind.PROMISE,
            name=NAME,
            email="muhammad@example.test",
            language="en",
        ),
        by=Actor.subject(),
        submission=uuid.uuid4(),
        browser_key="",
        at=at,
    )
    begin(case, by=Actor.subject(), at=at)
    return case


def withdrawn(ago: timedelta) -> RightsRequest:
    case = asked(ago)
    at = timezone.now() - ago + timedelta(days=1)
    workflow.withdraw(case, at=at)
    for delivery in Delivery.objects.filter(letter__case_id=case.pk, accepted_at=None):
        deliveries.accept(delivery.pk, at=at)
    return case


def test_an_order_of_an_authority_is_noted_and_runs(
    page: Page,
    sign_in: Callable[[Page, User], None],
    people: dict[str, User],
    everywhere: LookEverywhere,
) -> None:
    case = asked(timedelta(days=10))
    sign_in(page, people["aina"])
    page.goto(f"/desk/requests/{case.ref}/authority/")
    everywhere(page, "authority-new")
    page.get_by_label("Its reference").fill("JPDP-2026-113")
    page.get_by_label("When did it write to us?").fill(timezone.localdate().isoformat())
    leave(page.get_by_role("button", name="Note it"))
    leave(page.get_by_role("link", name="Personal Data Protection"))
    everywhere(page, "authority-open")

    leave(page.get_by_role("button", name="Note the order"))
    expect(page.locator(".summary")).to_be_focused()
    everywhere(page, "authority-wrong")
    page.get_by_label("What does the authority order?").fill("Give a full copy.")
    page.get_by_label("When was it ordered?").fill(timezone.localdate().isoformat())
    due = timezone.localdate() + timedelta(days=14)
    page.get_by_label("Until the end of which day?").fill(due.isoformat())
    leave(page.get_by_role("button", name="Note the order"))

    expect(page.locator("#authorities")).to_be_visible()
    everywhere(page, "authority-on-the-case")


def test_case_files_are_counted_before_they_go(
    page: Page,
    sign_in: Callable[[Page, User], None],
    people: dict[str, User],
    everywhere: LookEverywhere,
) -> None:
    gone, kept = withdrawn(YEARS_AGO), withdrawn(YEARS_AGO)
    withdrawn(timedelta(days=30))
    told = Told("JPDP", "J-1", timezone.localdate())
    authority_matters.note(kept, told, by=people["aina"])
    sign_in(page, people["wei"])

    for view in ("due", "kept", "later"):
        page.goto(f"/desk/register/retention/?view={view}")
        everywhere(page, f"case-files-{view}")
    page.goto("/desk/register/retention/period/maxim/")
    everywhere(page, "case-files-period")
    page.goto(f"/desk/requests/{gone.ref}/keep/")
    everywhere(page, "case-file-keep")
    page.goto("/desk/register/retention/erase/")
    everywhere(page, "case-files-erase")
    leave(page.get_by_role("button", name="Erase 1 file"))
    page.goto(f"/desk/register/retention/{gone.ref}/")
    everywhere(page, "case-files-record")
    page.goto(f"/desk/requests/{gone.ref}/")
    everywhere(page, "case-erased")
    assert NAME not in page.content()
    page.goto("/desk/register/retention/?view=erased")
    everywhere(page, "case-files-erased")


def test_the_list_of_settings(
    page: Page,
    sign_in: Callable[[Page, User], None],
    people: dict[str, User],
    everywhere: LookEverywhere,
) -> None:
    sign_in(page, people["wei"])
    page.goto("/desk/settings/")
    everywhere(page, "settings")


def test_without_script_a_case_file_is_erased_as_well(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, User], None],
    people: dict[str, User],
) -> None:
    case = withdrawn(YEARS_AGO)
    page = open_page(java_script_enabled=False)
    sign_in(page, people["wei"])
    page.goto("/desk/register/retention/")
    page.get_by_role("link", name="Erase 1 file").click()
    page.get_by_role("button", name="Erase 1 file").click()
    page.get_by_text("1 file of a case is erased.").wait_for()

    assert RightsRequest.objects.get(pk=case.pk).erasure
