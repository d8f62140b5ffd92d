"""The trail's own mails: checkpoints that leave the house, alarms once a day.

They go to the auditors and to the addresses of CHECKPOINT_MAIL_TO, and name nobody.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import roles_with
from audit import alarms, checkpoints
from audit.models import Checkpoint
from audit.trail import Actor, act
from correspondence import letters
from dpo_portal.models import TrailDuty

BY = Actor.job("worker")


@dataclass(frozen=True)
class Reader:
    email: str
    name: str = ""
    language: str = "en"
    zone: str = "UTC"


def readers(*permissions: str) -> Iterator[Reader]:
    """Whoever holds one of these permissions somewhere, and the set addresses."""
    roles = {role for one in permissions for role in roles_with(one)}
    people = User.objects.filter(is_active=True, memberships__role__in=roles)
    told = set()
    for user in people.distinct().order_by("pk"):
        told.add(user.email.lower())
        yield Reader(user.email, user.full_name, user.language, user.time_zone)
    for address in settings.CHECKPOINT_MAIL_TO:
        if address.lower() not in told:
            yield Reader(address)


def publish(new: Sequence[Checkpoint]) -> None:
    """Mail the newest checkpoint: once a day, however many workers there are."""
    newest = new[-1]
    _tell(
        TrailDuty.Kind.CHECKPOINT,
        readers("audit.view"),
        "dpo_portal/letters/checkpoint",
        lambda: {
            "seq": newest.seq,
            "short": checkpoints.short(newest),
            "line": checkpoints.as_line(newest),
        },
        at=timezone.now(),
    )


def tell_alarms(codes: Collection[str], at: datetime) -> bool:
    """Mail what is wrong with the trail, also to administrators; False: told today."""
    return _tell(
        TrailDuty.Kind.ALARM,
        readers("audit.view", "accounts.manage_team"),
        "dpo_portal/letters/trail_alarm",
        lambda: {"alarms": [one for one in alarms.current(at) if one.code in codes]},
        at=at,
    )


def _tell(
    kind: str,
    to: Iterator[Reader],
    name: str,
    context: Callable[[], Mapping[str, Any]],
    *,
    at: datetime,
) -> bool:
    """The day's row and its mails in one transaction; False if somebody has it."""
    with transaction.atomic(), act(by=BY, at=at):
        _duty, is_mine = TrailDuty.objects.get_or_create(
            kind=kind, on=at.date(), defaults={"at": at, "done_at": at}
        )
        if not is_mine:
            return False
        for reader in to:
            with translation.override(reader.language):
                letters.write(
                    name,
                    kind=f"trail_{kind}",
                    controller=None,
                    language=reader.language,
                    to_email=reader.email,
                    to_name=reader.name,
                    context={
                        "integrity_url": settings.SITE_URL + reverse("audit:integrity"),
                        **context(),
                    },
                    at=at,
                    time_zone=reader.zone,
                )
    return True
