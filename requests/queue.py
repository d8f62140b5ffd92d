"""The queue: which requests an address asks for, in what order, and how many there are.

Everything the list shows is said by its query string, so it survives reload, the back
button and copying. The number of queries does not depend on the number of requests.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Prefetch, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Establishment, Membership, User
from accounts.roles import roles_with
from rights.choices import Relation, Stage
from rights.desk_words import language_name, relation_words, short_period
from rights.models import Clock, Decision, RightsRequest
from rights.next_step import next_step
from rights.querysets import NEEDS_US

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


@dataclass(frozen=True)
class Row:
    """One line, ready to be drawn: the template asks and computes nothing."""

    ref: str
    url: str
    controller_id: int
    right: str
    next_step: str
    person: str
    about_person: str
    place: str
    rule: str
    stage: str
    stage_label: str
    owner: str
    due_at: datetime | None
    soon_hours: int
    time_zone: str
    by_hour: bool
    undated: str
    is_paused: bool
    is_closed: bool


class Queue:
    """What one user sees under one address. Counts are read once, for all views."""

    def __init__(self, user: User, query: QueryDict, filters: dict[str, str]) -> None:
        """`filters` are the values of the filter form that hold."""
        self.user = user
        asked = query.get("view", "")
        self.view = asked if asked in (*VIEWS, UNCONFIRMED) else "needs_us"
        asked = query.get("sort", "")
        self.sort = asked if asked in SORTS else self._first_sort()
        self.number = query.get("page", "1")
        self.filters = {name: value for name, value in filters.items() if value}

    def _first_sort(self) -> str:
        return {"closed": "-closed", UNCONFIRMED: "-received"}.get(self.view, "due")

    @cached_property
    def counts(self) -> Counter[str]:
        """How many requests each view holds; one pass over one index."""
        counts: Counter[str] = Counter()
        groups = (
            RightsRequest.objects.visible_to(self.user)
            .order_by()
            .values_list("stage", "owner_id")
            .annotate(number=Count("pk"))
        )
        for stage, owner_id, number in groups:
            if stage == Stage.CLOSED:
                counts["closed"] += number
                continue
            if stage == Stage.UNCONFIRMED:
                counts[UNCONFIRMED] += number
                continue
            counts["open"] += number
            counts["waiting" if stage == Stage.WAITING else "needs_us"] += number
            if owner_id is None:
                counts["unassigned"] += number
            if owner_id == self.user.pk:
                counts["mine"] += number
        return counts

    def requests(self, now: datetime) -> QuerySet[RightsRequest]:
        """The requests of this view that pass the filters, not yet in order."""
        found = RightsRequest.objects.visible_to(self.user)
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

    def page(self, now: datetime) -> Page[int]:
        """One page of ids; the ids come from an index, the rows are fetched by id."""
        found = self.requests(now)
        ids = found.order_by(*SORTS[self.sort]).values_list("pk", flat=True)
        paginator = Paginator(ids, PER_PAGE)
        if not self.filters:
            paginator.count = self.counts[self.view]
        return paginator.get_page(self.number)

    def rows(self, ids: list[int]) -> list[Row]:
        """The lines of one page, in the order of `ids`; three queries."""
        found = (
            RightsRequest.objects.filter(pk__in=ids)
            .select_related(
                *("controller", "establishment", "claimant", "owner"),
                "identity_check",
            )
            .only(
                *("ref", "right", "stage", "state", "language", "next_due_at"),
                "closed_at",
                *("tasks_open", "tasks_total", "controller__soon_hours"),
                *("establishment__name", "establishment__time_zone"),
                *("claimant__name", "claimant__relation", "owner__full_name"),
                "identity_check__outcome",
            )
            .prefetch_related(
                Prefetch("clocks", Clock.objects.only(*CLOCK_FIELDS)),
                Prefetch("decisions", Decision.objects.only("rights_request", "state")),
            )
        )
        by_id = {rights_request.pk: rights_request for rights_request in found}
        return [_row(by_id[pk]) for pk in ids if pk in by_id]

    def tabs(self) -> list[Tab]:
        return [
            Tab(
                label=str(label),
                url=f"?view={view}",
                count=self.counts[view],
                current=view == self.view,
            )
            for view, label in VIEWS.items()
        ]

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


CLOCK_FIELDS = (
    "rights_request",
    "kind",
    "status",
    "due_at",
    "number",
    "unit",
    "time_zone",
)


def _row(rights_request: RightsRequest) -> Row:
    clocks = list(rights_request.clocks.all())
    leading = _leading(rights_request, clocks)
    is_closed = rights_request.stage == Stage.CLOSED
    owner, claimant = rights_request.owner, rights_request.claimant
    return Row(
        ref=rights_request.ref,
        url=rights_request.get_absolute_url(),
        controller_id=rights_request.controller_id,
        right=rights_request.get_right_display(),
        next_step=next_step(rights_request).text,
        person=claimant.name,
        about_person=_about(rights_request),
        place=rights_request.establishment.name,
        rule=short_period(leading) if leading else _("No period named"),
        stage=rights_request.stage,
        stage_label=rights_request.get_stage_display(),
        owner=owner.full_name if owner else "",
        soon_hours=rights_request.controller.soon_hours,
        due_at=rights_request.closed_at if is_closed else rights_request.next_due_at,
        time_zone=rights_request.establishment.time_zone,
        by_hour=bool(leading and leading.unit == "hours"),
        undated=_undated(rights_request, clocks),
        is_paused=bool(
            leading
            and rights_request.next_due_at is None
            and leading.status in {Clock.Status.PAUSED, Clock.Status.ON_HOLD}
        ),
        is_closed=is_closed,
    )


def _about(rights_request: RightsRequest) -> str:
    """In whose name the person asks, where not in their own; and their language."""
    language = language_name(rights_request.language)
    if rights_request.claimant.relation == Relation.SELF:
        return language
    return f"{relation_words(rights_request.claimant.relation)} · {language}"


def _undated(rights_request: RightsRequest, clocks: list[Clock]) -> str:
    """What stands in the place of a countdown where an open request has no date."""
    if rights_request.next_due_at is not None or rights_request.is_closed:
        return ""
    if rights_request.stage == Stage.UNCONFIRMED:
        return _("Starts with the code")
    if clocks and not any(clock.is_open for clock in clocks):
        return _("Answered")
    return _("Answer in good time")


def _leading(rights_request: RightsRequest, clocks: list[Clock]) -> Clock | None:
    """The open clock that is due first; without one, what was promised first."""
    for clock in clocks:
        if clock.is_open and clock.due_at == rights_request.next_due_at:
            return clock
    return next((c for c in clocks if c.is_open), clocks[0] if clocks else None)


def establishments(user: User) -> QuerySet[Establishment]:
    """Where this user may read requests: the choices of the filters."""
    readable = user.memberships.filter(role__in=roles_with("requests.view"))
    return (
        Establishment.objects.filter(controller__in=readable.values("controller"))
        .select_related("controller")
        .order_by("controller__name", "name")
    )


def colleagues(user: User) -> QuerySet[User]:
    """Who works on requests for a controller whose requests this user reads."""
    readable = user.memberships.filter(role__in=roles_with("requests.view"))
    working = Membership.objects.filter(
        role__in=roles_with("requests.triage"),
        controller__in=readable.values("controller"),
    )
    people = User.objects.filter(is_active=True, pk__in=working.values("user"))
    return people.order_by("full_name")
