"""Where a clock begins, and how the steps of its count tell a moment."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rulebook.clock import Step
from rulebook.events import Event


@dataclass(frozen=True, slots=True)
class Started:
    """Where a clock begins: at receipt (`event` is None) or with an event.

    `at` is in the controller's zone; `said` is how a step tells it, for many clocks.
    """

    at: datetime
    event: Event | None
    zone: ZoneInfo
    said: Step


def started(at: datetime, event: Event | None, zone: ZoneInfo) -> Started:
    local = at.astimezone(zone)
    return Started(local, event, zone, said_of(local, zone))


def said_of(at: datetime, zone: ZoneInfo) -> Step:
    """A moment as the steps of a count tell it."""
    return {"at": at.astimezone(zone).isoformat(), "zone": zone.key}
