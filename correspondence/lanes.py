"""The lanes of `manage.py worker`: a duty each, so that a slow one delays no other.

A room registers its lane in `AppConfig.ready`. A lane is made once per worker and asked
to `step` until the worker stops: one step claims a small batch of its own rows, does
them and records them, and says how many seconds to wait before the next step (0: there
is more). `crew.py` has the threads that step them.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from correspondence.models import WorkerHeartbeat

IDLE_SECONDS = 0.5  # a letter is taken up within a second of its commit
SILENT_AFTER = timedelta(minutes=1)


class Lane(Protocol):
    def step(self) -> float:
        """Do one batch; the seconds to wait before the next, 0 if there is more."""

    def close(self) -> None:
        """Give back what is claimed; the worker stops."""


MakeLane = Callable[[str, threading.Event], Lane]
_lanes: dict[str, MakeLane] = {}


def register(name: str, make: MakeLane) -> None:
    """Add a lane: `make(worker, stop)` is called once in each worker.

    `worker` names this process and lane in leases; `stop` is set when it should end
    soon. No two threads are in a lane at once, but the next step may come from another
    thread: what belongs to a thread must not outlast a step.
    """
    _lanes[name] = make


def make(name: str, worker: str, stop: threading.Event) -> Lane:
    """The lane of that name for the process `worker`. Raises KeyError if none is."""
    return _lanes[name](f"{worker}:{name}"[:80], stop)


def names() -> list[str]:
    return sorted(_lanes)


def silent(at: datetime) -> list[str]:
    """Lanes that no worker has run for a minute; for `/healthz`."""
    alive = WorkerHeartbeat.objects.filter(at__gt=at - SILENT_AFTER)
    heard = set(alive.values_list("lane", flat=True))
    return [name for name in names() if name not in heard]


def drain(name: str, worker: str, stop: threading.Event) -> None:
    """Step until nothing is due, in this thread. Errors reach the caller."""
    lane = make(name, worker, stop)
    try:
        while not stop.is_set() and lane.step() == 0:
            pass
    finally:
        lane.close()
