"""The company's own day: where a release or an effective date begins."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from accounts.models import Controller, Establishment


def start_of(day: date, controller: Controller) -> datetime:
    """The instant, in UTC, at which this day has begun wherever the company is.

    A company in several zones binds nobody before the day that they were told.
    """
    zones = Establishment.objects.filter(controller=controller)
    names = set(zones.values_list("time_zone", flat=True)) or {"UTC"}
    return max(
        datetime.combine(day, time(), tzinfo=ZoneInfo(name)).astimezone(UTC)
        for name in names
    )
