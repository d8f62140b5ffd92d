"""Reads the data files of the rulebook and refuses a row that cannot be used.

One file for each controller's policy, one for the statutes. docs/rulebook.md shows a
row of each kind. Every refusal is one sentence that names the file and the row.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rulebook.errors import BadRow
from rulebook.policy_file import PolicyFile
from rulebook.rows import Row
from rulebook.seed_file import Seeds
from rulebook.statute_file import StatuteFile

__all__ = ["Seeds", "read", "read_shipped"]

FOLDER = Path(__file__).parent / "seeds"


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
        reader = StatuteFile if "statutes" in tables else PolicyFile
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
