"""Reads the data file of one company's register; refuses in a sentence with the row."""

from collections.abc import Iterable, Iterator, Mapping

from processing.errors import BadRow
from processing.rows import (
    Labels,
    ShippedActivity,
    ShippedItem,
    ShippedRecipient,
    ShippedRegister,
)
from processing.terms import (
    Because,
    Consent,
    LegalBasis,
    Purpose,
    RecipientKind,
    Safeguard,
    Sensitivity,
    SubjectCategory,
    Told,
    ToldAfter,
)
from rulebook.seed_file import SeedFile, Table

# Whoever answers letters, or sends them, knows addresses, named in a policy or not.
OF_EVERY_OFFICE = {"address"}
JUDGED_BY = "NBX-1.2"  # the only policy that says what sensitive means
ACTIVITY = (
    *("id", "clause", "subjects", "label", "items", "purposes", "bases", "consent"),
    *("countries", "except_countries", "items_except", "promises", "source"),
    *("retention", "retention_promise", "note"),
)
RECIPIENT = (
    *("code", "name", "kind", "contact", "country", "countries", "role", "passed_on"),
    *("told", "told_after", "told_promise", "safeguard", "promises", "activities"),
)
REGISTER = (
    *("controller", "document", "told", "told_after", "told_promise"),
    *("retention", "retention_promise"),
)


class RegisterSeedFile(SeedFile):
    """Checks that every file of this room shares."""

    def bad(self, row: str, problem: str) -> BadRow:  # type: ignore[override]
        return BadRow(f"{self.name}, {row}: {problem}")

    def text(self, row: str, table: Table, name: str) -> str:
        value = table.get(name, "")
        if not isinstance(value, str) or not value.strip():
            raise self.bad(row, f"the {name} is missing.")
        return value

    def plain(self, row: str, table: Table, name: str, default: str = "") -> str:
        value = table.get(name, default)
        if not isinstance(value, str):
            raise self.bad(row, f"the {name} must be text, not {value!r}.")
        return value

    def one_of(self, row: str, table: Table, name: str, known: Iterable[str]) -> str:
        return self.word(row, name, table[name], known) if name in table else ""

    def optional_labels(self, row: str, value: object) -> Labels:
        return self.labels(row, value) if value else {}

    def list_of(self, row: str, table: Table, name: str) -> tuple[str, ...]:
        values = table.get(name, [])
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise self.bad(row, f"the {name} must be a list of words.")
        return tuple(values)

    def codes_of_countries(self, row: str, values: Iterable[str]) -> tuple[str, ...]:
        for value in values:
            if not (len(value) == 2 and value.isalpha() and value.isupper()):
                raise self.bad(row, f"the country {value!r} must be two capitals.")
        return tuple(values)


class ItemFile(RegisterSeedFile):
    def items(self) -> dict[str, ShippedItem]:
        self.known_names("the file", self.tables, ("items",))
        return {
            code: self.item(code, table)
            for code, table in self.tables.get("items", {}).items()
        }

    def item(self, code: str, table: Table) -> ShippedItem:
        row = f"item {code!r}"
        languages = {k: v for k, v in table.items() if len(k) == 2}
        self.known_names(row, table, (*languages, "sensitivity", "because"))
        sensitivity = table.get("sensitivity", Sensitivity.NOT_LISTED)
        because = self.one_of(row, table, "because", Because.values)
        is_judged = sensitivity != Sensitivity.NOT_LISTED
        if is_judged != bool(because):
            raise self.bad(row, "a sensitivity and its reason belong together.")
        return ShippedItem(
            code=code,
            label=self.labels(row, languages),
            sensitivity=self.word(row, "sensitivity", sensitivity, Sensitivity.values),
            because=because,
            source=JUDGED_BY if is_judged else "",
        )


