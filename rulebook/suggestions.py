"""Defaults an office may choose where policy and law are silent; data, never rules.

A deadline is never invented: a gap is shown as a gap, and beside it what the office
could choose and from which text that number is lent. Adopting one is a rule proposal
like any other, begun from `Suggestion.changes`, with source kind `operator`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from rulebook.book import Book, shipped
from rulebook.events import STOPPED_BY
from rulebook.rows import Labels, Rule, label_in
from rulebook.seeds import read_shipped
from rulebook.terms import ClockKind

FILE = Path(__file__).parent / "suggestions.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A default nobody promised. No `number` means that the office names its own."""

    code: str  # what the rule is called once it is adopted
    controller: str
    country: str
    clock: str
    rights: tuple[str, ...]
    number: int | None = None
    unit: str = ""
    taken_from: str = ""  # code of the rule whose number is lent
    reason: Labels

    def reason_in(self, language: str) -> str:
        return label_in(self.reason, language)

    def changes(self) -> dict[str, Any]:
        """What `proposing.propose` is told, once the office has named a number."""
        return {
            "clock": self.clock,
            "rights": list(self.rights),
            "number": self.number,
            "unit": self.unit,
            "clause": self.taken_from,
        }


def suggested(book: Book, controller: str, country: str) -> list[Suggestion]:
    """What this office could still choose there: only where all sources are silent.

    A right drops out when a promise, the law or a default already chosen names a number
    for the same duty; a suggestion without a right left is not given.
    """
    found = []
    for suggestion in all_suggestions():
        if (suggestion.controller, suggestion.country) != (controller, country):
            continue
        rights = tuple(
            right
            for right in suggestion.rights
            if is_silent(book, controller, country, right, suggestion.clock)
        )
        if rights:
            found.append(replace(suggestion, rights=rights))
    return found


def is_silent(
    book: Book, controller: str, country: str, right: str, clock: str
) -> bool:
    """Whether a granted right has no number for this kind of duty, from any source.

    What the same event stops is the same duty, whoever asks for it.
    """
    if book.entitlement(controller, country, right) is None:
        return False
    return not any(
        rule.number is not None
        and STOPPED_BY[ClockKind(rule.clock)] is STOPPED_BY[ClockKind(clock)]
        and not rule.retired
        and right in rule.rights
        and rule.controller in ("", controller)
        and rule.country == country
        for rule in book.current(Rule)
    )


@cache
def all_suggestions() -> tuple[Suggestion, ...]:
    """Every default of the data file, whether or not its place is silent."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        suggestion
        for table in tables["suggestions"]
        for suggestion in _read(table, tables["reasons"][table["reason"]])
    )


def _read(table: dict[str, Any], reason: Labels) -> Iterator[Suggestion]:
    for controller, country in _pairs(table):
        names = {
            "controller": read_shipped().controllers[controller]["code"],
            "country": country,
        }
        lent = table.get("taken_from", "").format(**names)
        rule = shipped().rule(lent) if lent else None
        if lent and (rule is None or rule.number is None):
            raise LookupError(f"suggestions.toml lends from {lent!r}: no such number.")
        yield Suggestion(
            code=table["code"].format(**names),
            controller=controller,
            country=country,
            clock=ClockKind(table["clock"]),
            rights=_rights(table["rights"], controller, country),
            number=rule.number if rule else None,
            unit=rule.unit if rule else "",
            taken_from=lent,
            reason=reason,
        )


def _pairs(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The companies and countries a suggestion is for: all of them unless it says."""
    for slug, policy in read_shipped().controllers.items():
        if table.get("controller", slug) == slug:
            countries: list[str] = table.get("countries") or policy["countries"]
            yield from ((slug, country) for country in countries)


def _rights(named: str | list[str], controller: str, country: str) -> tuple[str, ...]:
    if named != "all":
        return tuple(str(right) for right in named)
    return tuple(one.right for one in shipped().entitlements(controller, country))
