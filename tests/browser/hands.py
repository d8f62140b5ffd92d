"""How a person uses a page: with the keys alone, or with a finger and no script."""

from pathlib import Path
from typing import Any, ClassVar, Protocol

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from dpo_portal.demo.office import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.moving import leave

RING = Path(__file__).with_name("ring.js").read_text()
FARTHEST = 150  # presses of Tab until a page counts as one that has no such thing


class Hand(Protocol):
    """What a person does; `device` is how a browser is opened for it."""

    device: ClassVar[dict[str, Any]]

    def go(self, link_or_button: Locator) -> None:
        """Press what leads to another page, and wait for that page."""

    def write(self, field: Locator, text: str) -> None: ...

    def date(self, field: Locator, iso: str) -> None: ...

    def pick(self, choices: Locator, value: str) -> None:
        """Choose one of several radio buttons, or tick a box."""

    def select(self, field: Locator, label: str) -> None: ...

    def unfold(self, summary: Locator) -> None: ...

    def attach(self, field: Locator, path: Path) -> None: ...

    def save(self, link: Locator) -> bytes:
        """Download what the link leads to."""


class Finger:
    """A phone, 390 px wide, that runs no script."""

    device: ClassVar[dict[str, Any]] = {"viewport": PHONE, "java_script_enabled": False}

    def go(self, link_or_button: Locator) -> None:
        leave(link_or_button)

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    date = write

    def pick(self, choices: Locator, value: str) -> None:
        choices.and_(choices.page.locator(f"[value='{value}']")).check()

    def select(self, field: Locator, label: str) -> None:
        field.select_option(label=label)

    def unfold(self, summary: Locator) -> None:
        summary.click()

    def attach(self, field: Locator, path: Path) -> None:
        field.set_input_files(path)

    def save(self, link: Locator) -> bytes:
        with link.page.expect_download() as download:
            link.click()
        return Path(download.value.path()).read_bytes()


class Keys:
    """A desk without a mouse: Tab, arrows, Space, Enter, and what is typed.

    Wherever the keys come past, their place must be seen.
    """

    device: ClassVar[dict[str, Any]] = {"viewport": DESKTOP}

    def go(self, link_or_button: Locator) -> None:
        self._reach(link_or_button)
        with link_or_button.page.expect_navigation():
            link_or_button.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self._reach(field)
        field.page.keyboard.press("ControlOrMeta+a")
        field.page.keyboard.type(text)

    def date(self, field: Locator, iso: str) -> None:
        year, month, day = iso.split("-")
        self._reach(field)
        for order in ((month, day, year), (day, month, year)):  # the browser's own
            field.page.keyboard.type("".join(order))
            if field.input_value() == iso:
                return
            for _part in order:
                field.page.keyboard.press("ArrowLeft")
        pytest.fail(f"The keys do not write {iso} into {field}")

    def pick(self, choices: Locator, value: str) -> None:
        wanted = choices.and_(choices.page.locator(f"[value='{value}']"))
        if wanted.get_attribute("type") == "checkbox":
            self._reach(wanted)
            choices.page.keyboard.press("Space")
            return
        checked = choices.and_(choices.page.locator(":checked"))
        self._reach(checked if checked.count() else choices.first)
        choices.page.keyboard.press("Space")
        for _each in range(choices.count()):
            if wanted.is_checked():
                return
            choices.page.keyboard.press("ArrowDown")
        pytest.fail(f"The arrows do not reach {value} on {choices.page.url}")

    def select(self, field: Locator, label: str) -> None:
        self._reach(field)
        field.page.keyboard.press("Home")
        for _each in range(field.locator("option").count()):
            if field.evaluate("e => e.selectedOptions[0].text") == label.strip():
                return
            field.page.keyboard.press("ArrowDown")
        pytest.fail(f"The arrows do not reach “{label}” on {field.page.url}")

    def unfold(self, summary: Locator) -> None:
        self._reach(summary)
        summary.page.keyboard.press("Enter")

    def attach(self, field: Locator, path: Path) -> None:
        with field.page.expect_file_chooser(timeout=30_000) as chooser:
            # Chromium is asked to hand the chooser to us; the way there takes longer
            # than that, and a key pressed before would open one that nobody sees.
            self._reach(field)
            field.page.keyboard.press("Space")
        chooser.value.set_files(path)

    def save(self, link: Locator) -> bytes:
        self._reach(link)
        with link.page.expect_download() as download:
            link.page.keyboard.press("Enter")
        return Path(download.value.path()).read_bytes()

    def _reach(self, target: Locator) -> None:
        """Press Tab until the target has the focus; past the head by its own link."""
        page: Page = target.page
        element = target.element_handle()
        if element.evaluate("e => e === document.activeElement"):
            return
        if page.evaluate("document.activeElement === document.body"):
            page.keyboard.press("Tab")
            if page.locator("a.skip:focus").count():
                page.keyboard.press("Enter")
        for _press in range(FARTHEST):
            page.keyboard.press("Tab")
            fault, is_there = element.evaluate(
                f"e => [({RING})(), e === document.activeElement]"
            )
            if fault:
                pytest.fail(f"{fault} on {page.url}")
            if is_there:
                return
        pytest.fail(f"The keyboard does not reach {target} on {page.url}")


class Desk:
    """Somebody at a desk who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, Keys()

    def sign_in(self, user: User) -> None:
        self.page.goto("/accounts/login/")
        self.keys.write(self.page.locator("[name=login]"), user.email)
        self.keys.write(self.page.locator("[name=password]"), PASSWORD)
        self.keys.go(self.page.get_by_role("button", name="Sign in"))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Good")

    def go_to(self, room: str) -> None:
        """By the menu at the side."""
        self.keys.go(self.page.get_by_role("link", name=room).first)

    def press(self, words: str) -> None:
        main = self.page.get_by_role("main")
        self.keys.go(main.get_by_role("button", name=words, exact=True).first)

    def follow(self, words: str) -> None:
        main = self.page.get_by_role("main")
        self.keys.go(main.get_by_role("link", name=words, exact=True).first)
