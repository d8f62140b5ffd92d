"""Figures of the reports in words: shares, spans of time, periods, months."""

from datetime import date, timedelta

from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rights.choices import Right, SourceKind
from rights.desk_words import period
from rights.models import Clock
from rights.reports.kept import Duty

HOURS_BELOW = timedelta(days=2)  # shorter spans are told in hours


def share(value: float | None) -> str:
    """0.9643 as “96%”; never rounded up to a whole that was not reached."""
    if value is None:
        return "–"
    percent = round(value * 100)
    if percent == 100 and value < 1:
        percent = 99
    return f"{percent}%"


def span(value: timedelta | None) -> str:
    """“5.4 days”, “31 hours”."""
    if value is None:
        return "–"
    if value < HOURS_BELOW:
        hours = max(round(value / timedelta(hours=1)), 1)
        text = ngettext("%(hours)d hour", "%(hours)d hours", hours)
        return text % {"hours": hours}
    days = round(value / timedelta(days=1), 1)
    return _("%(days)s days") % {"days": number_format(days, decimal_pos=1)}


def allowed(duty: Duty) -> str:
    """The period as its source puts it: “7 days”, “generally 3 working days”."""
    if duty.number is None:
        return _("no number")
    words = period(duty.number, duty.unit)
    if duty.qualifier == "generally":
        return _("generally %(period)s") % {"period": words}
    return words


def right_words(duty: Duty) -> str:
    return str(Right(duty.right).label)


def kind_words(duty: Duty) -> str:
    return str(Clock.Kind(duty.kind).label)


def source_words(duty: Duty) -> str:
    return str(SourceKind(duty.source_kind).label)


def month_words(first: date) -> str:
    """ "2026-03-01" as “Mar 2026”, in the reader's language."""
    return format_date(first, "M Y")


def days(value: timedelta | None) -> float | None:
    """For files: a span in days."""
    return None if value is None else value / timedelta(days=1)


def half(first: date, last: date) -> str:
    """“January to June 2026”."""
    return _("%(first)s to %(last)s") % {
        "first": format_date(first, "F"),
        "last": format_date(last, "F Y"),
    }


def month_name(first: date) -> str:
    """Under a bar: “Mar”, and “Jan 26” where a year begins."""
    # Translators: Django's date format characters; a short month, as under a bar.
    month = pgettext("date format", "M")
    return format_date(first, f"{month} y" if first.month == 1 else month)


def day(value: date) -> str:
    return format_date(value, pgettext("date format", "j M Y"))
