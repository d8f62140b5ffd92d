"""The promise ledger: which promises an address asks for, in what order, how many.

All it shows is said by its query string. The rows are read whole and sifted here: a
list of countries cannot be asked for in the same words on both databases, and 574 rows
are few. The number of queries depends on nothing that is listed.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from dpo_portal.promises_figures import NONE, Figures, figures
from dpo_portal.promises_references import brief
from dpo_portal.promises_scope import (
    Company,
    book_of,
    companies,
    names,
    reviews,
    standing,
)
from dpo_portal.promises_words import (
    CAPABILITIES,
    KEPT_BY,
    KINDS,
    RECORDED,
    STANDINGS,
    Standing,
)
from rulebook.rows import Promise

PER_PAGE = 50
MOST_COUNTRIES = 2  # named in a line; the page of the promise names all
MOST_KEEPERS = 2
RECORDED_ALL = "recorded"  # the three standings of a recorded promise together
FILTERS = ("controller", "kind", "country", "capability")
ORDER = {standing: number for number, standing in enumerate(Standing)}
SORTS = ("number", "kind", "late", "state")


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise with its company, its standing and how its clocks went."""

    promise: Promise
    company: Company
    standing: Standing
    figures: Figures
    place: int  # in the order of the policy

    def passes(self, filters: Mapping[str, str]) -> bool:
        asked = filters.get
        return (
            asked("controller", self.company.slug) == self.company.slug
            and asked("kind", self.promise.kind) == self.promise.kind
            and (
                "country" not in filters
                or filters["country"] in self.company.where(self.promise)
            )
            and (
                "capability" not in filters
                or filters["capability"] in self.promise.capabilities
            )
        )

    def stands(self, state: str) -> bool:
        if state == RECORDED_ALL:
            return self.standing in RECORDED
        return state in ("", self.standing)


