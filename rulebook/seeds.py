"""Reads the data files of the rulebook and refuses a row that cannot be used.

One file for each controller's policy, one for the statutes. docs/rulebook.md shows a
row of each kind. Every refusal is one sentence that names the file and the row.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rulebook.calendars import Calendar
from rulebook.clock import Unit
from rulebook.errors import BadPeriod, BadRow, UnknownCalendar
from rulebook.rows import (
    Entitlement,
    Ground,
    IdentityFact,
    IdentityRoute,
    Minors,
    Row,
    Rule,
)
from rulebook.terms import (
    RIGHTS,
    Asked,
    Channel,
    ClockKind,
    Effect,
    Pause,
    Qualifier,
    Right,
    SourceKind,
    Start,
)

FOLDER = Path(__file__).parent / "seeds"
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ContactPoint:
    kind: str
    value: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """The controller's entity in one country, as the head of its policy names it."""

    controller: str
    country: str
    name: str
    legal_name: str = ""
    registration: str = ""
    address: str = ""
    place: str = ""
    time_zone: str
    subdivision: str = ""
    languages: tuple[str, ...] = ()
    contact_points: tuple[ContactPoint, ...] = ()


@dataclass(slots=True)
class Seeds:
    """What one or more data files hold."""

    controllers: dict[str, Table] = field(default_factory=dict)  # slug -> [policy]
    establishments: list[Establishment] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def establishment(self, controller: str, country: str) -> Establishment | None:
        for one in self.establishments:
            if (one.controller, one.country) == (controller, country):
                return one
        return None


@cache
def read_shipped() -> Seeds:
    """All data files of this version of the portal."""
    return read(sorted(FOLDER.glob("*.toml")))


def read(paths: Iterable[Path]) -> Seeds:
    """Read data files. Raises BadRow for the first row that cannot stand."""
    found = Seeds()
    for path in paths:
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadRow(
                f"The rulebook file {path.name} cannot be read: {error}"
            ) from None
        reader = _StatuteFile if "statutes" in tables else _PolicyFile
        reader(path.name, tables).add_to(found)
    _refuse_twice(found.rows)
    return found


def _refuse_twice(rows: list[Row]) -> None:
    seen = set()
    for row in rows:
        mark = (type(row), row.key, row.version)
        if mark in seen:
            name = " ".join(part for part in row.key if part)
            raise BadRow(
                f"The rulebook has two rows {name!r} of version {row.version}."
            )
        seen.add(mark)


class _File:
    """What both kinds of file share: naming a row, and checking its words."""

    def __init__(self, name: str, tables: Table) -> None:
        self.name, self.tables = name, tables

    def bad(self, row: str, problem: str) -> BadRow:
        return BadRow(f"{self.name}, {row}: {problem}")

    def word(self, row: str, what: str, value: object, known: Iterable[str]) -> str:
        known = tuple(known)
        if value not in known:
            raise self.bad(
                row, f"the {what} {value!r} is not known; it must be {_or(known)}."
            )
        return str(value)

    def words(
        self, row: str, what: str, values: object, known: Iterable[str]
    ) -> tuple[str, ...]:
        if not isinstance(values, list) or not values:
            raise self.bad(row, f"a list of at least one {what} is needed.")
        known = tuple(known)
        return tuple(self.word(row, what, value, known) for value in values)

    def rights(
        self, row: str, values: object, granted: Iterable[str]
    ) -> tuple[str, ...]:
        """`values` as rights: a list, or "granted" for all the policy grants there."""
        if values == "granted":
            return tuple(right for right in RIGHTS if right in set(granted))
        return self.words(row, "right", values, RIGHTS)

    def text(self, row: str, table: Table, name: str) -> str:
        value = table.get(name, "")
        if not isinstance(value, str) or not value.strip():
            raise self.bad(
                row, f"the {name} is missing, and every row needs its source."
            )
        return value

    def labels(self, row: str, value: object) -> Mapping[str, str]:
        if not isinstance(value, dict) or not value.get("en"):
            raise self.bad(row, "the English label is missing.")
        return value

    def number(self, row: str, what: str, value: object) -> int | None:
        """A whole number from 0 on, or None where there is none."""
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.bad(
                row, f"the {what} must be a whole number from 0, not {value!r}."
            )
        return value

    def version(self, row: str, table: Table) -> int:
        version = self.number(row, "version", table.get("version", 1))
        if not version:
            raise self.bad(row, "the version must be 1 or more.")
        return version

    def known_names(self, row: str, table: Table, allowed: Iterable[str]) -> None:
        if unknown := sorted(set(table) - set(allowed)):
            raise self.bad(row, f"the field {unknown[0]!r} is not known.")


