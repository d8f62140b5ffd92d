"""The words that changed inside a clause.

Words, numbers, addresses and links are never cut; Chinese, Thai and Khmer, which write
no spaces, are told apart by character. Source: POLICIES §2 (4).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from policies.clauses import folded

# What has no spaces between its words: a character with the signs that sit on it.
UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
SITTING = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u17b4-\u17d3\u102b-\u103e"
)
TOKEN = re.compile(
    rf"(?P<mail>[\w.+%-]+@[\w-]+(?:\.[\w-]+)+)"
    rf"|(?P<link>(?:https?://|mailto:|www\.)[^\s<>\"'，。；）)]*[^\s<>\"'，。；）).,;:])"
    rf"|(?P<number>\d+(?:[.,:/-]\d+)*%?)(?![^\W\d_{UNSPACED}])"
    rf"|(?P<sign>[{UNSPACED}][{SITTING}]*)"
    rf"|(?P<word>[^\W_{UNSPACED}]+(?:['’_.&-][^\W_{UNSPACED}]+)*)"
    rf"|(?P<mark>[^\w\s]|_)"
)
UNIT = re.compile(
    r"hours?|days?|weeks?|months?|years?|calendar|working|business"
    r"|jam|hari|minggu|bulan|tahun|kalendar|bekerja|perniagaan"
    r"|[个工作自然小时天日周月年]"
)
LARGEST = 30_000_000  # token pairs compared one by one; beyond it by anchors alone
REWRITTEN = 0.2  # with fewer words in common than this it is another text


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    folded: str
    is_word: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of both texts: the same words, or what was and what is now.

    In a stretch that is the same, spaces and quotes may still differ: joined in their
    order, the stretches give back each side to the letter.
    """

    before: str
    after: str
    is_same: bool


def tokens_of(text: str) -> list[Token]:
    return [
        Token(
            found.start(),
            found.end(),
            folded(found[0]),
            found.lastgroup != "mark",
            str(found.lastgroup),
        )
        for found in TOKEN.finditer(text)
    ]


def compare_words(before: str, after: str) -> list[Segment]:
    """Both texts as stretches in their order; nothing of either side is lost."""
    old, new = tokens_of(before), tokens_of(after)
    ids: dict[str, int] = {}
    old_ids = [ids.setdefault(token.folded, len(ids)) for token in old]
    new_ids = [ids.setdefault(token.folded, len(ids)) for token in new]
    changed = list(_changed(old_ids, new_ids))
    changed = _whole_quantities(changed, old, new)
    changed = _without_islands(changed, old)
    if changed and _is_rewritten(changed, old):
        changed = [_trimmed(old_ids, new_ids)]
    return list(_segments(changed, before, after, old, new))


# A change is (start, end) in the old tokens and (start, end) in the new ones.
Change = tuple[int, int, int, int]


def matching_runs(old: Sequence[int], new: Sequence[int]) -> Iterator[Change]:
    """Where two sequences of ids say the same, in order."""
    head, old_end, new_end = 0, len(old), len(new)
    shortest = min(old_end, new_end)
    while head < shortest and old[head] == new[head]:
        head += 1
    if head:
        yield 0, head, 0, head
    while old_end > head and new_end > head and old[old_end - 1] == new[new_end - 1]:
        old_end -= 1
        new_end -= 1
    yield from _between(old, new, (head, old_end, head, new_end))
    if old_end < len(old):
        yield old_end, len(old), new_end, len(new)


def _between(old: Sequence[int], new: Sequence[int], gap: Change) -> Iterator[Change]:
    old_at, old_end, new_at, new_end = gap
    if old_at == old_end or new_at == new_end:
        return
    size = (old_end - old_at) * (new_end - new_at)
    if size <= LARGEST:
        found = LCSseq.opcodes(list(old[old_at:old_end]), list(new[new_at:new_end]))
        for same in found:
            if same.tag == "equal":
                run = (same.src_start, same.src_end, same.dest_start, same.dest_end)
                yield old_at + run[0], old_at + run[1], new_at + run[2], new_at + run[3]
        return
    yield from _anchored(old, new, gap)


