"""The lines of the queue: read in one query as plain values, told in words.

A page of the desk is opened all day long, so its lines are not models: what 25 of those
cost to build is more than all the rest of the page.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import OrderBy, RawSQL
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from rights.choices import Relation, Right, Stage
from rights.desk_words import language_name, relation_words, short_period
from rights.models import AnswerPackage, Clock, Decision, RightsRequest, Tagging
from rights.next_step import Situation, next_step, waits

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
    "lead_kind",
    "lead_number",
    "lead_unit",
    "lead_status",
    "establishment_id",
    "received_at",
    "channel",
    "version",
    "claimant__name",
    "claimant__relation",
    "identity_check__outcome",
    "decision",
    "decided",
    "package",
)
KEYS = "/* keys */"  # stands for them while the statement is made
type Values = tuple[Any, ...]
NO_PLACE = "-"  # stands for the reference in the one address all lines are made from


class Place(NamedTuple):
    """An establishment, as far as a line tells of it."""

    pk: int
    name: str
    country: str
    time_zone: str
    controller_id: int
    soon_hours: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line, ready to be drawn: the template asks and computes nothing."""

    pk: int
    version: int
    ref: str
    url: str
    controller_id: int
    place_id: int
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
    received_at: datetime
    channel: str
    language: str
    tags: str = ""


def rows(
    keys: QuerySet[RightsRequest, Any] | Sequence[int],
    order: Sequence[OrderBy | str],
    *,
    places: Mapping[int, Place],
    owners: Mapping[int, str],
    tags: Mapping[int, str],
) -> list[Row]:
    """The lines of the requests with these keys, in this order.

    One query; one more each where closed ones are among them, owners who have left, or
    tags anywhere.
    """
    found = _read(keys, tuple(order))
    late = _late([values["pk"] for values in found if values["closed_at"]])
    put = _tags([values["pk"] for values in found], tags)
    words = _Words(places, _owners(found, owners))
    return [
        words.row(values, late.get(values["pk"], ""), put.get(values["pk"], ""))
        for values in found
    ]


def _owners(found: list[dict[str, Any]], known: Mapping[int, str]) -> Mapping[int, str]:
    """The known names, with those of owners who no longer work here."""
    missing = {values["owner_id"] for values in found} - {None, *known}
    if not missing:
        return known
    gone = User.objects.filter(pk__in=missing).values_list("pk", "full_name")
    return {**known, **dict(gone)}


def _tags(shown: list[int], names: Mapping[int, str]) -> dict[int, str]:
    """The tags of each request, in words."""
    if not names:
        return {}
    put: dict[int, list[str]] = defaultdict(list)
    carried = Tagging.objects.filter(rights_request__in=shown)
    for pk, tag in carried.values_list("rights_request_id", "tag_id"):
        put[pk].append(names.get(tag, ""))
    return {pk: ", ".join(sorted(filter(None, theirs))) for pk, theirs in put.items()}


def _late(closed: list[int]) -> dict[int, str]:
    """What was late of these requests; late stays late after closing."""
    if not closed:
        return {}
    missed = Clock.objects.filter(
        rights_request__in=closed, status=Clock.Status.MISSED
    ).exclude(kind=Clock.Kind.CLARIFICATION_ANSWER)
    late: dict[int, str] = {}
    for pk, kind in missed.order_by().values_list("rights_request_id", "kind"):
        if kind in Clock.ANSWERING:
            late[pk] = _("answered late")
        late.setdefault(pk, _("done late"))
    return late


def _read(
    keys: QuerySet[RightsRequest, Any] | Sequence[int], order: tuple[OrderBy | str, ...]
) -> list[dict[str, Any]]:
    """FIELDS of these requests, by the statement of this order."""
    if isinstance(keys, QuerySet):
        try:
            wanted, values = keys.query.sql_with_params()
        except EmptyResultSet:
            return []
    else:
        wanted, values = ", ".join(["%s"] * len(keys)) or "NULL", tuple(keys)
    before, after, own, last = _statement(order)
    with connection.cursor() as cursor:
        cursor.execute(before + wanted + after, (*own, *values, *last))
        return [
            dict(zip(FIELDS, map(_aware, row), strict=True))
            for row in cursor.fetchall()
        ]


