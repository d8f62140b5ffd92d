"""Words as they are compared in a search: without case, accents or width.

Word tokenisers do not find Chinese or Thai, so a search looks for a piece of the text.
The marks of Thai are letters of their own and stay; the accents of Latin, Greek and
Cyrillic go.
"""

import re
import unicodedata

ACCENTS = re.compile("[\u0300-\u036f]")
SPACES = re.compile(r"\s+")
NUMBER = re.compile(r"\+?[\d\s()./-]{6,}")
NO_ACCENT = str.maketrans(
    {"đ": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"}
)


def fold(text: str) -> str:
    """`text` in the form in which it is kept and looked for."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(NO_ACCENT)
    bare = ACCENTS.sub("", unicodedata.normalize("NFD", plain))
    return SPACES.sub(" ", unicodedata.normalize("NFC", bare)).strip()


def terms(words: str) -> list[str]:
    """The pieces that must all be found; a telephone number is one piece of digits."""
    folded = fold(words)
    if NUMBER.fullmatch(folded):
        return [digits(folded).removeprefix("0")]  # the zero goes abroad
    return list(dict.fromkeys(folded.split()))


def digits(text: str) -> str:
    return "".join(found for found in fold(text) if found.isdecimal())
