"""The address of a list: view, filters, order, words looked for, and the links on it.

Everything the list shows is said by its query string, so it survives reload, the back
button and copying; words that someone looks for are kept apart (subjects.searching).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from rights.choices import Stage
from rights.queue_scope import KeptView, Scope
from subjects.searching import Words

VIEWS = {
    "needs_us": gettext_lazy("Needs us"),
    "mine": gettext_lazy("Mine"),
    "unassigned": gettext_lazy("Unassigned"),
    "waiting": gettext_lazy("Waiting on person"),
    "open": gettext_lazy("All open"),
    "closed": gettext_lazy("Closed"),
}
# Reached by a link or a search, not by a tab.
UNCONFIRMED, EVERYTHING = "unconfirmed", "all"

STAGE_ORDER = Case(
    *(When(stage=stage, then=Value(n)) for n, stage in enumerate(Stage)),
    output_field=IntegerField(),
)
COLUMNS: dict[str, OrderBy | str] = {
    "due": F("next_due_at").asc(nulls_last=True),
    "received": "received_at",
    "right": "right",
    "person": "claimant__name",
    "controller": "establishment__name",
    "stage": STAGE_ORDER.asc(),
    "owner": F("owner__full_name").asc(nulls_first=True),
    "closed": "closed_at",
}
DOWN: dict[str, OrderBy | str] = {
    "due": F("next_due_at").desc(nulls_last=True),
    "stage": STAGE_ORDER.desc(),
    "owner": F("owner__full_name").desc(nulls_last=True),
}
SORTS: dict[str, tuple[OrderBy | str, ...]] = {
    **{name: (column, "pk") for name, column in COLUMNS.items()},
    **{f"-{name}": (DOWN.get(name, f"-{by}"), "-pk") for name, by in COLUMNS.items()},
}


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: int | None
    current: bool


class QueueAddress:
    """What one user asks for under one address."""

    def __init__(
        self,
        scope: Scope,
        query: Mapping[str, str],
        filters: Mapping[str, str],
        words: Words | None = None,
    ) -> None:
        """`filters` are the values of the filter form that hold."""
        self.scope, self.user, self.counts = scope, scope.user, scope.counts
        asked = query.get("view", "")
        known = (*VIEWS, UNCONFIRMED, EVERYTHING)
        self.view = asked if asked in known else "needs_us"
        asked = query.get("sort", "")
        self.sort = asked if asked in SORTS else self._first_sort()
        self.number = query.get("page", "1")
        self.filters = {name: value for name, value in filters.items() if value}
        self.words = words

    def _first_sort(self) -> str:
        later = {UNCONFIRMED: "-received", EVERYTHING: "-received"}
        return {"closed": "-closed", **later}.get(self.view, "due")

    @property
    def is_narrowed(self) -> bool:
        return bool(self.filters or self.words)

    @property
    def total(self) -> int:
        """How many the view holds without any filter."""
        if self.view == EVERYTHING:
            return sum(self.counts[view] for view in ("open", "closed", UNCONFIRMED))
        return self.counts[self.view]

    def tabs(self) -> tuple[Tab, ...]:
        """The views of the portal, then the saved ones by name."""
        here = self.query()
        is_saved = self.saved is not None
        built_in = (
            Tab(
                label=str(label),
                url=f"?view={view}",
                count=self.counts[view],
                current=view == self.view and not is_saved,
            )
            for view, label in VIEWS.items()
        )
        saved = (
            Tab(kept.name, f"?{kept.query}", None, kept.query == here)
            for kept in self.scope.views
        )
        return (*built_in, *saved)

    @property
    def saved_query(self) -> str:
        """This address as a saved view keeps it: without page and words."""
        return self.query(s=None)

    @cached_property
    def saved(self) -> KeptView | None:
        """The saved view that this address is."""
        here = self.query()
        return next((kept for kept in self.scope.views if kept.query == here), None)

    def url(self, **changes: str | None) -> str:
        """This address with some parameters changed; back on the first page."""
        return "?" + self.query(**changes)

    def query(self, **changes: str | None) -> str:
        asked: dict[str, str | None] = {"view": self.view, **self.filters}
        if self.sort != self._first_sort():
            asked["sort"] = self.sort
        if self.words:
            asked["s"] = self.words.key
        query = QueryDict(mutable=True)
        for name, value in (asked | changes).items():
            if value:
                query[name] = value
        return query.urlencode()

    def headers(self) -> dict[str, dict[str, str]]:
        """For each column that sorts: where its link leads, which way it runs now."""
        headers = {}
        first = "closed" if self.view == "closed" else "due"
        for name in (first, "received", "person", "controller", "stage", "owner"):
            up = self.sort == name
            headers["date" if name == first else name] = {
                "url": self.url(sort=f"-{name}" if up else name),
                "direction": "ascending"
                if up
                else "descending"
                if self.sort == f"-{name}"
                else "",
            }
        return headers
