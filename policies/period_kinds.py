"""What a period counts: how long something waits, lasts, or is known before.

Told from the words beside it: "within 30 days", "30 days after", "30 days before".
"""

from policies.quantities import Quantity
from policies.sentences import spans
from policies.vocabulary import words
from policies.words import tokens_of

REACH = 14  # characters on each side that say that it reaches back


def is_delay(text: str, period: Quantity) -> bool:
    """ "Two years after your last visit"."""
    return _beside(text, period, "after")


def is_within(text: str, period: Quantity) -> bool:
    return _beside(text, period, "within")


def is_notice(text: str, period: Quantity) -> bool:
    """ "Six weeks before it holds"."""
    return _beside(text, period, "ahead")


def reaches_back(text: str, period: Quantity) -> bool:
    """ "The calls of the past year"."""
    beside = text[max(0, period.start - REACH) : period.end + REACH]
    return words("reach").found_in(beside)


def is_for_them(text: str, period: Quantity) -> bool:
    """ "You may appeal within 30 days": their time to act, not ours to answer."""
    start, _end = _sentence(text, period)
    before = text[start : period.start]
    acts = words("remedies").found_in(before) and words("able").found_in(before)
    ours = any(words("ours").holds(token.folded) for token in tokens_of(before))
    return acts and not ours and not words("certain").found_in(before)


def is_kept(text: str, period: Quantity) -> bool:
    """ "Stored for 30 days", "deleted after 30 days"; not: deleted within 30 days, nor
    "you get what we store within 30 days"."""
    start, end = _sentence(text, period)
    sentence = text[start:end]
    if words("keeping").found_in(text[start : period.start]):
        return not (words("granting").found_in(sentence) and is_within(text, period))
    asked = words("asking").found_in(sentence)
    is_gone = words("disposal").found_in(sentence)
    return is_gone and not asked and is_delay(text, period)


def _sentence(text: str, period: Quantity) -> tuple[int, int]:
    found = spans(text, is_lower=True)
    return next(span for span in found if span[0] <= period.start < span[1])


def _beside(text: str, period: Quantity, name: str) -> bool:
    """Whether the word before a period, or one of the two after it, is of this list."""
    start, end = _sentence(text, period)
    before = tokens_of(text[start : period.start])[-1:]
    after = tokens_of(text[period.end : end])[:2]
    return any(words(name).holds(token.folded) for token in (*before, *after))
