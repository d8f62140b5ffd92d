"""Each clock of a request as the desk reads it: state, big words, date, days, why.

What concerns the person comes first, as cards: the answer, carrying it out, their own
time to reply. The office's other duties are a line each, and what is over is folded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rights import correcting, told
from rights.choices import SourceKind
from rights.explaining import source, why
from rights.models import Clock, ClockCorrection, RightsRequest
from rulebook.confirming import Mark


@dataclass(frozen=True)
class ClockCard:
    """`gone` of `total` are local calendar days from receipt to the due instant."""

    kind: str
    title: str
    status: str
    status_label: str
    code: str  # the status, and "overdue" or "soon" of one that runs
    big: str
    due_at: datetime | None
    settled_at: datetime | None
    started_at: datetime
    zone: str
    place: str
    by_hour: bool
    gone: int
    total: int
    why: list[str]
    source: str
    undated: str  # what stands where there is no last day
    mark: str  # "to be confirmed", for a row of law that nobody has checked
    late_label: str
    began_later: bool  # not at receipt
    was_extended: bool
    pk: int
    can_be_corrected: bool
    corrections: list[ClockCorrection]  # the newest first, with who made them


@dataclass(frozen=True)
class ClockBoard:
    """The clocks of a request, in the groups the page shows them in."""

    main: list[ClockCard]
    duties: list[ClockCard]
    over: list[ClockCard]

    @property
    def all(self) -> list[ClockCard]:
        return [*self.main, *self.duties, *self.over]


def clock_board(
    rights_request: RightsRequest,
    *,
    now: datetime,
    unconfirmed: Iterable[Mark] = (),
) -> ClockBoard:
    """Every clock, the leading one first; needs the clocks fetched ahead.

    `unconfirmed` are the rules of law that the company has not confirmed yet.
    """
    doubtful = set(unconfirmed)
    clocks = list(rights_request.clocks.all())
    main = _main(clocks)
    duties = [clock for clock in clocks if clock.is_open and clock not in main]
    over = [clock for clock in clocks if not clock.is_open and clock not in main]

    def cards(group: list[Clock]) -> list[ClockCard]:
        return [_card(rights_request, clock, now, doubtful) for clock in group]

    return ClockBoard(cards(main), cards(duties), cards(over))


def _main(clocks: list[Clock]) -> list[Clock]:
    """Of each family what is open, or else how its last round ended."""
    found: list[Clock] = []
    for family in told.FAMILIES:
        ours = [clock for clock in clocks if clock.kind in family]
        if running := [clock for clock in ours if clock.is_open]:
            first = told.leading(running, family)
            mine = running if family != told.THEIRS else [first] if first else []
            found += sorted(mine, key=lambda clock: clock != first)
            continue
        ended = [c for c in ours if c.status in {Clock.Status.MET, Clock.Status.MISSED}]
        last = max((clock.round for clock in ended), default=0)
        found += [clock for clock in ended if clock.round == last][:1]
    return found


def _card(
    rights_request: RightsRequest, clock: Clock, now: datetime, doubtful: set[Mark]
) -> ClockCard:
    zone = ZoneInfo(clock.time_zone)
    first_day = clock.started_at.astimezone(zone).date()
    stopped_at = clock.stopped_at or now
    gone = (stopped_at.astimezone(zone).date() - first_day).days
    total = 0
    if clock.due_at is not None:
        total = (clock.due_at.astimezone(zone).date() - first_day).days
    place = rights_request.establishment.place
    return ClockCard(
        kind=clock.kind,
        title=str(clock.get_kind_display()),
        status=clock.status,
        status_label=_status_words(rights_request, clock, now),
        code=_code(rights_request, clock, now),
        big=_big_words(clock, gone),
        due_at=clock.due_at,
        settled_at=_settled_at(clock),
        started_at=clock.started_at,
        zone=clock.time_zone,
        place=place or zone.key.rpartition("/")[2].replace("_", " "),
        by_hour=clock.period[1] == "hours",
        gone=max(gone, 0),
        total=total,
        why=why(clock, language=get_language() or "en"),
        source=_source(clock),
        undated=_undated(clock),
        mark=_mark() if (clock.rule, clock.rule_version) in doubtful else "",
        late_label=_late(clock),
        began_later=clock.started_at != rights_request.received_at,
        was_extended=clock.was_extended,
        pk=clock.pk,
        can_be_corrected=correcting.other(clock) is not None,
        corrections=list(clock.corrections.all()),
    )


def _settled_at(clock: Clock) -> datetime | None:
    done = clock.status in {Clock.Status.MET, Clock.Status.MISSED}
    return clock.stopped_at if done else None


def _code(rights_request: RightsRequest, clock: Clock, now: datetime) -> str:
    if clock.status == Clock.Status.RUNNING and clock.due_at is not None:
        soon = timedelta(hours=rights_request.controller.soon_hours)
        if clock.due_at < now:
            return "overdue"
        if clock.due_at - now <= soon:
            return "soon"
    return clock.status


def _status_words(rights_request: RightsRequest, clock: Clock, now: datetime) -> str:
    match _code(rights_request, clock, now):
        case "overdue":
            return _late(clock)
        case "soon":
            return _("Due soon")
        case Clock.Status.MISSED:
            answer = clock.kind in Clock.ANSWERING
            return _("Answered late") if answer else _("Done late")
    return str(clock.get_status_display())


def _late(clock: Clock) -> str:
    """The office is late; a person's time is only over."""
    is_theirs = clock.kind == Clock.Kind.CLARIFICATION_ANSWER
    return _("Time is over") if is_theirs else _("Overdue")


def _mark() -> str:
    return _("To be confirmed: nobody has checked this row of law for this controller.")


def _big_words(clock: Clock, gone: int) -> str:
    """What was done on which day; nothing while it runs (the countdown says it)."""
    if _settled_at(clock) is None:
        return ""
    answered = clock.kind in Clock.ANSWERING
    if gone == 0:
        return (
            _("Answered on the day of receipt")
            if answered
            else _("Finished on the day it began")
        )
    if answered:
        return _("Answered on day %(day)d") % {"day": gone}
    return _("Finished on day %(day)d") % {"day": gone}


def _undated(clock: Clock) -> str:
    if clock.status == Clock.Status.PAUSED:
        return _("No last day while we wait for the person.")
    if clock.status == Clock.Status.ON_HOLD:
        return _("No last day until the hold is lifted.")
    if clock.source_kind == SourceKind.STATUTE:
        return _("The law names no number of days.")
    return _("The policy names no number of days.")


def _source(clock: Clock) -> str:
    words = {
        "source": source(clock),
        "document": clock.document,
        "rule": clock.rule,
        "version": clock.rule_version,
    }
    return _("%(document)s: %(source)s. Rule %(rule)s, version %(version)d.") % words
