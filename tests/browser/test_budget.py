"""What a first visit costs (UX.md 10): requests, bytes, and nothing that moves.

Bytes are those of the bodies as a server sends them, compressed where that helps. How
long a page takes is measured by `make bench`, where nothing else runs.
"""

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, Response
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from correspondence import notice_links
from correspondence.models import Delivery
from dpo_portal.demo import lives, office
from dpo_portal.staticfiles import minified
from policies.models import Announcement
from rights.choices import Stage
from rights.grants import GRANTS
from rights.models import RightsRequest
from rights.preferring import PREFERENCES
from tests.browser.conftest import DESKTOP, PHONE, once

COMPRESSED_ALREADY = (".woff2", ".png", ".webp")
OTHER_SCRIPTS = re.compile(
    r"-(vietnamese|cyrillic(-ext)?|latin-ext)\."
)  # UX.md 8: when needed
SHIFTS = """() => new Promise(done => {
  let sum = 0
  new PerformanceObserver(list => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value
  }).observe({ type: 'layout-shift', buffered: true })
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)))
})"""


class Budget(NamedTuple):
    requests: int
    total: int  # bytes, as all below
    document: int
    css: int
    js: int


POLICY = "/en/c/nbexpress/policy/privacy/"
HERE = "/en/c/maxim/my/"
PAGES = [  # that need nothing but their address
    *("/en/", "/ms/c/maxim/my/", "/zh-hans/c/nbexpress/my/", f"{HERE}request/who/"),
    *(f"{HERE}request/paper/", f"{HERE}preferences/", "/r/"),
    *(POLICY, f"{POLICY}v/1/", f"{POLICY}on/2025-05-01/", f"{POLICY}compare/1..2/"),
    f"{POLICY}versions/",  # leads to the feeds
    "/en/c/nbexpress/announcements/",
]
PUBLIC = Budget(requests=6, total=70_000, document=8_000, css=6_000, js=5_000)
STAFF = Budget(requests=8, total=110_000, document=15_000, css=12_000, js=22_000)


class Visit:
    """Everything one page asked for, in a browser that had nothing yet."""

    def __init__(self, page: Page, address: str) -> None:
        self.came: list[Response] = []
        page.on("response", self._note)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        self.shift = float(page.evaluate(SHIFTS))

    def _note(self, response: Response) -> None:
        """The sprite is the page's icon too: a browser asks twice and keeps it once."""
        known = {one.url for one in self.came}
        if response.url not in known and not OTHER_SCRIPTS.search(response.url):
            self.came.append(response)

    def bytes_of(self, *kinds: str) -> int:
        return sum(
            _sent(response)
            for response in self.came
            if not kinds or response.request.resource_type in kinds
        )

    def faults(self, budget: Budget) -> list[str]:
        """What is over the budget, with the figure."""
        spent = Budget(
            requests=len(self.came),
            total=self.bytes_of(),
            document=self.bytes_of("document"),
            css=self.bytes_of("stylesheet"),
            js=self.bytes_of("script"),
        )
        over = [
            f"{name}: {value} of {bar}"
            for name, value, bar in zip(Budget._fields, spent, budget, strict=True)
            if value > bar
        ]
        if spent.requests > budget.requests:
            over += [response.url for response in self.came]
        if self.shift > 0.02:
            over.append(f"moved by {self.shift:.3f} of 0.02")
        return over


def _sent(response: Response) -> int:
    if response.status in range(300, 400):
        return 0
    body = response.body()
    if response.request.resource_type == "stylesheet":
        body = minified(body.decode()).encode()  # as `collectstatic` does
    if response.url.split("?")[0].endswith(COMPRESSED_ALREADY):
        return len(body)
    return min(len(body), len(gzip.compress(body)))


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True
    call_command("demo", verbosity=0)


@once
@pytest.mark.usefixtures("demo")
def test_a_first_visit_of_a_person_on_a_phone(
    open_page: Callable[..., Page], live_server: LiveServer
) -> None:
    """Every kind of public page; those of one person with what a code opened."""
    session = opened_to_a_person()
    faults = {}
    for address in [*PAGES, *of_the_demo()]:
        page = open_page(viewport=PHONE)
        page.context.add_cookies([{**session, "url": live_server.url}])
        faults[address] = Visit(page, address).faults(PUBLIC)
        assert page.url.endswith(address)
    assert {page: over for page, over in faults.items() if over} == {}


def of_the_demo() -> Iterator[str]:
    yield f"/en/c/nbexpress/announcements/{Announcement.objects.get().pk}/"
    told = Delivery.objects.filter(channel=Delivery.Channel.EMAIL).exclude(
        campaign_id=None
    )
    yield f"/n/{notice_links.token_of(told.earliest('pk').pk)}/"
    yield "/en/c/nbexpress/my/preferences/"
    yield "/en/c/nbexpress/my/preferences/policy/"
    closed = RightsRequest.objects.filter(stage=Stage.CLOSED).latest("pk")
    asked = RightsRequest.objects.filter(stage=Stage.WAITING).latest("pk")
    yield f"/r/{closed.ref}/"
    for page in ("", "messages/", "receipt/", "withdraw/"):
        yield f"/r/{asked.ref}/{page}"


def opened_to_a_person() -> dict[str, str]:
    """The cookie of a browser that has typed every code it was sent."""
    until = (timezone.now() + timedelta(hours=1)).isoformat()
    store = SessionStore()
    store[GRANTS] = {
        ref: {"until": until, "language": "en"}
        for ref in RightsRequest.objects.values_list("ref", flat=True)
    }
    address = {"email": "dewi@example.test", "until": until}
    store[PREFERENCES] = {"nbexpress": address}
    store.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": str(store.session_key)}


@pytest.mark.usefixtures("companies")
def test_a_first_visit_of_the_office(
    open_page: Callable[..., Page], sign_in: Callable[[Page, User], None]
) -> None:
    people = office.hire()
    lives.live_through(people, now=timezone.now())
    case = RightsRequest.objects.exclude(owner=None).latest("pk")
    faults = {}
    for address in ("/desk/", "/desk/requests/", case.get_absolute_url()):
        page = open_page(viewport=DESKTOP)
        sign_in(page, people["aina"])
        faults[address] = Visit(page, address).faults(STAFF)
    assert {page: over for page, over in faults.items() if over} == {}
