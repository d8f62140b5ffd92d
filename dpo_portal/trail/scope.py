"""Which part of the trail an auditor reads, and in which time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from accounts.models import Controller, User
from accounts.places import zone_name
from accounts.roles import PERMISSIONS, roles_with
from audit.models import AccessEntry, LedgerEntry
from audit.trail import record_access


@dataclass(frozen=True)
class Scope:
    """The companies this auditor answers for.

    What belongs to no company (a person's own profile) is seen only by whoever audits
    them all: it may say who works for another company.
    """

    controllers: list[Controller]
    is_everything: bool
    zone: ZoneInfo
    roles: set[str]  # held in any company

    def may(self, permission: str) -> bool:
        """In some company, as the backend says without an object."""
        return any(permission in PERMISSIONS[role] for role in self.roles)

    @property
    def changes(self) -> Any:
        return self.narrow(LedgerEntry.objects.all())

    @property
    def accesses(self) -> Any:
        return self.narrow(AccessEntry.objects.all())

    def narrow(self, entries: Any) -> Any:
        """Those of these entries that may be read."""
        if self.is_everything:
            return entries
        return entries.filter(self.belongs())

    def belongs(self) -> Q:
        return Q(controller_id__in=[controller.pk for controller in self.controllers])

    @cached_property
    def staff(self) -> list[User]:
        """Whom the list of who changed something offers."""
        members = User.objects.filter(memberships__controller__in=self.controllers)
        return list(members.distinct().order_by("full_name"))

    @property
    def only(self) -> int | None:
        """The company, where there is one alone: whose access entry a look is."""
        return self.controllers[0].pk if len(self.controllers) == 1 else None

    def start(self, of: date) -> datetime:
        return datetime.combine(of, time.min, self.zone).astimezone(UTC)

    @property
    def zone_words(self) -> str:
        """ "Kuala Lumpur (UTC+08:00)", for the zone named once a page."""
        offset = timezone.localtime(timezone.now(), self.zone).strftime("%z")
        return f"{zone_name(self.zone.key)} (UTC{offset[:3]}:{offset[3:]})"


def scope_of(user: Any, permission: str = "audit.view") -> Scope:
    """What `permission` lets this person see; one query, never kept for the next page.

    Raises PermissionDenied for someone who holds it nowhere.
    """
    own = FilteredRelation("memberships", condition=Q(memberships__user=user))
    held = Controller.objects.annotate(own=own, role=F("own__role")).order_by("name")
    granting = roles_with(permission)
    # A row for each role in each company, and one for each company without any.
    rows = list(held)
    mine = {row.pk: row for row in rows if row.role in granting}
    if not mine or not user.is_active:
        raise PermissionDenied
    return Scope(
        controllers=list(mine.values()),
        is_everything=len(mine) == len({row.pk for row in rows}),
        zone=ZoneInfo(user.time_zone),
        roles={row.role for row in rows if row.role},
    )


def record_looks(
    entries: Any,
    *,
    what: str,
    of: type[LedgerEntry | AccessEntry],
    only: int | None,
    case_id: Any,
) -> None:
    """The visit of a list: one access entry with its count, whoever's they were."""
    count = len(entries)
    record_access(what, controller_id=only, case_id=case_id, count=count, of=of)
