"""Which parts a copy of someone's data has, by company and country: contents.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rulebook.rows import label_in

FILE = Path(__file__).with_name("contents.toml")


@dataclass(frozen=True)
class Part:
    """One part: its code, its clause where a policy numbers it, its heading."""

    code: str
    clause: str
    title: Mapping[str, str]

    def title_in(self, language: str) -> str:
        return label_in(self.title, language)


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def parts_of(controller: str, country: str) -> list[Part]:
    """The parts in their order, each once, with the clause where it stands first."""
    own = _file()["controllers"].get(controller, _file()["default"])
    codes: Sequence[str] = [*own["parts"], *own.get("extra", {}).get(country, [])]
    numbers: dict[str, str] = {}
    for number, code in enumerate(codes, 1):
        clause = f"{own['clause']}.{number}" if "clause" in own else ""
        numbers.setdefault(code, clause)
    titles = _file()["parts"]
    return [Part(code, clause, titles[code]) for code, clause in numbers.items()]
