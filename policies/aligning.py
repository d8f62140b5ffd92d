"""Which clause of one text is which clause of the other.

Source: POLICIES §2 (2). First what says the same in the same order, then, between
those, what says nearly the same, then what moved away. Every step is bounded: texts
that share nothing cost no more than texts that share everything.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise, product

from rapidfuzz import fuzz

from policies.clauses import Clause
from policies.words import UNSPACED, matching_runs

FEW_LEFT = 16  # pairs that are also compared without their order
MOST_REORDERED = 50  # clauses; a text with more of them is no longer the same text
REORDERED = 70  # of 100: the same where words are put in order
NEAR = 55  # of 100: how alike two clauses in the same place are, at least
NEAR_AT_ADDRESS = 35  # the only two between the same neighbours, under the same number
FAR = 80  # and two in different places
JOINED = 75  # and a paragraph with the sentences it was cut into
FEW = 64  # pairs that are all looked at; among more, those that share rare words
COMMON = 16  # a word in more clauses than this tells none apart
BEST = 3
Group = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(slots=True)
class Alignment:
    old: Sequence[Clause]
    new: Sequence[Clause]
    old_words: list[str] = field(default_factory=list)
    new_words: list[str] = field(default_factory=list)
    pairs: dict[int, int] = field(default_factory=dict)  # old place to new place
    back: dict[int, int] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)  # several that are one
    reordered: int = 0  # paired although their words stand in another order

    def pair(self, one: int, other: int) -> None:
        self.pairs[one], self.back[other] = other, one

    def is_free(self, one: int, other: int) -> bool:
        return one not in self.pairs and other not in self.back

    def free_old(self, places: Iterable[int]) -> list[int]:
        return [at for at in places if at not in self.pairs]

    def free_new(self, places: Iterable[int]) -> list[int]:
        return [at for at in places if at not in self.back]


def align(
    old: Sequence[Clause], new: Sequence[Clause], *, keyed: bool = False
) -> Alignment:
    """Pair what belongs together. `keyed`: the keys are inherited, so that they decide;
    the keys of two freshly imported texts only say where a clause stands."""
    found = Alignment(
        old, new, [one.folded for one in old], [one.folded for one in new]
    )
    if keyed:
        _by_key(found)
    in_country = _ids(found, lambda clause, words: (clause.country, words))
    in_words = _ids(found, lambda _clause, words: words)
    for start, end, new_start, _end in matching_runs(*in_country):
        for step in range(end - start):
            if found.is_free(start + step, new_start + step):
                found.pair(start + step, new_start + step)
    for places, new_places in _gaps(found):
        _in_order(found, places, new_places, in_words)
    for places, new_places in _gaps(found):
        if not _cut_elsewhere(found, places, new_places):
            _nearest(found, places, new_places, NEAR)
    _moved_whole(found, in_country)
    _moved_whole(found, in_words)
    _extend(found, in_words)
    rest = found.free_old(range(len(old))), found.free_new(range(len(new)))
    _nearest(found, *rest, FAR)
    return found


def _by_key(found: Alignment) -> None:
    places = {clause.key: at for at, clause in enumerate(found.new) if clause.key}
    for at, clause in enumerate(found.old):
        if clause.key in places:
            found.pair(at, places[clause.key])


def _ids(found: Alignment, mark: object) -> tuple[list[int], list[int]]:
    known: dict[object, int] = {}
    sides = ((found.old, found.old_words), (found.new, found.new_words))
    first, second = (
        [
            known.setdefault(mark(clause, words), len(known))  # type: ignore[operator]
            for clause, words in zip(clauses, texts, strict=True)
        ]
        for clauses, texts in sides
    )
    return first, second


def _gaps(found: Alignment) -> Iterator[tuple[list[int], list[int]]]:
    """The unpaired stretches between pairs that follow one another on both sides."""
    fixed, last = [(-1, -1)], -1
    for at in sorted(found.pairs):
        if found.pairs[at] > last:
            last = found.pairs[at]
            fixed.append((at, last))
    fixed.append((len(found.old), len(found.new)))
    for (at, new_at), (end, new_end) in pairwise(fixed):
        if end - at > 1 and new_end - new_at > 1:
            places = found.free_old(range(at + 1, end))
            new_places = found.free_new(range(new_at + 1, new_end))
            if places and new_places:
                yield places, new_places


def _in_order(
    found: Alignment,
    places: list[int],
    new_places: list[int],
    ids: tuple[list[int], list[int]],
) -> None:
    old_ids = [ids[0][at] for at in places]
    new_ids = [ids[1][at] for at in new_places]
    for start, end, new_start, _end in matching_runs(old_ids, new_ids):
        for step in range(end - start):
            found.pair(places[start + step], new_places[new_start + step])


def _cut_elsewhere(found: Alignment, places: list[int], new_places: list[int]) -> bool:
    """The same words with other line ends, or a paragraph that is long enough by now
    to be cut into sentences: one change, not many."""
    if len(places) == len(new_places) == 1 or len(places) + len(new_places) > 40:
        return False
    if _apart(places) or _apart(new_places):
        return False
    one = " ".join(found.old_words[at] for at in places)
    other = " ".join(found.new_words[at] for at in new_places)
    same = one.replace(" ", "") == other.replace(" ", "")
    cut = 1 in (len(places), len(new_places)) and _one_place(found, places, new_places)
    if not same and not (cut and fuzz.ratio(one, other) >= JOINED):
        return False
    found.groups.append((tuple(places), tuple(new_places)))
    found.pair(places[0], new_places[0])
    for at in places[1:]:
        found.pairs[at] = new_places[0]
    for at in new_places[1:]:
        found.back[at] = places[0]
    return True


def _apart(places: list[int]) -> bool:
    return places[-1] - places[0] != len(places) - 1


def _one_place(found: Alignment, places: list[int], new_places: list[int]) -> bool:
    many = [found.old[at] for at in places] if len(places) > 1 else []
    many = many or [found.new[at] for at in new_places]
    return len({clause.address for clause in many}) == 1 and not any(
        clause.number for clause in many[1:]
    )


def _nearest(
    found: Alignment, places: list[int], new_places: list[int], least: int
) -> None:
    """Pair what is most alike first, each clause once."""
    if not places or not new_places:
        return
    single = len(places) == len(new_places) == 1 and least == NEAR
    if single and _same_place(found.old[places[0]], found.new[new_places[0]]):
        least = NEAR_AT_ADDRESS
    candidates: Iterable[tuple[int, int]]
    if len(places) * len(new_places) <= FEW:
        candidates = product(places, new_places)
    else:
        candidates = _sharing_words(found, places, new_places)
    scored = []
    for one, other in candidates:
        if found.old[one].country != found.new[other].country:
            continue
        first, second = found.old_words[one], found.new_words[other]
        score = fuzz.ratio(first, second, score_cutoff=least)
        if score:
            near = found.old[one].number == found.new[other].number
            scored.append((-score - near, abs(one - other), one, other))
    for _score, _distance, one, other in sorted(scored):
        if found.is_free(one, other):
            found.pair(one, other)
    _said_in_other_order(found, places, new_places)


def _said_in_other_order(
    found: Alignment, places: list[int], new_places: list[int]
) -> None:
    """ "Please read this before you use it", "Before you use it, please read this"."""
    left, new_left = found.free_old(places), found.free_new(new_places)
    is_too_much = len(left) * len(new_left) > FEW_LEFT
    if is_too_much or found.reordered == MOST_REORDERED:
        return
    for one, other in product(left, new_left):
        words, new_words = found.old_words[one], found.new_words[other]
        if found.is_free(one, other) and fuzz.token_sort_ratio(
            words.casefold(), new_words.casefold(), score_cutoff=REORDERED
        ):
            found.pair(one, other)
            found.reordered += 1
            if found.reordered == MOST_REORDERED:
                return


def _same_place(one: Clause, other: Clause) -> bool:
    return bool(one.number) and one.number == other.number


def _sharing_words(
    found: Alignment, places: list[int], new_places: list[int]
) -> Iterator[tuple[int, int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for at in new_places:
        for word in _words(found.new_words[at]):
            holders[word].append(at)
    rare = {word: each for word, each in holders.items() if len(each) <= COMMON}
    for at in places:
        shared: dict[int, int] = {}
        for word in _words(found.old_words[at]) & rare.keys():
            for other in rare[word]:
                shared[other] = shared.get(other, 0) + 1
        for other in nlargest(BEST, shared, key=shared.__getitem__):
            yield at, other


@lru_cache(maxsize=4_096)
def _words(text: str) -> frozenset[str]:
    words = text.casefold().split()
    if not text.isascii():
        signs = [sign for sign in text if sign >= UNSPACED_FROM]
        words += [one + other for one, other in pairwise(signs)]
    return frozenset(words)


UNSPACED_FROM = UNSPACED[0]


def _moved_whole(found: Alignment, ids: tuple[list[int], list[int]]) -> None:
    """Pair what says the same elsewhere, in its order."""
    waiting: dict[int, deque[int]] = defaultdict(deque)
    for at in found.free_new(range(len(found.new))):
        waiting[ids[1][at]].append(at)
    for at in found.free_old(range(len(found.old))):
        if waiting.get(ids[0][at]):
            found.pair(at, waiting[ids[0][at]].popleft())


def _extend(found: Alignment, ids: tuple[list[int], list[int]]) -> None:
    """A repeated line goes with its neighbours, not with the first of its kind.

    Seed 004 says "Nama penuh;" 28 times: where the clause before it went, there it
    goes too, if the clause there says the same.
    """
    grouped = {at for places, _new in found.groups for at in places}
    for at in range(1, len(found.old)):
        before = found.pairs.get(at - 1)
        if before is None or before + 1 >= len(found.new):
            continue
        mine, wanted = found.pairs.get(at), before + 1
        if mine is None or mine == wanted or ids[0][at] != ids[1][wanted]:
            continue
        other = found.back.get(wanted)
        if at in grouped or other in grouped:
            continue
        if other is None or (ids[0][other] == ids[0][at] and other > at):
            del found.back[mine]
            found.pair(at, wanted)
            if other is not None:
                found.pair(other, mine)
