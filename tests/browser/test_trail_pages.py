"""The auditor's pages at both widths, in light and dark; and read without a mouse."""

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from accounts.models import Controller, User
from audit.models import LedgerEntry
from audit.redacting import Target, redact
from audit.sealing import Sealer
from audit.trail import act
from subjects.models import DataSubject
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave

type SignIn = Callable[[Page, User], None]

pytestmark = pytest.mark.usefixtures("companies")


@pytest.fixture
def siti(aida: User, db: None) -> DataSubject:
    """A person known, corrected, then erased; and another one who is still there."""
    maxim = Controller.objects.get(slug="maxim")
    people = [
        DataSubject(controller=maxim, name=name, country="MY", language="ms")
        for name in ("Siti Rahimah", "Dewi Contoh")
    ]
    for name, language in (
        ("", "ms"),
        ("Dewi binti Contoh", "en"),
        ("Dewi binti Rekaan", "th"),
    ):
        for person in people:
            person.language = language
            person.name = name or person.name
            with (
                transaction.atomic(),
                act(by=aida, reason_code="rectification"),
            ):
                person.save()
    erased = people[0]
    with transaction.atomic(), act(by=aida):
        erased.name = ""
        erased.save()
        redact([Target(DataSubject, erased.pk, ["name"])], subject_id=erased.pk)
    Sealer().seal()
    return erased


def test_every_page_of_the_trail(
    desktop: Page,
    sign_in: SignIn,
    ben: User,
    siti: DataSubject,
    everywhere: LookEverywhere,
) -> None:
    entry = LedgerEntry.objects.filter(
        model="subjects.datasubject", object_pk=siti.pk, action="~"
    ).earliest("pk")
    record = f"/audit/record/subjects.datasubject/{siti.pk}/"
    sign_in(desktop, ben)

    for name, address in {
        "changes": "/audit/changes/",
        "changes-filtered": f"/audit/changes/?person={siti.ref}&channel=job",
        "changes-none": "/audit/changes/?channel=api",
        "entry": f"/audit/changes/{entry.pk}/",
        "record": record,
        "record-at": f"{record}at/{entry.occurred_at.isoformat()}/",
        "access": "/audit/access/",
        "integrity": "/audit/integrity/?words=maxim/privacy",
        "exports": f"/audit/exports/?person={siti.ref}",
    }.items():
        desktop.goto(address)
        everywhere(desktop, f"trail-{name}")


def test_changes_are_read_by_keyboard_on_a_phone_without_script(
    open_page: Callable[..., Page], sign_in: SignIn, ben: User, siti: DataSubject
) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, ben)
    page.goto(f"/audit/changes/?person={siti.ref}")

    summary = page.locator("details.ex > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.ex[open]")).to_have_count(1)
    page.get_by_role("searchbox", name="Person or reference").fill("Dewi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit/changes/?s=*")

    expect(page.get_by_text("Looked for: Dewi")).to_be_visible()
    assert "Dewi" not in page.url


def test_an_export_asks_why_and_then_comes(
    page: Page, sign_in: SignIn, ben: User, siti: DataSubject
) -> None:
    sign_in(page, ben)
    page.goto(f"/audit/exports/?person={siti.ref}")
    leave(page.get_by_role("button", name="Export the list"))
    expect(page.get_by_role("alert")).to_be_visible()

    page.get_by_label("What is it for?").first.fill("Yearly audit")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Export the list").click()

    assert coming.value.suggested_filename.endswith(".csv")
