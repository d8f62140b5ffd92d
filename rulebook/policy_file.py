"""Reads the data file of one controller's policy."""

from collections.abc import Iterator

from rulebook.rows import (
    Entitlement,
    Ground,
    IdentityFact,
    IdentityRoute,
    Minors,
    Rule,
)
from rulebook.rule_table import rule_from_table
from rulebook.seed_file import SeedFile, Seeds, Table
from rulebook.terms import (
    RIGHTS,
    Asked,
    Channel,
    Effect,
    SourceKind,
)


class PolicyFile(SeedFile):
    """A controller's policy: the countries it covers and the rows of each kind."""

    SHARED = ("version", "country", "countries", "document", "clause", "promise")

    def add_to(self, found: Seeds) -> None:
        known = ("policy", "facts", "rules", "entitlements")
        self.known_names(
            "the file", self.tables, (*known, "grounds", "identity", "minors")
        )
        policy = self.tables.get("policy", {})
        for name in ("controller", "code", "name", "document"):
            if not policy.get(name):
                raise self.bad("[policy]", f"the {name} is missing.")
        self.controller: str = policy["controller"]
        self.document: str = policy["document"]
        if not (countries := policy.get("countries")):
            raise self.bad("[policy]", "the countries are missing.")
        self.countries: tuple[str, ...] = tuple(countries)
        entitlements = list(self.entitlements())
        self.granted: dict[str, list[str]] = {country: [] for country in self.countries}
        for entitlement in entitlements:
            self.granted[entitlement.country].append(entitlement.right)

        found.controllers[self.controller] = policy
        found.rows += entitlements
        found.rows += self.rules()
        found.rows += self.grounds()
        found.rows += self.identity()
        found.rows += self.minors()

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
        for table in self.tables.get("rules", ()):
            row = f"rule {table.get('code')!r}"
            shared = self.shared(row, table)
            if shared["country"] not in self.countries:
                raise self.bad(row, "the country is not one of the policy's.")
            granted = self.granted[shared["country"]]
            rights = self.rights(row, table.get("rights"), granted)
            yield rule_from_table(self, table, shared, rights)

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
