"""One request from the phone it is filed on to the auditor who reads what was done.

A person asks Maxim Malaysia, in Malay, to erase their data; the office checks who it
is, grants it in part with a second look, answers, carries it out and closes.
"""

import re
from collections.abc import Callable
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from accounts.models import User
from rights.choices import Outcome, Stage
from rights.models import RightsRequest
from tests.browser.conftest import DESKTOP, Look
from tests.browser.moving import leave
from tests.factories import PASSWORD

EMAIL = "contohuddin@example.test"
NAME = "Muhammad Contohuddin bin Abdul Sampelrahman"
KEPT = "Sejarah perjalanan, sehingga pertikaian D-7741 selesai"
REASON = "Pertikaian D-7741 masih belum selesai."
SETTLED = "Padanan kosong dalam log aplikasi"

pytestmark = pytest.mark.usefixtures("companies")


def in_malay(sentence: str) -> str:
    with translation.override("ms"):
        translated = gettext(sentence)
    assert translated != sentence
    return translated


def press(page: Page, words: str) -> None:
    """Press the one button of these words on this page."""
    leave(page.get_by_role("main").get_by_role("button", name=words, exact=True))


def follow(page: Page, words: str) -> None:
    leave(page.get_by_role("main").get_by_role("link", name=words, exact=True).first)


def letter_to_person() -> str:
    """The newest letter the person got, subject and text, on one line."""
    letter = mail.outbox[-1]
    assert letter.to == [EMAIL]
    return " ".join(f"{letter.subject} {letter.body}".split())


