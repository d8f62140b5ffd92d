"""Whether a name went and another came: of a person, or of a company."""

import re
from collections.abc import Sequence

from policies.vocabulary import words
from policies.words import Segment, tokens_of

TAIL = 24  # signs in which the rest of a company's name stands
NAME = re.compile(r"[A-Z]\w{3,}")
INNER_CAPITAL = re.compile(r"[a-z,] [A-Z][a-z]+")
NAME_ENDS = re.compile(r"[,;:，；。、(（]| [a-z]")


def names_changed(segments: Sequence[Segment]) -> bool:
    """A capital word of a company's name went and another came."""
    sides = [
        {
            token.folded
            for segment in segments
            if not segment.is_same
            for token in tokens_of(getattr(segment, side))
            if token.kind == "word" and token.folded[:1].isupper()
        }
        for side in ("before", "after")
    ]
    if sides[0] and sides[1] and sides[0] != sides[1]:
        return True
    return company_renamed(segments)


def only_names_changed(segments: Sequence[Segment]) -> bool:
    """One name stands where another stood, and nothing else is different."""
    changed = [one for one in segments if not one.is_same]
    sides = [
        [token for one in changed for token in tokens_of(getattr(one, side))]
        for side in ("before", "after")
    ]
    return all(
        side and all(NAME.fullmatch(one.folded) for one in side) for side in sides
    )


def other_head(segments: Sequence[Segment]) -> bool:
    """Of "Name: what it is for" another name, both with a capital, for the same."""
    changed = [one for one in segments if not one.is_same]
    if len(changed) != 1 or changed[0] is not segments[0]:
        return False
    (head,) = changed
    rest = "".join(one.after for one in segments[1:]).lstrip()
    sides = [
        {token.folded.casefold() for token in tokens_of(side) if token.is_word}
        for side in (head.before, head.after)
    ]
    known = any(words("heads").holds(word) for word in sides[0] | sides[1])
    return (
        rest.startswith((":", "："))
        and not known
        and head.before[:1].isupper()
        and head.after[:1].isupper()
        and not sides[0] & sides[1]
    )


def names_in(segments: Sequence[Segment]) -> bool:
    """Whether capital words came inside a sentence, where only names have them."""
    came = (one.after for one in segments if not one.is_same)
    return any(INNER_CAPITAL.search(text) for text in came)


def company_renamed(segments: Sequence[Segment]) -> bool:
    """Other words in place of some, just before one such as Sdn. Bhd. or 公司."""
    followed = zip(segments, [*segments[1:], Segment("", "", True)], strict=True)
    return any(
        words("company").found_in(_name_with(one.after, following.after))
        and words("company").found_in(_name_with(one.before, following.before))
        for one, following in followed
        if one.before and one.after and not one.is_same
    )


def _name_with(changed: str, following: str) -> str:
    return f"{changed}{NAME_ENDS.split(following[:TAIL])[0]}".casefold()
