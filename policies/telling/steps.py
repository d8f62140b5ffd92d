"""One step of a campaign: ask, lock, look at its state. Every verb runs inside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor, act
from policies.errors import NotPossible
from policies.models import Campaign, PolicyVersion

PREPARE, APPROVE = "policies.edit", "policies.publish"


@contextmanager
def act_on(
    version: PolicyVersion, permission: str, by: User | Actor, at: datetime
) -> Iterator[None]:
    whose = version.policy
    if isinstance(by, User) and not by.has_perm(permission, whose):
        raise PermissionDenied
    with (
        transaction.atomic(),
        act(by=by, controller_id=whose.controller_id, at=at),
    ):
        yield


@contextmanager
def step(
    campaign: Campaign,
    permission: str,
    by: User | Actor,
    at: datetime,
    states: Any,
) -> Iterator[Campaign]:
    """The locked row, in one of these states. Raises NotPossible otherwise."""
    with act_on(campaign.version, permission, by, at):
        rows = Campaign.objects.select_for_update(of=("self",))
        row = rows.select_related("version__policy__controller").get(pk=campaign.pk)
        if row.state not in states:
            raise NotPossible(
                _("This cannot be done now: the notice is “%(state)s”.")
                % {"state": row.get_state_display()}
            )
        yield row
