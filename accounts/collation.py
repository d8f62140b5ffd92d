"""The order of words in a list, as readers of a language expect it.

Close to the Unicode collation of each language as far as names of countries, items and
people need it, without its tables: no package for them is installed.
"""

import re
import unicodedata

# Letters with a mark that stand as letters of their own, after their plain one.
LETTERS = {
    "es": ["nñ"],
    "vi": ["aăâ", "dđ", "eê", "oôơ", "uư"],
    "ru": ["её"],
}
LEADING_VOWEL = re.compile(r"([\u0e40-\u0e44])([\u0e01-\u0e2e])")


def sort_key(text: str, language: str) -> tuple[object, ...]:
    """Sorts `text` among others of `language`; marks and capitals count last.

    Chinese by its sound (pinyin): the national character set puts the common characters
    in that order. Thai by the consonant that a leading vowel is spoken after.
    """
    base = language.split("-")[0]
    plain = text.casefold()
    if base == "zh":
        return (plain.encode("gb18030"), text)
    if base == "th":
        return (LEADING_VOWEL.sub(r"\2\1", plain), text)
    own = {
        unicodedata.normalize("NFC", letter): (letters[0], number)
        for letters in LETTERS.get(base, ())
        for number, letter in enumerate(letters)
    }
    return ([_weight(letter, own) for letter in _letters(plain, own)], plain, text)


def _letters(text: str, own: dict[str, tuple[str, int]]) -> list[str]:
    """The letters of `text`, without the marks that make no letter of their own."""
    found = []
    for letter in unicodedata.normalize("NFC", text):
        if letter not in own:
            # A tone on a letter with a mark of its own (ấ) leaves that mark (â).
            marks = unicodedata.normalize("NFD", letter)
            letter = next(
                (
                    whole
                    for mark in marks[1:]
                    if (whole := unicodedata.normalize("NFC", marks[0] + mark)) in own
                ),
                marks[0],
            )
        found.append(letter)
    return found


def _weight(letter: str, own: dict[str, tuple[str, int]]) -> tuple[str, int]:
    return own.get(letter, (letter, 0))
