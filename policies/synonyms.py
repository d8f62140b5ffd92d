"""Words that say the same as others, from `seeds/synonyms.txt`.

A row is words and phrases, in the form a dictionary has them; bent forms are known by
`lemmas`. Chinese, which bends nothing, is looked for inside the text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from policies.lemmas import lemmas

SYNONYMS = Path(__file__).resolve().parent / "seeds" / "synonyms.txt"
LATIN = re.compile(r"[^\W_\u2e80-\uffff]+(?:['’.&-][^\W_\u2e80-\uffff]+)*")


SHORT = (("cannot", "can not"), ("won't", "will not"), ("can't", "can not"),
         ("n't", " not"), ("'ll", " will"), ("'re", " are"), ("'ve", " have"),
         ("it's", "it is"))  # fmt: skip


def same_words(one: str, other: str) -> bool:
    """Whether two words, each in whatever form, stand in one row."""
    return bool(_rows_of(one) & _rows_of(other))


def in_one_word(text: str) -> str:
    """A text in lower case with each phrase, and each Chinese word, by the first of the
    words that say the same."""
    for short, whole in SHORT:
        text = text.replace(short, whole)
    pattern, firsts = _chinese()
    text = pattern.sub(lambda found: firsts[found[0]], text)
    return _without_phrases(text)


def _without_phrases(text: str) -> str:
    words = list(LATIN.finditer(text))
    said, at, copied = [], 0, 0
    while at < len(words):
        phrase = _phrase_at(words, at, text)
        if phrase is None:
            at += 1
            continue
        length, first = phrase
        said += [text[copied : words[at].start()], first]
        at += length
        copied = words[at - 1].end()
    return "".join([*said, text[copied:]])


def _phrase_at(
    words: list[re.Match[str]], at: int, text: str
) -> tuple[int, str] | None:
    """The longest phrase that begins there: how many words, and what says the same."""
    for lemma in lemmas(words[at][0]):
        for phrase, first in _phrases().get(lemma, ()):
            here = words[at : at + len(phrase)]
            if [one[0] for one in here[1:-1]] != list(phrase[1:-1]):
                continue
            if len(here) < len(phrase) or phrase[-1] not in lemmas(here[-1][0]):
                continue
            if text[here[0].start() : here[-1].end()].count(" ") == len(phrase) - 1:
                return len(phrase), first
    return None


@cache
def _rows_of(word: str) -> frozenset[int]:
    return frozenset().union(*(_places().get(one, ()) for one in lemmas(word)))


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    lines = SYNONYMS.read_text("utf-8").splitlines()
    kept = (line for line in lines if line and not line.startswith("#"))
    return tuple(tuple(line.split(", ")) for line in kept)


@cache
def _places() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(_rows()):
        for word in row:
            found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """By their first word, the longest first; of two rows the first has a phrase."""
    found: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for row in _rows():
        for phrase in row:
            if " " in phrase and phrase.isascii():
                words = tuple(phrase.split())
                found[words[0]].setdefault(words, _single(row))
    return {
        start: sorted(phrases.items(), key=lambda one: -len(one[0]))
        for start, phrases in found.items()
    }


def _single(row: Iterable[str]) -> str:
    """The word of a row that stands for all of them."""
    row = tuple(row)
    return next((word for word in row if " " not in word), row[0])


@cache
def _chinese() -> tuple[re.Pattern[str], dict[str, str]]:
    firsts: dict[str, str] = {}
    for row in _rows():
        for word in row:
            if not word.isascii():
                firsts.setdefault(word, row[0])
    longest_first = sorted(firsts, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), firsts
