"""The lanes of `manage.py worker`: a duty each, so that a slow one delays no other.

A room registers its lane in `AppConfig.ready`. A lane is made once per worker and asked
to `step` until the worker stops: one step claims a small batch of its own rows, does
them and records them, and says how many seconds to wait before the next step (0: there
is more). Waiting, the database going away, and the heartbeat are settled here.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from correspondence.faults import outline
from correspondence.models import WorkerHeartbeat

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.5  # a letter is taken up within a second of its commit
BEAT_EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(minutes=1)
LONGEST_PAUSE = 30.0


class Lane(Protocol):
    def step(self) -> float:
        """Do one batch; the seconds to wait before the next, 0 if there is more."""

    def close(self) -> None:
        """Give back what is claimed; the worker stops."""


MakeLane = Callable[[str, threading.Event], Lane]
_lanes: dict[str, MakeLane] = {}


def register(name: str, make: MakeLane) -> None:
    """Add a lane: `make(worker, stop)` is called in the lane's own thread.

    `worker` names this process and lane in leases; `stop` is set when it should end
    soon.
    """
    _lanes[name] = make


def names() -> list[str]:
    return sorted(_lanes)


def silent(at: datetime) -> list[str]:
    """Lanes that no worker has run for a minute; for `/healthz`."""
    alive = WorkerHeartbeat.objects.filter(at__gt=at - SILENT_AFTER)
    heard = set(alive.values_list("lane", flat=True))
    return [name for name in names() if name not in heard]


def drain(name: str, worker: str, stop: threading.Event) -> None:
    """Step until nothing is due, in this thread. Errors reach the caller."""
    lane = _lanes[name](worker, stop)
    try:
        while not stop.is_set() and lane.step() == 0:
            pass
    finally:
        lane.close()


def run(name: str, worker: str, stop: threading.Event) -> None:
    """Step until `stop` is set, outlasting whatever goes wrong in a step."""
    lane = _lanes[name](worker, stop)
    pulse = _Pulse(name, worker)
    failures = 0
    try:
        while not stop.is_set():
            try:
                pulse.beat()
                wait = lane.step()
                failures = 0
            except (OperationalError, InterfaceError) as error:
                failures += 1
                wait = min(2.0 ** (failures - 1), LONGEST_PAUSE)
                logger.warning("%s lane: no database (%s)", name, outline(error))
                connections.close_all()
            except Exception as error:
                failures += 1
                wait = min(2.0 ** (failures - 1), LONGEST_PAUSE)
                logger.error("%s lane: %s", name, outline(error))
            if wait:
                stop.wait(wait)
    finally:
        try:
            lane.close()
        except (OperationalError, InterfaceError) as error:
            # Leases run out by themselves, so nothing is lost.
            logger.warning(
                "%s lane: closed without database (%s)", name, outline(error)
            )
        connections.close_all()


class _Pulse:
    """Writes this lane's heartbeat now and then."""

    def __init__(self, lane: str, worker: str) -> None:
        self.lane = lane
        self.worker = worker
        self.last = timezone.now() - BEAT_EVERY

    def beat(self) -> None:
        now = timezone.now()
        if now - self.last >= BEAT_EVERY:
            WorkerHeartbeat.objects.update_or_create(
                lane=self.lane, defaults={"worker": self.worker, "at": now}
            )
            self.last = now
