"""A visitor who fills in the public pages as a browser would, without JavaScript."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.loading import load_controllers
from audit.trail import Actor
from correspondence import codes
from correspondence.models import OneTimeCode
from policies.loading import load_policies
from rights.confirming import begin
from rights.models import RightsRequest
from rulebook import book

MONDAY = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)  # 10:00 in Kuantan

WHO = {"relation": "self"}
WHAT = {"right": "erasure"}
DETAILS = {"details_erasure": "My account and my trips."}
CONTACT = {"name": "Dewi Contoh", "email": "dewi@example.test"}


@pytest.fixture
def rulebook(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The companies in the database, their rules straight from the data files."""
    load_controllers()
    load_policies()
    monkeypatch.setattr(book, "live", lambda *_place, **_at: book.shipped())


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clock() -> Iterator[Any]:
    """Monday 4 May 2026, 10:00 in Kuantan; stands still until moved."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@dataclass
class Visitor:
    """One browser. Every page takes a person a while, so the clock moves on."""

    clock: Any
    place: tuple[str, str] = ("maxim", "my")
    language: str = "en"
    client: Client = field(default_factory=Client)
    page: Any = None  # the last answer

    def url(self, name: str, *args: str) -> str:
        with translation.override(self.language):
            return reverse(f"public:{name}", args=[*self.place, *args])

    def get(self, url: str) -> Any:
        self.page = self.client.get(url, follow=True)
        return self.page

    def post(self, url: str, data: dict[str, str] | None = None, **more: str) -> Any:
        self.clock.shift(timedelta(seconds=10))
        self.page = self.client.post(url, (data or {}) | more, follow=True)
        return self.page

    def step(self, step: str, data: dict[str, str], **more: str) -> Any:
        return self.post(self.url("step", step), data, **more)

    def answer_all(self, **more: str) -> Any:
        """The four pages of questions; ends on the page that checks them."""
        self.step("who", {k: more.pop(k, v) for k, v in WHO.items()})
        self.step("what", {k: more.pop(k, v) for k, v in WHAT.items()})
        self.step("details", {k: more.pop(k, v) for k, v in DETAILS.items()})
        return self.step("contact", CONTACT | more)

    def send(self, **more: str) -> Any:
        """Press the button of the last page, with all its hidden fields."""
        hidden = self.hidden()
        return self.post(self.url("check"), hidden | more)

    def hidden(self) -> dict[str, str]:
        html = self.page.content.decode()
        return dict(
            re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
        )

    def type_code(self, digits: str = "") -> Any:
        return self.post(self.url("code"), {"digits": digits or sent_digits()})

    def file(self, **more: str) -> RightsRequest:
        """All the way: answered, sent, confirmed."""
        self.answer_all(**more)
        self.send()
        self.type_code()
        return RightsRequest.objects.get()

    @property
    def text(self) -> str:
        return text_of(self.page)

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.page.content.decode(), re.S)
        return " ".join(found.group(1).split()) if found else ""


def text_of(page: HttpResponse) -> str:
    """What a reader sees, without tags, on one line."""
    body = page.content.decode().split("<body", 1)[-1]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def sent_digits() -> str:
    """The digits of the newest code, as the worker would have put them in the mail."""
    return codes.make_digits(OneTimeCode.objects.latest("pk"), at=timezone.now())


def wrong(digits: str) -> str:
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


@pytest.fixture
def visitor(rulebook: None, clock: Any) -> Visitor:
    return Visitor(clock)


@pytest.fixture
def visit(rulebook: None, clock: Any) -> Callable[..., Visitor]:
    """Another browser, perhaps at another place: visit("aux", "my")."""
    return lambda *place, **more: Visitor(
        clock, **({"place": place} if place else {}), **more
    )


@pytest.fixture
def followed(
    visitor: Visitor, file_request: Callable[..., RightsRequest]
) -> tuple[Visitor, RightsRequest]:
    """A confirmed request of Dewi's, and her browser on its page."""
    rights_request = file_request(at=timezone.now(), details="Only my trips.")
    begin(rights_request, by=Actor.subject(), at=timezone.now())
    rights_request.refresh_from_db()
    open_page(visitor, rights_request)
    return visitor, rights_request


def open_page(visitor: Visitor, rights_request: RightsRequest) -> None:
    ref = rights_request.ref
    visitor.post(reverse("status:send-code", args=[ref]))
    visitor.post(reverse("status:code", args=[ref]), {"digits": sent_digits()})
