"""Who asks, and for whom: documents, guardian, same person, fee; in a browser."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Establishment, User
from audit.trail import Actor
from dpo_portal.demo import office
from rights import charging, identifying
from rights.choices import Relation, Right, SourceKind
from rights.confirming import begin
from rights.filing import Asked, Wish, file
from rights.models import RightsRequest
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave
from tests.requests.harmless_files import png

pytestmark = pytest.mark.usefixtures("companies")

NAME = "Muhammad Contohuddin bin Abdul Sampelrahman"
EMAIL = "muhammad.contohuddin.bin.abdul.sampel@example.test"


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return office.hire()


def asked(
    controller: str, country: str, *rights: Right, **more: object
) -> RightsRequest:
    days = int(str(more.pop("days_ago", 0)))
    place = Establishment.objects.get(controller__slug=controller, country=country)
    first, *others = rights
    case = file(
        Asked(
            establishment=place,
            right=first,
            granted_by=SourceKind.PROMISE,
            also=tuple(Wish(right, SourceKind.PROMISE) for right in others),
            **{"name": NAME, "email": EMAIL, "language": "en", **more},  # type: ignore[arg-type]
        ),
        by=Actor.subject(),
        submission=uuid.uuid4(),
        browser_key="",
        at=timezone.now() - timedelta(days=days),
    )
    begin(case, by=Actor.subject(), at=timezone.now())
    return case


def test_the_check_of_a_minor_with_a_guardian_and_a_document(
    page: Page,
    sign_in: Callable[[Page, User], None],
    people: dict[str, User],
    everywhere: LookEverywhere,
) -> None:
    aina = people["aina"]
    case = asked(
        *("maxim", "TH", Right.ACCESS, Right.ERASURE),
        relation=Relation.MINOR,
        guardian_name="Malee Tuayang",
        guardian_email="malee@example.test",
    )
    identifying.start_identity_check(case, by=aina)
    sign_in(page, aina)

    page.goto(f"/desk/requests/{case.ref}/guardian/")
    everywhere(page, "guardian")
    turns_20 = timezone.localdate() + timedelta(days=200)
    page.get_by_label("Day on which the person comes of age").fill(str(turns_20))
    page.get_by_label("What showed that they may act?").fill("Household register")
    leave(page.get_by_role("button", name="Note it"))
    page.goto(f"/desk/requests/{case.ref}/identity/")
    page.get_by_label("What does it show?").select_option("id_document_number")
    copy = {"name": "id.png", "mimeType": "image/png", "buffer": png()}
    page.get_by_label("Copy of the document").set_input_files([copy])  # type: ignore[list-item]
    leave(page.get_by_role("button", name="Add the document"))
    everywhere(page, "identity-document")
    for field in page.locator("select[name^=fact-]").all():
        field.select_option("match")
    page.get_by_label("Identity confirmed").check()
    leave(page.get_by_role("button", name="Keep the result"))
    everywhere(page, "case-with-guardian")
    page.goto(f"/desk/requests/{case.ref}/identity/")
    everywhere(page, "identity-deleted")
    expect(page.get_by_text("Fingerprint (SHA-256)")).to_be_visible()


def test_the_same_person_and_a_fee(
    page: Page,
    sign_in: Callable[[Page, User], None],
    people: dict[str, User],
    everywhere: LookEverywhere,
) -> None:
    aina = people["aina"]
    for days in (90, 60, 5):
        case = asked("nbexpress", "MY", Right.ACCESS, days_ago=days)
        identifying.start_identity_check(case, by=aina)
        identifying.settle_identity(case, by=aina, is_verified=True, findings={})
    sign_in(page, people["wei"])

    page.goto(f"/desk/requests/{case.ref}/fee/")
    everywhere(page, "fee")
    terms = charging.Terms(
        Decimal("25.00"), "MYR", "The third copy this year.", "By bank transfer."
    )
    charging.propose_fee(case, terms, by=aina)
    page.goto(f"/desk/requests/{case.ref}/")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    everywhere(page, "case-fee-proposed")
    leave(page.get_by_role("button", name="Approve the fee"))
    everywhere(page, "case-fee-asked")


@pytest.mark.parametrize("country", ["th", "br"])
def test_the_form_says_what_happens_for_who_is_under_age(
    page: Page, everywhere: LookEverywhere, country: str
) -> None:
    page.goto(f"/en/c/maxim/{country}/request/who/")
    everywhere(page, f"who-{country}")
    page.get_by_label("For myself, and I am under").check()
    leave(page.locator("main button.pri"))
    page.get_by_label("Erase my data").check()
    leave(page.locator("main button.pri"))
    leave(page.locator("main button.pri"))
    everywhere(page, f"contact-minor-{country}")
    expect(page.get_by_label("Name of your parent or guardian")).to_be_visible()
