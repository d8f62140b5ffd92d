"""The register's pages at both widths, in light and dark; and kept without a mouse."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from dpo_portal.demo.assessments import keep_assessments
from dpo_portal.demo.office import hire
from dpo_portal.demo.systems import keep_systems
from processing.loading import load_shipped
from processing.models import Activity, ImpactAssessment, Recipient, System
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave

type SignIn = Callable[[Page, User], None]

pytestmark = pytest.mark.usefixtures("companies")


@pytest.fixture
def register(db: None) -> None:
    load_shipped()
    keep_systems()
    keep_assessments(hire())


def pages() -> dict[str, str]:
    vehicle = Activity.objects.get(code="MAXIM-R-VEH")
    system = System.objects.get(controller__slug="maxim", code="example-accounts")
    recipient = Recipient.objects.get(controller__slug="maxim", code="each-other")
    assessment = ImpactAssessment.objects.get(controller__slug="maxim")
    return {
        "assessments": "/desk/register/assessments/",
        "assessment": assessment.get_absolute_url(),
        "assessment-add": "/desk/register/assessments/add/",
        "processing": "/desk/register/processing/",
        "processing-filtered": "/desk/register/processing/?country=VN",
        "activity": vehicle.get_absolute_url(),
        "systems": "/desk/register/systems/",
        "systems-none": "/desk/register/systems/?state=retired",
        "system": system.get_absolute_url(),
        "system-edit": f"{system.get_absolute_url()}edit/",
        "system-retire": f"{system.get_absolute_url()}retire/",
        "system-add": "/desk/register/systems/add/",
        "recipients": "/desk/register/recipients/",
        "recipient": recipient.get_absolute_url(),
        "recipient-edit": f"{recipient.get_absolute_url()}edit/",
    }


def test_every_page_of_the_register(
    desktop: Page,
    sign_in: SignIn,
    aida: User,
    register: None,
    everywhere: LookEverywhere,
) -> None:
    sign_in(desktop, aida)

    for name, address in pages().items():
        desktop.goto(address)
        everywhere(desktop, f"register-{name}")


def test_a_system_is_added_on_a_phone_and_its_mistakes_are_told(
    page: Page,
    sign_in: SignIn,
    aida: User,
    register: None,
    look: Callable[[Page], None],
) -> None:
    sign_in(page, aida)
    page.goto("/desk/register/systems/")
    leave(page.get_by_role("link", name="Add a system"))
    leave(page.get_by_role("button", name="Save"))
    look(page)
    expect(page.get_by_role("alert")).to_be_visible()

    page.get_by_label("Name", exact=True).fill("Trip archive")
    page.get_by_label("Days until the last backup is gone").fill("30")
    leave(page.get_by_role("button", name="Save"))

    expect(page.get_by_role("heading", name="Trip archive")).to_be_visible()
    look(page)
    assert System.objects.get(name="Trip archive").backup_days == 30
