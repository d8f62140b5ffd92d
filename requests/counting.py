"""Between a case and the engine that counts it: its words in, a clock to keep out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rights.models import CaseEvent, Clock, RightsRequest
from rulebook.calendars import ManualDay
from rulebook.case_clocks import Case, CaseClock, Event, EventType
from rulebook.establishment_calendar import manual_days

# How a case ended otherwise: nobody owes its dates any more, as after a withdrawal.
ENDED_AS = {
    CaseEvent.Type.REJECTED: EventType.WITHDRAWN,
    CaseEvent.Type.ABANDONED: EventType.WITHDRAWN,
}
KNOWN = frozenset({*EventType, *ENDED_AS})

type Keys = dict[tuple[str, datetime], int]  # an event of the engine -> our row


def case_of(
    rights_request: RightsRequest,
    events: Iterable[CaseEvent],
    days: tuple[ManualDay, ...] | None = None,
) -> Case:
    """The request in the words of the engine, with what has happened in it.

    `days` are the office's own days of the calendar, if not those in force.
    """
    establishment = rights_request.establishment
    return Case(
        kind="rights_request",
        controller=rights_request.controller.slug,
        country=establishment.country,
        subdivision=establishment.subdivision or None,
        time_zone=ZoneInfo(establishment.time_zone),
        right=rights_request.right,
        received_at=rights_request.received_at,
        events=tuple(
            Event(_type(event), event.at) for event in events if event.type in KNOWN
        ),
        manual_days=manual_days(establishment) if days is None else days,
    )


def _type(event: CaseEvent) -> EventType:
    return ENDED_AS.get(CaseEvent.Type(event.type)) or EventType(event.type)


def keys_of(events: Iterable[CaseEvent]) -> Keys:
    """Which event of the case one of the engine was."""
    return {(str(_type(event)), event.at): event.pk for event in events if event.pk}


def new_clock(
    rights_request: RightsRequest,
    found: CaseClock,
    keys: Keys,
    stored: Sequence[Clock] = (),
) -> Clock:
    """What the engine counted as a clock of this request, not stored yet."""
    rule, establishment = found.rule, rights_request.establishment
    before = [c for c in stored if (c.kind, c.rule) == (found.clock, rule.code)]
    return Clock(
        rights_request=rights_request,
        kind=found.clock,
        source_kind=rule.source_kind,
        rule=rule.code,
        rule_version=rule.version,
        promise=rule.promise,
        document=rule.document,
        clause=rule.clause,
        number=rule.number,
        unit=rule.unit,
        qualifier=rule.qualifier,
        confidence=rule.confidence,
        roll_over=rule.roll_over,
        start=rule.start,
        start_event=key_of(found.start_event, keys),
        started_at=found.started_at,
        time_zone=establishment.time_zone,
        steps=list(found.steps),
        due_at=found.due_at,
        status=found.status,
        stopped_at=found.stopped_at,
        events=applied(found, keys),
        round=found.round,
        follows=max(before, key=lambda clock: clock.round, default=None),
    )


def key_of(event: Event | None, keys: Keys) -> int | None:
    """Our row of an event of the engine."""
    return keys.get((str(event.type), event.at)) if event else None


def applied(found: CaseClock, keys: Keys) -> list[dict[str, object]]:
    """The events that moved or stopped a clock, as it keeps them."""
    return [
        {
            "type": str(event.type),
            "at": event.at.isoformat(),
            "event": key_of(event, keys),
        }
        for event in found.applied
    ]
