"""The queue as a workplace: by keyboard alone, without script, on a phone."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from audit.trail import Actor, act
from rights import workflow
from rights.choices import OPEN
from rights.models import Claimant, RightsRequest
from tests.browser.conftest import LookEverywhere
from tests.browser.moving import leave

type SignIn = Callable[[Page, User], None]

pytestmark = pytest.mark.usefixtures("companies")
QUEUE = "/desk/requests/"


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """The demo's office with its cases, by first name."""
    from dpo_portal.demo import lives, office
    from dpo_portal.demo.life import Life

    hired = office.hire()
    for number, row in enumerate(lives.rows()):
        if number < 6:
            Life(row, hired, timezone.now()).confirm()
    return hired


def test_requests_are_assigned_with_the_keyboard_alone(
    desktop: Page,
    sign_in: SignIn,
    people: dict[str, User],
    tab_to: Callable[[Page, str], None],
) -> None:
    page = desktop
    sign_in(page, people["aina"])
    page.goto(f"{QUEUE}?view=open")

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#selected")).to_have_text("2 selected")
    expect(page.locator("main tbody tr:nth-child(2) a.ttl")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("a")
    tab_to(page, "[name=owner]")
    page.keyboard.type("Wei")
    tab_to(page, "main button.pri")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_text("The owner of 2 requests was changed.")).to_be_visible()
    assert RightsRequest.objects.filter(owner=people["wei"]).count() == 2


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "name",
    [
        "Contohuddinsampelrahmanmustermannbeispielhausenvondermusterstadtheim",
        "สมหญิงตัวอย่างทดสอบระบบยาวมากนามสกุลยาวพิเศษเพื่อการทดสอบตาราง",
        "欧阳示例样本测试司徒长名字上官诸葛皇甫令狐宇文长孙慕容司马东方公孙",
    ],
)
def test_a_name_of_one_long_word_pushes_no_column_out_of_sight(
    desktop: Page, sign_in: SignIn, people: dict[str, User], name: str, width: int
) -> None:
    page = desktop
    with transaction.atomic(), act(by=Actor.job("tests")):
        for claimant in Claimant.objects.all():
            claimant.name = name
            claimant.save()
        people["rosa"].full_name = f"Rosa {name}"
        people["rosa"].save()
        for case in RightsRequest.objects.all():
            case.owner = people["rosa"]
            case.save()
    sign_in(page, people["aina"])
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(f"{QUEUE}?view=open")

    table = page.locator("main .tbl").first
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    expect(page.locator("td.c-who", has_text=name).first).to_be_visible()


def test_keys_do_nothing_while_one_types_and_help_is_a_dialog(
    desktop: Page,
    sign_in: SignIn,
    people: dict[str, User],
    look: Callable[[Page], None],
) -> None:
    page = desktop
    sign_in(page, people["aina"])
    page.goto(f"{QUEUE}?view=open")

    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jxa?")
    expect(page.locator("#q")).to_have_value("jxa?")
    expect(page.locator(".sel:checked")).to_have_count(0)

    link = page.get_by_role("link", name="all keys, or turn them off")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog#keys")).to_be_visible()
    look(page)
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_selection_is_tagged_without_script_on_a_phone(
    open_page: Callable[..., Page], sign_in: SignIn, people: dict[str, User]
) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, people["aina"])
    page.goto(f"{QUEUE}?view=open")

    page.get_by_label("Select R-").first.check()
    leave(page.get_by_role("button", name="Tag", exact=True))
    page.get_by_label("Tag", exact=True).fill("Weekly review")
    leave(page.get_by_role("button", name="Change the tags of 1 request"))
    expect(page.locator("main .tag")).to_have_text(["Weekly review"])

    page.get_by_label("Find in this list").fill("nobody of that name")
    leave(page.get_by_role("button", name="Apply"))
    expect(page.get_by_text("No request in this view passes")).to_be_visible()
    assert "nobody" not in page.url


def test_the_list_says_that_it_changed_and_stays_as_it_is(
    desktop: Page, sign_in: SignIn, people: dict[str, User]
) -> None:
    page = desktop
    sign_in(page, people["aina"])
    page.clock.install()
    page.goto(f"{QUEUE}?view=open")
    shown = page.locator("main tbody a.ttl").all_inner_texts()

    case = RightsRequest.objects.filter(state__in=OPEN).first()
    assert case is not None
    workflow.add_note(case, body="Called back.", by=people["wei"])
    with page.expect_response("**/changes/**"):
        page.clock.fast_forward(20_000)

    expect(page.locator("#changes")).to_contain_text("1 change. Refresh")
    assert page.locator("main tbody a.ttl").all_inner_texts() == shown


def test_pages_around_the_queue_at_both_widths_in_light_and_dark(
    page: Page, sign_in: SignIn, people: dict[str, User], everywhere: LookEverywhere
) -> None:
    sign_in(page, people["aina"])
    addresses = {
        "queue-more": f"{QUEUE}?view=open&due=week&sort=-person",
        "queue-keys": f"{QUEUE}keys/",
        "queue-export": f"{QUEUE}export/?view=open",
        "queue-save-view": f"{QUEUE}views/new/?view=open&due=week",
        "team-load": "/desk/team/",
        "team-hand-over": f"/desk/team/{people['rosa'].pk}/hand-over/",
    }
    for name, address in addresses.items():
        page.goto(address)
        everywhere(page, name)

    page.goto(f"{QUEUE}?view=open")
    for box in page.locator(".sel").all()[:3]:
        box.check()
    everywhere(page, "queue-selected")
    chosen = (
        RightsRequest.objects.filter(state__in=OPEN).order_by("next_due_at").first()
    )
    assert chosen is not None
    workflow.add_note(chosen, body="Called back.", by=people["wei"])
    page.get_by_label(f"Select {chosen.ref}").check()
    leave(page.get_by_role("button", name="Assign"))
    everywhere(page, "queue-bulk")
