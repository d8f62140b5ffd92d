"""The queue: which requests an address asks for, in what order, and how many there are.

Everything the list shows is said by its query string, so it survives reload, the back
button and copying. The number of queries does not depend on the number of requests.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.roles import roles_with
from rights.choices import Stage
from rights.models import RightsRequest
from rights.querysets import NEEDS_US
from rights.queue_rows import Place, Row, rows

PER_PAGE = 25
SOON = timedelta(hours=72)
WEEK = timedelta(days=7)

VIEWS = {
    "needs_us": gettext_lazy("Needs us"),
    "mine": gettext_lazy("Mine"),
    "unassigned": gettext_lazy("Unassigned"),
    "waiting": gettext_lazy("Waiting on person"),
    "open": gettext_lazy("All open"),
    "closed": gettext_lazy("Closed"),
}
UNCONFIRMED = "unconfirmed"  # reached by the link in the note, not a tab
OPEN_STAGES = (*NEEDS_US, Stage.WAITING)

SORTS: dict[str, tuple[OrderBy | str, ...]] = {
    "due": (F("next_due_at").asc(nulls_last=True), "pk"),
    "-due": (F("next_due_at").desc(nulls_last=True), "-pk"),
    "received": ("received_at", "pk"),
    "-received": ("-received_at", "-pk"),
    "controller": ("establishment__name", "pk"),
    "-controller": ("-establishment__name", "-pk"),
    "owner": (F("owner__full_name").asc(nulls_first=True), "pk"),
    "-owner": (F("owner__full_name").desc(nulls_last=True), "-pk"),
    "-closed": (F("closed_at").desc(nulls_last=True), "-pk"),
}


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: int
    current: bool


def _memberships(user: User) -> QuerySet[Any, Any]:
    """Role, controller and each of its establishments, in one query."""
    return user.memberships.values_list(
        *("role", "controller__slug", "controller__name"),
        *("controller__establishments__pk", "controller__establishments__name"),
        *("controller__establishments__country",),
        *("controller__establishments__time_zone",),
        *("controller_id", "controller__soon_hours"),
    )


@cache
def _groups() -> QuerySet[Any, Any]:
    """How many requests each company has by stage and owner; never evaluated itself."""
    fields = ("controller_id", "stage", "owner_id")
    return (
        RightsRequest.objects.order_by()
        .values_list(*fields)
        .annotate(number=Count("pk"))
    )


@dataclass(frozen=True)
class Scope:
    """What one user may read, and how much of it: read once for all of a page.

    The border is that of `visible_to` and `has_perm`, from the same memberships; a list
    needs it in many places, so here they are fetched once.
    """

    user: User
    roles: set[str]
    controllers: dict[int, tuple[str, str]]  # key -> slug, name
    places: dict[int, Place]
    groups: list[tuple[str, int | None, int]]  # stage, owner, how many
    owners: dict[int, str]

    @classmethod
    def of(cls, user: User) -> "Scope":
        """Three queries; the counts are one pass over one index.

        Raises PermissionDenied for someone who may read requests nowhere.
        """
        may_read, held = roles_with("requests.view"), list(_memberships(user))
        mine = [held_there for role, *held_there in held if role in may_read]
        if not mine:
            raise PermissionDenied
        controllers = {place[-2]: (slug, name) for slug, name, *place in mine}
        groups = [group[1:] for group in _groups().filter(controller__in=controllers)]
        owners = {owner for _stage, owner, _number in groups if owner}
        people = User.objects.filter(pk__in=owners).order_by("full_name")
        return cls(
            user=user,
            roles={role for role, *_held in held},
            controllers=controllers,
            places={place[0]: Place(*place) for _slug, _name, *place in mine},
            groups=groups,
            owners=dict(people.values_list("pk", "full_name")),
        )

    def requests(self) -> QuerySet[RightsRequest]:
        return RightsRequest.objects.filter(controller__in=self.controllers)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many requests each view holds."""
        counts: Counter[str] = Counter()
        for stage, owner_id, number in self.groups:
            if stage in {Stage.CLOSED, Stage.UNCONFIRMED}:
                counts[stage] += number
                continue
            counts["open"] += number
            counts["waiting" if stage == Stage.WAITING else "needs_us"] += number
            if owner_id is None:
                counts["unassigned"] += number
            if owner_id == self.user.pk:
                counts["mine"] += number
        return counts