def enter(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    leave(page.get_by_role("button", name="Sign in"))
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def file_in_malay(phone: Page, look: Look) -> None:
    """The five steps, as far as the page that asks for the code."""
    phone.goto("/ms/c/maxim/")
    follow(phone, "Malaysia")
    follow(phone, in_malay("Use your rights"))
    for answer in ("self", "erasure"):
        look(phone)
        phone.locator(f"[value={answer}]").check()
        press(phone, in_malay("Continue"))
    look(phone)
    phone.locator("textarea").fill("Akaun dan semua perjalanan saya.")
    press(phone, in_malay("Continue"))
    look(phone)
    phone.locator("[name=name]").fill(NAME)
    phone.locator("[name=email]").fill(EMAIL)
    press(phone, in_malay("Continue"))
    look(phone)
    expect(phone.get_by_role("main")).to_contain_text(NAME)
    press(phone, in_malay("Send my request"))
    look(phone)


def confirm(phone: Page, look: Look) -> RightsRequest:
    """Type the code of the letter; the page then names the reference."""
    digits = re.search(r"\b\d{4} ?\d{4}\b", letter_to_person())
    assert digits is not None
    phone.locator("[name=digits]").fill(digits.group())
    press(phone, in_malay("Confirm my request"))
    look(phone)
    filed = RightsRequest.objects.get()
    expect(phone.locator(".hero")).to_contain_text(filed.ref)
    return filed


def the_receipt_names_reference_and_both_dates(filed: RightsRequest) -> None:
    receipt = letter_to_person()
    zone = ZoneInfo(filed.establishment.time_zone)
    due = {clock.due_at for clock in filed.clocks.exclude(due_at=None)}
    assert filed.ref in receipt
    assert len(due) == 2
    for due_at in due:
        with translation.override("ms"):
            assert date_format(due_at.astimezone(zone), "l, j F Y") in receipt


def decide_in_part(desk: Page, filed: RightsRequest, look: Look) -> None:
    """From the queue to a decision that waits for its second look."""
    desk.goto("/desk/requests/")
    look(desk)
    follow(desk, filed.get_right_display())
    look(desk)
    press(desk, "Assign to me")
    follow(desk, "Check the identity")
    look(desk)
    press(desk, "Start the identity check")
    for fact in desk.locator("main select").all():
        fact.select_option("match")
    look(desk)
    desk.get_by_label("Identity confirmed").check()
    press(desk, "Keep the result")
    look(desk)
    follow(desk, "Decide")
    look(desk)
    desk.locator(f"[value={Outcome.PARTLY_GRANTED}]").check()
    desk.get_by_label("What is granted").fill("Akaun dan kad bank")
    desk.get_by_label("What is not done, or not yet").fill(KEPT)
    desk.get_by_label("Ground", exact=True).select_option(index=1)
    desk.get_by_label("Reason, in everyday words").fill(REASON)
    press(desk, "Preview the letter")
    look(desk)
    letter = desk.locator(".letter")
    expect(letter).to_have_attribute("lang", "ms")
    expect(letter).to_contain_text("Sebab: " + REASON)
    press(desk, "Propose this decision")
    look(desk)
    expect(desk.get_by_text("Another person has to look at it.")).to_be_visible()


def agree(approver: Page, filed: RightsRequest, look: Look) -> None:
    """The second look: read the letter, then agree."""
    approver.goto(f"/desk/requests/{filed.ref}/")
    look(approver)
    follow(approver, "Preview the letter")
    expect(approver.locator(".letter")).to_contain_text(KEPT)
    look(approver)
    approver.go_back()
    press(approver, "Agree with the decision")
    look(approver)


def carry_out(desk: Page, look: Look) -> None:
    """One task, put on the list and settled with what shows it."""
    desk.get_by_text("Add a system or a recipient").click()
    desk.get_by_label("What is to be done, and where").fill("App account")
    press(desk, "Add the task")
    look(desk)
    desk.locator("summary", has_text="Settle").click()
    desk.get_by_label("What shows it").fill(SETTLED)
    press(desk, "Settle the task")
    look(desk)


def test_a_request_lives_from_the_phone_to_the_auditor(
    page: Page,
    open_page: Callable[..., Page],
    look: Look,
    worker: Callable[[], None],
    cast: SimpleNamespace,
) -> None:
    phone = page
    file_in_malay(phone, look)
    worker()
    filed = confirm(phone, look)
    worker()
    the_receipt_names_reference_and_both_dates(filed)

    desk = open_page(viewport=DESKTOP)
    enter(desk, cast.aida)
    decide_in_part(desk, filed, look)
    approver = open_page(viewport=DESKTOP)
    enter(approver, cast.farid)
    agree(approver, filed, look)
    desk.reload()
    press(desk, "Send the answer")
    look(desk)
    worker()
    assert KEPT in letter_to_person()
    desk.reload()
    carry_out(desk, look)
    press(desk, "Close the request")
    look(desk)
    worker()

    filed.refresh_from_db()
    assert (filed.stage, filed.outcome) == (Stage.CLOSED, Outcome.PARTLY_GRANTED)
    the_person_reads_the_answer(phone, filed, look)
    the_auditor_reads_every_entry(open_page(viewport=DESKTOP), cast.ben, filed, look)


def the_person_reads_the_answer(phone: Page, filed: RightsRequest, look: Look) -> None:
    phone.goto(f"/r/{filed.ref}/")
    expect(phone.locator("html")).to_have_attribute("lang", "ms")
    expect(phone.locator(".letter")).to_contain_text(KEPT)
    expect(phone.locator(".letter")).to_contain_text(REASON)
    look(phone)


def the_auditor_reads_every_entry(
    audit: Page, auditor: User, filed: RightsRequest, look: Look
) -> None:
    """Who did what, newest first, and one entry with its values before and after."""
    enter(audit, auditor)
    audit.goto(f"/audit/changes/?case={filed.ref}")
    look(audit)
    table = audit.get_by_role("table", name="Changes, newest first")
    for who in ("Aida Rahman", "Farid Osman", "worker"):
        expect(table).to_contain_text(who)
    decided = table.locator("details", has_text="Outcome").first
    decided.locator("summary").click()
    expect(decided.get_by_role("row", name="Outcome").locator("ins")).to_be_visible()
    leave(table.locator("td.num a").first)
    look(audit)
    expect(audit.get_by_role("heading", name="Before and after")).to_be_visible()
