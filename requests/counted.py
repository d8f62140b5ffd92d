"""What was counted, and holds until something happens: a count costs most of a look.

No request opens, closes, moves on or changes hands without an event (steps.tell), so a
count holds while the last event is the same. Two transactions may end in another order
than their events are numbered, so it is trusted for a while only.
"""

from collections.abc import Callable, Collection, Hashable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

MOST = 500  # sets of companies that are remembered

# Stage, owner, how many; of requests that are open.
type Groups = list[tuple[str, int | None, int]]


class Known[T](NamedTuple):
    event: int
    value: T
    at: datetime


class Counted[T]:
    """One count by the companies it was made for, and whatever else it was made of."""

    def __init__(self, trusted: timedelta, most: int = MOST) -> None:
        self.trusted, self.most = trusted, most
        self._known: dict[frozenset[Hashable], Known[T]] = {}
        _ALL.append(self)

    def known(self, of: Collection[Hashable], now: datetime) -> Known[T] | None:
        """What was counted lately, and the last event there was then."""
        found = self._known.get(frozenset(of))
        return found if found and now - found.at < self.trusted else None

    def keep(
        self, of: Collection[Hashable], event: int, value: T, now: datetime
    ) -> None:
        """Remember what was just counted; what was known already keeps its time."""
        found = self.known(of, now)
        if found and (found.event, found.value) == (event, value):
            return
        if len(self._known) >= self.most:
            self._known.clear()
        self._known[frozenset(of)] = Known(event, value, now)

    def of(
        self,
        of: Collection[Hashable],
        event: int,
        now: datetime,
        count: Callable[[], T],
    ) -> T:
        """What is known of these since that event; counted and kept if nothing is."""
        found = self.known(of, now)
        if found and found.event == event:
            return found.value
        value = count()
        self.keep(of, event, value, now)
        return value

    def forget(self) -> None:
        """For tests, whose events begin anew each time."""
        self._known.clear()


_ALL: list["Counted[Any]"] = []
CLOSED = Counted[int](timedelta(minutes=1))  # nearly all requests there ever were
OPEN = Counted[Groups](timedelta(seconds=10))


def forget() -> None:
    for each in _ALL:
        each.forget()