@cache
def _statement(order: tuple[OrderBy | str, ...]) -> tuple[str, str, Values, Values]:
    """What stands before and after the keys, and the values of both: all that lines are
    made of. To put it together takes longer than to run it.
    """
    standing = Decision.objects.filter(rights_request=OuterRef("pk")).exclude(
        state__in=Decision.PAST
    )
    packages = AnswerPackage.objects.filter(rights_request=OuterRef("pk")).exclude(
        state=AnswerPackage.State.REPLACED
    )
    lines = RightsRequest.objects.annotate(
        decision=Subquery(standing.values("state")[:1]),
        decided=Subquery(standing.values("outcome")[:1]),
        package=Subquery(packages.values("state")[:1]),
    ).values(*FIELDS)
    lines = lines.filter(pk__in=RawSQL(KEYS, [])).order_by(*order)  # noqa: S611
    sql, values = lines.query.sql_with_params()
    before, after = sql.split(KEYS)
    first = before.count("%s")
    return before, after, values[:first], values[first:]


def _aware(value: Any) -> Any:
    """SQLite knows no zones: what it keeps are moments in UTC."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


class _Words:
    """Turns values into words; each word is looked up once for a page."""

    def __init__(self, places: Mapping[int, Place], owners: Mapping[int, str]) -> None:
        self.places, self.owners = places, owners
        self.rights, self.stages = _labels(get_language() or "")
        self.languages: dict[str, str] = {}
        self.periods: dict[tuple[str, int | None, str], str] = {}
        self.url = reverse("requests:detail", args=[NO_PLACE])

    def row(self, values: Mapping[str, Any], late: str = "", tags: str = "") -> Row:
        place = self.places[values["establishment_id"]]
        is_closed = values["stage"] == Stage.CLOSED
        return Row(
            pk=values["pk"],
            version=values["version"],
            ref=values["ref"],
            url=self.url.replace(NO_PLACE, values["ref"]),
            controller_id=place.controller_id,
            place_id=place.pk,
            right=self.rights[values["right"]],
            next_step=late or _step(values),
            person=values["claimant__name"] or "",
            about_person=self._about(values),
            place=place.name,
            rule=self._rule(values),
            stage=values["stage"],
            stage_label=self.stages[values["stage"]],
            owner=self.owners.get(values["owner_id"], ""),
            due_at=values["closed_at"] if is_closed else values["next_due_at"],
            soon_hours=place.soon_hours,
            time_zone=place.time_zone,
            by_hour=values["lead_unit"] == "hours",
            undated=_undated(values),
            is_paused=_is_paused(values),
            is_closed=is_closed,
            received_at=values["received_at"],
            channel=values["channel"],
            language=values["language"],
            tags=tags,
        )

    def _rule(self, values: Mapping[str, Any]) -> str:
        if not values["lead_kind"]:
            return _("No period named")
        period = (values["lead_kind"], values["lead_number"], values["lead_unit"])
        if period not in self.periods:
            self.periods[period] = short_period(*period)
        return self.periods[period]

    def _about(self, values: Mapping[str, Any]) -> str:
        """In whose name the person asks, where not in their own; and their language."""
        code = values["language"]
        if code not in self.languages:
            self.languages[code] = language_name(code)
        relation = values["claimant__relation"]
        if relation in {None, Relation.SELF}:
            return self.languages[code]
        return f"{relation_words(relation)} · {self.languages[code]}"


@cache
def _labels(_language: str) -> tuple[dict[str, str], dict[str, str]]:
    """The names of rights and stages."""
    rights = {code: str(label) for code, label in Right.choices}
    return rights, {code: str(label) for code, label in Stage.choices}


def _step(values: Mapping[str, Any]) -> str:
    situation = Situation(
        stage=values["stage"],
        owner_id=values["owner_id"],
        tasks_open=values["tasks_open"],
        tasks_total=values["tasks_total"],
        identity=values["identity_check__outcome"],
        decision=values["decision"],
        waits=waits(values["lead_kind"], values["lead_status"], values["next_due_at"]),
        right=values["right"],
        outcome=values["decided"],
        package=values["package"],
    )
    return next_step(situation).text


def _is_paused(values: Mapping[str, Any]) -> bool:
    stopped = {Clock.Status.PAUSED, Clock.Status.ON_HOLD}
    return values["next_due_at"] is None and values["lead_status"] in stopped


def _undated(values: Mapping[str, Any]) -> str:
    """What stands in the place of a countdown where an open request has no date."""
    if values["next_due_at"] is not None or values["stage"] == Stage.CLOSED:
        return ""
    if values["stage"] == Stage.UNCONFIRMED:
        return _("Starts with the code")
    if not values["lead_status"]:
        return _("No date is promised")
    if values["lead_status"] in Clock.OPEN_STATUSES:
        return _("Answer in good time")
    return _("Answered")
