"""Chromium with nothing in its cache: when the largest thing is there, what moved."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Response, sync_playwright

VISITS = 5
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
# What the tools of browsers call slow 4G: bytes a second, milliseconds both ways.
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
PAINTED = """() => new Promise(done => {
  const seen = { paint: 0, shift: 0 }
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) seen.paint = one.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver(list => {
    for (const { hadRecentInput, value } of list.getEntries())
      if (!hadRecentInput) seen.shift += value
  }).observe({ type: 'layout-shift', buffered: true })
  setTimeout(() => done(seen), 300)
})"""


class Seen(NamedTuple):
    """The median visit; bytes of bodies, compressed, as they came over the line."""

    paint: float
    shift: float
    requests: int
    total: int
    document: int
    css: int
    js: int


@dataclass(frozen=True)
class Visits:
    browser: Browser
    site: str

    def cold(self, address: str, cookies: dict[str, str], side: str) -> Seen:
        return self._median(address, cookies, side, slowly=False)

    def slow(self, address: str, cookies: dict[str, str], side: str) -> Seen:
        return self._median(address, cookies, side, slowly=True)

    def _median(
        self, address: str, cookies: dict[str, str], side: str, *, slowly: bool
    ) -> Seen:
        size = PHONE if side == "public" else DESKTOP
        seen = [
            self._visit(address, cookies, size, slowly=slowly)
            for _each in range(VISITS)
        ]
        middle = median(one.paint for one in seen)
        return seen[0]._replace(paint=middle, shift=max(one.shift for one in seen))

    def _visit(
        self, address: str, cookies: dict[str, str], size: Any, *, slowly: bool
    ) -> Seen:
        # The budget is in gzip: Brotli is smaller, but not every proxy sends it.
        context = self.browser.new_context(
            viewport=size,
            base_url=self.site,
            extra_http_headers={"Accept-Encoding": "gzip"},
        )
        context.add_cookies(
            [
                {"name": name, "value": value, "url": self.site}
                for name, value in cookies.items()
            ]
        )
        page = context.new_page()
        if slowly:
            line = context.new_cdp_session(page)
            line.send("Network.enable")
            line.send("Network.emulateNetworkConditions", SLOW_4G)
            line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        came: dict[str, Response] = {}
        page.on("response", lambda one: came.setdefault(one.url, one))
        page.goto(address, wait_until="networkidle")
        painted = page.evaluate(PAINTED)
        found = Seen(
            painted["paint"],
            painted["shift"],
            len(came),
            *(_bytes(came, *kinds) for kinds in ((), ("document",))),
            *(_bytes(came, kind) for kind in ("stylesheet", "script")),
        )
        context.close()
        return found


def _bytes(came: dict[str, Response], *kinds: str) -> int:
    answers = [
        one for one in came.values() if not kinds or one.request.resource_type in kinds
    ]
    return sum(one.request.sizes()["responseBodySize"] for one in answers)


@contextmanager
def chromium(port: int) -> Iterator[Visits]:
    """A browser for the server on this port. Ends the run where there is none."""
    if not (program := shutil.which("chromium")):
        sys.exit("Chromium is not installed (Debian's package chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield Visits(browser, f"http://localhost:{port}")
        browser.close()
