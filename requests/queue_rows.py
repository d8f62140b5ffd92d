"""The lines of the queue: read in two queries as plain values, told in words.

A page of the desk is opened all day long, so its lines are not models: what 25 of those
cost to build is more than all the rest of the page.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils.translation import gettext as _

from rights.choices import Relation, Right, Stage
from rights.desk_words import language_name, relation_words, short_period
from rights.models import Clock, Decision, RightsRequest
from rights.next_step import Situation, next_step

FIELDS = (
    "pk",
    "ref",
    "right",
    "stage",
    "language",
    "next_due_at",
    "closed_at",
    "owner_id",
    "tasks_open",
    "tasks_total",
    "establishment_id",
    "claimant__name",
    "claimant__relation",
    "identity_check__outcome",
    "decision",
)
NO_PLACE = "-"  # stands for the reference in the one address all lines are made from


class Place(NamedTuple):
    """An establishment, as far as a line tells of it."""

    pk: int
    name: str
    country: str
    time_zone: str
    controller_id: int
    soon_hours: int


class Running(NamedTuple):
    """A clock, as far as a line tells of it."""

    kind: str
    status: str
    due_at: datetime | None
    number: int | None
    unit: str

    @property
    def is_open(self) -> bool:
        return self.status in Clock.OPEN_STATUSES


@dataclass(frozen=True, slots=True)
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


def rows(
    keys: QuerySet[RightsRequest, Any],
    order: Sequence[OrderBy | str],
    *,
    places: Mapping[int, Place],
    owners: Mapping[int, str],
) -> list[Row]:
    """The lines of the requests with these keys, in this order; two queries."""
    found = list(_lines().filter(pk__in=keys).order_by(*order))
    clocks: dict[int, list[Running]] = defaultdict(list)
    pks = [values["pk"] for values in found]
    for rights_request_id, *clock in _clocks().filter(rights_request__in=pks):
        clocks[rights_request_id].append(Running(*clock))
    words = _Words(places, owners)
    return [words.row(values, clocks[values["pk"]]) for values in found]


@cache
def _lines() -> QuerySet[RightsRequest, Any]:
    """All that lines are made of; to put it together takes longer than to run it."""
    standing = Decision.objects.filter(rights_request=OuterRef("pk")).exclude(
        state=Decision.State.RETURNED
    )
    state = Subquery(standing.values("state")[:1])
    return RightsRequest.objects.annotate(decision=state).values(*FIELDS)


@cache
def _clocks() -> QuerySet[Clock, Any]:
    fields = ("rights_request_id", *Running._fields)
    return Clock.objects.order_by("due_at", "pk").values_list(*fields)


class _Words:
    """Turns values into words; each word is looked up once for a page."""

    def __init__(self, places: Mapping[int, Place], owners: Mapping[int, str]) -> None:
        self.places, self.owners = places, owners
        self.rights = {code: str(label) for code, label in Right.choices}
        self.stages = {code: str(label) for code, label in Stage.choices}
        self.languages: dict[str, str] = {}
        self.url = reverse("requests:detail", args=[NO_PLACE])

    def row(self, values: Mapping[str, Any], clocks: Sequence[Running]) -> Row:
        leading = _leading(values["next_due_at"], clocks)
        place = self.places[values["establishment_id"]]
        is_closed = values["stage"] == Stage.CLOSED
        return Row(
            ref=values["ref"],
            url=self.url.replace(NO_PLACE, values["ref"]),
            controller_id=place.controller_id,
            right=self.rights[values["right"]],
            next_step=_step(values),
            person=values["claimant__name"] or "",
            about_person=self._about(values),
            place=place.name,
            rule=_rule(leading),
            stage=values["stage"],
            stage_label=self.stages[values["stage"]],
            owner=self.owners.get(values["owner_id"], ""),
            due_at=values["closed_at"] if is_closed else values["next_due_at"],
            soon_hours=place.soon_hours,
            time_zone=place.time_zone,
            by_hour=leading is not None and leading.unit == "hours",
            undated=_undated(values, clocks),
            is_paused=_is_paused(values["next_due_at"], leading),
            is_closed=is_closed,
        )

    def _about(self, values: Mapping[str, Any]) -> str:
        """In whose name the person asks, where not in their own; and their language."""
        code = values["language"]
        if code not in self.languages:
            self.languages[code] = language_name(code)
        relation = values["claimant__relation"]
        if relation in {None, Relation.SELF}:
            return self.languages[code]
        return f"{relation_words(relation)} · {self.languages[code]}"


def _step(values: Mapping[str, Any]) -> str:
    situation = Situation(
        stage=values["stage"],
        owner_id=values["owner_id"],
        tasks_open=values["tasks_open"],
        tasks_total=values["tasks_total"],
        identity=values["identity_check__outcome"],
        decision=values["decision"],
    )
    return next_step(situation).text


def _leading(next_due_at: datetime | None, clocks: Sequence[Running]) -> Running | None:
    """The open clock that is due first; without one, what was promised first."""
    for clock in clocks:
        if clock.is_open and clock.due_at == next_due_at:
            return clock
    return next((c for c in clocks if c.is_open), clocks[0] if clocks else None)


def _rule(leading: Running | None) -> str:
    if leading is None:
        return _("No period named")
    return short_period(leading.kind, leading.number, leading.unit)


def _is_paused(next_due_at: datetime | None, leading: Running | None) -> bool:
    stopped = {Clock.Status.PAUSED, Clock.Status.ON_HOLD}
    return leading is not None and next_due_at is None and leading.status in stopped


def _undated(values: Mapping[str, Any], clocks: Sequence[Running]) -> str:
    """What stands in the place of a countdown where an open request has no date."""
    if values["next_due_at"] is not None or values["stage"] == Stage.CLOSED:
        return ""
    if values["stage"] == Stage.UNCONFIRMED:
        return _("Starts with the code")
    if clocks and not any(clock.is_open for clock in clocks):
        return _("Answered")
    return _("Answer in good time")
