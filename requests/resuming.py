"""Holds that end by themselves: on their day, or when what they wait for is settled.

Nobody has to remember them. A day ends a hold at its beginning, where the office is; a
matter (a debt, a dispute) is settled by a colleague or by the company's own books
(`manage.py settle_matter`). The worker then lifts the hold: what waited is to be done,
its period runs anew, and the person is told (CLOCKS.md 2.7).
"""

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Controller, User
from audit.trail import Actor, act, record
from rights import holding
from rights.digests import on_its_own
from rights.errors import StepNotAllowed
from rights.models import Hold, Matter

PAUSE_SECONDS = 5.0
BY = Actor.job("worker")


class HoldLane:
    """The worker's lane of holds that are over."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        """One that is killed leaves the hold standing, and the next one lifts it."""

    def step(self) -> float:
        resume_due(timezone.now())
        return PAUSE_SECONDS

    def close(self) -> None:
        """Nothing is claimed."""


def settle_matter(
    controller: Controller,
    *,
    kind: str,
    reference: str,
    by: User | Actor,
    at: datetime | None = None,
) -> int:
    """Say that a debt or dispute is settled; how many holds that ends.

    The worker lifts them. Settled a second time, or never waited for: 0. Raises
    PermissionDenied for a colleague who may not decide for this company.
    """
    at = at or timezone.now()
    if isinstance(by, User) and not by.has_perm("requests.decide", controller):
        raise PermissionDenied
    with transaction.atomic(), act(by=by, controller_id=controller.pk, at=at):
        open_ones = Matter.objects.select_for_update().filter(
            controller=controller,
            kind=kind,
            reference=reference.strip(),
            settled_at=None,
        )
        matter = open_ones.first()
        if matter is None:
            return 0
        matter.settled_at = at
        matter.settled_by_id = by.pk if isinstance(by, User) else None
        matter.save()
        record("requests.settle_matter", matter)
        return Hold.objects.filter(matter=matter, released_at=None).count()


def resume_due(now: datetime) -> int:
    """Lift every hold that is over at `now`; returns how many."""
    over = Hold.objects.filter(released_at=None).filter(
        Q(ends_on__isnull=False) | Q(matter__settled_at__isnull=False)
    )
    resumed = 0
    for hold in over.select_related("matter", "rights_request__establishment").order_by(
        "pk"
    ):
        if is_over(hold, now):
            with on_its_own("hold that is over"):
                resumed += _resume(hold, now)
    return resumed


def is_over(hold: Hold, now: datetime) -> bool:
    """Whether its day has come, where the office is, or its matter is settled."""
    zone = ZoneInfo(hold.rights_request.establishment.time_zone)
    day_came = hold.ends_on is not None and hold.ends_on <= now.astimezone(zone).date()
    return day_came or (hold.matter is not None and hold.matter.settled_at is not None)


def _resume(hold: Hold, now: datetime) -> bool:
    try:
        holding.resume(hold, by=BY, at=now)
    except StepNotAllowed:  # a colleague lifted it first, or the case ended
        return False
    return True
