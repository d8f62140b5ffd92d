"""Erasing a person at both widths, in light and dark; and by keyboard, no script."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from audit.sealing import Sealer
from audit.trail import act, audit_context
from dpo_portal.demo import office, people
from dpo_portal.demo.systems import keep_systems
from processing.loading import load_shipped
from subjects import erasing, holding
from subjects.loading import load_purposes
from subjects.models import DataHeld, DataSubject, Erasure
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave

type SignIn = Callable[[Page, User], None]

pytestmark = pytest.mark.usefixtures("companies")


@pytest.fixture
def contoh(db: None) -> DataSubject:
    """The person of the demo of whom most is held; a duty keeps one data set."""
    with audit_context("job", name="tests"):
        load_shipped()
        load_purposes()
        keep_systems()
        people.know(office.hire(), now=timezone.now())
    return DataSubject.objects.get(name="Contoh binti Sampel")


@pytest.fixture
def held(contoh: DataSubject, aida: User) -> DataHeld:
    one = DataHeld.objects.of(contoh).held()[0]
    why = holding.Why(
        ground="legal_duty",
        source="Income Tax Act 1967, s. 82",
        until="seven years after the year of the trip",
        review_on=timezone.localdate() + timedelta(days=30),
    )
    holding.place_hold(contoh, [one], why, by=aida)
    return one


def settled(erasure: Erasure, aida: User, *, found: list[dict[str, object]]) -> None:
    """As the worker leaves it, whose scan is tested elsewhere."""
    with transaction.atomic(), act(by=aida):
        erasure.refresh_from_db()
        now = timezone.now()
        erasure.cleaned_at = erasure.scanned_at = now
        erasure.copies_gone_on = date(2027, 1, 31)
        erasure.looked = {"tables": 131, "files": 18, "mails": 2}
        erasure.found = found
        erasure.save()


def test_every_page_of_an_erasure(
    desktop: Page,
    sign_in: SignIn,
    aida: User,
    ben: User,
    contoh: DataSubject,
    held: DataHeld,
    everywhere: LookEverywhere,
) -> None:
    sign_in(desktop, aida)
    own = contoh.get_absolute_url()
    desktop.goto(f"{own}erase/")
    everywhere(desktop, "erase-choose")
    leave(desktop.get_by_role("button", name="Look at what goes"))
    everywhere(desktop, "erase-wrong")
    desktop.get_by_label("Why is it erased?").fill("Granted in R-2026-0121")
    leave(desktop.get_by_role("button", name="Look at what goes"))
    everywhere(desktop, "erase-sure")
    leave(desktop.get_by_role("button", name="Erase the whole person"))
    everywhere(desktop, "erase-done")

    erasure = Erasure.objects.get()
    place = {"table": "requests_message", "pk": "12", "columns": ["body"]}
    settled(erasure, aida, found=[place])
    desktop.goto(f"{own}erase/")
    everywhere(desktop, "erase-found")
    settled(erasure, aida, found=[])
    desktop.goto(f"{own}erase/")
    everywhere(desktop, "erase-settled")
    desktop.goto(own)
    everywhere(desktop, "erase-person-held")


def test_an_erased_person_on_every_page(
    desktop: Page,
    sign_in: SignIn,
    aida: User,
    ben: User,
    contoh: DataSubject,
    everywhere: LookEverywhere,
) -> None:
    driver = DataSubject.objects.get(country="TH")  # of whom no duty keeps anything
    erasing.erase_person(driver, by=aida, because="Granted in R-2026-0121")
    settled(Erasure.objects.get(), aida, found=[])
    Sealer().seal()
    own = driver.get_absolute_url()
    sign_in(desktop, aida)
    for name, address in {
        "person": own,
        "consents": f"{own}consents/",
        "history": f"{own}history/",
        "list": "/desk/subjects/",
    }.items():
        desktop.goto(address)
        everywhere(desktop, f"erased-{name}")
    sign_in(desktop, ben)
    for name, address in {
        "changes": f"/audit/changes/?person={driver.ref}",
        "record": f"/audit/record/subjects.datasubject/{driver.pk}/",
    }.items():
        desktop.goto(address)
        if name == "changes":
            for one in desktop.locator("details.ex > summary").all()[:3]:
                one.click()
        everywhere(desktop, f"erased-{name}")


def test_what_is_due_is_looked_at_and_erased(
    desktop: Page,
    sign_in: SignIn,
    aida: User,
    contoh: DataSubject,
    everywhere: LookEverywhere,
) -> None:
    rows = DataHeld.objects.of(contoh).held()
    free = [
        one for one in rows if one.title in {"Device and location", "Support talks"}
    ]
    with transaction.atomic(), act(by=aida):
        free[0].ends_on = timezone.localdate()
        free[1].consent_ended_on = timezone.localdate()
        for one in free:
            one.save()
    sign_in(desktop, aida)
    for view in ("due", "kept", "later", "undated"):
        desktop.goto(f"/desk/register/data/?view={view}")
        everywhere(desktop, f"ending-{view}")
    desktop.goto("/desk/register/data/")
    leave(desktop.get_by_role("link", name="Erase 2 data sets"))
    everywhere(desktop, "ending-erase")
    leave(desktop.get_by_role("button", name="Erase 2 data sets"))
    everywhere(desktop, "ending-erase-wrong")
    desktop.get_by_label("What shows that it is gone").fill("Jobs 4711 and 4712")
    leave(desktop.get_by_role("button", name="Erase 2 data sets"))

    expect(desktop.get_by_text("2 data sets are erased.")).to_be_visible()
    assert not DataHeld.objects.held().filter(pk__in=[one.pk for one in free]).exists()


def test_one_data_set_is_erased_by_keyboard_without_script(
    open_page: Callable[..., Page],
    sign_in: SignIn,
    aida: User,
    contoh: DataSubject,
    tab_to: Callable[[Page, str], None],
) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, aida)
    page.goto(f"{contoh.get_absolute_url()}erase/")

    tab_to(page, "input[name=extent]")
    page.keyboard.press("ArrowUp")
    tab_to(page, "input[name=sets]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=because]")
    page.keyboard.type("Granted in R-2026-0121")
    tab_to(page, "main form .btn.pri")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, ".confirm .btn.dan")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_text("The worker now looks for leftovers.")).to_be_visible()
    assert DataHeld.objects.of(contoh).filter(state="erased").count() == 1