class _PolicyFile(_File):
    """A controller's policy: its establishments and the rows of each kind."""

    SHARED = ("version", "country", "countries", "document", "clause", "promise")

    def add_to(self, found: Seeds) -> None:
        known = ("policy", "establishments", "facts", "rules", "entitlements")
        self.known_names(
            "the file", self.tables, (*known, "grounds", "identity", "minors")
        )
        policy = self.tables.get("policy", {})
        for name in ("controller", "code", "name", "document"):
            if not policy.get(name):
                raise self.bad("[policy]", f"the {name} is missing.")
        self.controller: str = policy["controller"]
        self.document: str = policy["document"]
        establishments = list(self.establishments())
        self.countries = tuple(one.country for one in establishments)
        entitlements = list(self.entitlements())
        self.granted: dict[str, list[str]] = {country: [] for country in self.countries}
        for entitlement in entitlements:
            self.granted[entitlement.country].append(entitlement.right)

        found.controllers[self.controller] = policy
        found.establishments += establishments
        found.rows += entitlements
        found.rows += self.rules()
        found.rows += self.grounds()
        found.rows += self.identity()
        found.rows += self.minors()

    def establishments(self) -> Iterator[Establishment]:
        allowed = {one.name for one in fields(Establishment)} - {
            "controller",
            "country",
        }
        for country, table in self.tables.get("establishments", {}).items():
            row = f"[establishments.{country}]"
            self.known_names(row, table, allowed)
            try:
                ZoneInfo(table.get("time_zone", ""))
                Calendar(country, table.get("subdivision") or None).check()
            except (ValueError, OSError, KeyError):
                raise self.bad(row, "the time zone is missing or not known.") from None
            except UnknownCalendar as error:
                raise self.bad(row, str(error)) from None
            points = table.get("contact_points", ())
            facts = {
                **table,
                "languages": tuple(table.get("languages", ())),
                "contact_points": tuple(ContactPoint(**point) for point in points),
            }
            yield Establishment(controller=self.controller, country=country, **facts)

    def entitlements(self) -> Iterator[Entitlement]:
        for number, table in enumerate(self.tables.get("entitlements", ()), 1):
            row = f"entitlement {number}"
            self.known_names(row, table, (*self.SHARED, "rights", "scope"))
            rights = self.words(row, "right", table.get("rights"), RIGHTS)
            for country in self.in_countries(row, table):
                shared = self.shared(row, table)
                for right in rights:
                    yield Entitlement(
                        **{**shared, "country": country},
                        right=right,
                        scope=table.get("scope", {}),
                    )

    def rules(self) -> Iterator[Rule]:
        allowed = {one.name for one in fields(Rule)} - {"controller", "source_kind"}
        for table in self.tables.get("rules", ()):
            row = f"rule {table.get('code')!r}"
            self.known_names(row, table, allowed)
            shared = self.shared(row, table)
            if shared["country"] not in self.countries:
                raise self.bad(row, "the country is not one of the policy's.")
            number = self.number(row, "number", table.get("number"))
            if number is not None and "unit" not in table:
                raise self.bad(row, "a number needs its unit.")
            rule = Rule(
                **shared,
                code=self.text(row, table, "code"),
                clock=self.word(row, "clock", table.get("clock"), ClockKind),
                rights=self.rights(
                    row, table.get("rights"), self.granted[shared["country"]]
                ),
                number=number,
                unit=(
                    ""
                    if number is None
                    else self.word(row, "unit", table["unit"], Unit)
                ),
                start=self.word(row, "start", table.get("start"), Start),
                start_is_assumed=table.get("start_is_assumed", False),
                qualifier=self.word(
                    row, "qualifier", table.get("qualifier"), Qualifier
                ),
                pause=self.word(row, "pause", table.get("pause", "none"), Pause),
                condition=table.get("condition", ""),
                exceptions=table.get("exceptions", ""),
                ambiguity=table.get("ambiguity", ""),
            )
            try:
                _ = rule.period
            except (BadPeriod, ValueError) as error:
                raise self.bad(row, _sentence(error)) from None
            yield rule

    def grounds(self) -> Iterator[Ground]:
        for table in self.tables.get("grounds", ()):
            row = f"ground {table.get('code')!r}"
            self.known_names(
                row, table, (*self.SHARED, "code", "effect", "rights", "label")
            )
            yield Ground(
                **self.shared(row, table),
                code=self.text(row, table, "code"),
                effect=self.word(row, "effect", table.get("effect"), Effect),
                rights=self.rights(row, table.get("rights"), self.all_granted()),
                label=self.labels(row, table.get("label")),
            )

    def identity(self) -> Iterator[IdentityRoute]:
        known = self.facts()
        for table in self.tables.get("identity", ()):
            row = f"identity route {table.get('code')!r}"
            own = ("code", "channels", "rights", "facts", "note")
            self.known_names(row, table, (*self.SHARED, *own))
            names = table.get("facts", [])
            yield IdentityRoute(
                **self.shared(row, table),
                code=self.text(row, table, "code"),
                channels=self.words(row, "channel", table.get("channels"), Channel),
                rights=self.rights(row, table.get("rights"), self.all_granted()),
                facts=tuple(
                    known[self.word(row, "fact", name, known)] for name in names
                ),
                note=table.get("note", ""),
            )

    def facts(self) -> dict[str, IdentityFact]:
        found = {}
        for code, table in self.tables.get("facts", {}).items():
            row = f"[facts.{code}]"
            self.known_names(row, table, ("label", "help", "asked"))
            asked = table.get("asked", Asked.WITH_REQUEST)
            found[code] = IdentityFact(
                code=code,
                label=self.labels(row, table.get("label")),
                help=table.get("help", {}),
                asked=self.word(row, "moment of asking", asked, Asked),
            )
        return found

    def minors(self) -> Iterator[Minors]:
        ages = ("adult_age", "may_register_from", "sensitive_below")
        for number, table in enumerate(self.tables.get("minors", ()), 1):
            row = f"minors {number}"
            self.known_names(row, table, (*self.SHARED, *ages, "note"))
            for country in self.in_countries(row, table):
                shared = {**self.shared(row, table), "country": country}
                numbers = {age: self.number(row, age, table.get(age)) for age in ages}
                yield Minors(**{**shared, **numbers, "note": table.get("note", "")})

    def shared(self, row: str, table: Table) -> Table:
        country = table.get("country", "")
        if country and country not in self.countries:
            raise self.bad(row, f"the country {country!r} is not one of the policy's.")
        return {
            "version": self.version(row, table),
            "controller": self.controller,
            "country": country,
            "source_kind": SourceKind.PROMISE,
            "document": table.get("document", self.document),
            "clause": self.text(row, table, "clause"),
            "promise": self.text(row, table, "promise"),
        }

    def in_countries(self, row: str, table: Table) -> tuple[str, ...]:
        """`countries` of the row, its one `country`, or all of the policy's."""
        if "country" in table:
            return (self.word(row, "country", table["country"], self.countries),)
        if "countries" in table:
            return self.words(row, "country", table["countries"], self.countries)
        return self.countries

    def all_granted(self) -> set[str]:
        return {right for rights in self.granted.values() for right in rights}


