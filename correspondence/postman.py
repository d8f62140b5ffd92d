"""The letters lane: takes what is due to the mail server, one connection for many."""

import logging
import threading
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from correspondence import acceptance, codes, deliveries, mail
from correspondence.deliveries import Outgoing
from correspondence.faults import outline
from correspondence.lanes import IDLE_SECONDS
from correspondence.mail import Trouble
from correspondence.relay import LONGEST_PAUSE, Relay

logger = logging.getLogger(__name__)

RECORD_TRIES = 5
LOOK_EVERY = timedelta(seconds=5)
SWEEP_EVERY = timedelta(hours=1)


class Postman:
    """One lane's state: its lease name and its connection to the relay."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.worker = worker
        self.stop = stop
        self.relay = Relay()
        self.looked_at = timezone.now() - LOOK_EVERY
        self.swept_at = timezone.now() - SWEEP_EVERY

    def step(self) -> float:
        now = timezone.now()
        self.tidy(now)
        if not deliveries.has_work(now):
            self.relay.hang_up()
            return IDLE_SECONDS
        deliveries.flag_abandoned(now)
        acceptance.handle_open(now)
        claimed = deliveries.claim(self.worker, at=timezone.now())
        for number in claimed:
            if self.stop.is_set():
                break
            refused = self.relay.why_unreachable()
            if refused:
                return self.put_off(number, refused)
            outgoing = deliveries.begin(number, worker=self.worker, at=timezone.now())
            if outgoing is not None:
                self.send(outgoing)
        return 0 if claimed else IDLE_SECONDS

    def tidy(self, now: datetime) -> None:
        """What need not happen at every step."""
        if now - self.looked_at >= LOOK_EVERY:
            deliveries.end_leases_of_the_gone(now)
            self.looked_at = now
        if now - self.swept_at >= SWEEP_EVERY:
            codes.sweep(at=now)
            self.swept_at = now

    def close(self) -> None:
        self.relay.hang_up()
        deliveries.release(self.worker)

    def send(self, outgoing: Outgoing) -> None:
        """Hand one letter over and record how it ended."""
        number = outgoing.delivery.pk
        try:
            message = mail.build(
                outgoing.delivery, digits=outgoing.digits, token=outgoing.token
            )
            self.relay.send(message)
        except Exception as error:  # whatever it is, it is this letter's outcome
            trouble = mail.trouble_of(error)
            logger.warning("delivery %s: %s (%s)", number, trouble.code, outline(error))
            self.record_trouble(number, trouble)
        else:
            self.record_acceptance(number)

    def record_acceptance(self, number: int) -> None:
        """The letter has left: as long as the worker runs, do not lose that fact."""
        tries = 0
        while True:
            try:
                # A handler that cannot reach the database for good must not stand
                # between a letter that has left and its proof; it gets its turn later.
                handle = tries < RECORD_TRIES
                deliveries.accept(number, at=timezone.now(), handle=handle)
            except (OperationalError, InterfaceError) as error:
                tries += 1
                logger.warning("delivery %s: not recorded (%s)", number, outline(error))
                drop_database_connection()
                if self.stop.wait(self.record_pause(tries)) and tries >= RECORD_TRIES:
                    raise
            else:
                return

    def record_pause(self, tries: int) -> float:
        return min(2.0 ** (tries - 1), LONGEST_PAUSE)

    def record_trouble(self, number: int, trouble: Trouble) -> None:
        deliveries.reject(number, trouble, worker=self.worker, at=timezone.now())

    def put_off(self, number: int, code: str) -> float:
        """Nobody answers: an attempt for this letter, the others go back untouched."""
        deliveries.no_connection(number, code, worker=self.worker, at=timezone.now())
        deliveries.release(self.worker)
        return self.relay.next_pause()


def drop_database_connection() -> None:
    """So that the next try opens a new one, unless a transaction of the caller's (a
    test's) is open on it."""
    if not connection.in_atomic_block:
        connection.close()
