"""Whether a sentence only took another turn: no word that tells by itself changed."""

import re

from policies.events import Event
from policies.vocabulary import words
from policies.words import tokens_of

INNER_NAME = re.compile(r"(?<=[a-z,;)] )[A-Z]\w+")
JOINING = frozenset({"and", "or", "dan", "atau", "和", "及", "与", "或"})


def is_turned(event: Event) -> bool:
    """What the clause is about then says too little, so a person looks.

    Where only things are named anew ("card" for "account"), no small word changes.
    """
    gone, came = (_words_of(side) for side in (event.gone, event.came))
    if not (gone - JOINING and came) or event.kinds & {"number", "mail", "link"}:
        return False
    if any(words("guards").holds(word) for word in gone ^ came):
        return False
    if _inner_names(event.row.before_text) != _inner_names(event.row.after_text):
        return False
    return any(words("turns").holds(word) for word in gone ^ came)


def _inner_names(text: str) -> set[str]:
    """Words with a capital that do not open a sentence."""
    return set(INNER_NAME.findall(text))


def _words_of(text: str) -> set[str]:
    return {one.folded for one in tokens_of(text) if one.is_word}
