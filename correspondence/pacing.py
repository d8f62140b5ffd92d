"""How fast mails may leave: the relay's limits, a window of the day, a cap by domain.

`finish` foretells when a campaign ends, `take` gives a worker its turn. All arithmetic
is over values; only `take` reads and writes its one row.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from correspondence.models import RelayPace

DAY = timedelta(days=1)
AHEAD = timedelta(seconds=1)  # how far a worker may book before it sends


@dataclass(frozen=True)
class Plan:
    """Limits of one sending. `None` is no limit; the window may pass midnight.

    `per_second` and `per_day` (a day of UTC) are mails over all receivers,
    `per_domain` mails in a minute to the domain that has most of them.
    """

    per_second: float | None = None
    per_day: int | None = None
    opens: time | None = None
    closes: time | None = None
    time_zone: str = "UTC"
    per_domain: int | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether the window is open at this moment."""
        if self.opens is None or self.closes is None or self.opens == self.closes:
            return True
        now = at.astimezone(ZoneInfo(self.time_zone)).time()
        if self.opens < self.closes:
            return self.opens <= now < self.closes
        return now >= self.opens or now < self.closes

    def opens_at(self, at: datetime) -> datetime:
        """The moment at or after `at` in which the window is open."""
        if self.is_open(at) or self.opens is None:
            return at
        zone = ZoneInfo(self.time_zone)
        local = at.astimezone(zone)
        start = local.replace(
            hour=self.opens.hour, minute=self.opens.minute, second=0, microsecond=0
        )
        return start if start >= local else start + DAY

    def closes_at(self, at: datetime) -> datetime:
        """The moment after `at` in which the open window closes."""
        if self.opens is None or self.closes is None or self.opens == self.closes:
            return datetime.max.replace(tzinfo=UTC)
        local = at.astimezone(ZoneInfo(self.time_zone))
        end = local.replace(
            hour=self.closes.hour, minute=self.closes.minute, second=0, microsecond=0
        )
        return end if end > local else end + DAY


def relay_plan() -> Plan:
    """The relay's own limits, from the settings."""
    return Plan(
        per_second=settings.MAIL_PER_SECOND or None,
        per_day=settings.MAIL_PER_DAY or None,
    )


def finish(
    count: int, plan: Plan, *, start: datetime, largest_domain: int = 0
) -> datetime:
    """When the last of `count` mails leaves, if sending starts at `start`.

    A million at 14 a second takes 19.8 hours, and 20 days at 50,000 a day. The largest
    domain's own mails can take longer than all together.
    """
    whole = _finish(count, plan.per_second, plan.per_day, plan, start)
    if not plan.per_domain:
        return whole
    slow = _finish(largest_domain, plan.per_domain / 60, None, plan, start)
    return max(whole, slow)


def _finish(
    count: int,
    per_second: float | None,
    per_day: int | None,
    plan: Plan,
    start: datetime,
) -> datetime:
    """Walk from window to window and day to day; whole equal days are jumped over."""
    now, left, taken = plan.opens_at(start), count, 0
    while left > 0:
        until = min(plan.closes_at(now), _next_day(now)).astimezone(UTC)
        seconds = (until - now.astimezone(UTC)).total_seconds()
        able = left if per_second is None else int(seconds * per_second)
        if per_day is not None:
            able = min(able, per_day - taken)
        sent = max(0, min(left, able))
        left -= sent
        taken += sent
        if left == 0:
            return now + timedelta(seconds=sent / per_second if per_second else 0)
        is_new_day = until == _next_day(now)
        now = plan.opens_at(until)
        if is_new_day or now.astimezone(UTC).date() != until.date():
            taken = 0
        elif per_day is not None and taken >= per_day:
            now, taken = plan.opens_at(_next_day(now)), 0
    return now


def _next_day(at: datetime) -> datetime:
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + DAY


@transaction.atomic(durable=True)
def take(wanted: int, *, at: datetime, plan: Plan) -> tuple[int, float]:
    """Book up to `wanted` mails at the relay: how many, and seconds to wait if none.

    One row under lock for every worker on every machine, so that together they keep
    the limits, whichever campaign they send.
    """
    if not plan.is_open(at):
        return 0, min(60.0, (plan.opens_at(at) - at).total_seconds())
    if plan.per_second is None and plan.per_day is None:
        return wanted, 0.0
    pace = _locked(at)
    today = at.astimezone(UTC).date()
    if pace.day != today:
        pace.day, pace.taken = today, 0
    granted = wanted
    if plan.per_day is not None:
        granted = min(granted, max(0, plan.per_day - pace.taken))
        if not granted:
            return 0, min(60.0, (_next_day(at) - at).total_seconds())
    if plan.per_second is not None:
        pace.free_at = max(pace.free_at, at)
        ahead = (at + AHEAD - pace.free_at).total_seconds()
        granted = min(granted, max(0, ceil(ahead * plan.per_second)))
        if not granted:
            return 0, min(1.0, (pace.free_at - at).total_seconds())
        pace.free_at += timedelta(seconds=granted / plan.per_second)
    pace.taken += granted
    pace.save()
    return granted, 0.0


def _locked(at: datetime) -> RelayPace:
    RelayPace.objects.get_or_create(
        pk=1, defaults={"free_at": at, "day": at.astimezone(UTC).date()}
    )
    return RelayPace.objects.select_for_update().get(pk=1)
