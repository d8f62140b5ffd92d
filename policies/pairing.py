"""Which clause of a translation says what which clause of the original says.

Texts in two languages share no words, so they are paired by what a translator keeps:
the printed numbers and the order. Source: POLICIES §2 (6), "never diff across
languages; pair by clause key".
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policies.clauses import Clause, ClauseKind, path_of

type Place = tuple[str, tuple[str, ...]]


def keys_of_original(
    original: Sequence[Clause], translation: Sequence[Clause]
) -> list[Clause]:
    """The clauses of the translation under the keys of those they translate.

    Clauses at one address are paired in their order. Between two pairs, clauses without
    number are paired as long as their kinds agree. What is left keeps its own key with
    the sign `+`, so that the editor can show it as without an original.
    """
    keys = dict(_by_address(original, translation))
    for start, end in _gaps(keys, len(original), len(translation)):
        keys.update(_in_order(original, translation, start, end))
    taken = {original[at].key for at in keys.values()}
    named = []
    for at, clause in enumerate(translation):
        if at in keys:
            before = original[keys[at]]
            named.append(replace(clause, key=before.key, topic=before.topic))
            continue
        key, number = f"{clause.key}+", 2
        while key in taken:
            key, number = f"{clause.key}+{number}", number + 1
        taken.add(key)
        named.append(replace(clause, key=key))
    return named


def _place(clause: Clause) -> Place:
    return clause.country, path_of(clause.address)


def _by_address(
    original: Sequence[Clause], translation: Sequence[Clause]
) -> Iterator[tuple[int, int]]:
    """Numbered clauses: the same address in the same country, in their order."""
    places: dict[Place, list[int]] = defaultdict(list)
    for at, clause in enumerate(original):
        if clause.number and clause.address:
            places[_place(clause)].append(at)
    met: dict[Place, int] = defaultdict(int)
    last = -1
    for at, clause in enumerate(translation):
        if not (clause.number and clause.address):
            continue
        place = _place(clause)
        here = places.get(place, [])
        if met[place] < len(here) and here[met[place]] > last:
            last = here[met[place]]
            met[place] += 1
            yield at, last


def _gaps(
    keys: dict[int, int], originals: int, translations: int
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """What lies between two pairs: the ends in the translation and in the original."""
    before = (-1, -1)
    for pair in [*sorted(keys.items()), (translations, originals)]:
        yield (before[0] + 1, before[1] + 1), pair
        before = pair


def _in_order(
    original: Sequence[Clause],
    translation: Sequence[Clause],
    start: tuple[int, int],
    end: tuple[int, int],
) -> Iterator[tuple[int, int]]:
    at, old = start
    while at < end[0] and old < end[1]:
        if _alike(original[old], translation[at]):
            yield at, old
            at, old = at + 1, old + 1
        elif end[0] - at > end[1] - old:
            at += 1  # the translation has more here
        elif end[0] - at < end[1] - old:
            old += 1
        else:
            at, old = at + 1, old + 1


def _alike(one: Clause, other: Clause) -> bool:
    if one.country != other.country or bool(one.number) != bool(other.number):
        return False
    headings = (one.kind is ClauseKind.HEADING, other.kind is ClauseKind.HEADING)
    return headings[0] == headings[1]
