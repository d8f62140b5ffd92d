"""The worker's lane that watches over the trail: `manage.py worker --lane trail`.

Checkpoints go out from here, so that a slow machine elsewhere delays no seal; alarms
are mailed once a day; and all of the trail is verified every few days.
"""

import logging
import threading
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from audit import alarms, sinks, verifying
from correspondence.faults import outline
from dpo_portal.models import TrailDuty
from dpo_portal.trail import mailing

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 10.0  # a lane that is silent for longer counts as ill
LOOK_EVERY = timedelta(minutes=1)
STANDS_FOR = timedelta(minutes=1)  # what is gone by then needed nobody
GIVEN_UP_AFTER = timedelta(hours=12)  # a verification whose worker was killed


class TrailLane:
    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.stop = stop
        self.looked_at: datetime | None = None
        self.since: dict[str, datetime] = {}
        self.verification: threading.Thread | None = None

    def step(self) -> float:
        now = timezone.now()
        sinks.publish_due(now)
        if self.looked_at is None or now - self.looked_at >= LOOK_EVERY:
            self.looked_at = now
            self.look(now)
        if self.verification is None or not self.verification.is_alive():
            self.verification = self._verify(now)
        return PAUSE_SECONDS

    def look(self, now: datetime) -> None:
        """Mail the alarms that have stood for a while."""
        found = alarms.current(now)
        self.since = {one.code: self.since.get(one.code, now) for one in found}
        lasting = {code for code, at in self.since.items() if now - at >= STANDS_FOR}
        if lasting:
            mailing.tell_alarms(lasting, now)

    def _verify(self, now: datetime) -> threading.Thread | None:
        """In a thread of its own: it takes minutes, and a lane must be heard."""
        if (duty := claim_verification(now)) is None:
            return None
        made = threading.Thread(target=_run, args=(duty,), name="verify", daemon=True)
        made.start()
        return made

    def close(self) -> None:
        """`--once` waits for the verification; a worker that stops does not."""
        if self.verification is not None and not self.stop.is_set():
            self.verification.join()


def claim_verification(now: datetime) -> TrailDuty | None:
    """The day's row, where the newest verification of all is older than the setting."""
    days = settings.VERIFY_EVERY_DAYS
    if not days:
        return None
    lately = TrailDuty.objects.filter(
        kind=TrailDuty.Kind.VERIFY, on__gt=now.date() - timedelta(days=days)
    )
    if (last := lately.order_by("-on").first()) is not None:
        if last.done_at is not None or now - last.at < GIVEN_UP_AFTER:
            return None
        taken = TrailDuty.objects.filter(pk=last.pk, at=last.at, done_at=None)
        return last if taken.update(at=now) else None
    duty, is_mine = TrailDuty.objects.get_or_create(
        kind=TrailDuty.Kind.VERIFY, on=now.date(), defaults={"at": now}
    )
    return duty if is_mine else None


def verify(duty: TrailDuty) -> None:
    """All of the trail; what is found stands on the integrity page and is mailed."""
    verifying.verify()
    TrailDuty.objects.filter(pk=duty.pk).update(done_at=timezone.now())


def _run(duty: TrailDuty) -> None:
    try:
        verify(duty)
    except Exception as error:  # claimed again after a while
        logger.error("verification: %s", outline(error))
    finally:
        connection.close()
