"""Reads the data files of the rulebook and refuses a row that cannot be used.

One file for each controller's policy and one for its promises, one for the statutes.
docs/rulebook.md shows a row of each kind. Every refusal is one sentence that names the
file and the row.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rulebook.errors import BadRow
from rulebook.policy_file import PolicyFile
from rulebook.promise_file import PromiseFile
from rulebook.rows import Row, Rule
from rulebook.rule_checks import refuse_cycles
from rulebook.seed_file import Seeds, Table
from rulebook.statute_file import StatuteFile

__all__ = ["Seeds", "read", "read_promises", "read_shipped"]

FOLDER = Path(__file__).parent / "seeds"
PROMISES = Path(__file__).parent / "promises"


@cache
def read_shipped() -> Seeds:
    """The policies and statutes of this version of the portal."""
    return read(sorted(FOLDER.glob("*.toml")))


@cache
def read_promises() -> Seeds:
    """The promises it ships; apart, as no clock needs them to count."""
    return read(sorted(PROMISES.glob("*.toml")))


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
        _reader(tables)(path.name, tables).add_to(found)
    _refuse_twice(found.rows)
    refuse_cycles(row for row in found.rows if isinstance(row, Rule))
    return found


def _reader(tables: Table) -> type[StatuteFile | PromiseFile | PolicyFile]:
    if "statutes" in tables:
        return StatuteFile
    return PromiseFile if "promises" in tables else PolicyFile


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