class Queue:
    """What one user sees under one address."""

    def __init__(self, scope: Scope, query: QueryDict, filters: dict[str, str]) -> None:
        """`filters` are the values of the filter form that hold."""
        self.scope, self.user, self.counts = scope, scope.user, scope.counts
        asked = query.get("view", "")
        self.view = asked if asked in (*VIEWS, UNCONFIRMED) else "needs_us"
        asked = query.get("sort", "")
        self.sort = asked if asked in SORTS else self._first_sort()
        self.number = query.get("page", "1")
        self.filters = {name: value for name, value in filters.items() if value}

    def _first_sort(self) -> str:
        return {"closed": "-closed", UNCONFIRMED: "-received"}.get(self.view, "due")

    def requests(self, now: datetime) -> QuerySet[RightsRequest]:
        """The requests of this view that pass the filters, not yet in order."""
        found = self.scope.requests()
        match self.view:
            case "needs_us":
                found = found.filter(stage__in=NEEDS_US)
            case "waiting":
                found = found.filter(stage=Stage.WAITING)
            case "closed":
                found = found.filter(stage=Stage.CLOSED)
            case "unconfirmed":
                found = found.filter(stage=Stage.UNCONFIRMED)
            case "mine":
                found = found.filter(stage__in=OPEN_STAGES, owner=self.user)
            case "unassigned":
                found = found.filter(stage__in=OPEN_STAGES, owner=None)
            case _:
                found = found.filter(stage__in=OPEN_STAGES)
        for name, value in self.filters.items():
            found = found.filter(**self._condition(name, value, now))
        return found

    def _condition(self, name: str, value: str, now: datetime) -> dict[str, Any]:
        match name, value:
            case "controller", slug:
                return {"controller__slug": slug}
            case "country", code:
                return {"establishment__country": code}
            case "owner", "me":
                return {"owner": self.user}
            case "owner", "nobody":
                return {"owner": None}
            case "owner", pk:
                return {"owner": int(pk)}
            case "due", "overdue":
                return {"next_due_at__lt": now}
            case "due", "soon":
                return {"next_due_at__lt": now + SOON}
            case "due", _:
                return {"next_due_at__lt": now + WEEK}
        return {name: value}  # right, stage

    def page(self, now: datetime) -> Page[RightsRequest]:
        """One page of requests, in order, of which only the keys are asked for."""
        order = SORTS[self.sort]
        paginator = Paginator(self.requests(now).order_by(*order), PER_PAGE)
        if not self.filters:
            paginator.count = self.counts[self.view]
        return paginator.get_page(self.number)

    def lines(self, page: Page[RightsRequest]) -> list[Row]:
        """The lines of one page."""
        if not page.paginator.count:
            return []
        asked = cast(QuerySet[RightsRequest], page.object_list)
        return rows(
            asked.values("pk"),
            SORTS[self.sort],
            places=self.scope.places,
            owners=self.scope.owners,
        )

    def tabs(self) -> tuple[Tab, ...]:
        return tuple(
            Tab(
                label=str(label),
                url=f"?view={view}",
                count=self.counts[view],
                current=view == self.view,
            )
            for view, label in VIEWS.items()
        )

    def url(self, **changes: str | None) -> str:
        """This address with some parameters changed; back on the first page."""
        return "?" + self.query(**changes)

    def query(self, **changes: str | None) -> str:
        asked: dict[str, str | None] = {"view": self.view, **self.filters}
        if self.sort != self._first_sort():
            asked["sort"] = self.sort
        query = QueryDict(mutable=True)
        for name, value in (asked | changes).items():
            if value:
                query[name] = value
        return query.urlencode()

    def headers(self) -> dict[str, dict[str, str]]:
        """For each column that sorts: where its link leads, which way it runs now."""
        headers = {}
        for name in ("due", "received", "controller", "owner"):
            up = self.sort == name
            headers[name] = {
                "url": self.url(sort=f"-{name}" if up else name),
                "direction": "ascending"
                if up
                else "descending"
                if self.sort == f"-{name}"
                else "",
            }
        return headers

    def summary(self, shown: int) -> str:
        """How many there are, in words."""
        total = self.counts[self.view]
        if not self.filters:
            return ngettext("%(total)s request", "%(total)s requests", total) % {
                "total": total
            }
        return ngettext(
            "%(shown)s of %(total)s request", "%(shown)s of %(total)s requests", total
        ) % {"shown": shown, "total": total}

    def hidden(self) -> str:
        """The sentence about requests that wait for their code, or nothing."""
        number = self.counts[UNCONFIRMED]
        if not number or self.view == UNCONFIRMED:
            return ""
        return ngettext(
            "%(number)s request with an unconfirmed e-mail is hidden.",
            "%(number)s requests with an unconfirmed e-mail are hidden.",
            number,
        ) % {"number": number}

    @property
    def due_label(self) -> str:
        """What the first column dates."""
        return _("Closed") if self.view == "closed" else _("Next deadline")

    @property
    def caption(self) -> str:
        """What the table holds and how it is sorted, for those who do not see it."""
        view = VIEWS.get(self.view, _("Unconfirmed"))
        if self.sort == "due":
            return _("%(view)s: requests, the next deadline first") % {"view": view}
        return _("%(view)s: requests, sorted by a column") % {"view": view}

    def empty(self) -> dict[str, str]:
        """Why the list is empty, and one way on."""
        if self.filters:
            return {
                "text": _("No request in this view passes these filters."),
                "action_url": f"?view={self.view}",
                "action_text": _("Clear filters"),
            }
        waiting = self.counts["waiting"]
        if self.view == "needs_us" and waiting:
            text = ngettext(
                "Nothing waits for you. %(number)s request waits on the person.",
                "Nothing waits for you. %(number)s requests wait on the person.",
                waiting,
            ) % {"number": waiting}
            return {
                "text": text,
                "action_url": "?view=waiting",
                "action_text": _("Show them"),
            }
        if self.view == "open" or not self.counts["open"]:
            return {
                "text": _("No request is open. New ones come from the public form.")
            }
        return {
            "text": _("No request is in this view."),
            "action_url": "?view=open",
            "action_text": _("Show all open requests"),
        }
