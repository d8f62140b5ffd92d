"""What the portal itself holds about a person, told by the rooms that hold it.

A room hands over its part in `AppConfig.ready`: `register("requests", gather)`. Asked
for a copy of the data, the request's package shows every part.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from subjects.models import DataSubject


@dataclass(frozen=True)
class HeldHere:
    """One set of data: a title and its lines, in the language asked for."""

    title: str
    lines: tuple[tuple[str, str], ...]  # what it is, what we hold


Gather = Callable[[DataSubject], Iterable[HeldHere]]
_rooms: dict[str, Gather] = {}


def register(room: str, gather: Gather) -> None:
    """`gather(person)` speaks the active language; empty sets are left out."""
    _rooms[room] = gather


def held_here(person: DataSubject) -> Iterator[HeldHere]:
    """Everything the rooms hold of this person, room by room in the order of names."""
    for room in sorted(_rooms):
        for part in _rooms[room](person):
            if part.lines:
                yield part
