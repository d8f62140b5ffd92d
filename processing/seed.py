"""The shipped registers of the five companies, read without a database."""

import tomllib
from functools import cache
from pathlib import Path

from processing.errors import BadRow
from processing.register_file import ItemFile, RegisterFile
from processing.rows import ShippedItem, ShippedRegister

SEEDS = Path(__file__).resolve().parent / "seeds"
ITEMS = SEEDS / "items.toml"


@cache
def shipped_registers() -> tuple[ShippedRegister, ...]:
    """One for each company, in the order of the files' names."""
    files = sorted(path for path in SEEDS.glob("*.toml") if path != ITEMS)
    return tuple(read(path) for path in files)


def read(path: Path) -> ShippedRegister:
    """The register of one data file. Raises BadRow with the file's and row's name."""
    return RegisterFile(path.name, _tables(path), shipped_items()).register()


@cache
def shipped_items() -> dict[str, ShippedItem]:
    return ItemFile(ITEMS.name, _tables(ITEMS)).items()


def _tables(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRow(f"{path.name} cannot be read: {error}.") from None
