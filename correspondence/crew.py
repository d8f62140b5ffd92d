"""The threads of a worker: as few as keep every lane on time.

A thread has a connection of its own, which on SQLite holds some 5 MB, and lanes are
idle nearly always. So one hand steps whatever lane is due. Where a step lasts, such as
with a slow mail server, and another lane has waited, a further hand joins; it leaves
when it finds another one with nothing to do.
"""

import logging
import threading
from datetime import timedelta
from time import monotonic

import structlog
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone, translation

from correspondence import lanes
from correspondence.faults import outline
from correspondence.models import WorkerHeartbeat

logger = logging.getLogger(__name__)

PATIENCE = 0.5  # seconds that a lane may wait beyond its time before another hand comes
LOOK_EVERY = 0.25
LONGEST_PAUSE = 30.0
BEAT_EVERY = timedelta(seconds=10)


class Turn:
    """One lane of this worker, and when it is to be stepped next."""

    def __init__(self, name: str, worker: str, stop: threading.Event) -> None:
        self.name = name
        self.worker = worker
        self.lane = lanes.make(name, worker, stop)
        self.due = monotonic()
        self.is_taken = False
        self.failures = 0
        self.beaten_at = timezone.now() - BEAT_EVERY

    def step(self) -> float:
        """One step, outlasting whatever goes wrong; the seconds to wait afterwards."""
        try:
            self.beat()
            wait = self.lane.step()
            self.failures = 0
        except (OperationalError, InterfaceError) as error:
            wait = self.pause()
            logger.warning("%s lane: no database (%s)", self.name, outline(error))
            connections.close_all()
        except Exception as error:
            wait = self.pause()
            logger.error("%s lane: %s", self.name, outline(error))
        return wait

    def pause(self) -> float:
        self.failures += 1
        return min(2.0 ** (self.failures - 1), LONGEST_PAUSE)

    def beat(self) -> None:
        """Write this lane's heartbeat now and then."""
        now = timezone.now()
        if now - self.beaten_at >= BEAT_EVERY:
            WorkerHeartbeat.objects.update_or_create(
                lane=self.name,
                defaults={"worker": f"{self.worker}:{self.name}"[:80], "at": now},
            )
            self.beaten_at = now

    def close(self) -> None:
        try:
            self.lane.close()
        except (OperationalError, InterfaceError) as error:
            # Leases run out by themselves, so nothing is lost.
            logger.warning(
                "%s lane: closed without database (%s)", self.name, outline(error)
            )


class Crew:
    """All the lanes of one worker and the hands that step them."""

    def __init__(self, names: list[str], worker: str, stop: threading.Event) -> None:
        self.stop = stop
        self.turns = [Turn(name, worker, stop) for name in names]
        self.hands: list[threading.Thread] = []
        self.changed = threading.Condition()
        self.waiting = 0  # hands with nothing to do

    def run(self) -> None:
        """Step all lanes until `stop` is set; then let each finish and close it."""
        self.call_a_hand()
        while not self.stop.wait(LOOK_EVERY):
            if self.is_late():
                self.call_a_hand()
        with self.changed:
            self.changed.notify_all()
        for hand in self.hands:
            hand.join()
        for turn in self.turns:
            turn.close()
        connections.close_all()

    def is_late(self) -> bool:
        """Whether a lane has waited too long, and nobody is there to take it."""
        late = monotonic() - PATIENCE
        with self.changed:
            return not self.waiting and any(
                turn.due < late for turn in self.turns if not turn.is_taken
            )

    def call_a_hand(self) -> None:
        self.hands = [hand for hand in self.hands if hand.is_alive()]
        hand = threading.Thread(target=self.work, name="lanes")
        self.hands.append(hand)
        hand.start()

    def work(self) -> None:
        """What one hand does: step what is due, until it is not needed."""
        try:
            while turn := self.take():
                wait = turn.step()
                translation.deactivate()  # the next lane speaks for itself
                structlog.contextvars.clear_contextvars()
                with self.changed:
                    turn.due = monotonic() + wait
                    turn.is_taken = False
                    self.changed.notify()
        finally:
            connections.close_all()

    def take(self) -> Turn | None:
        """The lane that has been due longest, waiting for one; None: go."""
        with self.changed:
            while not self.stop.is_set():
                free = [turn for turn in self.turns if not turn.is_taken]
                first = min(free, key=lambda turn: turn.due, default=None)
                wait = first.due - monotonic() if first else PATIENCE
                if first and wait <= 0:
                    first.is_taken = True
                    return first
                if self.waiting:
                    return None
                self.waiting += 1
                self.changed.wait(min(wait, PATIENCE))
                self.waiting -= 1
        return None
