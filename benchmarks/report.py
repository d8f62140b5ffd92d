"""A line for each measured ratio, beside its bar."""

from collections.abc import Callable
from statistics import median


def interleaved(
    mine: Callable[[], float], floor: Callable[[], float], *, rounds: int
) -> tuple[float, float]:
    """Medians in seconds of both, taken in turns, so that both see the same machine."""
    pairs = [(mine(), floor()) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def line(what: str, mine: float, floor: float, bar: float) -> bool:
    """Print one ratio of medians; true if it keeps its bar."""
    ratio = mine / floor
    kept = ratio <= bar
    print(
        f"{what:58} {mine * 1000:8.1f} ms {floor * 1000:8.1f} ms"
        f" {ratio:7.2f}x  bar {bar:.1f}x  {'kept' if kept else 'MISSED'}",
        flush=True,
    )
    return kept