KEYS: dict[str, Callable[[Entry], Any]] = {
    "number": lambda entry: entry.place,
    "kind": lambda entry: (str(KINDS[entry.promise.kind]), entry.place),
    "late": lambda entry: (entry.figures.late, entry.figures.judged, -entry.place),
    "state": lambda entry: (ORDER[entry.standing], entry.place),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line, ready to be drawn."""

    number: str
    url: str
    clause: str
    text: str
    company: str
    kind: str
    countries: str
    keepers: str
    note: str
    figures: Figures
    standing: str
    standing_label: str
    group: str = ""  # the heading that this line begins


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: int
    current: bool


class Ledger:
    """What one person sees under one address."""

    def __init__(self, user: User, query: QueryDict, now: datetime) -> None:
        self.user, self.now = user, now
        self.companies = companies(user)
        asked = query.get("state", "")
        self.state = asked if asked in (*Standing, RECORDED_ALL) else ""
        asked = query.get("sort", "")
        self.sort = asked if asked.removeprefix("-") in SORTS else "number"
        self.number = query.get("page", "1")
        self.filters: dict[str, str] = {}  # set once the form has checked them

    @cached_property
    def entries(self) -> list[Entry]:
        """Every promise this person may read, in the order of the policies."""
        book = book_of(self.companies)
        due = reviews(self.user, timezone.localdate(self.now))
        clocks = figures([one.pk for one in self.companies.values()], self.now)
        found: list[Entry] = []
        for company in self.companies.values():
            for promise in book.promises(company.slug):
                is_due = due.get((company.pk, promise.promise))
                found.append(
                    Entry(
                        promise=promise,
                        company=company,
                        standing=standing(promise, is_due),
                        figures=clocks.get(promise.promise, NONE),
                        place=len(found),
                    )
                )
        return found

    @cached_property
    def filtered(self) -> list[Entry]:
        """Those that pass the filters, however they are kept."""
        return [entry for entry in self.entries if entry.passes(self.filters)]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many of the filtered ones stand how; they add up to the total."""
        return Counter(str(entry.standing) for entry in self.filtered)

    @property
    def is_open_view(self) -> bool:
        """What is still open is told by what is missing, not by what keeps it."""
        return self.state == Standing.OPEN

    def page(self) -> Page[Entry]:
        shown = [entry for entry in self.filtered if entry.stands(self.state)]
        if self.is_open_view:
            shown.sort(key=lambda entry: (_missing(entry), entry.place))
        else:
            key = KEYS[self.sort.removeprefix("-")]
            shown.sort(key=key, reverse=self.sort.startswith("-"))
        return Paginator(shown, PER_PAGE).get_page(self.number)

    def lines(self, page: Page[Entry]) -> list[Line]:
        if not self.is_open_view:
            return [_line(entry) for entry in page.object_list]
        missing = Counter(
            _missing(entry) for entry in self.filtered if entry.stands(self.state)
        )
        lines, last = [], ""
        for entry in page.object_list:
            here = _missing(entry)
            group = "" if here == last else f"{here} ({missing[here]})"
            lines.append(_line(entry, group))
            last = here
        return lines

    def tabs(self) -> tuple[Tab, ...]:
        """The counts as links: what is missing first, all of them last."""
        shown = [
            Tab(
                label=str(STANDINGS[one]),
                url=self.url(state=str(one), sort=None),
                count=self.counts[one],
                current=self.state == one,
            )
            for one in Standing
        ]
        total = len(self.filtered)
        every = Tab(_("All"), self.url(state=None), total, self.state == "")
        return (*shown, every)

    def lede(self) -> str:
        """The state of things; what is missing is said first."""
        return " ".join(filter(None, (self._missing(), self._unwritten())))

    def _unwritten(self) -> str:
        number = self.counts[Standing.NO_RECORD]
        if not number:
            return ""
        return ngettext(
            "%(number)s is kept by people, who have not written down how.",
            "%(number)s are kept by people, who have not written down how.",
            number,
        ) % {"number": number}

    def _missing(self) -> str:
        total, missing = len(self.filtered), self.counts[Standing.OPEN]
        if not total:
            return ""
        if not missing:
            return ngettext(
                "The portal has what the %(total)s promise needs.",
                "The portal has what all %(total)s promises need.",
                total,
            ) % {"total": total}
        return ngettext(
            "%(missing)s of %(total)s promises is still open: the portal lacks what "
            "it needs.",
            "%(missing)s of %(total)s promises are still open: the portal lacks what "
            "they need.",
            missing,
        ) % {"missing": missing, "total": total}

    @property
    def recorded(self) -> int:
        return sum(self.counts[one] for one in RECORDED)

    def summary(self, shown: int) -> str:
        total = len(self.entries)
        if shown == total:
            return ngettext("%(total)s promise", "%(total)s promises", total) % {
                "total": total
            }
        return ngettext(
            "%(shown)s of %(total)s promise", "%(shown)s of %(total)s promises", total
        ) % {"shown": shown, "total": total}

    def url(self, **changes: str | None) -> str:
        """This address with some parameters changed; back on the first page."""
        return "?" + self.query(**changes)

    def query(self, **changes: str | None) -> str:
        asked: dict[str, str | None] = {**self.filters, "state": self.state}
        if self.sort != "number":
            asked["sort"] = self.sort
        query = QueryDict(mutable=True)
        for name, value in (asked | changes).items():
            if value:
                query[name] = value
        return query.urlencode()

    def keep(self) -> tuple[tuple[str, str], ...]:
        """What the filter form sends along."""
        sort = "" if self.sort == "number" else self.sort
        kept = (("state", self.state), ("sort", sort))
        return tuple((name, value) for name, value in kept if value)

    def headers(self) -> dict[str, dict[str, str]]:
        """For each column that sorts: where its link leads, which way it runs now."""
        headers = {}
        for name in SORTS:
            first, other = ("-late", "late") if name == "late" else (name, f"-{name}")
            to = other if self.sort == first else first
            headers[name] = {
                "url": self.url(sort=None if to == "number" else to),
                "direction": "ascending"
                if self.sort == name
                else "descending"
                if self.sort == f"-{name}"
                else "",
            }
        return headers


def _missing(entry: Entry) -> str:
    """The capability that an open promise waits for; several are told together."""
    return ", ".join(str(CAPABILITIES[one]) for one in entry.promise.capabilities)


def _line(entry: Entry, group: str = "") -> Line:
    promise = entry.promise
    return Line(
        number=promise.promise,
        url=reverse("promises:promise", args=[promise.promise]),
        clause=promise.clause,
        text=promise.text,
        company=entry.company.name,
        kind=str(KINDS[promise.kind]),
        countries=where(promise, entry.company),
        keepers=_keepers(promise),
        note=promise.note,
        figures=entry.figures,
        standing=str(entry.standing),
        standing_label=str(STANDINGS[entry.standing]),
        group=group,
    )


def where(promise: Promise, company: Company) -> str:
    """Where it holds, in a few words: “Argentina, Brazil and 5 more”."""
    if not promise.countries and len(company.countries) > 1:
        return _("All its countries")
    return _few(names(company.where(promise)), MOST_COUNTRIES)


def _keepers(promise: Promise) -> str:
    named = list(brief(promise)) or [str(KEPT_BY[promise.kept])]
    return _few(named, MOST_KEEPERS, " · ")


def _few(words: list[str], most: int, between: str = ", ") -> str:
    """The first ones, and how many more there are."""
    if len(words) <= most + 1:
        return between.join(words)
    return _("%(some)s and %(more)s more") % {
        "some": between.join(words[:most]),
        "more": len(words) - most,
    }
