"""Files both ways and what the person gets: on phones, without JavaScript, on paper."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from dpo_portal.demo import lives, office
from dpo_portal.demo.life import Life
from processing.loading import load_shipped
from rights import (
    answering,
    deciding,
    describing,
    package_drafts,
    packages,
)
from rights.choices import Outcome
from rights.deciding import Proposal
from rights.models import CaseFile, RightsRequest
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave
from tests.requests.harmless_files import PDF

pytestmark = pytest.mark.usefixtures("companies")

HELD = "Phone: 012-345 6789\nParcel of 4 May: to Ahmad Sampel, Jalan Contoh 7"
PARCEL = {"name": "parcel photo of 4 May.pdf", "mimeType": "application/pdf"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.KEY_DIR = settings.DATA_DIR / "keys"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def people(db: None) -> dict[str, User]:
    load_shipped()
    return office.hire()


@pytest.fixture
def case(people: dict[str, User]) -> RightsRequest:
    """A request for a copy, at N.B. Express, by somebody who is known."""
    wanted = {"reached": "assessing", "right": "access"}
    row = next(r for r in lives.rows() if {**r, **wanted} == r)
    life = Life(row, people, timezone.now())
    life.confirm()
    lives.REACHED["assessing"](life)
    return life.request


def test_an_officer_prepares_a_copy_and_covers_what_is_not_theirs(
    page: Page,
    sign_in: Callable[[Page, User], None],
    people: dict[str, User],
    case: RightsRequest,
    everywhere: LookEverywhere,
) -> None:
    sign_in(page, people["aina"])
    page.goto(f"/desk/requests/{case.ref}/answer/")
    everywhere(page, "answer-begin")
    page.get_by_label("A set that the register does not name").fill("Parcels")
    leave(page.get_by_role("button", name="Keep the list"))
    leave(page.get_by_role("link", name="Parcels"))
    page.get_by_label("The data, a line each").fill(HELD)
    page.get_by_label("A passage to leave out").fill("Ahmad Sampel")
    leave(page.get_by_role("button", name="Keep this set"))
    everywhere(page, "answer-set-wrong")
    page.get_by_label("Why it is left out").select_option(label="about another person")
    leave(page.get_by_role("button", name="Keep this set"))
    leave(page.get_by_role("button", name="Make the files"))
    expect(page.get_by_text("1 passage left out")).to_be_visible()
    expect(page.get_by_text(f"{case.ref}-access.json")).to_be_visible()
    everywhere(page, "answer-made")

    leave(page.get_by_role("link", name="Preview"))
    expect(page.get_by_text("012-345 6789")).to_be_visible()
    expect(page.get_by_text("Ahmad Sampel")).to_have_count(0)
    everywhere(page, "answer-preview")
    page.goto(f"/desk/requests/{case.ref}/print/")
    everywhere(page, "case-print")


def test_a_person_sends_a_file_and_saves_theirs_on_a_phone_without_javascript(
    open_page: Callable[..., Page],
    worker: Callable[[], None],
    people: dict[str, User],
    case: RightsRequest,
    fits: Callable[[Page], None],
) -> None:
    aina = people["aina"]
    describing.choose(case, activities=[], own="Parcels", by=aina)
    row = package_drafts.standing(case).data_sets.get()
    describing.describe(row, held=HELD, by=aina)
    packages.make(case, by=aina)
    deciding.propose(case, Proposal(Outcome.GRANTED, granted="Parcels"), by=aina)
    answering.send_answer(case, by=aina)
    page = open_page(java_script_enabled=False)
    page.goto(f"/r/{case.ref}/")
    leave(page.get_by_role("button", name="Send me a code"))
    worker()
    code = re.search(r"\b\d{4} ?\d{4}\b", mail.outbox[-1].body)
    assert code is not None
    page.get_by_label("Code from the e-mail").fill(code.group())
    leave(page.locator("main form button.pri"))

    with page.expect_download() as download:
        page.get_by_role("link", name=f"{case.ref}-access.csv").click()
    assert "012-345 6789" in Path(download.value.path()).read_text()
    fits(page)

    leave(page.get_by_role("link", name="Write a message"))
    page.get_by_label("Your message").fill("Is this my parcel?")
    page.locator("input[type=file]").set_input_files({**PARCEL, "buffer": b"MZ"})
    leave(page.get_by_role("button", name="Send my message"))
    expect(page.locator(".summary")).to_contain_text("This is not a PDF file inside")
    fits(page)
    page.locator("input[type=file]").set_input_files({**PARCEL, "buffer": PDF})
    leave(page.get_by_role("button", name="Send my message"))
    expect(page.get_by_role("link", name=PARCEL["name"])).to_be_visible()
    fits(page)
    assert CaseFile.objects.filter(source="person").count() == 1
