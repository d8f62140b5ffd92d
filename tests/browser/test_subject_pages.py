"""The pages of data subjects at both widths; preferences on a page."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from audit.trail import audit_context
from dpo_portal.demo import office, people
from dpo_portal.demo.systems import keep_systems
from processing.loading import load_shipped
from subjects import consenting
from subjects.loading import load_purposes
from subjects.models import DataSubject
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave
from tests.requests.public.conftest import sent_digits

type SignIn = Callable[[Page, User], None]

pytestmark = pytest.mark.usefixtures("companies")
PREFERENCES = "/en/c/maxim/my/preferences/"


@pytest.fixture
def known(db: None) -> DataSubject:
    """The people of the demo; the one with a restriction."""
    with audit_context("job", name="tests"):
        load_shipped()
        load_purposes()
        keep_systems()
        people.know(office.hire(), now=timezone.now())
    return DataSubject.objects.get(name="Contoh binti Sampel")


def test_every_page_of_a_person(
    desktop: Page,
    sign_in: SignIn,
    aida: User,
    known: DataSubject,
    everywhere: LookEverywhere,
) -> None:
    sign_in(desktop, aida)
    own = known.get_absolute_url()
    pages = {
        "list": "/desk/subjects/",
        "person": own,
        "restrictions": f"{own}restrictions/",
        "consents": f"{own}consents/",
        "history": f"{own}history/",
        "data-add": f"{own}data/add/",
        "restrict": f"{own}restrictions/add/",
        "hold": f"{own}holds/add/",
        "note-consent": f"{own}consents/note/",
        "merge": f"{own}merge/",
        "export": f"{own}export/",
        "import": "/desk/subjects/import/",
    }

    for name, address in pages.items():
        desktop.goto(address)
        everywhere(desktop, f"subject-{name}")


def test_what_is_hidden_is_shown_without_javascript(
    open_page: Callable[..., Page], sign_in: SignIn, aida: User, known: DataSubject
) -> None:
    plain = open_page(java_script_enabled=False)
    sign_in(plain, aida)
    plain.goto(known.get_absolute_url())
    expect(plain.get_by_text("contoh@example.my")).to_have_count(0)

    plain.get_by_text("Show", exact=True).click()
    plain.get_by_label("Why do you need them?").select_option("request")
    leave(plain.get_by_role("button", name="Show and log it"))

    expect(plain.get_by_text("contoh@example.my")).to_be_visible()


def test_preferences_are_set_on_a_phone(
    page: Page, known: DataSubject, everywhere: LookEverywhere
) -> None:
    page.goto(PREFERENCES)
    everywhere(page, "preferences-address")
    page.get_by_label("Your e-mail").fill("contoh@example.my")
    leave(page.get_by_role("button", name="Send me a code"))
    page.get_by_label("Code from the e-mail").fill(sent_digits())
    leave(page.get_by_role("button", name="Open my preferences"))
    everywhere(page, "preferences")

    leave(page.get_by_role("button", name="Stop all advertising"))

    expect(page.get_by_text("All advertising to you is stopped.")).to_be_visible()
    assert {
        one.state for one in consenting.standings(known) if one.purpose.is_marketing
    } <= consenting.NO
    leave(page.get_by_role("link", name="Receipt").first)
    everywhere(page, "consent-receipt")
