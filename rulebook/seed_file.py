"""What a data file holds, and the checks that every kind of file shares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rulebook.errors import BadRow
from rulebook.rows import Row
from rulebook.terms import RIGHTS

Table = dict[str, Any]


@dataclass(slots=True)
class Seeds:
    """What one or more data files hold."""

    controllers: dict[str, Table] = field(default_factory=dict)  # slug -> [policy]
    rows: list[Row] = field(default_factory=list)


class SeedFile:
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


def _or(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
