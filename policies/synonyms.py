"""Words that say the same as others, from `seeds/synonyms.txt`.

A row is words and phrases, in the form a dictionary has them; bent forms are known by
`lemmas`. Chinese, which bends nothing, is looked for inside the text.
"""

import re
from collections import defaultdict
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


def row_mates(word: str) -> frozenset[str]:
    """The single words that say the same as this one or as a phrase, itself too."""
    mates = (mate for row in _rows_of(word) for mate in _rows()[row])
    return frozenset({word, *(mate for mate in mates if " " not in mate)})


def in_one_word(text: str) -> str:
    """A text in lower case with each phrase as one word (`in_order_to`), and each
    Chinese word as the first of those that say the same."""
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
        said += [text[copied : words[at].start()], "_".join(phrase)]
        at += len(phrase)
        copied = words[at - 1].end()
    return "".join([*said, text[copied:]])


def _phrase_at(
    words: list[re.Match[str]], at: int, text: str
) -> tuple[str, ...] | None:
    """The longest phrase that begins there, in the form a dictionary has it."""
    for lemma in lemmas(words[at][0]):
        for phrase in _phrases().get(lemma, ()):
            here = words[at : at + len(phrase)]
            if [one[0] for one in here[1:-1]] != list(phrase[1:-1]):
                continue
            if len(here) < len(phrase) or phrase[-1] not in lemmas(here[-1][0]):
                continue
            if text[here[0].start() : here[-1].end()].count(" ") == len(phrase) - 1:
                return phrase
    return None


@cache
def _rows_of(word: str) -> frozenset[int]:
    forms = {word} if "_" in word else lemmas(word)
    return frozenset().union(*(_places().get(one, ()) for one in forms))


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
            found[word.replace(" ", "_")].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """By their first word, the longest first."""
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in _rows():
        for phrase in row:
            if " " in phrase and phrase.isascii():
                words = tuple(phrase.split())
                found[words[0]].add(words)
    return {
        start: sorted(phrases, key=lambda one: (-len(one), one))
        for start, phrases in found.items()
    }


@cache
def _chinese() -> tuple[re.Pattern[str], dict[str, str]]:
    firsts: dict[str, str] = {}
    for row in _rows():
        for word in row:
            if not word.isascii():
                firsts.setdefault(word, row[0])
    longest_first = sorted(firsts, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), firsts
