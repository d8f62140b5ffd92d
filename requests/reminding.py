"""The lane that lets nobody be late unnoticed: digests, and reminders that cannot wait.

A reminder and its letter are written together, and the row's key is unique: killed in
between, or run twice at once, each colleague is told of each point once.
"""

import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Controller, User
from audit.trail import Actor, act, record
from correspondence import letters
from rights import chasing, digests
from rights.digests import on_its_own
from rights.models import Reminder, ReminderSettings
from rights.offices import Office, offices
from rights.owing import Owed, owed
from rulebook.clock import Unit

PAUSE_SECONDS = 10.0  # a lane that is silent for a minute counts as ill
BY = Actor.job("worker")
LAST_DAY = 24  # hours
STALE = timedelta(hours=24)  # what is older is no news: the digest tells it
PERMISSION = "rulebook.manage_calendars"


class ReminderLane:
    """The worker's lane of what is owed soon and what is late."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.stop = stop

    def step(self) -> float:
        now = timezone.now()
        remind(now)
        chasing.chase(now)
        if not self.stop.is_set():
            digests.send_due(now)
        return PAUSE_SECONDS

    def close(self) -> None:
        """Nothing is claimed."""


def set_reminders(
    controller: Controller,
    *,
    before_hours: list[int],
    digest_at: time,
    hours_at_once: bool,
    last_day_at_once: bool,
    recipient_days: list[int],
    silence_days: int,
    by: User,
    at: datetime | None = None,
) -> ReminderSettings:
    """Choose when the colleagues of one company, and recipients outside, are reminded.

    `recipient_days` are days after a recipient was asked; after `silence_days`, which
    come later than all of them, its silence is reported.
    """
    if not by.has_perm(PERMISSION, controller):
        raise PermissionDenied
    with transaction.atomic(), act(by=by, controller_id=controller.pk, at=at):
        chosen = ReminderSettings.of(controller)
        chosen.before_hours = sorted(set(before_hours), reverse=True)
        chosen.digest_at = digest_at
        chosen.hours_at_once = hours_at_once
        chosen.last_day_at_once = last_day_at_once
        chosen.recipient_days = sorted(set(recipient_days))
        chosen.silence_days = silence_days
        chosen.save()
        record("requests.set_reminders", chosen)
    return chosen


def remind(now: datetime) -> int:
    """Mail at once what a digest would tell too late; returns how many mails."""
    working = offices()
    found = _near(working, now)
    due = [
        (office, each, hours)
        for each in found
        for office in [working[each.controller_id]]
        if (hours := point(office.settings, each, now)) is not None
    ]
    told = set(
        Reminder.objects.filter(
            clock__in={each.clock_id for _office, each, _hours in due}
        ).values_list("person_id", "clock_id", "hours_before", "due_at")
    )
    news: dict[tuple[int, int], list[tuple[Owed, int]]] = defaultdict(list)
    for office, each, hours in due:
        for person_id in sorted(office.told(each.owner_id)):
            if (person_id, each.clock_id, hours, each.due_at) not in told:
                news[person_id, each.request_id].append((each, hours))
    written = 0
    for (person_id, _case), of_case in news.items():
        with on_its_own("reminder"):
            written += tell(person_id, of_case, now=now)
    return written


def _near(working: Mapping[int, Office], now: datetime) -> list[Owed]:
    """The clocks that may have reached a point which is mailed at once."""
    by_hours = {pk for pk, o in working.items() if o.settings.hours_at_once}
    last_day = {pk for pk, o in working.items() if o.settings.last_day_at_once}
    points = [h for office in working.values() for h in office.settings.before_hours]
    furthest = now + timedelta(hours=max([LAST_DAY, *points]))
    since = now - STALE
    found = owed(controllers=by_hours, before=furthest, after=since, unit=Unit.HOURS)
    if last_day:
        seen = {each.clock_id for each in found}
        tomorrow = now + timedelta(hours=LAST_DAY)
        more = owed(controllers=last_day, before=tomorrow, after=since)
        found += [each for each in more if each.clock_id not in seen]
    return sorted(found, key=lambda each: (each.due_at, each.clock_id))


def point(chosen: ReminderSettings, each: Owed, now: datetime) -> int | None:
    """The nearest point of this clock that has passed and is mailed at once, if any.

    In hours before the due instant; 0 says that it is over. A point before the clock
    began is none: a period of 72 hours is no news when it begins. One that passed more
    than a day ago is left to the digest, which a worker that was away finds first.
    """
    points = {*chosen.before_hours, Reminder.OVERDUE}
    if chosen.last_day_at_once:
        points.add(LAST_DAY)
    passed = [
        hours
        for hours in points
        if each.started_at < each.due_at - timedelta(hours=hours) <= now
        and (hours != Reminder.OVERDUE or each.due_at < now)
    ]
    if not passed:
        return None
    nearest = min(passed)
    if each.due_at - timedelta(hours=nearest) <= now - STALE:
        return None
    by_hours = chosen.hours_at_once and each.unit == Unit.HOURS
    last_day = chosen.last_day_at_once and nearest <= LAST_DAY
    return nearest if by_hours or last_day else None


def tell(person_id: int, news: list[tuple[Owed, int]], *, now: datetime) -> bool:
    """One mail to one colleague about one request; False if somebody else just did.

    `news` are its clocks, the first due first, each with the point it has reached.
    """
    first, hours = news[0]
    with transaction.atomic(), act(by=BY, controller_id=first.controller_id, at=now):
        new = [_keep(person_id, each, point, now) for each, point in news]
        if not any(new):
            return False
        person = User.objects.get(pk=person_id)
        letters.write(
            "requests/letters/reminder",
            kind="reminder",
            controller=Controller.objects.get(pk=first.controller_id),
            language=person.language,
            to_email=person.email,
            to_name=person.full_name,
            context={"owed": first, "is_over": hours == Reminder.OVERDUE},
            at=now,
            time_zone=first.zone,
        )
    return True


def _keep(person_id: int, each: Owed, hours: int, now: datetime) -> bool:
    """Whether this point was not told to this colleague before; it is now."""
    _reminder, is_new = Reminder.objects.get_or_create(
        person_id=person_id,
        clock_id=each.clock_id,
        hours_before=hours,
        due_at=each.due_at,
        defaults={"way": Reminder.Way.AT_ONCE, "at": now},
    )
    return is_new
