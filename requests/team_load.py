"""How much each colleague has to do: figures only, no request and no person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q

from accounts.models import Controller, Membership, User
from accounts.roles import roles_with
from rights.assigning import WORKS
from rights.choices import Stage
from rights.models import RightsRequest
from rights.queue_scope import OPEN_STAGES

NONE = (0, 0, 0, 0)


@dataclass(frozen=True)
class Load:
    """One colleague, or nobody (`pk` None), at the companies one may see."""

    pk: int | None
    name: str
    open: int = 0
    overdue: int = 0
    soon: int = 0  # due within the hours that each company calls soon
    waiting: int = 0
    is_here: bool = field(
        default=True, kw_only=True
    )  # False: has left, and requests are left with them

    @property
    def key(self) -> str:
        return "nobody" if self.pk is None else str(self.pk)


def loads_of(user: User, now: datetime) -> list[Load]:
    """Everyone who works on these requests or has some: most to do first.

    Three queries, whatever the number of requests.
    """
    companies = Controller.objects.where_may(user, "requests.view_team")
    hours = dict(companies.values_list("pk", "soon_hours"))
    figures = _figures(hours, now)
    here = Membership.objects.filter(
        controller__in=hours, role__in=roles_with(WORKS), user__is_active=True
    )
    working = set(here.values_list("user_id", flat=True))
    known = {*working, *filter(None, figures)}
    names = dict(User.objects.filter(pk__in=known).values_list("pk", "full_name"))
    found = [
        Load(pk, name, *figures.get(pk, NONE), is_here=pk in working)
        for pk, name in names.items()
    ]
    found.sort(key=lambda load: (-load.open, load.name))
    return [*found, Load(None, "", *figures.get(None, NONE))]


def _figures(
    hours: dict[int, int], now: datetime
) -> dict[int | None, tuple[int, int, int, int]]:
    soon = Q(pk__in=())
    for pk, number in hours.items():
        until = now + timedelta(hours=number)
        soon |= Q(controller=pk, next_due_at__gte=now, next_due_at__lte=until)
    rows: Iterable[tuple[int | None, int, int, int, int]] = (
        RightsRequest.objects.filter(controller__in=hours, stage__in=OPEN_STAGES)
        .order_by()
        .values("owner_id")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=Q(next_due_at__lt=now)),
            near=Count("pk", filter=soon),
            waits=Count("pk", filter=Q(stage=Stage.WAITING)),
        )
        .values_list("owner_id", "n", "late", "near", "waits")
    )
    return {owner: (n, late, near, waits) for owner, n, late, near, waits in rows}
