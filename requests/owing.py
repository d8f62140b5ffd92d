"""Which dates are owed by whom: the running clocks as reminders and digests tell them.

Everything here is asked of the clocks at one moment, so what is overdue is overdue to
the second; no job has to have run before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from rights.choices import OPEN, State
from rights.models import Clock, Decision, RightsRequest

# Not ours to meet: the time that the person has.
THEIRS = (Clock.Kind.CLARIFICATION_ANSWER,)


@dataclass(frozen=True)
class Owed:
    """One running clock with its date. `due_at` is aware, `zone` the company's."""

    clock_id: int
    request_id: int
    ref: str
    controller_id: int
    controller: str
    owner_id: int | None
    kind: str
    unit: str
    started_at: datetime
    due_at: datetime
    zone: str

    @property
    def what(self) -> Any:
        """The duty, translated when it is shown."""
        return Clock.Kind(self.kind).label

    @property
    def place(self) -> str:
        return self.zone.rpartition("/")[2].replace("_", " ")

    @property
    def url(self) -> str:
        return settings.SITE_URL + reverse("requests:detail", args=[self.ref])

    def is_due_today(self, now: datetime) -> bool:
        """Due on the local day of the company that `now` falls on."""
        zone = ZoneInfo(self.zone)
        return self.due_at.astimezone(zone).date() <= now.astimezone(zone).date()


FIELDS = (
    "pk",
    "rights_request_id",
    "rights_request__ref",
    "rights_request__controller_id",
    "rights_request__controller__name",
    "rights_request__owner_id",
    "kind",
    "unit",
    "started_at",
    "due_at",
    "time_zone",
)


def owed(
    *,
    controllers: Collection[int],
    before: datetime,
    after: datetime | None = None,
    unit: str = "",
) -> list[Owed]:
    """The office's running clocks of open requests that are due before that instant.

    Nearest first. `after` leaves out what was due earlier, `unit` what is counted in
    another unit.
    """
    running = Clock.objects.filter(
        status=Clock.Status.RUNNING,
        due_at__lt=before,
        rights_request__state__in=OPEN,
        rights_request__controller__in=controllers,
    ).exclude(kind__in=THEIRS)
    if after is not None:
        running = running.filter(due_at__gt=after)
    if unit:
        running = running.filter(unit=unit)
    rows = running.order_by("due_at", "pk").values_list(*FIELDS)
    return [Owed(*row) for row in rows]


def leading(found: list[Owed]) -> list[Owed]:
    """For each request the clock that is due first, in their order."""
    seen: set[int] = set()
    first = []
    for each in found:
        if each.request_id not in seen:
            seen.add(each.request_id)
            first.append(each)
    return first


def for_second_look(
    person_id: int, *, controllers: Collection[int]
) -> QuerySet[RightsRequest]:
    """Requests with a decision that waits for this colleague, or one like them."""
    proposed = Decision.objects.filter(state=Decision.State.PROPOSED)
    waiting = proposed.exclude(proposed_by_id=person_id)
    return RightsRequest.objects.filter(
        controller__in=controllers,
        state__in=OPEN,
        pk__in=waiting.values("rights_request_id"),
    ).order_by("next_due_at", "pk")


def offered_for_closing(
    now: datetime, *, controllers: Collection[int]
) -> QuerySet[RightsRequest]:
    """Requests whose person let the time to reply pass: a person decides (2.5)."""
    theirs = Clock.objects.filter(kind=Clock.Kind.CLARIFICATION_ANSWER)
    silent = theirs.filter(due_at__lt=now).exclude(status=Clock.Status.CANCELLED)
    has_time = theirs.filter(status__in=Clock.OPEN_STATUSES, due_at__gte=now)
    return (
        RightsRequest.objects.filter(
            controller__in=controllers,
            state=State.CLARIFICATION,
            pk__in=silent.values("rights_request_id"),
        )
        .exclude(pk__in=has_time.values("rights_request_id"))
        .order_by("pk")
    )
