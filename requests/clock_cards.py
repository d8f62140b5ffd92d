"""Each clock of a request as the desk reads it: state, big words, date, days, why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rights.choices import SourceKind
from rights.explaining import why
from rights.models import Clock, RightsRequest


@dataclass(frozen=True)
class ClockCard:
    """`gone` of `total` are local calendar days from receipt to the due instant."""

    title: str
    status: str
    status_label: str
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


def clock_cards(rights_request: RightsRequest, *, now: datetime) -> list[ClockCard]:
    """Every clock, the nearest due first; needs the clocks fetched ahead."""
    return [_card(rights_request, clock, now) for clock in rights_request.clocks.all()]


def _card(rights_request: RightsRequest, clock: Clock, now: datetime) -> ClockCard:
    zone = ZoneInfo(clock.time_zone)
    first_day = clock.started_at.astimezone(zone).date()
    stopped_at = clock.stopped_at or now
    gone = (stopped_at.astimezone(zone).date() - first_day).days
    total = 0
    if clock.due_at is not None:
        total = (clock.due_at.astimezone(zone).date() - first_day).days
    place = rights_request.establishment.place
    return ClockCard(
        title=clock.get_kind_display(),
        status=clock.status,
        status_label=_status_words(rights_request, clock, now),
        big=_big_words(clock, gone),
        due_at=clock.due_at,
        settled_at=_settled_at(clock),
        started_at=clock.started_at,
        zone=clock.time_zone,
        place=place or zone.key.rpartition("/")[2].replace("_", " "),
        by_hour=clock.unit == "hours",
        gone=gone,
        total=total,
        why=why(clock, language=get_language() or "en"),
        source=_source(clock),
    )


def _settled_at(clock: Clock) -> datetime | None:
    done = clock.status in {Clock.Status.MET, Clock.Status.MISSED}
    return clock.stopped_at if done else None


def _status_words(rights_request: RightsRequest, clock: Clock, now: datetime) -> str:
    if clock.status == Clock.Status.RUNNING and clock.due_at is not None:
        soon = timedelta(hours=rights_request.controller.soon_hours)
        if clock.due_at < now:
            return _("Overdue")
        if clock.due_at - now <= soon:
            return _("Due soon")
    return str(clock.get_status_display())


def _big_words(clock: Clock, gone: int) -> str:
    """What was done on which day; nothing while it runs (the countdown says it)."""
    if _settled_at(clock) is None:
        return ""
    answered = clock.kind == Clock.Kind.PROMISE_RESPONSE
    if gone == 0:
        return (
            _("Answered on the day of receipt")
            if answered
            else _("Finished on the day of receipt")
        )
    if answered:
        return _("Answered on day %(day)d") % {"day": gone}
    return _("Finished on day %(day)d") % {"day": gone}


def _source(clock: Clock) -> str:
    return _(
        "%(document)s, paragraph %(clause)s (%(source)s). Rule %(rule)s, version "
        "%(version)d."
    ) % {
        "document": clock.document,
        "clause": clock.clause,
        "source": SourceKind(clock.source_kind).label,
        "rule": clock.rule,
        "version": clock.rule_version,
    }
