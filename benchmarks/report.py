"""A line for each measured figure, beside its bar."""

from collections.abc import Callable
from statistics import median


def interleaved(*measured: Callable[[], float], rounds: int) -> list[float]:
    """The median in seconds of each, taken in turns: all see the same machine."""
    turns = [[one() for one in measured] for _ in range(rounds)]
    return [median(column) for column in zip(*turns, strict=True)]


def heading() -> None:
    print(f"{'medians of one run':54} {'portal':>11} {'floor':>11} {'ratio':>8}")


def ratio(what: str, mine: float, floor: float, bar: float | None = None) -> bool:
    """Print the ratio of two medians in seconds; true if it keeps its bar.

    Without a bar it is there to be known only.
    """
    found = mine / floor
    return _line(
        f"{what:54} {mine * 1000:8.1f} ms {floor * 1000:8.1f} ms {found:7.2f}x",
        found,
        bar,
        "x",
    )


def amount(what: str, value: float, unit: str, bar: float, *, digits: int = 1) -> bool:
    """Print an absolute figure, where the bar is one; true if it keeps it."""
    figure = f"{value:8.{digits}f}"
    return _line(f"{what:54} {figure} {unit:2} {'':11} {'':8}", value, bar, unit)


def _line(text: str, value: float, bar: float | None, unit: str) -> bool:
    kept = bar is None or value <= bar
    beside = "no bar" if bar is None else f"bar {bar:g} {unit}".replace(" x", "x")
    verdict = "" if bar is None else "kept" if kept else "MISSED"
    print(f"{text}  {beside:11} {verdict}".rstrip(), flush=True)
    return kept
