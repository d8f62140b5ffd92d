"""The rulebook a case is measured by: rules, rights, grounds, proof of identity, ages.

`shipped()` reads the data files in seeds/ and needs no database; `live()` reads the
rows of this installation. Both answer the same questions in the same words.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache, cached_property, lru_cache
from typing import Any, cast

from django.db import connection
from django.utils import timezone

from rulebook.models import MODELS
from rulebook.rows import (
    Entitlement,
    Ground,
    IdentityFact,
    IdentityRoute,
    Labels,
    Minors,
    Promise,
    Row,
    Rule,
)
from rulebook.seeds import read_promises, read_shipped
from rulebook.terms import RIGHTS, SourceKind

__all__ = [
    "Book",
    "Entitlement",
    "Ground",
    "IdentityFact",
    "IdentityRoute",
    "Labels",
    "Minors",
    "Promise",
    "Rule",
    "live",
    "newest",
    "shipped",
]


FOREVER = datetime.max.replace(tzinfo=UTC)


class Book:
    """Answers by controller and country; reads each table once, when first asked."""

    def __init__(
        self,
        read: Callable[[type[Row]], Iterable[Row]],
        later: frozenset[tuple[str, int]] = frozenset(),
        loaded_at: dict[tuple[str, int], datetime] | None = None,
        at: datetime | None = None,
    ) -> None:
        """`later` names rules by code and version that are left out; `loaded_at` says
        from when each holds here, once they are read, and `at` the moment asked for."""
        self._read = read
        self._later = later
        self._at = at
        self._loaded_at = {} if loaded_at is None else loaded_at
        self._tables: dict[type[Row], list[Row]] = {}
        self._newest: dict[type[Row], list[Row]] = {}

    def rules(self, controller: str, country: str, right: str) -> list[Rule]:
        """The periods that run on such a request, the shortest of each clock first.

        A right that the policy does not grant has none: a period is never invented.
        """
        return [
            rule for rule in self._of(Rule, controller, country) if right in rule.rights
        ]

    def breach_rules(self, country: str) -> list[Rule]:
        """The periods in which a personal data breach is told of there, by law."""
        return [
            rule
            for rule in self._of(Rule, "", country)
            if rule.clock.startswith("breach_")
        ]

    def rule(self, code: str, version: int | None = None) -> Rule | None:
        """One rule by its id: that version, also a superseded one, or the newest."""
        found = [
            rule
            for rule in self._all(Rule)
            if rule.code == code
            and (rule.version == version or (version is None and self._is_in(rule)))
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

    def promises(self, controller: str, country: str = "") -> list[Promise]:
        """What this policy promises, in its order: in one country, or anywhere."""
        return [
            promise
            for promise in self.current(Promise)
            if promise.controller == controller
            and (not country or promise.holds_in(country))
        ]

    def promise(self, number: str) -> Promise | None:
        """One promise by its number, in its newest version: "MAXIM-21-KZ"."""
        for promise in self.current(Promise):
            if promise.promise == number:
                return promise
        return None

    def current[R: Row](self, table: type[R]) -> list[R]:
        """The newest version of every row of one table, in the order they were read."""
        if table not in self._newest:
            newest: dict[tuple[str, ...], Row] = {}
            for row in filter(self._is_in, self._all(table)):
                seen = newest.get(row.key)
                if seen is None or row.version > seen.version:
                    newest[row.key] = row
            self._newest[table] = list(newest.values())
        return cast(list[R], self._newest[table])

    def as_of(self, at: datetime) -> "Book":
        """This book as it was at `at`, when later versions of its rules were to come.

        The first version that this installation was given holds throughout, whatever
        its number. Whoever names a version gets it all the same: a clock is pinned to
        its own. Nothing is read before a rule is asked for.
        """
        is_read = Rule in self._tables
        if is_read and all(begun <= at for begun in self._loaded_at.values()):
            return self
        return Book(self._all, self._later, self._loaded_at, at)

    @cached_property
    def _to_come(self) -> frozenset[tuple[str, int]]:
        """The versions of rules that are left out."""
        if self._at is None:
            return self._later
        first: dict[str, int] = {}
        for rule in self._all(Rule):
            first[rule.code] = min(rule.version, first.get(rule.code, rule.version))
        return self._later | {
            (code, version)
            for (code, version), begun in self._loaded_at.items()
            if begun > self._at and version > first[code]
        }

    def under(self, policy_version: str) -> "Book":
        """This book for someone to whom that version of the policy applies.

        Rules that a later version of it brought are left out: who has not agreed to a
        text that reduces rights keeps what the older one promised (POLICIES §1, 5).
        """
        later = frozenset(
            (rule.code, rule.version)
            for rule in self._all(Rule)
            if rule.is_later_than_text(policy_version)
        )
        if not later:
            return self
        return Book(self._all, self._later | later, self._loaded_at, self._at)

    def apart(self, read_anew: "Book") -> "Book":
        """A book with what this one has read already; it reads the rest for itself."""
        read_anew._tables.update(self._tables)
        read_anew._loaded_at.update(self._loaded_at)
        return read_anew

    def _is_in(self, row: Row) -> bool:
        return not (isinstance(row, Rule) and (row.code, row.version) in self._to_come)

    def _all[R: Row](self, table: type[R]) -> list[R]:
        if table not in self._tables:
            self._tables[table] = list(self._read(table))
        return cast(list[R], self._tables[table])

    def _of[R: Row](self, table: type[R], controller: str, country: str) -> list[R]:
        """Rows of this owner that hold in `country`; the country's own come first.

        A rule that was retired is left out; `rule` still finds it by its code.
        """
        rows = [
            row
            for row in self.current(table)
            if row.controller == controller
            and row.country in ("", country)
            and not (isinstance(row, Rule) and row.retired)
        ]
        return sorted(rows, key=lambda row: row.country == "")


@cache
def shipped() -> Book:
    """The rulebook in the data files of this version of the portal; read once."""

    def read(table: type[Row]) -> Iterable[Row]:
        found = read_promises() if table is Promise else read_shipped()
        return [row for row in found.rows if isinstance(row, table)]

    return Book(read)


def live(
    controller: str | None = None,
    country: str | None = None,
    *,
    at: datetime | None = None,
) -> Book:
    """The rulebook of this installation: at most one query for each table asked.

    Give the controller's slug to read its rows and those of the law only, and the
    country to read no other country's. A rule answers in the version that was in force
    at `at` (now): what comes later is for requests received later (CLOCKS.md 2.10), as
    one that a text brings on the day it takes effect.

    A book is kept for as long as no row is added: rows are written once and stay.
    Inside a transaction nothing new is kept, as rows that are not committed may still
    go away.
    """
    book = _kept(_sizes(), controller, country)
    if connection.in_atomic_block:
        book = book.apart(_reader(controller, country))
    return book.as_of(timezone.now() if at is None else at)


def newest(controller: str | None = None, country: str | None = None) -> Book:
    """The same with every rule in its newest version, also one that only begins later:
    what a change of it starts from."""
    return live(controller, country, at=FOREVER)


_asked: ContextVar[tuple[int, ...] | None] = ContextVar("asked", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Within it, whether rows were added is asked once: for a page, which adds none."""
    token = _asked.set(_sizes())
    try:
        yield
    finally:
        _asked.reset(token)


