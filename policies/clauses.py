"""The clause: the smallest part of a policy that can be cited, compared and told.

Pure: no database. A clause is a paragraph, an item of a list, a row of a table or a
heading. Its `address` is where the text itself says it stands ("5.1.9", "I(ii)9"); its
`key` is what the portal calls it, and later versions inherit it, however the numbers
move (`comparing.inherit_keys`).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

QUOTES = str.maketrans(
    {
        **dict.fromkeys("“”„«»″＂", '"'),
        **dict.fromkeys("‘’‚′`´＇", "'"),
        **dict.fromkeys("‐‑‒–—―", "-"),
        "\u00ad": None,  # soft hyphen
        "\u200b": None,  # zero width space
        "\ufeff": None,
    }
)
ROMAN = {"i": 1, "v": 5, "x": 10}
CHINESE = {sign: value for value, sign in enumerate("〇一二三四五六七八九十")}
PART = re.compile(r"[a-z]+|\d+|[〇一二三四五六七八九十百]+")


class ClauseKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    CONTENTS = "contents"  # a line of the table of contents: it names, and says nothing


@dataclass(frozen=True, slots=True)
class Clause:
    text: str  # without its number and bullet, spaces as written
    key: str = ""
    number: str = ""  # as printed: "5.1.9.", "(a)", "III."
    address: str = ""  # with what stands above it: "5.1.9", "I(ii)9"
    kind: ClauseKind = ClauseKind.PARAGRAPH
    headings: tuple[str, ...] = ()  # from the outermost
    country: str = ""  # ISO 3166-1, where the text holds for one country only
    topic: str = ""  # set by a person or inherited; empty: told from the words
    bullet: str = ""

    @property
    def folded(self) -> str:
        return folded(self.text)

    @property
    def section(self) -> str:
        """Where it stands, for a reader: number and heading, and the country."""
        title = self.headings[-1] if self.headings else ""
        if self.kind is ClauseKind.HEADING:
            title = self.text
        if len(title) > 80:
            title = title[:79].rsplit(" ", 1)[0] + "…"
        parts = [self.address, title]
        if self.country:
            parts.append(f"({self.country})")
        return " ".join(part for part in parts if part)

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()


def folded(text: str) -> str:
    """The words alone: one form of each letter, quote, dash and space."""
    if text.isascii():
        return " ".join(text.replace("`", "'").split())
    folded_signs = unicodedata.normalize("NFKC", text).translate(QUOTES)
    return " ".join(folded_signs.split())


@lru_cache(maxsize=8_192)
def path_of(address: str) -> tuple[str, ...]:
    """An address as its parts, so that "5(3)", "V(iii)" and "5.3" are one place."""
    return tuple(_part(part) for part in PART.findall(address.casefold()))


def find(clauses: Iterable[Clause], address: str, country: str = "") -> list[Clause]:
    """The clauses at this address and below it, as a promise cites them.

    With a country: those of its own block, and where the block holds none, what is
    said to everyone.
    """
    wanted = path_of(address)
    here = [
        clause
        for clause in clauses
        if wanted and path_of(clause.address)[: len(wanted)] == wanted
    ]
    if not country:
        return here
    own = [clause for clause in here if clause.country == country]
    return own or [clause for clause in here if not clause.country]


def manifest(clauses: Sequence[Clause]) -> list[tuple[str, str]]:
    """The keys in their order, each with the hash of its words."""
    return [(clause.key, clause.sha256) for clause in clauses]


def ordinal(numeral: str) -> int | None:
    """The value of 7, vii, 七 or 十二; None for letters."""
    if numeral.isdecimal():
        return int(numeral)
    if numeral and set(numeral) <= ROMAN.keys():
        values = [ROMAN[sign] for sign in numeral]
        return sum(
            -one if one < max(values[at:]) else one for at, one in enumerate(values)
        )
    if numeral and set(numeral) <= CHINESE.keys():
        tens, ten, ones = numeral.partition("十")
        if not ten:
            return int("".join(str(CHINESE[sign]) for sign in numeral))
        return (CHINESE[tens] if tens else 1) * 10 + (CHINESE[ones] if ones else 0)
    return None


def _part(part: str) -> str:
    value = ordinal(part)
    return part if value is None else str(value)
