"""Which pairs keep their order, so that the others are the ones that moved."""

from bisect import bisect_left
from collections.abc import Sequence


def heaviest_in_order(pairs: Sequence[tuple[int, int, int]]) -> list[bool]:
    """For pairs (old place, new place, weight), sorted by the old: which ones stay.

    The chosen ones rise on both sides and weigh most together, so that of two blocks
    that changed places the lighter one has moved. n log n, by a tree of best weights.
    """
    places = sorted({new for _old, new, _weight in pairs})
    size = len(places)
    best = [(0, -1)] * (size + 1)  # a Fenwick tree: (weight, last pair) of a prefix
    before = [-1] * len(pairs)
    total = (0, -1)
    for at, (_old, new, weight) in enumerate(pairs):
        rank = bisect_left(places, new) + 1
        found, step = (0, -1), rank - 1
        while step > 0:
            found = max(found, best[step])
            step -= step & -step
        before[at] = found[1]
        mine = (found[0] + weight, at)
        total = max(total, mine)
        step = rank
        while step <= size:
            best[step] = max(best[step], mine)
            step += step & -step
    stays = [False] * len(pairs)
    at = total[1]
    while at >= 0:
        stays[at] = True
        at = before[at]
    return stays
