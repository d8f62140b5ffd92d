"""What follows once a letter has been taken over: rooms above register it."""

import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from audit.trail import Actor, act
from correspondence.faults import outline
from correspondence.models import Delivery
from correspondence.proof import Kind, prove

logger = logging.getLogger(__name__)

Handler = Callable[[Delivery, datetime], None]

BATCH = 25
HANDLER_FAILED = "handler_failed"
TRY_AGAIN_AFTER = timedelta(minutes=10)

BY_WORKER = Actor.job("worker")
_handlers: dict[str, list[Handler]] = defaultdict(list)


def on_accepted(kind: str, handler: Handler) -> None:
    """Have `handler(delivery, at)` run when a letter of this kind is accepted.

    Rooms above call this in `AppConfig.ready`. The handler runs in the transaction that
    records the acceptance. One that fails does not undo the acceptance (the mail has
    left; undoing would send it twice): it is rolled back alone, shown in the proof, and
    tried again every ten minutes until it succeeds.
    """
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def has_handlers(kind: str) -> bool:
    """Whether anything follows on the acceptance of a letter of this kind."""
    return bool(_handlers.get(kind))


@transaction.atomic(durable=True)
def handle_open(at: datetime) -> int:
    """Try again what should have followed on acceptance and failed; how many rows."""
    still = Delivery.objects.handling_open(at).select_related("letter__controller")
    deliveries = list(still.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for delivery in deliveries:
        handle(delivery, at=at)
    return len(deliveries)


def handle(delivery: Delivery, *, at: datetime) -> None:
    """Run the handlers, in the transaction and under the lock of the caller."""
    try:
        with transaction.atomic(), _acting(delivery, at):
            for handler in _handlers.get(delivery.letter.kind, ()):
                handler(delivery, delivery.accepted_at or at)
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the whole transaction comes again
    except Exception as error:
        # A bug in a room above must not send the letter twice: say so, and come back.
        logger.error("letter handler failed: %s", outline(error))
        if delivery.last_error != HANDLER_FAILED:
            prove(delivery, Kind.HANDLER_FAILED, at, type(error).__name__)
        delivery.last_error = HANDLER_FAILED
        delivery.next_attempt_at = at + TRY_AGAIN_AFTER
    else:
        delivery.is_handling_open = False
        delivery.last_error = ""
    delivery.save(update_fields=["is_handling_open", "last_error", "next_attempt_at"])


def _acting(delivery: Delivery, at: datetime) -> AbstractContextManager[Any]:
    letter = delivery.letter
    return act(
        by=BY_WORKER, case_id=letter.case_id, controller_id=letter.controller_id, at=at
    )
