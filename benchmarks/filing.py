"""Filing a request, beside one bare insert through the same server.

Filing is two posts: the checked answers (case, claimant, letter with the code, history,
ledger) and the code that confirms them (clocks, receipt, history, ledger). Both are
timed and added up; the floor is one form that inserts one row.
"""

import time
import uuid
from statistics import median

from benchmarks import report
from benchmarks.data import Laboratory, manage
from benchmarks.serving import Browser, server

PEOPLE = 40
FORM = "/en/c/maxim/my/request/"
READING = 3.5  # seconds: a form filled in faster is asked for once more
NEW_ROW = {
    "name": "Invented Person",
    "place": "Kuching",
    "due_at": "2026-05-04 10:00",
}
DIGITS = """
from django.db import transaction
from django.utils import timezone
from correspondence import codes
from correspondence.models import Delivery
for delivery in Delivery.objects.filter(code__code_hash="").select_related(
    "code", "letter"
):
    with transaction.atomic():
        print("digits", delivery.letter.to_email, codes.make_digits(
            delivery.code, at=timezone.now()
        ))
"""


def run(laboratory: Laboratory) -> bool:
    # Each person comes from an address of their own, as the limits by address are on.
    portal = {**laboratory.portal("filing", 1_000), "BEHIND_PROXY": "true"}
    floor = laboratory.floor("inserting", 1_000)
    with (
        server("dpo_portal.wsgi", portal) as at_portal,
        server("benchmarks.floor.wsgi", floor) as at_floor,
    ):
        bare = Browser(at_floor)
        people = {
            f"person{number}@example.test": Browser(
                at_portal, headers={"X-Forwarded-For": f"127.0.1.{number}"}
            )
            for number in range(1, PEOPLE + 1)
        }
        for email, browser in people.items():
            fill_in(browser, email)
        time.sleep(READING)
        sent, inserted = [], []
        for browser in people.values():
            sent.append(send(browser))
            inserted.append(insert(bare))
        digits = digits_of(manage(portal, "shell", "-v", "0", "-c", DIGITS))
        confirmed = []
        for email, browser in people.items():
            confirmed.append(confirm(browser, digits[email]))
            inserted.append(insert(bare))
    filing = median(sent) + median(confirmed)
    least = median(inserted)
    report.ratio("sending the answers : one bare insert", median(sent), least)
    report.ratio("confirming by code : one bare insert", median(confirmed), least)
    return report.ratio("filing, both together : one bare insert", filing, least, 15)


def fill_in(
    browser: Browser,
    email: str,
    *,
    name: str = "Invented Person",
    details: str = "Everything, please.",
) -> None:
    """Answer the four pages of questions."""
    answers: list[tuple[str, dict[str, str]]] = [
        ("who", {"relation": "self"}),
        ("what", {"right": "erasure"}),
        ("details", {"details_erasure": details}),
        ("contact", {"name": name, "email": email}),
    ]
    for step, answer in answers:
        browser.get(f"{FORM}{step}/").post(f"{FORM}{step}/", answer)
        if not browser.location:
            raise RuntimeError(f"The page {step} was not accepted.")
    browser.get(f"{FORM}check/")


def send(browser: Browser) -> float:
    browser.post(f"{FORM}check/", {"seen": browser.hidden("seen")})
    return _seconds_to(browser, "code/")


def confirm(browser: Browser, digits: str) -> float:
    browser.get(f"{FORM}code/").post(f"{FORM}code/", {"digits": digits})
    return _seconds_to(browser, "sent/")


def insert(bare: Browser) -> float:
    bare.get("/new/").post("/new/", {**NEW_ROW, "ref": uuid.uuid4().hex[:16]})
    return _seconds_to(bare, "/")


def digits_of(printed: str) -> dict[str, str]:
    rows = [row.split() for row in printed.splitlines() if row.startswith("digits ")]
    return {email: digits for _, email, digits in rows}


def _seconds_to(browser: Browser, target: str) -> float:
    if not browser.location.endswith(target):
        raise RuntimeError(f"Expected to be sent to {target}: {browser.location!r}.")
    return browser.seconds
