"""The rulebook in Chromium: both widths, light and dark; and a change by two people."""

from urllib.parse import urlencode

import pytest
from django.db import transaction
from playwright.sync_api import expect

from audit.trail import Actor, act
from rulebook.proposing import propose
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave

LIST = "/desk/settings/rulebook/"
CASE = {
    "kind": "rights_request",
    "controller": "maxim",
    "country": "PE",
    "right": "erasure",
    "received_at": "2026-03-12T10:24",
    "statutes": "on",
}
PAGES = {
    "list": f"{LIST}?controller=maxim&country=VN",
    "list-conflicts": f"{LIST}?controller=maxim&country=PE",
    "list-gaps": f"{LIST}?controller=maxim&country=KH",
    "rule": f"{LIST}MAXIM-DEL18-CO/",
    "rule-law": f"{LIST}PE-ERASURE/?controller=maxim&country=PE",
    "try": f"{LIST}MAXIM-ANS-KZ/try/?at=2026-03-20T18:00",
    "try-days": f"{LIST}MAXIM-DEL18-CO/try/?at=2026-03-12T10:24",
    "try-wrong": f"{LIST}MAXIM-ANS-KZ/try/?at=0001-01-01T00:00",
    "what-if-empty": f"{LIST}what-if/",
    "what-if": f"{LIST}what-if/?{urlencode(CASE)}",
    "what-if-rows": (
        f"{LIST}what-if/?{urlencode(CASE)}&event-type-1=answered&add=promise"
        "&event-at-1=2026-03-13T09:00&promise-clock-1=promise_response"
        "&promise-number-1=3&promise-unit-1=working_days"
    ),
    "change": f"{LIST}MAXIM-DEL18-CO/change/",
    "retire": f"{LIST}MAXIM-DEL18-CO/retire/",
    "new": f"{LIST}new/?controller=maxim&country=KH",
    "proposals": f"{LIST}proposals/",
}

pytestmark = pytest.mark.usefixtures("companies")


@pytest.fixture
def proposal(maxim, farid):
    with transaction.atomic(), act(by=Actor.job("tests")):
        return propose(
            maxim,
            country="TJ",
            code="MAXIM-DEL18-TJ",
            base_version=1,
            changes={"number": 15, "unit": "calendar_days", "clause": "18 (9)"},
            reason="Version 8 of the policy names 15 days in paragraph 18 (9).",
            by=farid,
        )


def test_the_pages_of_the_rulebook(
    page, farid, grace, proposal, sign_in, everywhere: LookEverywhere
):
    sign_in(page, farid)
    for name, address in PAGES.items():
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        everywhere(page, f"rulebook-{name}")
    page.goto(f"{LIST}proposals/{proposal.pk}/")
    everywhere(page, "rulebook-proposal-mine")


def test_a_second_person_agrees(
    page, grace, proposal, sign_in, everywhere: LookEverywhere
):
    sign_in(page, grace)
    page.goto(f"{LIST}proposals/{proposal.pk}/")
    everywhere(page, "rulebook-proposal")

    leave(page.get_by_role("button", name="Agree to the change"))

    expect(page.get_by_text("Agreed. Requests")).to_be_visible()
    leave(page.get_by_role("link", name="The rule in force"))
    expect(page.get_by_text("agreed by Grace Lim")).to_be_visible()
    everywhere(page, "rulebook-rule-versions")
