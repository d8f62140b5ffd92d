"""How many requests are closed: counted anew only when something has happened.

They are nearly all requests there ever were, and every page of the queue names their
number. No request closes or opens without an event (steps.tell), so the number holds
while the last event is the same; one statement asks for both, at one moment. Two
transactions may end in another order than their events are numbered, so a number is
trusted for a minute at most.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

TRUSTED = timedelta(minutes=1)
MOST = 500  # sets of companies that are remembered


class Known(NamedTuple):
    event: int
    number: int
    at: datetime


_known: dict[frozenset[int], Known] = {}


def known(controllers: Collection[int], now: datetime) -> tuple[int, int]:
    """The last event when it was counted, and the number; no event where it was not."""
    found = _known.get(frozenset(controllers))
    if found is None or now - found.at >= TRUSTED:
        return -1, 0
    return found.event, found.number


def keep(controllers: Collection[int], event: int, number: int, now: datetime) -> None:
    """Remember what was just counted; what was known already keeps its time."""
    if known(controllers, now) == (event, number):
        return
    if len(_known) >= MOST:
        _known.clear()
    _known[frozenset(controllers)] = Known(event, number, now)


def forget() -> None:
    """For tests, whose events begin anew each time."""
    _known.clear()
