"""What is forgotten by itself: drafts nobody sent, and grants that have run out.

Both live in sessions. An expired session opens nothing any more, but its row still
holds what was typed, so the worker removes it.
"""

import threading
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.utils import timezone

EVERY = timedelta(minutes=10)
PAUSE_SECONDS = 10.0  # a lane that is silent for longer counts as ill


class DraftLane:
    """The worker's lane that removes sessions which have expired."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.next_at: datetime = timezone.now()

    def step(self) -> float:
        now = timezone.now()
        if now >= self.next_at:
            sweep()
            self.next_at = now + EVERY
        return PAUSE_SECONDS

    def close(self) -> None:
        """Nothing is claimed."""


def sweep() -> None:
    """Remove every expired session, and with it the draft in it."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
