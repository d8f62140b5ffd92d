"""The one mail of the morning: what is overdue, due today, due soon, and waiting.

A digest is one row for a colleague and a day, written with its letter and with what it
reminded of in one transaction: a worker that dies leaves all of it or nothing, and two
workers cannot both write it.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Controller, User
from audit.trail import Actor, act
from correspondence import letters
from correspondence.faults import outline
from correspondence.models import Letter
from rights import reviews_due
from rights.models import Digest, Reminder, RightsRequest
from rights.offices import Office, offices
from rights.owing import Owed, for_second_look, leading, offered_for_closing, owed
from rights.reviews_due import ToReview

logger = logging.getLogger(__name__)

BY = Actor.job("worker")
DAY = timedelta(hours=24)
MOST_LINES = 25  # of one part; the mail then says how many more there are


@dataclass(frozen=True)
class Waiting:
    """A request that waits for a step rather than for a date."""

    ref: str
    controller_id: int
    controller: str
    due_at: datetime | None
    zone: str

    @property
    def url(self) -> str:
        return settings.SITE_URL + reverse("requests:detail", args=[self.ref])


@dataclass(frozen=True)
class Part:
    """One heading of the mail with its lines."""

    all: "list[Owed] | list[Waiting] | list[ToReview]"

    @property
    def total(self) -> int:
        return len(self.all)

    @property
    def lines(self) -> "list[Owed] | list[Waiting] | list[ToReview]":
        return self.all[:MOST_LINES]

    @property
    def more(self) -> int:
        return max(0, self.total - MOST_LINES)


@dataclass
class Contents:
    """What one colleague is told this morning."""

    overdue: list[Owed] = field(default_factory=list)
    of_colleagues: list[Owed] = field(default_factory=list)  # overdue; for approvers
    today: list[Owed] = field(default_factory=list)
    soon: list[Owed] = field(default_factory=list)
    second_look: list[Waiting] = field(default_factory=list)
    offered: list[Waiting] = field(default_factory=list)
    to_review: list[ToReview] = field(default_factory=list)
    reached: list[Reminder] = field(default_factory=list)  # points this mail tells of

    @property
    def is_worth_a_mail(self) -> bool:
        """Dates that are merely near make no mail but on the points that are set."""
        urgent = self.overdue or self.of_colleagues or self.today
        waiting = self.second_look or self.offered or self.to_review
        return bool(urgent or self.reached or waiting)

    def controllers(self) -> set[int]:
        told: list[Owed | Waiting | ToReview] = [*self.overdue, *self.of_colleagues]
        told += [*self.today, *self.soon, *self.second_look, *self.offered]
        told += self.to_review
        return {each.controller_id for each in told}

    def parts(self) -> dict[str, Part]:
        names = (
            *("overdue", "of_colleagues", "today", "soon", "second_look", "offered"),
            "to_review",
        )
        return {name: Part(getattr(self, name)) for name in names}


def send_due(now: datetime) -> int:
    """Write every digest whose morning has come at `now`; returns how many mails."""
    working = offices()
    people = set().union(*(office.workers for office in working.values()))
    lately = Digest.objects.filter(on__gte=now.date() - DAY)  # whatever their zone
    done = set(lately.values_list("person_id", "on"))
    written = 0
    for person in User.objects.filter(pk__in=people, is_active=True).order_by("pk"):
        mine = _of(person, working)
        on = morning(person, mine, now)
        if on is None or (person.pk, on) in done:
            continue
        with on_its_own("digest"):
            written += send(person, mine, on=on, now=now) is not None
    return written


@contextmanager
def on_its_own(what: str) -> Iterator[None]:
    """What goes wrong with one mail keeps no other back; it comes again.

    Where the database is away nothing can be written, so that is passed on.
    """
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.error("%s not written: %s", what, outline(error))


def morning(person: User, mine: Iterable[Office], now: datetime) -> date | None:
    """The colleague's local day, once its digest is due; None before that.

    The hour is the earliest that one of their companies has set. Where summer time
    skips it, the digest comes at the same distance from midnight.
    """
    zone = ZoneInfo(person.time_zone)
    on = now.astimezone(zone).date()
    hour = min(office.settings.digest_at for office in mine)
    due = datetime.combine(on, hour, tzinfo=zone)
    return on if due.timestamp() <= now.timestamp() else None


def send(person: User, mine: list[Office], *, on: date, now: datetime) -> Letter | None:
    """The digest of one colleague and day: once, whoever else tries as well."""
    with transaction.atomic(), act(by=BY, at=now):
        digest, is_mine = Digest.objects.get_or_create(
            person=person, on=on, defaults={"at": now}
        )
        if not is_mine:
            return None
        contents = contents_of(person, mine, now=now)
        if not contents.is_worth_a_mail:
            return None
        digest.letter = _write(person, contents, now=now)
        digest.save(update_fields=["letter"])
        Reminder.objects.bulk_create(contents.reached, ignore_conflicts=True)
    return digest.letter


def contents_of(person: User, mine: list[Office], *, now: datetime) -> Contents:
    """What is told to this colleague now; nothing is written."""
    by_key = {office.controller.pk: office for office in mine}
    furthest = max((max(o.settings.before_hours, default=0) for o in mine), default=0)
    horizon = now + timedelta(hours=furthest) + DAY
    found = owed(controllers=by_key, before=horizon)
    told = [each for each in found if person.pk in _told(by_key, each)]
    others = _late_elsewhere(person, by_key, found, now)
    contents = Contents(of_colleagues=leading(others))
    if not person.wants_digest:
        contents.overdue = leading(_without_approver(by_key, told, now))
        return contents
    _sort(leading(told), contents, by_key, now)
    contents.reached = _reached(person, by_key, told, now)
    approving = {key for key, o in by_key.items() if person.pk in o.approvers}
    contents.second_look = _waiting(for_second_look(person.pk, controllers=approving))
    offered = offered_for_closing(now, controllers=by_key)
    contents.offered = [
        line
        for line, owner_id in zip(
            _waiting(offered), offered.values_list("owner_id", flat=True), strict=True
        )
        if person.pk in by_key[line.controller_id].told(owner_id)
    ]
    mine_alone = [key for key, o in by_key.items() if person.pk in o.told(None)]
    contents.to_review = reviews_due.of(person, mine_alone, now=now)
    return contents


def _of(person: User, working: Mapping[int, Office]) -> list[Office]:
    return [office for office in working.values() if person.pk in office.workers]


def _told(by_key: Mapping[int, Office], each: Owed) -> set[int]:
    return by_key[each.controller_id].told(each.owner_id)


def _late_elsewhere(
    person: User, by_key: Mapping[int, Office], found: list[Owed], now: datetime
) -> list[Owed]:
    """What is overdue with others, for who approves: nobody can switch that off."""
    return [
        each
        for each in found
        if each.due_at < now
        and person.pk in by_key[each.controller_id].approvers
        and (person.pk not in _told(by_key, each) or not person.wants_digest)
    ]


def _without_approver(
    by_key: Mapping[int, Office], told: list[Owed], now: datetime
) -> list[Owed]:
    """Overdue, in a company where nobody but those told could notice."""
    return [
        each
        for each in told
        if each.due_at < now and not by_key[each.controller_id].approvers
    ]


def _sort(
    told: list[Owed], contents: Contents, by_key: Mapping[int, Office], now: datetime
) -> None:
    for each in told:
        if each.due_at < now:
            contents.overdue.append(each)
        elif each.is_due_today(now):
            contents.today.append(each)
        elif _is_soon(each, by_key[each.controller_id], now):
            contents.soon.append(each)


def _is_soon(each: Owed, office: Office, now: datetime) -> bool:
    furthest = max(office.settings.before_hours, default=0)
    return each.due_at < now + timedelta(hours=furthest) + DAY


def _reached(
    person: User, by_key: Mapping[int, Office], told: list[Owed], now: datetime
) -> list[Reminder]:
    """The points that lie before the next digest and were not told of yet.

    Each clock is told of at its nearest point only: who was reminded of three days
    need not hear of seven. A point before the clock began is none.
    """
    reached = []
    for each in told:
        points = [
            hours
            for hours in by_key[each.controller_id].settings.before_hours
            if each.started_at < each.due_at - timedelta(hours=hours) < now + DAY
        ]
        if points and each.due_at > now:
            reached.append(
                Reminder(
                    person=person,
                    clock_id=each.clock_id,
                    hours_before=min(points),
                    due_at=each.due_at,
                    way=Reminder.Way.DIGEST,
                    at=now,
                )
            )
    known = set(
        Reminder.objects.filter(
            person=person, clock__in=[reminder.clock_id for reminder in reached]
        ).values_list("clock_id", "hours_before", "due_at")
    )
    return [r for r in reached if (r.clock_id, r.hours_before, r.due_at) not in known]


def _waiting(found: QuerySet[RightsRequest]) -> list[Waiting]:
    rows = found.values_list(
        "ref",
        "controller_id",
        "controller__name",
        "next_due_at",
        "establishment__time_zone",
    )
    return [Waiting(*row) for row in rows]


def _write(person: User, contents: Contents, *, now: datetime) -> Letter:
    """The mail, in the colleague's language: references and dates, no names."""
    concerned = list(Controller.objects.filter(pk__in=contents.controllers()))
    context: dict[str, Any] = {
        **contents.parts(),
        "now": now,
        "zone": person.time_zone,
        "several": len(concerned) > 1,
        "queue_url": settings.SITE_URL + reverse("requests:queue"),
        "profile_url": settings.SITE_URL + reverse("accounts:profile"),
    }
    return letters.write(
        "requests/letters/digest",
        kind="digest",
        controller=concerned[0] if len(concerned) == 1 else None,
        language=person.language,
        to_email=person.email,
        to_name=person.full_name,
        context=context,
        at=now,
        time_zone=person.time_zone,
    )