class _StatuteFile(_File):
    """What the law of each country grants to everyone, whatever a policy says."""

    def add_to(self, found: Seeds) -> None:
        for country, table in self.tables["statutes"].items():
            found.rows += self.country(country, table)

    def country(self, country: str, table: Table) -> Iterator[Row]:
        row = f"[statutes.{country}]"
        self.known_names(row, table, ("document", "rights", "majority"))
        document = self.text(row, table, "document")
        for line in table.get("rights", ()):
            row = f"{country} right {line.get('right')!r}"
            own = ("right", "clause", "confidence", "scope", "document", "version")
            self.known_names(row, line, own)
            yield Entitlement(
                **self.by_law(row, country, document, line),
                right=self.word(row, "right", line.get("right"), Right),
                scope=line.get("scope", {}),
            )
        if line := table.get("majority"):
            row = f"{country} majority"
            self.known_names(
                row,
                line,
                ("age", "clause", "confidence", "document", "version", "note"),
            )
            yield Minors(
                **self.by_law(row, country, document, line),
                adult_age=self.number(row, "age", line.get("age")),
                note=line.get("note", ""),
            )

    def by_law(self, row: str, country: str, document: str, line: Table) -> Table:
        return {
            "version": self.version(row, line),
            "country": country,
            "source_kind": SourceKind.STATUTE,
            "document": line.get("document", document),
            "clause": self.text(row, line, "clause"),
            "confidence": self.word(
                row, "confidence", line.get("confidence"), ("high", "medium", "low")
            ),
        }


def _or(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].lower() + text[1:]
