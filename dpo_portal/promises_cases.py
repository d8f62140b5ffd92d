"""The last cases that a promise set a clock on, by reference alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from dpo_portal.promises_time import span_words
from rights.models import Clock, RightsRequest

LAST = 10


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A clock of a case that the reader may see."""

    ref: str
    status: str
    status_label: str
    started_at: datetime
    due_at: datetime | None
    zone: str
    used: str
    allowed: str


def last_cases(clocks: QuerySet[Clock], user: User, now: datetime) -> list[CaseLine]:
    """Of the cases this person may see: none for administrators. One query."""
    visible = RightsRequest.objects.visible_to(user)
    last = (
        clocks.filter(rights_request__in=visible)
        .select_related("rights_request")
        .order_by("-started_at", "-pk")[:LAST]
    )
    return [_line(clock, now) for clock in last]


def _line(clock: Clock, now: datetime) -> CaseLine:
    status, label = str(clock.status), str(clock.get_status_display())
    if clock.is_open and clock.is_late(now):
        status, label = "overdue", _("Overdue")
    until = clock.stopped_at or now
    return CaseLine(
        ref=clock.rights_request.ref,
        status=status,
        status_label=label,
        started_at=clock.started_at,
        due_at=clock.due_at,
        zone=clock.time_zone,
        used=span_words(until - clock.started_at),
        allowed=span_words(clock.due_at - clock.started_at) if clock.due_at else "",
    )
