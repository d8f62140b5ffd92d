"""The worker's lane that seals: `manage.py worker --lane seal`."""

import threading
from datetime import datetime, timedelta

from django.utils import timezone

from audit import sinks, unattributed
from audit.sealing import BATCH, Sealer

POLL_SECONDS = 0.5
PUBLISH_EVERY = timedelta(seconds=1)


class SealLane:
    """One step: record what came round the side, seal a batch, write its checkpoint."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.sealer = Sealer()
        self.published_at: datetime | None = None

    def step(self) -> float:
        unattributed.sweep()
        sealed = self.sealer.seal()
        now = timezone.now()
        if self.published_at is None or now - self.published_at >= PUBLISH_EVERY:
            sinks.write_file(now)
            self.published_at = now
        return 0 if sealed == BATCH else POLL_SECONDS

    def close(self) -> None:
        """Nothing is held between steps."""
