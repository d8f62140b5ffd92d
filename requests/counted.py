"""What was counted, and holds until something happens: a count costs most of a look.

No request opens, closes, moves on or changes hands without an event (steps.tell), so a
count holds while the last event is the same. Two transactions may end in another order
than their events are numbered, so it is trusted for a while only.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

MOST = 500  # sets of companies that are remembered

# Stage, owner, how many; of requests that are open.
type Groups = list[tuple[str, int | None, int]]


class Known[T](NamedTuple):
    event: int
    value: T
    at: datetime


class Counted[T]:
    """One count by the companies it was made for."""

    def __init__(self, trusted: timedelta) -> None:
        self.trusted = trusted
        self._known: dict[frozenset[int], Known[T]] = {}

    def known(self, controllers: Collection[int], now: datetime) -> Known[T] | None:
        """What was counted lately, and the last event there was then."""
        found = self._known.get(frozenset(controllers))
        return found if found and now - found.at < self.trusted else None

    def keep(
        self, controllers: Collection[int], event: int, value: T, now: datetime
    ) -> None:
        """Remember what was just counted; what was known already keeps its time."""
        found = self.known(controllers, now)
        if found and (found.event, found.value) == (event, value):
            return
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[frozenset(controllers)] = Known(event, value, now)

    def forget(self) -> None:
        """For tests, whose events begin anew each time."""
        self._known.clear()


CLOSED = Counted[int](timedelta(minutes=1))  # nearly all requests there ever were
OPEN = Counted[Groups](timedelta(seconds=10))


def forget() -> None:
    for each in (CLOSED, OPEN):
        each.forget()
