"""Dates that say both when and how long (UX.md 4, 5, 7)."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from dpo_portal.templatetags.fragments import draw

register = template.Library()


class ContextualDate(NamedTuple):
    state: str  # overdue soon ok paused closed none
    icon: str
    date: str
    words: str
    iso: str


def in_zone(moment: datetime, zone: str | None) -> datetime:
    return timezone.localtime(moment, ZoneInfo(zone) if zone else None)


@lru_cache(maxsize=64)
def _today(now: datetime, zone: str | None) -> date:
    return in_zone(now, zone).date()


def _short_day(day: date, today: date) -> str:
    return _drawn_day(day, today, get_language() or "")


@lru_cache(maxsize=2048)
def _drawn_day(day: date, today: date, _language: str) -> str:
    if day == today:
        text = date_format(day, pgettext("date format", "j M"))
        return _("Today, %(day)s") % {"day": text}
    if day.year == today.year:
        return date_format(day, pgettext("date format", "D j M"))
    return date_format(day, pgettext("date format", "D j M Y"))


def _hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)


def _late_words(late: timedelta) -> str:
    if late < timedelta(hours=1):
        return _("Overdue by under 1 h")
    if late < timedelta(hours=48):
        return _("Overdue by %(count)d h") % {"count": _hours(late)}
    return _days_late(late.days, get_language() or "")


@lru_cache(maxsize=2048)
def _days_late(days: int, _language: str) -> str:
    text = ngettext("Overdue by %(count)d day", "Overdue by %(count)d days", days)
    return text % {"count": days}


def _left_words(left: timedelta, days: int, *, by_hour: bool) -> str:
    if left < timedelta(hours=1):
        return _("Less than 1 h left")
    if days == 0 or (by_hour and left < timedelta(hours=72)):
        return _("%(count)d h left") % {"count": _hours(left)}
    return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}


def contextual(
    due_at: datetime | None,
    *,
    now: datetime,
    zone: str | None = None,
    by_hour: bool = False,
    soon_hours: int = 72,
    paused: bool = False,
    reply_by: date | None = None,
    closed: bool = False,
) -> ContextualDate:
    """How a due instant reads in a list, in the controller's zone.

    `by_hour` is for rules that count hours: the clock time is shown, and hours rather
    than days are left. `soon_hours` is the controller's setting. A paused clock shows
    no countdown (`reply_by`: when the person should answer), a closed one its date.
    """
    today = _today(now, zone) if zone else in_zone(now, None).date()
    if paused:
        words = _("Waiting for an answer")
        if reply_by:
            day = date_format(reply_by, pgettext("date format", "j M"))
            words = _("Reply due by %(day)s") % {"day": day}
        return ContextualDate("paused", "pause", _("Clock stopped"), words, "")
    if due_at is None:
        return ContextualDate(
            "none", "", _("No set date"), _("Answer in good time"), ""
        )
    due = in_zone(due_at, zone)
    shown = _short_day(due.date(), today)
    if by_hour:
        shown = _("%(day)s, %(time)s") % {"day": shown, "time": due.strftime("%H:%M")}
    iso = due.isoformat(timespec="minutes")
    if closed:
        return ContextualDate("closed", "", shown, _("Closed"), iso)
    if now > due_at:
        words = _late_words(now - due_at)
        return ContextualDate("overdue", "octagon-alert", shown, words, iso)
    left = due_at - now
    words = _left_words(left, (due.date() - today).days, by_hour=by_hour)
    if left <= timedelta(hours=soon_hours):
        return ContextualDate("soon", "clock-alert", shown, words, iso)
    return ContextualDate("ok", "", shown, words, iso)


def _read(
    due_at: datetime | None,
    zone: str | None,
    *,
    by_hour: bool = False,
    soon_hours: int = 72,
    now: datetime | None = None,
    **more: Any,
) -> ContextualDate:
    """`contextual` for templates, where a name without a value reads as ""."""
    return contextual(
        due_at or None,
        now=now or timezone.now(),
        zone=zone or None,
        by_hour=bool(by_hour),
        soon_hours=soon_hours or 72,
        **more,
    )


@register.simple_tag
def contextual_date(
    due_at: datetime | None = None,
    zone: str | None = None,
    by_hour: bool = False,
    soon_hours: int = 72,
    paused: bool = False,
    reply_by: date | None = None,
    closed: bool = False,
    now: datetime | None = None,
) -> SafeString:
    """The component of that name; what each argument means, `contextual` says."""
    shown = _read(
        due_at,
        zone,
        by_hour=by_hour,
        soon_hours=soon_hours,
        now=now,
        paused=bool(paused),
        reply_by=reply_by or None,
        closed=bool(closed),
    )
    return drawn_date(shown, get_language() or "")


@lru_cache(maxsize=4096)
def drawn_date(shown: ContextualDate, _language: str) -> SafeString:
    """The component contextual_date.html."""
    return draw("components/contextual_date.html", shown=shown)


@register.simple_tag
def due_words(
    due_at: datetime | None,
    zone: str | None = None,
    by_hour: bool = False,
    soon_hours: int = 72,
    now: datetime | None = None,
) -> ContextualDate:
    """`{% due_words due_at zone as due %}` for big words, hero dates and own markup."""
    return _read(due_at, zone, by_hour=by_hour, soon_hours=soon_hours, now=now)


def _day(value: datetime | date, zone: str | None) -> date:
    return in_zone(value, zone).date() if isinstance(value, datetime) else value


@register.filter
def day(value: datetime | date | None, zone: str | None = None) -> str:
    """`Thu 12 Mar 2026`, in `zone` or the current one."""
    if not value:
        return ""
    return date_format(_day(value, zone), pgettext("date format", "D j M Y"))


@register.filter
def in_days(value: date | None) -> str:
    """`in 41 days`, beside a day that is still to come; blank for today and before."""
    left = (value - timezone.localdate()).days if value else 0
    if left < 1:
        return ""
    return ngettext("in %(count)d day", "in %(count)d days", left) % {"count": left}


@register.filter
def long_day(value: datetime | date | None, zone: str | None = None) -> str:
    """`Thursday 12 March 2026`, for people who read one date a year."""
    if not value:
        return ""
    return date_format(_day(value, zone), pgettext("date format", "l j F Y"))


@register.filter
def short_day(value: datetime | date | None, zone: str | None = None) -> str:
    """`12 Mar`; the ends of a day track."""
    if not value:
        return ""
    return date_format(_day(value, zone), pgettext("date format", "j M"))


@register.filter
def moment(value: datetime | None, zone: str | None = None) -> str:
    """`Thu 12 Mar 2026, 10:24`, in `zone` or the current one."""
    if not value:
        return ""
    local = in_zone(value, zone)
    return _("%(day)s, %(time)s") % {
        "day": day(local.date()),
        "time": local.strftime("%H:%M"),
    }


@register.filter
def iso(value: datetime | date | None) -> str:
    """For `<time datetime="…">`."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if value else ""
