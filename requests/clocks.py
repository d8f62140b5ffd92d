"""The clocks of a case: started on confirmation, brought in line after each event.

One engine counts all of it (rulebook.case_clocks): start, pause, extension, hold, stop,
cancelling, reopening. Here its answer is kept, and what was kept before is guarded: a
clock that ended stays as it ended, late stays late, and a promise is never moved past
a date that a letter named (CLOCKS.md 2.8 to 2.10).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rights import told
from rights.choices import SourceKind
from rights.counting import KNOWN, Keys, applied, case_of, key_of, keys_of, new_clock
from rights.models import CaseEvent, Clock, ClockChange, RightsRequest
from rulebook import book as rulebook
from rulebook.calendars import ManualDay
from rulebook.case_clocks import (
    Case,
    CaseClock,
    EventType,
    Status,
    clocks_for,
    count,
    rules_for,
)
from rulebook.establishment_calendar import manual_days, stamp
from rulebook.rows import Rule

KEPT = ("status", "due_at", "steps", "events", "stopped_at", "started_at")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an event that has not happened would do to one clock."""

    clock: Clock
    status: str
    due_at: datetime | None
    rule: Rule

    @property
    def is_new(self) -> bool:
        return self.clock.pk is None

    @property
    def moves(self) -> bool:
        same = (self.clock.status, self.clock.due_at) == (self.status, self.due_at)
        return self.is_new or not same


def start(
    rights_request: RightsRequest,
    *,
    events: Sequence[CaseEvent] = (),
    told_at: datetime | None = None,
) -> list[Clock]:
    """Start every clock that runs on this request, counted from receipt (2.3).

    `told_at` is when the receipt that names their dates was written.
    """
    clocks = counted(rights_request, _live(rights_request), events=events)
    if told_at is not None:
        told.note(clocks, told_at)
    return Clock.objects.bulk_create(clocks)


def counted(
    rights_request: RightsRequest,
    book: rulebook.Book,
    *,
    events: Sequence[CaseEvent] = (),
) -> list[Clock]:
    """The clocks of a request, not stored yet.

    Each keeps the rule, its version and the steps of the count, so that the date can be
    explained later from what was stored and is never counted anew.
    """
    case = case_of(rights_request, events)
    keys = keys_of(events)
    clocks = [
        new_clock(rights_request, found, keys) for found in clocks_for(book, case)
    ]
    return _stamped(clocks, rights_request, case.manual_days)


def recount(
    rights_request: RightsRequest, *, at: datetime, because: str = ""
) -> list[Clock]:
    """Bring every open clock in line with what has happened, and start what is new.

    Counts by the rules the clocks were started with, also where a newer version stands
    in the rulebook; only what an event makes owed comes from the rulebook of today.
    `because` names what made us count where it was no event ("calendar"). Returns the
    clocks that changed or began. Call it inside the verb's transaction and act.
    """
    stored, events = _stored(rights_request), _events(rights_request)
    keys = keys_of(events)
    last = events[-1].type if events else ""
    changed, begun, changes = [], [], []
    days = manual_days(rights_request.establishment)
    for found, clock in _found(rights_request, stored, events, days):
        if clock is None:
            begun.append(new_clock(rights_request, found, keys, stored))
            continue
        before = (clock.due_at, clock.status)
        if not _bring_in_line(clock, found, keys, at):
            continue
        changed.append(clock)
        if clock.due_at != before[0]:
            changes.append(
                ClockChange(
                    clock=clock,
                    because=because or last,
                    due_before=before[0],
                    due_after=clock.due_at,
                    status_before=before[1],
                    status_after=clock.status,
                    at=at,
                )
            )
    _stamped([*changed, *begun], rights_request, days)
    if changed:
        Clock.objects.bulk_update(changed, [*KEPT, "start_event", "calendar"])
    if changes:
        ClockChange.objects.audited_bulk_create(changes)
    return changed + Clock.objects.bulk_create(begun)


def foresee(
    rights_request: RightsRequest, event: EventType, *, at: datetime
) -> list[Foreseen]:
    """What would happen to which clock if `event` happened at `at`; nothing is kept."""
    stored = _stored(rights_request)
    told = [*_events(rights_request), CaseEvent(type=str(event), at=at)]
    foreseen = []
    for found, clock in _found(rights_request, stored, told):
        if clock is None:
            clock = new_clock(rights_request, found, {})
            foreseen.append(Foreseen(clock, clock.status, clock.due_at, found.rule))
            continue
        foreseen.append(_foreseen(clock, found, at))
    return foreseen


def foresee_days(
    rights_request: RightsRequest, days: tuple[ManualDay, ...], *, at: datetime
) -> list[tuple[Foreseen, datetime | None]]:
    """What these days of the office would do to each open clock; nothing is kept.

    Beside it the date of the bare count, which a promise that was told does not follow.
    """
    stored, events = _stored(rights_request), _events(rights_request)
    return [
        (_foreseen(clock, found, at), found.due_at)
        for found, clock in _found(rights_request, stored, events, days)
        if clock is not None and clock.is_open
    ]


