"""Reads the data file of the statutes."""

from collections.abc import Iterable, Iterator

from rulebook.rows import Entitlement, Ground, Minors, Row
from rulebook.seed_file import SeedFile, Seeds, Table
from rulebook.terms import RIGHTS, Effect, SourceKind


class StatuteFile(SeedFile):
    """What the law of each country grants to everyone, whatever a policy says."""

    SHARED = ("version", "document", "clause", "confidence")

    def add_to(self, found: Seeds) -> None:
        for country, table in self.tables["statutes"].items():
            found.rows += self.country(country, table)

    def country(self, country: str, table: Table) -> Iterator[Row]:
        row = f"[statutes.{country}]"
        self.known_names(row, table, ("document", "rights", "grounds", "majority"))
        document = self.text(row, table, "document")
        for line in table.get("rights", ()):
            row = f"{country} right {line.get('right')!r}"
            self.known_names(row, line, ("right", "scope", *self.SHARED))
            yield Entitlement(
                **self.by_law(row, country, document, line),
                right=self.word(row, "right", line.get("right"), RIGHTS),
                scope=line.get("scope", {}),
            )
        yield from self.grounds(country, document, table.get("grounds", ()))
        if line := table.get("majority"):
            row = f"{country} majority"
            self.known_names(row, line, ("age", "note", *self.SHARED))
            yield Minors(
                **self.by_law(row, country, document, line),
                adult_age=self.number(row, "age", line.get("age")),
                note=line.get("note", ""),
            )

    def grounds(
        self, country: str, document: str, lines: Iterable[Table]
    ) -> Iterator[Ground]:
        labels = self.tables.get("labels", {})
        own = ("code", "effect", "rights")
        for line in lines:
            row = f"{country} ground {line.get('code')!r}"
            self.known_names(row, line, (*own, *self.SHARED))
            code = self.word(row, "code", line.get("code"), labels)
            yield Ground(
                **self.by_law(row, country, document, line),
                code=code,
                effect=self.word(row, "effect", line.get("effect"), Effect),
                rights=self.words(row, "right", line.get("rights"), RIGHTS),
                label=self.labels(row, labels[code]),
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