def _sizes() -> tuple[int, ...]:
    """How many rows each table has."""
    if (known := _asked.get()) is not None:
        return known
    tables = (connection.ops.quote_name(m._meta.db_table) for m in MODELS.values())
    counts = ", ".join(f"(SELECT COUNT(*) FROM {one})" for one in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        sizes: tuple[int, ...] = tuple(cursor.fetchone())
    return sizes


@lru_cache(maxsize=64)
def _kept(_sizes: tuple[int, ...], controller: str | None, country: str | None) -> Book:
    return _reader(controller, country)


def forget() -> None:
    """Keep no book: rows went away, which only a test or a restored backup does."""
    _kept.cache_clear()


def _reader(controller: str | None, country: str | None) -> Book:
    loaded_at: dict[tuple[str, int], datetime] = {}

    def read(table: type[Row]) -> Iterable[Row]:
        rows = MODELS[table]._default_manager.order_by("pk")
        if controller is not None:
            rows = rows.filter(controller__in=("", controller))
        if country is not None:
            rows = rows.filter(country__in=("", country))
        found: list[Mapping[str, Any]] = list(rows.values())
        if table is Rule:
            loaded_at.update(
                ((row["code"], row["version"]), row["loaded_at"]) for row in found
            )
        return [_row(table, values) for values in found]

    return Book(read, loaded_at=loaded_at)


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
