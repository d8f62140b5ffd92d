"""What a person can do who does not agree: the authority, and what the policy names."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rulebook.authorities import authority
from rulebook.rows import label_in

DATA = Path(__file__).resolve().parent / "remedies.toml"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way on, as a sentence without its full stop where a `website` follows."""

    text: str
    website: str = ""
    clause: str = ""  # of the policy that names it; blank where the law does
    promise: str = ""

    def __str__(self) -> str:
        """As a letter has it."""
        return f"{self.text}, {self.website}." if self.website else self.text


def remedies(
    controller: str, country: str, language: str, *, is_complaint: bool = False
) -> list[Remedy]:
    """The ways on, the nearest first: a complaint to us, the authority, the policy's.

    After the answer to a complaint (`is_complaint`) no second one is offered. A country
    without an authority says so, and what there is instead.
    """
    words = _words()
    sentences = words["sentences"]
    found = [] if is_complaint else [Remedy(label_in(sentences["complaint"], language))]
    if known := authority(country, language):
        text = label_in(sentences["authority"], language).format(name=known.name)
        end = "" if known.website else "."
        found.append(Remedy(text + end, known.website))
    for row in words["countries"].get(country, ()):
        found.append(Remedy(label_in(row, language)))
    for row in words["policies"].get(controller, ()):
        text = label_in(row, language)
        found.append(Remedy(text, clause=row["clause"], promise=row["promise"]))
    return found


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))
