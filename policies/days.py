"""The company's own day: where a release or an effective date begins."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from accounts.models import Controller, Establishment


def start_of(day: date, controller: Controller) -> datetime:
    """The instant, in UTC, at which this day has begun wherever the company is.

    A company in several zones binds nobody before the day that they were told.
    """
    return max(
        datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
        for zone in _zones(controller)
    )


def day_of(moment: datetime, controller: Controller) -> date:
    """The day that has begun wherever the company is: `start_of` the other way."""
    return min(moment.astimezone(zone).date() for zone in _zones(controller))


def last_day_of(moment: datetime, controller: Controller) -> date:
    """The day that has begun somewhere the company is: none after it is over yet."""
    return max(moment.astimezone(zone).date() for zone in _zones(controller))


def _zones(controller: Controller) -> set[ZoneInfo]:
    zones = Establishment.objects.filter(controller=controller)
    names = set(zones.values_list("time_zone", flat=True)) or {"UTC"}
    return {ZoneInfo(name) for name in names}
