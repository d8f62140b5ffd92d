"""Dates and times of a clock's steps, in the reader's language."""

from datetime import date, datetime

from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext

from accounts.places import zone_name


def day_in_words(on: date) -> str:
    # Translators: Django's date format characters; a weekday, a day, a month, a year.
    return format_date(on, pgettext("date format", "l j F Y"))


def iso_day_in_words(text: str) -> str:
    return day_in_words(date.fromisoformat(text[:10]))


def moment_in_words(text: str, zone: str = "") -> dict[str, str]:
    """`date`, `time` and `zone` of an ISO 8601 moment, for a sentence."""
    at = datetime.fromisoformat(text)
    shown = at.strftime("%H:%M:%S" if at.second else "%H:%M")
    return {"date": day_in_words(at.date()), "time": shown, "zone": zone_name(zone)}