def _anchored(old: Sequence[int], new: Sequence[int], gap: Change) -> Iterator[Change]:
    """Too large to compare each with each: hold on to what stands once on each side."""
    old_at, old_end, new_at, new_end = gap
    anchors = _increasing(_once(old, old_at, old_end), _once(new, new_at, new_end))
    if not anchors:
        return
    last_old, last_new = old_at, new_at
    for one, other in [*anchors, (old_end, new_end)]:
        inner = (last_old, one, last_new, other)
        if (one - last_old) * (other - last_new) <= LARGEST:
            yield from _between(old, new, inner)
        if one < old_end:
            yield one, one + 1, other, other + 1
        last_old, last_new = one + 1, other + 1


def _once(ids: Sequence[int], start: int, end: int) -> dict[int, int]:
    places: dict[int, int] = {}
    twice: set[int] = set()
    for at in range(start, end):
        if ids[at] in places:
            twice.add(ids[at])
        places[ids[at]] = at
    return {one: at for one, at in places.items() if one not in twice}


def _increasing(old: dict[int, int], new: dict[int, int]) -> list[tuple[int, int]]:
    from policies.ordering import heaviest_in_order

    pairs = sorted((at, new[one]) for one, at in old.items() if one in new)
    kept = heaviest_in_order([(at, other, 1) for at, other in pairs])
    return [pair for pair, stays in zip(pairs, kept, strict=True) if stays]


def _changed(old: Sequence[int], new: Sequence[int]) -> Iterator[Change]:
    at = new_at = 0
    for start, end, new_start, new_end in matching_runs(old, new):
        if start > at or new_start > new_at:
            yield at, start, new_at, new_start
        at, new_at = end, new_end
    if at < len(old) or new_at < len(new):
        yield at, len(old), new_at, len(new)


def _whole_quantities(
    changed: list[Change], old: list[Token], new: list[Token]
) -> list[Change]:
    """Where a number changed, its unit is shown with it: 180 days, 365 days."""
    whole = []
    for at, (start, end, new_start, new_end) in enumerate(changed):
        limit = changed[at + 1][0] if at + 1 < len(changed) else len(old)
        has_number = any(token.kind == "number" for token in old[start:end]) and any(
            token.kind == "number" for token in new[new_start:new_end]
        )
        while has_number and end < limit and UNIT.fullmatch(old[end].folded.casefold()):
            end, new_end = end + 1, new_end + 1
        whole.append((start, end, new_start, new_end))
    return whole


def _without_islands(changed: list[Change], old: list[Token]) -> list[Change]:
    """One word that stayed between two changes is read with them."""
    joined: list[Change] = []
    for change in changed:
        if joined:
            last = joined[-1]
            island = old[last[1] : change[0]]
            words = sum(token.is_word for token in island)
            if words < 2 and len(island) < 4:
                joined[-1] = (last[0], change[1], last[2], change[3])
                continue
        joined.append(change)
    return joined


def _is_rewritten(changed: list[Change], old: list[Token]) -> bool:
    gone = sum(
        token.end - token.start for one in changed for token in old[one[0] : one[1]]
    )
    length = sum(token.end - token.start for token in old)
    return len(changed) > 2 and length > 0 and (length - gone) / length < REWRITTEN


def _trimmed(old: Sequence[int], new: Sequence[int]) -> Change:
    head, shortest = 0, min(len(old), len(new))
    while head < shortest and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shortest - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, len(old) - tail, head, len(new) - tail


def _segments(
    changed: list[Change], before: str, after: str, old: list[Token], new: list[Token]
) -> Iterator[Segment]:
    cuts = [(0, 0, True)]
    for start, end, new_start, new_end in changed:
        first = _span(old, start, end, len(before))
        second = _span(new, new_start, new_end, len(after))
        cuts += [(first[0], second[0], False), (first[1], second[1], True)]
    cuts.append((len(before), len(after), True))
    for (at, new_at, is_same), (end, new_end, _next) in pairwise(cuts):
        if at < end or new_at < new_end:
            yield Segment(before[at:end], after[new_at:new_end], is_same)


def _span(tokens: list[Token], start: int, end: int, length: int) -> tuple[int, int]:
    if start < end:
        return tokens[start].start, tokens[end - 1].end
    at = tokens[start].start if start < len(tokens) else length
    return at, at
