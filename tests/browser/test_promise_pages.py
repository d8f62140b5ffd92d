"""The promise ledger at both widths, in light and dark, and by keyboard alone."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from dpo_portal.demo import lives, office, records
from dpo_portal.demo.life import Life
from tests.browser.conftest import LookEverywhere

type SignIn = Callable[[Page, User], None]

LEDGER = "/desk/promises/"
PAGES = {
    "ledger": LEDGER,
    "ledger-open": f"{LEDGER}?state=open&controller=maxim",
    "ledger-nothing": f"{LEDGER}?kind=fee&controller=aux&state=open",
    "ledger-late": f"{LEDGER}?sort=-late&kind=deadline",
    "promise-enforced": f"{LEDGER}MAXIM-21-MY/",
    "promise-recorded": f"{LEDGER}MAXIM-20.2.8/",
    "promise-conflict": f"{LEDGER}NBX-6.14/",
    "promise-open": f"{LEDGER}ASB-1.11/",
    "promise-stated": f"{LEDGER}MAXIM-1.1/",
    "record": f"{LEDGER}AUX-6.1/record/",
}

pytestmark = pytest.mark.usefixtures("companies")


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """The demo's office, by first name, and the records it keeps."""
    found = office.hire()
    records.keep(found, now=timezone.now())
    return found


def live_some(people: dict[str, User]) -> None:
    """Two cases of Maxim in Malaysia: one answered, one overdue."""
    now = timezone.now()
    for name, reached in (("one@example.test", "closed"), ("two@example.test", "new")):
        row = {
            **{"controller": "maxim", "country": "MY", "right": "access"},
            **{"name": "Contoh", "email": name, "language": "en", "details": ""},
            **{"owner": "aina", "reached": reached, "hours_ago": 24 * 20},
        }
        life = Life(row, people, now)
        life.confirm()
        lives.REACHED[reached](life)


def test_every_page_of_the_ledger(
    people: dict[str, User],
    page: Page,
    sign_in: SignIn,
    everywhere: LookEverywhere,
) -> None:
    live_some(people)
    sign_in(page, people["aina"])
    for name, path in PAGES.items():
        page.goto(path)
        everywhere(page, name)


def test_a_record_is_written_with_the_keyboard_alone(
    people: dict[str, User],
    desktop: Page,
    sign_in: SignIn,
    tab_to: Callable[[Page, str], None],
) -> None:
    sign_in(desktop, people["aina"])
    desktop.goto(f"{LEDGER}MAXIM-20.2.1/")
    tab_to(desktop, "a.btn.pri")
    with desktop.expect_navigation():
        desktop.keyboard.press("Enter")
    tab_to(desktop, "#id_what_is_done")
    desktop.keyboard.type("A list of threats, read each quarter.")
    tab_to(desktop, "button.pri")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_text("The record is kept.")).to_be_visible()
    expect(desktop.get_by_text("A list of threats, read each quarter.")).to_be_visible()
