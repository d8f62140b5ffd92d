"""What a step will do to which clock, in words, before it is taken."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from rights import clocks
from rights.clocks import Foreseen
from rights.desk_words import short_period
from rights.models import Clock, RightsRequest
from rulebook.case_clocks import EventType
from rulebook.terms import Pause


@dataclass(frozen=True)
class Line:
    """One clock: its name, where it is written, and what happens to it."""

    title: str
    source: str
    what: str  # the sentence, for a clock without a date
    due_at: datetime | None
    zone: str
    by_hour: bool
    moves: bool
    is_paused: bool


def lines(
    rights_request: RightsRequest, event: EventType, *, now: datetime
) -> list[Line]:
    """Each clock that `event` moves, starts or ends now; then those that stay."""
    foreseen = clocks.foresee(rights_request, event, at=now)
    shown = [one for one in foreseen if one.clock.is_open or one.moves]
    shown.sort(key=lambda one: not one.moves)
    return [_line(one, event) for one in shown]


def stands_still(found: list[Line]) -> bool:
    """Whether a clock has no date any more while the person answers."""
    return any(line.is_paused for line in found)


def _line(one: Foreseen, event: EventType) -> Line:
    clock = one.clock
    return Line(
        title=str(clock.get_kind_display()),
        source=clock.clause,
        what=_what(one, event),
        due_at=one.due_at if one.status == Clock.Status.RUNNING else None,
        zone=ZoneInfo(clock.time_zone).key,
        by_hour=clock.unit == "hours",
        moves=one.moves,
        is_paused=one.status == Clock.Status.PAUSED,
    )


def _what(one: Foreseen, event: EventType) -> str:
    match one.status:
        case Clock.Status.PAUSED:
            return _after_reply(one)
        case Clock.Status.ON_HOLD:
            return _("has no last day until the hold is lifted")
        case Clock.Status.MET:
            return _("ends, in time")
        case Clock.Status.MISSED:
            return _("ends, too late")
        case Clock.Status.CANCELLED:
            return _("is no longer counted")
    if one.is_new:
        return _("starts")
    if one.moves:
        return _("moves")
    return _("stays") if one.due_at else _("stays without a last day")


def _after_reply(one: Foreseen) -> str:
    rule = one.rule
    match Pause(rule.on_clarification):
        case Pause.REPLACE:
            period = short_period("", rule.then_number, rule.then_unit)
            return _("stands still; the reply starts %(period)s in its place") % {
                "period": period
            }
        case Pause.RESTART:
            return _("stands still; the reply starts the full period anew")
    return _("stands still until the reply; the days between do not count")
