"""How each country's law counts, and its duties that no clock of a case runs for.

Reads the shipped data file of the statutes: `time` and `facts` of each country. The
periods themselves are rules; see statute_file.py.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rulebook.seeds import FOLDER


@dataclass(frozen=True, slots=True, kw_only=True)
class LawFact:
    """A duty of the law beside every case: a report, a register, an assessment."""

    code: str
    text: str
    number: int
    unit: str  # of rulebook.clock.Unit, or "years"
    document: str
    clause: str
    confidence: str
    months: tuple[int, ...] = ()  # in which it falls due every year, if it does


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """How the law of one country counts its periods."""

    country: str
    zones: tuple[str, ...]  # none for the European Union: its member states' own
    roll_over: str  # as the source has it; `unknown` is counted as none
    source: str
    confidence: str
    facts: tuple[LawFact, ...] = ()

    def fact(self, code: str) -> LawFact:
        """One fact by its code. Raises LookupError if the law has none."""
        for fact in self.facts:
            if fact.code == code:
                return fact
        raise LookupError(f"The law of {self.country} has no fact {code!r}.")


@cache
def laws() -> Mapping[str, Law]:
    """The law of every country in the data file, by its code."""
    text = (FOLDER / "statutes.toml").read_text(encoding="utf-8")
    found = {}
    for country, table in tomllib.loads(text)["statutes"].items():
        time, document = table["time"], table["document"]
        found[country] = Law(
            country=country,
            zones=tuple(time["zones"]),
            roll_over=time["roll_over"],
            source=f"{time['document']}, {time['clause']}",
            confidence=time["confidence"],
            facts=tuple(
                LawFact(
                    **{
                        "document": document,
                        **fact,
                        "months": tuple(fact.get("months", ())),
                    }
                )
                for fact in table.get("facts", ())
            ),
        )
    return found
