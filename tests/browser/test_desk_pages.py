"""Every page of the office at both widths, in light and dark; and by keyboard alone."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Establishment, User
from audit.models import LedgerEntry
from audit.models.ledger import Action
from dpo_portal.demo import lives, office
from dpo_portal.demo.life import Life
from rights.choices import Outcome, Stage
from rights.models import Decision, IncomingMail, RightsRequest
from rights.receiving_mail import receive
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave

type SignIn = Callable[[Page, User], None]

REPORTS = ("", "kept/?duty=", "kept/?since=2000-01-01", "colombia-claims/", "refusals/")
QUEUE_VIEWS = (
    "",
    "?view=mine",
    "?view=unassigned",
    "?view=waiting",
    "?view=open&sort=-received&controller=maxim",
    "?view=closed",
    "?view=unconfirmed",
    "?view=open&controller=aux&stage=waiting",  # nothing there
)
SETTINGS = ("team/", "team/invite/", "controllers/", "controllers/maxim/", "profile/")
ACCOUNT = ("sessions/", "2fa/", "password/change/", "logout/")

pytestmark = pytest.mark.usefixtures("companies")


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """The demo's office, by first name."""
    return office.hire()


def known_case(people: dict[str, User]) -> RightsRequest:
    """One case whose person is known: it waits for its decision."""
    row = next(r for r in lives.rows() if r["reached"] == "ready_to_decide")
    life = Life(row, people, timezone.now())
    life.confirm()
    life.know()
    return life.request


def mail_waiting(place: Establishment) -> IncomingMail:
    """A mail of text and a file, that nobody has sorted."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Dewi Contoh <dewi@example.test>", "My data"
    mail.set_content("Please erase my account.")
    mail.add_attachment(b"x", maintype="image", subtype="png", filename="card.png")
    receive(mail.as_bytes(), establishment=place)
    return IncomingMail.objects.latest("pk")


def case_at(stage: Stage, **more: object) -> RightsRequest:
    found = RightsRequest.objects.filter(stage=stage, **more).first()
    assert found is not None, stage
    return found


def pages_of_the_office(people: dict[str, User]) -> dict[str, dict[str, str]]:
    """Who meets which page: its name for the report, and its address."""
    desk = "/desk/requests/"
    place = Establishment.objects.get(controller__slug="maxim", country="MY")
    decisions = Decision.objects.select_related("rights_request").order_by("pk")
    answered = decisions.filter(outcome=Outcome.PARTLY_GRANTED).exclude(letter_id=None)
    proposed = decisions.filter(state=Decision.State.PROPOSED)
    answer, second_look = answered[0], proposed[0].rights_request
    undecided = case_at(Stage.READY_TO_DECIDE, decisions=None)
    changed = LedgerEntry.objects.filter(
        model="requests.rightsrequest", action=Action.CHANGED
    )
    return {
        "aina": {
            "home": "/desk/",
            **{f"queue-{n}": desk + view for n, view in enumerate(QUEUE_VIEWS)},
            **{f"request-{stage}": desk + case_at(stage).ref + "/" for stage in Stage},
            "identity-new": f"{desk}{case_at(Stage.NEW).ref}/identity/",
            "identity": f"{desk}{case_at(Stage.IDENTITY_CHECK).ref}/identity/",
            "decision": f"{desk}{undecided.ref}/decision/",
            "preview": f"{desk}{second_look.ref}/decision/preview/",
            "letter": f"{desk}{answer.rights_request.ref}/letters/{answer.letter_id}/",
            "styleguide": "/desk/styleguide/",
            "log-where": f"{desk}new/",
            "mails": f"{desk}mail/",
            "mails-none": f"{desk}mail/?view=sorted",
            "mail": f"{desk}mail/{mail_waiting(place).pk}/",
            "log-where-wrong": f"{desk}new/?channel=pigeon",
            "log": f"{desk}new/?place={place.pk}&channel=letter",
            "log-by-phone": f"{desk}new/?place={place.pk}&channel=phone",
            **{f"report-{n}": f"/desk/reports/{p}" for n, p in enumerate(REPORTS)},
        },
        "wei": {"second-look": f"{desk}{second_look.ref}/"},
        "chen": {
            "changes-case": f"/audit/changes/?case={second_look.ref}",
            "changes-none": "/audit/changes/?case=R-2000-0001",
            "changes-wrong": "/audit/changes/?record=nothing",
            "change": f"/audit/changes/{changed.latest('pk').pk}/",
            "request-auditor": f"{desk}{second_look.ref}/",
        },
        "grace": {
            "home-first-day": "/desk/",
            **{f"settings-{n}": f"/desk/settings/{p}" for n, p in enumerate(SETTINGS)},
            **{f"account-{n}": f"/accounts/{p}" for n, p in enumerate(ACCOUNT)},
            "member": f"/desk/settings/team/{people['rosa'].memberships.get().pk}/",
        },
    }


def test_every_page_of_the_office_at_both_widths_in_light_and_dark(
    open_page: Callable[..., Page],
    sign_in: SignIn,
    people: dict[str, User],
    everywhere: LookEverywhere,
) -> None:
    lives.live_through(people, now=timezone.now())

    for person, pages in pages_of_the_office(people).items():
        page = open_page()
        sign_in(page, people[person])
        for name, address in pages.items():
            page.goto(address)
            everywhere(page, name)


def test_forms_of_the_desk_say_what_is_missing(
    page: Page, sign_in: SignIn, people: dict[str, User], everywhere: LookEverywhere
) -> None:
    undecided = known_case(people)
    sign_in(page, people["aina"])

    page.goto(f"/desk/requests/{undecided.ref}/decision/")
    page.locator("[value=refused]").check()
    leave(page.get_by_role("button", name="Preview the letter"))

    expect(page.locator(".summary")).to_be_focused()
    expect(page.locator("[value=refused]")).to_be_checked()
    everywhere(page, "decision-wrong")


def test_a_request_can_be_decided_with_the_keyboard_alone(
    desktop: Page,
    sign_in: SignIn,
    people: dict[str, User],
    tab_to: Callable[[Page, str], None],
) -> None:
    page, case = desktop, known_case(people)
    sign_in(page, people["aina"])
    page.goto("/desk/requests/")

    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    tab_to(page, "main td a.ttl")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{case.ref}/")
    tab_to(page, "main a.btn.pri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decision/")
    tab_to(page, "[name=outcome]")
    page.keyboard.press("ArrowDown")  # from nothing chosen to the second: in part
    tab_to(page, "[name=granted]")
    page.keyboard.type("Your name is spelt right now")
    tab_to(page, "[name=kept]")
    page.keyboard.type("Old invoices keep the old name")
    tab_to(page, "[name=ground]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=reason]")
    page.keyboard.type("The law wants invoices as they were.")
    tab_to(page, "main button.pri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/preview/")
    tab_to(page, "main button.pri")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{case.ref}/")

    expect(page.get_by_text("The decision is recorded.")).to_be_visible()
    assert case.decisions.get().outcome == Outcome.PARTLY_GRANTED


def test_the_foot_of_the_sidebar_is_whole_on_a_low_screen(
    page: Page, live_server, sign_in: SignIn, people: dict[str, User], settings
) -> None:
    settings.DEMO = True  # its ribbon takes room of its own
    sign_in(page, people["chen"])  # the longest menu
    page.set_viewport_size({"width": 1440, "height": 900})

    page.goto(f"{live_server.url}/audit/changes/")

    foot = page.locator(".side .me").bounding_box()
    assert foot is not None and foot["y"] + foot["height"] <= 900
    expect(page.locator(".side nav a").last).to_be_in_viewport()