class RegisterFile(RegisterSeedFile):
    def __init__(
        self, name: str, tables: Table, items: Mapping[str, ShippedItem]
    ) -> None:
        super().__init__(name, tables)
        self.known_items = items
        self.known_names(
            "the file", tables, ("register", "tables", "activities", "recipients")
        )
        self.head: Table = tables.get("register", {})
        self.known_names("[register]", self.head, REGISTER)

    def register(self) -> ShippedRegister:
        activities = tuple(self.activities())
        self.refuse_twice("activity", [one.code for one in activities])
        used = {code for activity in activities for code in activity.items}
        used |= OF_EVERY_OFFICE
        codes = tuple(activity.code for activity in activities)
        recipients = tuple(self.recipients(codes))
        self.refuse_twice("recipient", [one.code for one in recipients])
        return ShippedRegister(
            controller=self.text("[register]", self.head, "controller"),
            document=self.text("[register]", self.head, "document"),
            items=tuple(i for i in self.known_items.values() if i.code in used),
            activities=activities,
            recipients=recipients,
        )

    def refuse_twice(self, what: str, codes: list[str]) -> None:
        for code in codes:
            if codes.count(code) > 1:
                raise self.bad(f"{what} {code!r}", "this id is used twice.")

    def activities(self) -> Iterator[ShippedActivity]:
        tables = [*self.by_country(), *self.tables.get("activities", [])]
        for number, table in enumerate(tables, 1):
            row = f"activity {table.get('id') or number!r}"
            self.known_names(row, table, ACTIVITY)
            yield self.activity(row, table)

    def by_country(self) -> Iterator[Table]:
        """A table of items by country as one activity for each country."""
        for table in self.tables.get("tables", []):
            row = f"table {table.get('id')!r}"
            self.known_names(row, table, (*ACTIVITY, "promise"))
            shared = {k: v for k, v in table.items() if k not in {"promise", "items"}}
            promise = self.text(row, table, "promise")
            for country, items in table.get("items", {}).items():
                yield {
                    **shared,
                    "id": f"{self.text(row, table, 'id')}-{country}",
                    "items": items,
                    "countries": [country],
                    "promises": [f"{promise}-{country}"],
                }

    def activity(self, row: str, table: Table) -> ShippedActivity:
        bases = self.words(row, "legal basis", table.get("bases"), LegalBasis.values)
        consent = self.one_of(row, table, "consent", Consent.values)
        if consent and LegalBasis.CONSENT not in bases:
            raise self.bad(row, "it says how consent is given, and names no consent.")
        items = self.words(row, "item", table.get("items"), self.known_items)
        own = "retention" in table
        kept = table if own else self.head
        return ShippedActivity(
            code=self.text(row, table, "id"),
            clause=self.text(row, table, "clause"),
            subjects=self.words(
                row, "subject category", table.get("subjects"), SubjectCategory.values
            ),
            label=self.labels(row, table.get("label")),
            items=items,
            purposes=self.words(row, "purpose", table.get("purposes"), Purpose.values),
            bases=bases,
            consent=consent,
            countries=self.countries(row, table, "countries"),
            except_countries=self.countries(row, table, "except_countries"),
            items_except=self.items_except(row, table, items),
            promises=tuple(self.filled(row, table, "promises")),
            source=self.optional_labels(row, table.get("source")),
            retention=self.labels(row, kept.get("retention")),
            retention_promise=self.plain(row, kept, "retention_promise"),
            note=self.optional_labels(row, table.get("note")),
        )

    def countries(self, row: str, table: Table, name: str) -> tuple[str, ...]:
        return self.codes_of_countries(row, self.list_of(row, table, name))

    def items_except(
        self, row: str, table: Table, items: tuple[str, ...]
    ) -> dict[str, tuple[str, ...]]:
        found = table.get("items_except", {})
        for code in found:
            self.word(row, "item left out", code, items)
        return {code: self.countries(row, found, code) for code in found}

    def filled(self, row: str, table: Table, name: str) -> tuple[str, ...]:
        values = self.list_of(row, table, name)
        if not values:
            raise self.bad(
                row, f"the {name} are missing, and every row has its source."
            )
        return values

    def recipients(self, activities: tuple[str, ...]) -> Iterator[ShippedRecipient]:
        for number, table in enumerate(self.tables.get("recipients", []), 1):
            row = f"recipient {table.get('code') or number!r}"
            self.known_names(row, table, RECIPIENT)
            yield self.recipient(row, table, activities)

    def recipient(
        self, row: str, table: Table, activities: tuple[str, ...]
    ) -> ShippedRecipient:
        rule = table if "told" in table else self.head
        told = self.word(row, "telling", rule.get("told"), Told.values)
        told_after = tuple(
            self.word(row, "right", right, ToldAfter.values)
            for right in self.list_of(row, rule, "told_after")
        )
        if (told == Told.NOT_PROMISED) == bool(told_after):
            raise self.bad(
                row, "who is told needs the rights after which; others none."
            )
        served = table.get("activities", [])
        if served != "all":
            served = self.list_of(row, table, "activities")
            for code in served:
                self.word(row, "activity", code, activities)
        country = self.plain(row, table, "country")
        return ShippedRecipient(
            code=self.text(row, table, "code"),
            name=self.text(row, table, "name"),
            kind=self.word(row, "kind", table.get("kind"), RecipientKind.values),
            contact=self.plain(row, table, "contact"),
            country="".join(self.codes_of_countries(row, [country] if country else [])),
            countries=self.countries(row, table, "countries"),
            role=self.plain(row, table, "role"),
            passed_on=self.plain(row, table, "passed_on"),
            told=told,
            told_after=told_after,
            told_promise=self.plain(row, rule, "told_promise"),
            safeguard=self.one_of(row, table, "safeguard", Safeguard.values),
            promises=self.filled(row, table, "promises"),
            activities=activities if served == "all" else tuple(served),
        )
