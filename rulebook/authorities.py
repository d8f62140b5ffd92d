"""Whom a person may complain to when the office's answer does not satisfy."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "authorities.toml"


@dataclass(frozen=True, slots=True)
class Authority:
    """A supervisory authority; `website` is blank where we know of none."""

    name: str
    law: str
    website: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def authority(country: str, language: str = "en") -> Authority | None:
    """The supervisory authority of `country` (ISO 3166-1); None where there is none.

    Its name is the one in `language`, where it has one of its own there.
    """
    found = _authorities().get(country)
    if found is None or language not in found.names:
        return found
    return replace(found, name=found.names[language])


@cache
def _authorities() -> dict[str, Authority]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {country: Authority(**row) for country, row in rows.items()}
