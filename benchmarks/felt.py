"""What a person waits for, beside the budget of UX.md 10.

The main pages of the office and of the public at 10,000 requests and 500,000 entries of
the trail: the server's time and statements, then the same pages in Chromium that has
nothing yet. ENTRIES in the environment asks for another size of the trail.
"""

import json
import os
from typing import Any, NamedTuple

from benchmarks import felt_chromium, report
from benchmarks.data import Laboratory, manage
from benchmarks.serving import Browser, server

REQUESTS = 10_000
ENTRIES = int(os.environ.get("ENTRIES", "500000"))
SETTINGS = {"DJANGO_SETTINGS_MODULE": "benchmarks.felt_site.settings"}
WARM_UP, ROUNDS = 5, 60
FILL = "from benchmarks.browser_filling import copy_entries; copy_entries({entries})"
READ = "from benchmarks.felt_pages import tell; tell()"


class Bar(NamedTuple):
    """The budget of one kind of page; bytes are compressed ones."""

    milliseconds: float
    statements: int
    requests: int
    total: int
    document: int
    css: int
    js: int
    paint: float
    slow_paint: float | None


STAFF = Bar(200, 15, 8, 110_000, 15_000, 12_000, 22_000, 800, None)
PUBLIC = Bar(120, 8, 6, 70_000, 8_000, 6_000, 5_000, 600, 2_000)
SHIFT = 0.02


def run(laboratory: Laboratory) -> bool:
    env = laboratory.portal("felt", REQUESTS)
    manage(env, "shell", "--verbosity", "0", "-c", FILL.format(entries=ENTRIES))
    laboratory.settle(env)
    manage({**env, **SETTINGS}, "collectstatic", "--no-input", "--verbosity", "0")
    printed = manage(env, "shell", "--verbosity", "0", "-c", READ)
    pages = json.loads(printed.splitlines()[-1])
    print(f"{pages.pop('requests'):,} requests, {pages.pop('entries'):,} entries")
    cookies = pages.pop("cookies")
    kept = []
    with server("dpo_portal.wsgi", {**env, **SETTINGS}) as port:
        for side, bar in (("staff", STAFF), ("public", PUBLIC)):
            browser = Browser(port, dict(cookies[side]))
            for name, page in pages[side].items():
                kept += _served(browser, f"{side}, {name}", page, bar)
        kept += _felt(port, pages, cookies)
    return all(kept)


def _served(browser: Browser, name: str, page: dict[str, Any], bar: Bar) -> list[bool]:
    """The server's time, the slowest of twenty, and what the page asks the database."""

    def ask() -> float:
        return browser.get(page["address"]).seconds * 1000

    for _each in range(WARM_UP):
        ask()
    times = sorted(ask() for _each in range(ROUNDS))
    slowest = times[int(len(times) * 0.95) - 1]
    return [
        report.amount(f"{name}: server, p95", slowest, "ms", bar.milliseconds),
        report.amount(f"{name}: statements", page["statements"], "", bar.statements),
    ]


def _felt(
    port: int, pages: dict[str, Any], cookies: dict[str, dict[str, str]]
) -> list[bool]:
    kept = []
    with felt_chromium.chromium(port) as visits:
        for side, bar in (("staff", STAFF), ("public", PUBLIC)):
            for name, page in pages[side].items():
                seen = visits.cold(page["address"], cookies[side], side)
                kept += _seen(f"{side}, {name}", seen, bar)
                if bar.slow_paint:
                    slow = visits.slow(page["address"], cookies[side], side)
                    what = f"{side}, {name}: largest paint, slow 4G, 4x CPU"
                    kept.append(report.amount(what, slow.paint, "ms", bar.slow_paint))
    return kept


def _seen(name: str, seen: felt_chromium.Seen, bar: Bar) -> list[bool]:
    kilo = 1000
    lines = [
        ("largest paint", seen.paint, "ms", bar.paint),
        ("requests", seen.requests, "", bar.requests),
        ("all bytes", seen.total / kilo, "kB", bar.total / kilo),
        ("HTML", seen.document / kilo, "kB", bar.document / kilo),
        ("CSS", seen.css / kilo, "kB", bar.css / kilo),
        ("scripts", seen.js / kilo, "kB", bar.js / kilo),
    ]
    kept = [report.amount(f"{name}: {what}", *rest) for what, *rest in lines]
    moved = report.amount(f"{name}: moved", seen.shift, "", SHIFT, digits=3)
    return [*kept, moved]
