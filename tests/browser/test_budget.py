"""What a first visit costs (UX.md 10): requests, bytes, and nothing that moves.

Bytes are those of the bodies as a server sends them, compressed where that helps. How
long a page takes is measured by `make bench`, where nothing else runs.
"""

import gzip
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response

from accounts.models import User
from dpo_portal.demo import lives, office
from dpo_portal.staticfiles import minified
from rights.models import RightsRequest
from tests.browser.conftest import DESKTOP, PHONE

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


@pytest.mark.parametrize(
    "address",
    ["/en/", "/ms/c/maxim/my/", "/en/c/maxim/my/request/who/", "/r/"],
)
@pytest.mark.usefixtures("companies")
def test_a_first_visit_of_a_person_on_a_phone(
    open_page: Callable[..., Page], address: str
) -> None:
    visit = Visit(open_page(viewport=PHONE), address)
    assert visit.faults(PUBLIC) == []


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
