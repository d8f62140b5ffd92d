"""Whether a change of words leaves the meaning alone: spelling, order, small words.

Numbers, addresses, links and words such as "not", "only" or "may" are never a matter
of style. Source: POLICIES §3, "typo detection must ignore digits and e-mails".
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from rapidfuzz.distance import OSA

from policies.lemmas import lemmas
from policies.quantities import in_figures
from policies.synonyms import in_one_word, row_mates, same_words
from policies.vocabulary import different_meaning, words
from policies.words import Segment, tokens_of

ENDINGS = frozenset({
    "", "s", "es", "d", "ed", "ing", "e", "ly", "n", "en", "al",
    "ation", "ations", "ion", "ions", "ment", "ments", "ity", "ness", "ance", "ence",
})  # fmt: skip
WHOLE = frozenset({"mail", "link", "number"})
Known = Callable[[], Counter[str]]
# A telephone number is one however its figures are grouped: +60 12-345 6789.
GROUPED = re.compile(r"\+?\(?\d(?:[ \-()]{0,2}\d){6,}(?![\w])")
MOVED = 12  # words that may change their place within a clause


def cosmetic_rule(segments: Sequence[Segment], known: Known) -> str:
    """The rule by which these changes say the same as before, or nothing.

    `known` counts the words of both texts: two words that both stand elsewhere are two
    words, not one with a slip of the pen.
    """
    gone: Counter[str] = Counter()
    added: Counter[str] = Counter()
    for segment in segments:
        if not segment.is_same:
            gone.update(_words(segment.before))
            added.update(_words(segment.after))
    if gone == added:
        if not gone:
            return "cosmetic.punctuation"
        guarded = any(map(words("guards").holds, gone))
        few = gone.total() <= MOVED and not any(map(_is_value, gone))
        return "cosmetic.order" if few and not guarded else ""
    before, after = (
        Counter(_words(in_one_word(ungrouped(in_figures(_side(segments, name))))))
        for name in ("before", "after")
    )
    if before == after:
        return "cosmetic.same_words"
    gone, added = _without_synonyms(before - after, after - before)
    if any(_is_value(word) or _is_guard(word) for word in gone | added):
        return ""
    rule = "cosmetic.small_words"
    left = [word for word in gone.elements() if not _is_small(word)]
    right = [word for word in added.elements() if not _is_small(word)]
    if left or right:
        rule = "cosmetic.same_words"
    if _all_alike(left, right, known):
        return rule
    # What still stands there was only said twice.
    still = [
        word
        for word in left
        if _is_light(word) or any(alike(word, other, known) for other in after)
    ]
    left = list((Counter(left) - Counter(still)).elements())
    right = [word for word in right if not _is_light(word)]
    return "cosmetic.turn" if _all_alike(left, right, known) else ""


def _is_guard(word: str) -> bool:
    """Also in a phrase ("can_not"), or as what the phrase stands for ("have_to")."""
    if "_" not in word:
        return words("guards").holds(word)
    return any(map(words("guards").holds, {*word.split("_"), *row_mates(word)}))


def _is_small(word: str) -> bool:
    mates = row_mates(word) if "_" in word else (word,)
    return any(map(words("small").holds, mates))


def _is_light(word: str) -> bool:
    mates = row_mates(word) if "_" in word else (word,)
    return any(map(words("light").holds, mates))


def _without_synonyms(
    gone: Counter[str], added: Counter[str]
) -> tuple[Counter[str], Counter[str]]:
    """What is left when each word has met one that says the same: shall, will."""
    left, right = list(gone.elements()), list(added.elements())
    for word in tuple(left):
        twin = next((other for other in right if same_words(word, other)), None)
        if twin is not None:
            left.remove(word)
            right.remove(twin)
    return Counter(left), Counter(right)


def _side(segments: Sequence[Segment], name: str) -> str:
    return "".join(getattr(one, name) for one in segments).casefold()


def ungrouped(text: str) -> str:
    """A text with each long number in one piece."""
    return GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text)


def _words(text: str) -> list[str]:
    found = (token.folded.casefold() for token in tokens_of(text) if token.is_word)
    return [word.removesuffix("'s") for word in found]


def _is_value(word: str) -> bool:
    return "@" in word or "://" in word or any(sign.isdigit() for sign in word)


def _all_alike(left: list[str], right: list[str], known: Known) -> bool:
    joined = "".join(left), "".join(right)
    if left and right and same_words(*joined):
        return True
    for word in left:
        twin = next((other for other in right if alike(word, other, known)), None)
        if twin is None:
            return False
        right.remove(twin)
    return not right


def alike(one: str, other: str, known: Known) -> bool:
    """The same word spelled, bent or chosen otherwise."""
    if same_words(one, other):
        return True
    rows = different_meaning()
    if rows.get(one, frozenset()) & rows.get(other, frozenset()):
        return False
    if not (one.isascii() and other.isascii()) or min(len(one), len(other)) < 4:
        return False
    if _bent(one, other) or one.replace("-", "") == other.replace("-", ""):
        return True
    if one in {f"{start}{other}" for start in ("un", "in", "im", "il", "dis", "non")}:
        return False
    if known()[one] > 1 and known()[other] > 1:
        return _spelling(one) == _spelling(other)
    distance = OSA.distance(one, other, score_cutoff=2)
    return one[0] == other[0] and distance <= (2 if len(one) >= 8 else 1)


def _spelling(word: str) -> str:
    """British and American alike."""
    return (
        word.replace("isa", "iza")
        .replace("ise", "ize")
        .replace("isi", "izi")
        .replace("our", "or")
    )


def _bent(one: str, other: str) -> bool:
    shared = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        shared += 1
    if shared >= 4 and one[shared:] in ENDINGS and other[shared:] in ENDINGS:
        return True
    return any(len(base) >= 4 for base in lemmas(one) & lemmas(other))
