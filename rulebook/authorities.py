"""Whom a person may complain to when the office's answer does not satisfy."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "authorities.toml"


@dataclass(frozen=True, slots=True)
class Authority:
    """A supervisory authority; `website` is blank where we know of none."""

    name: str
    law: str
    website: str = ""


def authority(country: str) -> Authority | None:
    """The supervisory authority of `country` (ISO 3166-1); None where there is none."""
    return _authorities().get(country)


@cache
def _authorities() -> dict[str, Authority]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {country: Authority(**row) for country, row in rows.items()}
