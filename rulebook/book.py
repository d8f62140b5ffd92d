"""The rulebook a case is measured by: rules, rights, grounds, proof of identity, ages.

`shipped()` reads the data files in seeds/ and needs no database; `live()` reads the
rows of this installation. Both answer the same questions in the same words.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, cast

from rulebook.models import MODELS
from rulebook.rows import (
    Entitlement,
    Ground,
    IdentityFact,
    IdentityRoute,
    Labels,
    Minors,
    Row,
    Rule,
)
from rulebook.seeds import read_shipped
from rulebook.terms import RIGHTS, SourceKind

__all__ = [
    "Book",
    "Entitlement",
    "Ground",
    "IdentityFact",
    "IdentityRoute",
    "Labels",
    "Minors",
    "Rule",
    "live",
    "shipped",
]


class Book:
    """Answers by controller and country; reads each table once, when first asked."""

    def __init__(self, read: Callable[[type[Row]], Iterable[Row]]) -> None:
        self._read = read
        self._tables: dict[type[Row], list[Row]] = {}
        self._newest: dict[type[Row], list[Row]] = {}

    def rules(self, controller: str, country: str, right: str) -> list[Rule]:
        """The periods that run on such a request, the shortest of each clock first.

        A right that the policy does not grant has none: a period is never invented.
        """
        return [
            rule for rule in self._of(Rule, controller, country) if right in rule.rights
        ]

    def rule(self, code: str, version: int | None = None) -> Rule | None:
        """One rule by its id: that version, also a superseded one, or the newest."""
        found = [
            rule
            for rule in self._all(Rule)
            if rule.code == code and version in (None, rule.version)
        ]
        return max(found, key=lambda rule: rule.version, default=None)

    def entitlements(self, controller: str, country: str) -> list[Entitlement]:
        """Each right a person has there, once: the policy's word before the law's."""
        granted = self._of(Entitlement, controller, country)
        by_law = self._of(Entitlement, "", country) if controller else []
        found: dict[str, Entitlement] = {}
        for entitlement in (*granted, *by_law):
            found.setdefault(entitlement.right, entitlement)
        return [found[right] for right in RIGHTS if right in found]

    def entitlement(
        self, controller: str, country: str, right: str
    ) -> Entitlement | None:
        """Who grants this right there; None where neither policy nor law does."""
        for entitlement in self.entitlements(controller, country):
            if entitlement.right == right:
                return entitlement
        return None

    def grounds(self, controller: str, country: str, right: str) -> list[Ground]:
        """What a refusal, a limit or a delay of this right can rest on there.

        The policy's own grounds first, then those of the law (see `source_kind`).
        """
        own = self._of(Ground, controller, country) if controller else []
        return [
            ground
            for ground in (*own, *self._of(Ground, "", country))
            if right in ground.rights
        ]

    def identity_route(
        self, controller: str, country: str, right: str, channel: str
    ) -> IdentityRoute:
        """What may be asked as proof of identity; nothing where no route says so."""
        for route in self._of(IdentityRoute, controller, country):
            if right in route.rights and channel in route.channels:
                return route
        return IdentityRoute(
            code="",
            controller=controller,
            source_kind=SourceKind.PROMISE,
            document="",
            clause="",
            channels=(channel,),
            rights=(right,),
        )

    def minors(self, controller: str, country: str) -> Minors:
        """The policy's ages for the country; where it is silent, those of the law."""
        for owner in (controller, "") if controller else ("",):
            for row in self._of(Minors, owner, country):
                return row
        return Minors(
            source_kind=SourceKind.STATUTE, document="", clause="", adult_age=None
        )

    def current[R: Row](self, table: type[R]) -> list[R]:
        """The newest version of every row of one table, in the order they were read."""
        if table not in self._newest:
            newest: dict[tuple[str, ...], Row] = {}
            for row in self._all(table):
                seen = newest.get(row.key)
                if seen is None or row.version > seen.version:
                    newest[row.key] = row
            self._newest[table] = list(newest.values())
        return cast(list[R], self._newest[table])

    def _all[R: Row](self, table: type[R]) -> list[R]:
        if table not in self._tables:
            self._tables[table] = list(self._read(table))
        return cast(list[R], self._tables[table])

    def _of[R: Row](self, table: type[R], controller: str, country: str) -> list[R]:
        """Rows of this owner that hold in `country`; the country's own come first."""
        rows = [
            row
            for row in self.current(table)
            if row.controller == controller and row.country in ("", country)
        ]
        return sorted(rows, key=lambda row: row.country == "")


@cache
def shipped() -> Book:
    """The rulebook in the data files of this version of the portal; read once."""
    rows = read_shipped().rows
    return Book(lambda table: [row for row in rows if isinstance(row, table)])


def live(controller: str | None = None, country: str | None = None) -> Book:
    """The rulebook of this installation: at most one query for each table asked.

    Give the controller's slug to read its rows and those of the law only, and the
    country to read no other country's.
    """

    def read(table: type[Row]) -> Iterable[Row]:
        rows = MODELS[table]._default_manager.order_by("pk")
        if controller is not None:
            rows = rows.filter(controller__in=("", controller))
        if country is not None:
            rows = rows.filter(country__in=("", country))
        return [_row(table, values) for values in rows.values()]

    return Book(read)


def _row[R: Row](table: type[R], values: Mapping[str, Any]) -> R:
    """A database row as the value it was loaded from: lists are tuples again."""
    names = {name for name in table.__dataclass_fields__ if name != "KEY"}
    known: dict[str, Any] = {name: values[name] for name in names}
    if "facts" in known:
        known["facts"] = [IdentityFact(**fact) for fact in known["facts"]]
    for name, value in known.items():
        if isinstance(value, list):
            known[name] = tuple(value)
    return table(**known)
