"""Changing a calendar: the day, and every open date that it moves, in one step.

A change is always asked first (`foresee_day`) and then made (`add_day`, `remove_day`):
both count with the same engine. Dates of closed requests stay as they were, late stays
late, and a promise never moves past the date a letter told the person (CLOCKS.md 2.9).
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Establishment, User
from audit.trail import Actor, act, record
from rights import clocks
from rights.choices import OPEN
from rights.errors import CalendarNotChanged, StepNotAllowed
from rights.models import CaseEvent, Clock, ClockChange, RightsRequest
from rights.steps import step, tell
from rulebook.calendars import ManualDay, package_version
from rulebook.clock import Unit
from rulebook.establishment_calendar import calendar_of, manual_days
from rulebook.establishment_calendar import fingerprint as days_fingerprint
from rulebook.models import CalendarDay, Rule
from rulebook.moments import day_in_words

PERMISSION = "rulebook.manage_calendars"
BY_DAY = "calendar"  # why a date moved: a day of the office
BY_PACKAGE = "holidays_package"  # why a date moved: by the command


@dataclass(frozen=True)
class Effect:
    """What a change of the calendar does to one clock; the dates are aware."""

    rights_request: RightsRequest
    clock: Clock
    old: datetime | None
    new: datetime | None
    counted: datetime | None  # later than `new` where a letter told `new`

    @property
    def is_kept(self) -> bool:
        return self.counted != self.new

    @property
    def moves(self) -> bool:
        return self.old != self.new

    @property
    def zone(self) -> str:
        return self.clock.time_zone


def foresee_day(
    establishment: Establishment,
    *,
    on: date,
    is_working: bool | None,
    at: datetime | None = None,
) -> list[Effect]:
    """What entering this day would do, or taking it out (`is_working` None).

    Nothing is stored. Dates that are kept because the person was told are among them.
    """
    days = _other_than(manual_days(establishment), on)
    if is_working is not None:
        days = tuple(sorted((*days, ManualDay(on, is_working)), key=lambda d: d.on))
    concerned = _concerned(establishment, on)
    return _effects(concerned, days, at=at or timezone.now())


def add_day(
    establishment: Establishment,
    *,
    on: date,
    is_working: bool,
    name: str,
    reason: str,
    by: User,
    at: datetime | None = None,
) -> CalendarDay:
    """Enter a day off or a working day, and recount the open clocks that see it.

    Raises PermissionDenied, or CalendarNotChanged where the day is so already.
    """
    at = at or timezone.now()
    with _changing(establishment, by, at, reason):
        why_not(establishment, on=on, is_working=is_working)
        day = CalendarDay(
            establishment=establishment,
            on=on,
            is_working=is_working,
            name=name,
            reason=reason,
            entered_by=by,
            entered_at=at,
        )
        before = manual_days(establishment)
        day.save()
        record("requests.add_day", day)
        _move_dates(establishment, before, on=on, by=by, at=at)
    return day


def remove_day(
    day: CalendarDay, *, reason: str, by: User, at: datetime | None = None
) -> None:
    """Take a day out again; its row stays, and the dates are counted without it."""
    at = at or timezone.now()
    establishment = day.establishment
    with _changing(establishment, by, at, reason):
        day.refresh_from_db()
        if not day.is_in_force:
            raise CalendarNotChanged(_("This day was taken out already."))
        before = manual_days(establishment)
        day.removed_by, day.removed_at, day.removed_because = by, at, reason
        day.save(update_fields=["removed_by", "removed_at", "removed_because"])
        record("requests.remove_day", day)
        _move_dates(establishment, before, on=day.on, by=by, at=at)


def why_not(establishment: Establishment, *, on: date, is_working: bool) -> None:
    """Raise CalendarNotChanged, in one sentence, where there is nothing to enter."""
    words = {"date": day_in_words(on)}
    calendar = calendar_of(establishment)
    if any(day.on == on for day in calendar.manual_days):
        raise CalendarNotChanged(
            _("%(date)s was entered already. Take that day out first.") % words
        )
    if calendar.day(on).is_working == is_working:
        if is_working:
            raise CalendarNotChanged(_("%(date)s is a working day already.") % words)
        raise CalendarNotChanged(_("%(date)s is a day off already.") % words)


def foresee_package(
    establishment: Establishment, *, at: datetime | None = None
) -> list[Effect]:
    """What the installed holidays package does to dates counted by another one."""
    stale = _with_other_package(establishment)
    return _effects(stale, manual_days(establishment), at=at or timezone.now())


def recount_package(
    establishment: Establishment, *, by: User | Actor, at: datetime | None = None
) -> list[Effect]:
    """Recount the clocks that an older holidays package counted; what it did."""
    at = at or timezone.now()
    with transaction.atomic(), act(by=by, controller_id=establishment.controller_id):
        _lock(establishment)
        effects = foresee_package(establishment, at=at)
        _recount(_cases(effects), because=BY_PACKAGE, by=by, at=at)
        if effects:
            record("requests.recount_calendar", establishment)
    return effects


def changes_of(day: CalendarDay, *, removed: bool = False) -> QuerySet[ClockChange]:
    """The dates that entering this day moved, or taking it out again."""
    at = (day.removed_at if removed else None) or day.entered_at
    return (
        ClockChange.objects.filter(
            because=BY_DAY,
            at=at,
            clock__rights_request__establishment=day.establishment_id,
        )
        .select_related("clock__rights_request")
        .order_by("clock__rights_request__ref", "pk")
    )


def fingerprint(effects: Iterable[Effect]) -> str:
    """Names what a preview showed, so that a later act can tell whether it holds."""
    lines = [f"{each.clock.pk} {each.old} {each.new}" for each in effects]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


# --- what both do -----------------------------------------------------------


@contextmanager
def _changing(
    establishment: Establishment, by: User, at: datetime, reason: str
) -> Iterator[None]:
    """One transaction and act over a calendar that nobody else changes meanwhile."""
    if not by.has_perm(PERMISSION, establishment):
        raise PermissionDenied
    controller_id = establishment.controller_id
    with (
        transaction.atomic(),
        act(by=by, controller_id=controller_id, reason_text=reason, at=at),
    ):
        _lock(establishment)
        yield


def _lock(establishment: Establishment) -> None:
    Establishment.objects.select_for_update().get(pk=establishment.pk)


def _move_dates(
    establishment: Establishment,
    before: tuple[ManualDay, ...],
    *,
    on: date,
    by: User,
    at: datetime,
) -> None:
    """Recount by the days now in force; `before` are those that counted until now."""
    now = manual_days(establishment)
    effects = _effects(_concerned(establishment, on), now, at=at, before=before)
    _recount(_cases(effects), because=BY_DAY, by=by, at=at)


def _recount(
    cases: Iterable[RightsRequest], *, because: str, by: User | Actor, at: datetime
) -> None:
    """Each request locked and settled by itself, in the order of their keys."""
    for case in cases:
        try:
            with step(case, "move_dates", by=by, at=at, states=OPEN) as locked:
                clocks.recount(locked, at=at, because=because)
                tell(locked, CaseEvent.Type.DATES_MOVED, by=by, at=at)
        except StepNotAllowed:
            continue  # closed a moment ago: its dates stay as they were


def _cases(effects: Iterable[Effect]) -> list[RightsRequest]:
    found = {each.rights_request.pk: each.rights_request for each in effects}
    return [found[pk] for pk in sorted(found)]


def _effects(
    concerned: Iterable[RightsRequest],
    days: tuple[ManualDay, ...],
    *,
    at: datetime,
    before: tuple[ManualDay, ...] | None = None,
) -> list[Effect]:
    """The dates that `days` would move, and those they would if nobody was told.

    A date that stays because of an earlier change is no news; `before` are the days
    that counted until now, where those in force are not.
    """
    effects = []
    for case in concerned:
        known: dict[int, datetime | None] | None = None
        for foreseen, counted in clocks.foresee_days(case, days, at=at):
            clock = foreseen.clock
            if clock.due_at is not None and clock.due_at < at:
                continue  # late stays late
            effect = Effect(case, clock, clock.due_at, foreseen.due_at, counted)
            if not effect.moves and effect.is_kept and known is None:
                known = _counted(case, before, at=at)
            if effect.moves or (known is not None and known[clock.pk] != counted):
                effects.append(effect)
    return effects


def _counted(
    case: RightsRequest, days: tuple[ManualDay, ...] | None, *, at: datetime
) -> dict[int, datetime | None]:
    """What the bare count gives for each open clock with these days."""
    if days is None:
        days = manual_days(case.establishment)
    return {
        foreseen.clock.pk: counted
        for foreseen, counted in clocks.foresee_days(case, days, at=at)
    }


def _concerned(
    establishment: Establishment, on: date
) -> QuerySet[RightsRequest, RightsRequest]:
    """Open requests with a clock that runs by working days and can see that day."""
    zone = ZoneInfo(establishment.time_zone)
    day_after = datetime.combine(on + timedelta(days=1), datetime.min.time(), zone)
    seeing = _by_calendar().filter(started_at__lt=day_after)
    return _of(establishment).filter(pk__in=seeing.values("rights_request"))


def _with_other_package(
    establishment: Establishment,
) -> QuerySet[RightsRequest, RightsRequest]:
    """Open requests with a clock that another version of the calendar counted.

    That of the package, or of the office's own days: a case that began in the very
    moment in which a day was entered has not seen it.
    """
    stale = _by_calendar().exclude(
        calendar__package=package_version(),
        calendar__manual=days_fingerprint(manual_days(establishment)),
    )
    return _of(establishment).filter(pk__in=stale.values("rights_request"))


def _of(establishment: Establishment) -> QuerySet[RightsRequest, RightsRequest]:
    mine = RightsRequest.objects.filter(establishment=establishment, state__in=OPEN)
    found: QuerySet[RightsRequest, RightsRequest] = mine.select_related(
        "controller", "establishment"
    ).order_by("pk")
    return found


def _by_calendar() -> QuerySet[Clock]:
    """Open clocks whose count looks at a calendar, now or after what may happen."""
    working = Unit.WORKING_DAYS
    later = Rule.objects.filter(Q(then_unit=working) | Q(extension_unit=working))
    return Clock.objects.filter(status__in=Clock.OPEN_STATUSES).filter(
        Q(unit=working) | ~Q(roll_over="none") | Q(rule__in=later.values("code"))
    )


def _other_than(days: Iterable[ManualDay], on: date) -> tuple[ManualDay, ...]:
    return tuple(day for day in days if day.on != on)
