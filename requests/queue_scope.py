"""What one user may read of the queue, and how much of it: read once for all of a page.

The statements here are written by hand where every look at the list pays for them: the
ORM would put them together for longer than they run.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Model, Q, QuerySet

from accounts.models import Controller, Establishment, Membership, User
from accounts.roles import roles_with
from policies.models import Campaign, Policy, PolicyVersion
from policies.querysets import NOTICE_IS_OVER
from rights import counted
from rights.choices import Stage
from rights.counted import Groups
from rights.models import (
    CaseEvent,
    IncomingMail,
    RightsRequest,
    SavedView,
    Tag,
)
from rights.querysets import NEEDS_US
from rights.queue_rows import Place

OPEN_STAGES = (*NEEDS_US, Stage.WAITING)
_LAST_EVENT = "(SELECT COALESCE(MAX(id), 0) FROM {})"


class KeptView(NamedTuple):
    """A saved view, as far as the row of views tells of it."""

    pk: int
    name: str
    query: str
    owner_id: int
    shared_with: int | None


@dataclass(frozen=True)
class Scope:
    """The border is that of `visible_to` and `has_perm`, from the same memberships; a
    list needs it in many places, so here they are fetched once.
    """

    user: User
    roles: set[str]
    controllers: dict[int, tuple[str, str]]  # key -> slug, name
    places: dict[int, Place]
    groups: Groups
    soon_hours: dict[int, int]  # by controller: so long before a date it is due soon
    worked_here: set[int]  # controllers on whose requests this user may work
    exported_here: set[int]  # controllers whose lists this user may take out
    told_here: set[int]  # controllers whose notices this user may see
    now: datetime
    last_event: int  # of all requests: what was counted holds until there is another
    owners: dict[int, str] = field(default_factory=dict)  # key -> name, by name
    views: list[KeptView] = field(default_factory=list)
    tags: dict[int, tuple[str, int]] = field(default_factory=dict)  # name, controller

    @classmethod
    def of(cls, user: User, now: datetime) -> "Scope":
        """Three queries; the counts are one pass over one index.

        Raises PermissionDenied for someone who may read requests nowhere.
        """
        *held, last_event = _memberships(user)
        may_read = roles_with("requests.view")
        mine = [held_there for role, *held_there in held if role in may_read]
        if not mine:
            raise PermissionDenied
        controllers = {place[-2]: (slug, name) for slug, name, *place in mine}

        def where(verb: str) -> set[int]:
            return {place[-2] for role, *place in held if role in roles_with(verb)}

        found = cls(
            user=user,
            roles={role for role, *_held in held},
            controllers=controllers,
            # A company without an entity yet has a row and no place.
            places={p[0]: Place(*p) for _slug, _name, *p in mine if p[0] is not None},
            groups=_groups(controllers, last_event, now),
            soon_hours={place[-2]: place[-1] for _slug, _name, *place in mine},
            worked_here=where("requests.triage"),
            exported_here=where("requests.export"),
            told_here=where("policies.view"),
            now=now,
            last_event=last_event,
        )
        found._read_names()
        return found

    def requests(self) -> QuerySet[RightsRequest]:
        return RightsRequest.objects.filter(controller__in=self.controllers)

    def soon(self) -> Q:
        """Overdue or in the amber hours that its company has set, as the line shows."""
        found = Q()
        for hours in sorted({*self.soon_hours.values()}):
            theirs = [pk for pk, own in self.soon_hours.items() if own == hours]
            until = self.now + timedelta(hours=hours)
            found |= Q(controller__in=theirs, next_due_at__lte=until)
        return found

    def pressing(self) -> Q:
        """Waiting on the person, with a date that does not wait: it needs us too."""
        return Q(stage=Stage.WAITING) & self.soon()

    def tags_called(self, tag: int) -> list[int]:
        """The tags of all companies that have the name of this one."""
        name = self.tags[tag][0].casefold()
        return [pk for pk, (own, _at) in self.tags.items() if own.casefold() == name]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many requests each view holds, and what else the page counts."""
        counts: Counter[str] = Counter()
        for stage, owner_id, number in self.groups:
            counts["open"] += number
            counts["waiting" if stage == Stage.WAITING else "needs_us"] += number
            if owner_id is None:
                counts["unassigned"] += number
            if owner_id == self.user.pk:
                counts["mine"] += number
        counts.update(self.beside)
        counts["needs_us"] += counts["pressing"]
        return counts

    @cached_property
    def beside(self) -> dict[str, int]:
        """Closed requests, unconfirmed ones, waiting ones that press, new mails,
        notices under way (the sidebar's figure): one statement.
        """
        requests, mails = map(_table, (RightsRequest, IncomingMail))
        notices, versions, policies = map(_table, (Campaign, PolicyVersion, Policy))
        read = _marks(self.controllers)
        in_stage = f"FROM {requests} WHERE stage = %s AND controller_id IN ({read})"
        pressing, until = self._pressing_rows()
        parts: dict[str, tuple[str, list[Any]]] = {
            "pressing": (f"FROM {requests} WHERE {pressing}", until),
            "unconfirmed": (in_stage, [Stage.UNCONFIRMED.value, *self.controllers]),
            "mails": (
                f"FROM {mails} WHERE state = %s"
                f" AND controller_id IN ({_marks(self.worked_here)})",
                [IncomingMail.State.NEW.value, *self.worked_here],
            ),
            "notices": (
                f"FROM {notices} AS notice"
                f" JOIN {versions} AS version ON version.id = notice.version_id"
                f" JOIN {policies} AS policy ON policy.id = version.policy_id"
                f" WHERE notice.state NOT IN ({_marks(NOTICE_IS_OVER)})"
                f" AND policy.controller_id IN ({_marks(self.told_here)})",
                [*NOTICE_IS_OVER, *self.told_here],
            ),
        }
        known = counted.CLOSED.known(self.controllers, self.now)
        is_known = known is not None and known.event == self.last_event
        if not is_known:
            parts["closed"] = (in_stage, [Stage.CLOSED.value, *self.controllers])
        asked = (
            f"(SELECT COUNT(*) {sql}) AS {name}" for name, (sql, _) in parts.items()
        )
        values = [value for _sql, own in parts.values() for value in own]
        found = _row(f"SELECT {', '.join(asked)}", values)
        if known is not None and is_known:
            return {**found, "closed": known.value}
        event, closed = self.last_event, found["closed"]
        counted.CLOSED.keep(self.controllers, event, closed, self.now)
        return found

    def _pressing_rows(self) -> tuple[str, list[Any]]:
        """The same as `pressing`, written out."""
        conditions, values = [], []
        for pk, hours in self.soon_hours.items():
            until = self.now + timedelta(hours=hours)
            conditions.append(
                "(controller_id = %s AND stage = %s AND next_due_at <= %s)"
            )
            moment = connection.ops.adapt_datetimefield_value(until)
            values += [pk, Stage.WAITING.value, moment]
        return " OR ".join(conditions), values

    def _read_names(self) -> None:
        """Colleagues, saved views and tags, by name: one statement for three lists."""
        user, held, views, tags = map(_table, (User, Membership, SavedView, Tag))
        owners = {owner for _stage, owner, _number in self.groups if owner}
        working = roles_with("requests.triage")
        here = _marks(self.controllers)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT 1, id, full_name, '', NULL, NULL FROM {user}"  # noqa: S608
                f" WHERE id IN ({_marks(owners)}) OR is_active AND id IN"
                f" (SELECT user_id FROM {held} WHERE controller_id IN ({here})"
                f" AND role IN ({_marks(working)}))"
                f" UNION ALL SELECT 2, id, name, query, owner_id, shared_with_id"
                f" FROM {views} WHERE owner_id = %s OR shared_with_id IN ({here})"
                f" UNION ALL SELECT 3, id, name, '', NULL, controller_id FROM {tags}"
                f" WHERE controller_id IN ({here}) ORDER BY 3, 2",
                [
                    *owners,
                    *self.controllers,
                    *working,
                    self.user.pk,
                    *self.controllers,
                    *self.controllers,
                ],
            )
            for kind, pk, name, query, owner, controller in cursor.fetchall():
                if kind == 1:
                    self.owners[pk] = name
                elif kind == 2:
                    self.views.append(KeptView(pk, name, query, owner, controller))
                else:
                    self.tags[pk] = (name, controller)


