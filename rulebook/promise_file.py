"""Reads the data file of the promises of one controller's policy."""

from collections.abc import Iterable, Iterator

from rulebook.promise_terms import (
    UNITS,
    Capability,
    Kept,
    Party,
    PromiseKind,
    Reference,
)
from rulebook.rows import Promise
from rulebook.seed_file import SeedFile, Seeds, Table
from rulebook.terms import Qualifier, SourceKind


class PromiseFile(SeedFile):
    """Every promise of a policy, by its number, with how it is kept."""

    WORDS = ("text", "note", "condition", "exceptions", "ambiguity")
    CLOSED = ("kind", "kept", "owes", "to", "unit", "qualifier")
    OTHERS = ("version", "id", "clause", "countries", "number", "capabilities", "by")

    def add_to(self, found: Seeds) -> None:
        self.known_names("the file", self.tables, ("policy", "promises"))
        policy = self.tables.get("policy", {})
        self.known_names("[policy]", policy, ("controller", "document"))
        self.controller = self.text("[policy]", policy, "controller")
        self.document = self.text("[policy]", policy, "document")
        found.rows += self.promises()

    def promises(self) -> Iterator[Promise]:
        for number, table in enumerate(self.tables["promises"], 1):
            row = f"promise {table.get('id') or number!r}"
            self.known_names(row, table, (*self.WORDS, *self.CLOSED, *self.OTHERS))
            promise = Promise(
                version=self.version(row, table),
                controller=self.controller,
                source_kind=SourceKind.PROMISE,
                document=self.document,
                clause=self.text(row, table, "clause"),
                promise=self.text(row, table, "id"),
                kind=self.word(row, "kind", table.get("kind"), PromiseKind),
                countries=self.countries(row, table.get("countries", [])),
                text=self.text(row, table, "text"),
                number=self.number(row, "number", table.get("number")),
                unit=self.optional(row, "unit", table, UNITS),
                qualifier=self.optional(row, "qualifier", table, Qualifier),
                capabilities=self.words(
                    row, "capability", table.get("capabilities"), Capability
                ),
                owes=self.word(row, "owes", table.get("owes", "controller"), Party),
                to=self.word(row, "to", table.get("to", "data_subject"), Party),
                kept=self.word(row, "kept", table.get("kept"), Kept),
                by=tuple(self.reference(row, one) for one in table.get("by", ())),
                **{name: table.get(name, "") for name in self.WORDS if name != "text"},
            )
            self.refuse_half(row, promise)
            yield promise

    def optional(self, row: str, name: str, table: Table, known: Iterable[str]) -> str:
        return self.word(row, name, table[name], known) if name in table else ""

    def countries(self, row: str, values: object) -> tuple[str, ...]:
        if not isinstance(values, list):
            raise self.bad(row, "the countries must be a list; empty means all.")
        for value in values:
            if not (isinstance(value, str) and len(value) == 2 and value.isupper()):
                raise self.bad(row, f"the country {value!r} must be two capitals.")
        return tuple(values)

    def reference(self, row: str, value: object) -> str:
        form, colon, _name = str(value).partition(":")
        if not colon:
            raise self.bad(row, f"{value!r} is no reference, such as rule:NBX-30.")
        self.word(row, "reference form", form, Reference)
        return str(value)

    def refuse_half(self, row: str, promise: Promise) -> None:
        """What one field asks of another."""
        if (promise.number is None) != (promise.unit == ""):
            raise self.bad(row, "a number and its unit belong together.")
        if len(promise.clause) > 60:
            raise self.bad(row, "the clause is longer than 60 characters.")
        if promise.kept == Kept.ENFORCED and not promise.by:
            raise self.bad(row, "an enforced promise names what keeps it, in `by`.")
        if promise.kept in {Kept.RECORDED, Kept.OPEN} and not promise.note:
            raise self.bad(row, f"a promise that is {promise.kept} needs its note.")