def _foreseen(clock: Clock, found: CaseClock, at: datetime) -> Foreseen:
    if not clock.is_open:
        return Foreseen(clock, clock.status, clock.due_at, found.rule)
    copy = Clock(**{f.attname: getattr(clock, f.attname) for f in _FIELDS})
    _bring_in_line(copy, found, {}, at)
    return Foreseen(clock, copy.status, copy.due_at, found.rule)


_FIELDS = Clock._meta.concrete_fields


def rules_of(rights_request: RightsRequest) -> dict[tuple[str, int], Rule]:
    """The rules that the clocks of this request run by, by code and version."""
    book = _live(rights_request)
    pairs = {(clock.rule, clock.rule_version) for clock in rights_request.clocks.all()}
    found = {pair: book.rule(*pair) for pair in pairs}
    return {pair: rule for pair, rule in found.items() if rule is not None}


def local(clock: Clock) -> datetime | None:
    """The due instant in the controller's own time zone."""
    return clock.due_at.astimezone(ZoneInfo(clock.time_zone)) if clock.due_at else None


def _live(rights_request: RightsRequest) -> rulebook.Book:
    """The rulebook as it was when the request was received, and for whom the version
    of the policy applied that the request names."""
    book = rulebook.live(
        rights_request.controller.slug,
        rights_request.establishment.country,
        at=rights_request.received_at,
    )
    return book.under(rights_request.policy_version)


def _stored(rights_request: RightsRequest) -> list[Clock]:
    return list(Clock.objects.filter(rights_request=rights_request))


def _events(rights_request: RightsRequest) -> list[CaseEvent]:
    happened = CaseEvent.objects.filter(rights_request=rights_request, type__in=KNOWN)
    return list(happened.order_by("at", "pk"))


def _found(
    rights_request: RightsRequest,
    stored: list[Clock],
    events: Sequence[CaseEvent],
    days: tuple[ManualDay, ...] | None = None,
) -> list[tuple[CaseClock, Clock | None]]:
    """What the engine counts, each beside the clock that is kept of it."""
    case = case_of(rights_request, events, days)
    known = {(clock.kind, clock.rule, clock.round): clock for clock in stored}
    rules = _rules(_live(rights_request), case, stored)
    return [
        (found, known.get((str(found.clock), found.rule.code, found.round)))
        for found in count(rules, case)
    ]


def _rules(book: rulebook.Book, case: Case, stored: list[Clock]) -> list[Rule]:
    """The pinned rules, and today's of what only an event makes owed (2.10)."""
    pairs = dict.fromkeys((clock.rule, clock.rule_version) for clock in stored)
    pinned = [rule for pair in pairs if (rule := book.rule(*pair)) is not None]
    codes = {code for code, _version in pairs}
    born_later = [
        rule
        for rule in rules_for(book, case)
        if rule.code not in codes and is_born_later(rule)
    ]
    return pinned + born_later


def is_born_later(rule: Rule) -> bool:
    """Whether nobody owes this at receipt: something has to happen first."""
    return bool(rule.only_after) or rule.start in set(EventType)


def _stamped(
    clocks: list[Clock], rights_request: RightsRequest, days: tuple[ManualDay, ...]
) -> list[Clock]:
    """The clocks, each with the version of the calendar it was just counted by."""
    version = stamp(rights_request.establishment, days)
    for clock in clocks:
        clock.calendar = version
    return clocks


def _bring_in_line(
    clock: Clock,
    found: CaseClock,
    keys: Keys,
    at: datetime,
) -> bool:
    """Take the engine's answer over, as far as it may still change this clock."""
    if not clock.is_open:
        return False
    before = [getattr(clock, name) for name in KEPT]
    was_late = clock.due_at is not None and clock.due_at < at
    if was_late and found.stopped_at is None:
        return False  # late stays late: nothing but its end changes it any more
    if not was_late:
        clock.due_at, clock.steps = _not_past_what_was_told(clock, found)
        clock.started_at = found.started_at
        clock.start_event = key_of(found.start_event, keys)
    clock.status, clock.stopped_at = str(found.status), found.stopped_at
    if found.stopped_at and found.status is not Status.CANCELLED:
        clock.stop(found.stopped_at)
    clock.events = applied(found, keys)
    return before != [getattr(clock, name) for name in KEPT]


def _not_past_what_was_told(
    clock: Clock, found: CaseClock
) -> tuple[datetime | None, list[dict[str, object]]]:
    """A promise stays at the date a letter named, unless an event came after (2.9)."""
    steps = list(found.steps)
    promised, due = clock.told_due_at, found.due_at
    if clock.source_kind != SourceKind.PROMISE or not (promised and due):
        return due, steps
    if due <= promised:
        return due, steps
    moved_since = any(
        clock.told_at and event.at > clock.told_at and event.at != found.stopped_at
        for event in found.applied
    )
    if moved_since:
        return due, steps
    shown = promised.astimezone(ZoneInfo(clock.time_zone)).isoformat()
    return promised, [*steps, {"step": "told", "at": shown}]