def _memberships(user: User) -> list[Any]:
    """Role, controller and each of its establishments; then the last event of all."""
    held, companies, places = map(_table, (Membership, Controller, Establishment))
    found = _rows(
        "SELECT held.role, company.slug, company.name, place.id, place.name,"  # noqa: S608
        " place.country, place.time_zone, company.id, company.soon_hours,"
        f" {_LAST_EVENT.format(_table(CaseEvent))}"
        f" FROM {held} AS held"
        f" JOIN {companies} AS company ON company.id = held.controller_id"
        f" LEFT JOIN {places} AS place ON place.controller_id = company.id"
        " WHERE held.user_id = %s",
        [user.pk],
    )
    return [*(row[:-1] for row in found), found[0][-1] if found else 0]


def _groups(controllers: Collection[int], last_event: int, now: datetime) -> Groups:
    """How many requests are open, by company, stage and owner."""
    known = counted.OPEN.known(controllers, now)
    if known and known.event == last_event:
        return known.value
    found: Groups = _rows(
        f"SELECT stage, owner_id, COUNT(*) FROM {_table(RightsRequest)}"  # noqa: S608
        f" WHERE stage IN ({_marks(OPEN_STAGES)})"
        f" AND controller_id IN ({_marks(controllers)})"
        " GROUP BY controller_id, stage, owner_id",  # the index's order: no sorting
        [*(stage.value for stage in OPEN_STAGES), *controllers],
    )
    counted.OPEN.keep(controllers, last_event, found, now)
    return found


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _marks(values: Any) -> str:
    """Places for these values; where there are none, one that matches no key."""
    return ", ".join(["%s"] * len(values)) or "0"


def _row(statement: str, values: list[Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
