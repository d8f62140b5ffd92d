"""Reads the data file of the statutes: rights, periods, grounds, ages.

A right and its period are one row, so that no right is granted without its duty and no
period stands without its right. `laws.py` reads what is neither (zones, reports).
"""

from collections.abc import Iterable, Iterator

from rulebook.clock import Unit
from rulebook.events import BREACH
from rulebook.rows import Entitlement, Ground, Minors, Row, Rule
from rulebook.rule_table import rule_from_table
from rulebook.seed_file import SeedFile, Seeds, Table
from rulebook.terms import (
    RIGHTS,
    ClockKind,
    Effect,
    Qualifier,
    RollOver,
    SourceKind,
    Start,
)


class StatuteFile(SeedFile):
    """What the law of each country grants to everyone, whatever a policy says."""

    SHARED = ("version", "document", "clause", "confidence")
    OWN = ("document", "time", "rights", "grounds", "majority", "duties", "facts")
    PERIOD = (
        *("clock", "number", "unit", "qualifier", "start", "start_is_assumed"),
        *("counts_first_day", "means", "includes_backups", "only_after"),
        *("on_identity",),
        *("on_clarification", "condition", "exceptions", "ambiguity"),
        *("extension_number", "extension_unit", "extension_condition"),
    )

    def add_to(self, found: Seeds) -> None:
        for country, table in self.tables["statutes"].items():
            found.rows += self.country(country, table)

    def country(self, country: str, table: Table) -> Iterator[Row]:
        row = f"[statutes.{country}]"
        self.known_names(row, table, self.OWN)
        document = self.text(row, table, "document")
        moves = self.roll_over(f"{country} time", table.get("time", {}))
        for line in table.get("rights", ()):
            row = f"{country} right {line.get('right')!r}"
            self.known_names(row, line, ("right", "scope", *self.SHARED, *self.PERIOD))
            right = self.word(row, "right", line.get("right"), RIGHTS)
            shared = self.by_law(row, country, document, line)
            yield Entitlement(**shared, right=right, scope=line.get("scope", {}))
            code = f"{country}-{right.upper().replace('_', '-')}"
            yield self.rule(shared, code, (right,), line, moves)
        yield from self.duties(country, document, table.get("duties", ()), moves)
        yield from self.grounds(country, document, table.get("grounds", ()))
        if line := table.get("majority"):
            row = f"{country} majority"
            self.known_names(row, line, ("age", "note", *self.SHARED))
            yield Minors(
                **self.by_law(row, country, document, line),
                adult_age=self.number(row, "age", line.get("age")),
                note=line.get("note", ""),
            )

    def roll_over(self, row: str, time: Table) -> str:
        """How the law's periods move on; unknown is none, as earlier is safe."""
        names = ("zones", "roll_over", "document", "clause", "confidence")
        self.known_names(row, time, names)
        return str(time.get("roll_over", RollOver.NONE))

    def duties(
        self, country: str, document: str, lines: Iterable[Table], moves: str
    ) -> Iterator[Rule]:
        """Periods beside the rights: to acknowledge, to ask, to tell of a breach."""
        for line in lines:
            row = f"{country} duty {line.get('code')!r}"
            self.known_names(row, line, ("code", "rights", *self.SHARED, *self.PERIOD))
            code = self.text(row, line, "code")
            rights: tuple[str, ...] = ()
            if line.get("clock") not in BREACH:
                rights = self.words(row, "right", line.get("rights"), RIGHTS)
            shared = self.by_law(row, country, document, line)
            yield self.rule(shared, code, rights, line, moves)

    def rule(
        self, shared: Table, code: str, rights: tuple[str, ...], line: Table, moves: str
    ) -> Rule:
        """A period of the law; without a number, the duty to answer without a last day.

        It runs from receipt (a breach: from awareness) unless the row says otherwise.
        Only a period of at least a day moves on by the law's roll-over.
        """
        number, breach = line.get("number"), line.get("clock") in BREACH
        table = {
            "clock": ClockKind.STATUTE_RESPONSE,
            "start": Start.AWARENESS if breach else Start.RECEIPT,
            "qualifier": Qualifier.TIMELY if number is None else Qualifier.AT_MOST,
            "roll_over": (
                moves if number and line.get("unit") != Unit.HOURS else RollOver.NONE
            ),
            "code": code,
            **{name: line[name] for name in self.PERIOD if name in line},
        }
        self.text(f"rule {code!r}", table, "means")
        return rule_from_table(self, table, shared, rights)

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
