"""The words of `seeds/vocabulary.toml`, compiled once."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

VOCABULARY = Path(__file__).resolve().parent / "seeds" / "vocabulary.toml"

RUN = re.compile(r"\w+")
LETTERS = 5  # of a word, by which entries are kept
START = 30  # characters of a text in which its first words stand


@dataclass(frozen=True, slots=True)
class Entry:
    stem: str
    opens: bool  # `*`: any ending may follow
    joined: bool  # Chinese: found inside other signs

    def stands_in(self, text: str) -> bool:
        at = text.find(self.stem)
        while at >= 0:
            end = at + len(self.stem)
            if self.joined or (
                not (at and _is_letter(text[at - 1]))
                and (self.opens or not _is_letter(text[end : end + 1]))
            ):
                return True
            at = text.find(self.stem, at + 1)
        return False


@dataclass(frozen=True)
class Words:
    """A list of words and phrases to look for in a folded, lower-case text.

    Sought as plain strings, and of the Latin ones only those of which a word of the
    text has the first letters: a regular expression of all of them takes ten times as
    long.
    """

    entries: tuple[Entry, ...]

    def found_in(self, text: str) -> bool:
        """Whether one of them stands in it."""
        for entry in self._sought(text):  # half the time that any() takes
            if entry.stem in text and entry.stands_in(text):
                return True
        return False

    def opens(self, text: str) -> bool:
        """Whether a text begins with one of them."""
        start = text[:START]
        return any(
            start.startswith(entry.stem) and entry.stands_in(start)
            for entry in self._sought(start)
        )

    def standing_in(self, text: str) -> list[str]:
        """The different ones that stand in it."""
        held = [entry for entry in self._sought(text) if entry.stem in text]
        return [entry.stem for entry in held if entry.stands_in(text)]

    def taken_from(self, text: str) -> str:
        """The text without them, the longest first."""
        for stem in sorted(self.standing_in(text), key=len, reverse=True):
            text = text.replace(stem, " ")
        return text

    def _sought(self, text: str) -> Iterator[Entry]:
        """Those that may stand in it."""
        for start in _starts(text) & self._begun:
            yield from self._by_start[start]
        if not text.isascii():
            yield from self._joined

    @cached_property
    def _by_start(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if not entry.joined:
                found[_start_of(entry)].append(entry)
        return dict(found)

    @cached_property
    def _begun(self) -> frozenset[str]:
        return frozenset(self._by_start)

    @cached_property
    def _joined(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.joined]

    def holds(self, word: str) -> bool:
        return any(
            word == entry.stem or (entry.opens and word.startswith(entry.stem))
            for entry in self.entries
        )


@dataclass(frozen=True)
class Topic:
    name: str
    category: str  # empty: this topic alone suggests none
    words: Words
    hints: Words  # half as telling: other topics use them too
    heading: Words | None


@cache
def topics() -> tuple[Topic, ...]:
    return tuple(
        Topic(
            name,
            row.get("category", ""),
            _compiled(row["words"]),
            _compiled(row.get("hints", ())),
            _compiled(row["heading"]) if row.get("heading") else None,
        )
        for name, row in _book()["topics"].items()
    )


@cache
def changed_words() -> dict[str, Words]:
    return {name: _compiled(row["words"]) for name, row in _book()["changed"].items()}


@cache
def words(name: str) -> Words:
    return _compiled(_book()[name]["words"])


@cache
def place_names() -> tuple[str, ...]:
    return tuple(_book()["places"]["names"])


@cache
def different_meaning() -> dict[str, frozenset[int]]:
    return _rows("different")


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads(VOCABULARY.read_text("utf-8"))


def _rows(name: str) -> dict[str, frozenset[int]]:
    places: dict[str, set[int]] = {}
    for number, row in enumerate(_book()[name]["rows"]):
        for word in row:
            places.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in places.items()}


def _compiled(entries: Iterable[str]) -> Words:
    read = tuple(_entry(entry) for entry in dict.fromkeys(entries))
    return Words(read)


def _start_of(entry: Entry) -> str:
    """The first letters by which it is kept; none where any word may begin it."""
    first = RUN.match(entry.stem)
    if first is None or (first.end() == len(entry.stem) < LETTERS and entry.opens):
        return ""
    return first[0][:LETTERS]


@lru_cache(maxsize=4_096)
def _starts(text: str) -> frozenset[str]:
    return frozenset({"", *(word[:LETTERS] for word in RUN.findall(text))})


def _entry(entry: str) -> Entry:
    opens = entry.endswith(("*", ":"))
    return Entry(entry.removesuffix("*"), opens, entry[0] > "\u2e7f")


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
