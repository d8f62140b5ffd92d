"""Tells the steps of a clock as sentences in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from rulebook.calendars import holiday_name
from rulebook.errors import UnknownCalendar

Step = Mapping[str, Any]


def explain(steps: Iterable[Step], language: str) -> list[str]:
    """One sentence for each step that says something, in `language` or else English.

    A holiday is named in that language where the package has it, else in English. A
    step of a kind not known here (from a newer version) is left out.
    """
    place: dict[str, Any] = {}
    sentences = []
    with override(language):
        for step in steps:
            if step["step"] == "calendar":
                place = {"country": step["country"], "subdivision": step["subdivision"]}
            if tell := SENTENCES.get(step["step"]):
                sentences.append(tell({**place, **step, "language": language}))
    return sentences


def _start(step: Step) -> str:
    return _("Received on %(date)s at %(time)s (%(zone)s).") % _moment(step)


def _start_assumed(step: Step) -> str:
    return _(
        "The policy does not say when the period starts, so it is counted from receipt."
    )


def _released(step: Step) -> str:
    return _(
        "A legal hold was lifted on %(date)s at %(time)s (%(zone)s); the period runs "
        "anew from then."
    ) % _moment(step)


def _held(step: Step) -> str:
    return _(
        "A legal hold is in force since %(date)s at %(time)s, so there is no last day "
        "until it is lifted."
    ) % _moment(step)


def _no_number(step: Step) -> str:
    return _("The policy names no number of days, so there is no last day.")


def _period(step: Step) -> str:
    number = step["number"]
    match step["unit"]:
        case "hours":
            text = ngettext(
                "The period is %(number)s hour; weekends and holidays count.",
                "The period is %(number)s hours; weekends and holidays count.",
                number,
            )
        case "calendar_days":
            text = ngettext(
                "The period is %(number)s day after that day; weekends and holidays "
                "count, and the last day does not move.",
                "The period is %(number)s days after that day; weekends and holidays "
                "count, and the last day does not move.",
                number,
            )
        case "working_days":
            text = ngettext(
                "The period is %(number)s working day after that day.",
                "The period is %(number)s working days after that day.",
                number,
            )
        case _:
            text = ngettext(
                "The period is %(number)s month from that day.",
                "The period is %(number)s months from that day.",
                number,
            )
    return text % {"number": number}


def _calendar(step: Step) -> str:
    return _("Working days follow the calendar of %(place)s.") % {
        "place": step["subdivision"] or step["country"]
    }


def _holiday(step: Step) -> str:
    on = date.fromisoformat(step["on"])
    try:
        name = holiday_name(step["country"], step["subdivision"], on, step["language"])
    except UnknownCalendar:  # a stored step of a place the package dropped since
        name = None
    return _("%(date)s does not count: %(name)s.") % {
        "date": _day(on),
        "name": name or step["name"],
    }


def _make_up_day(step: Step) -> str:
    return _(
        "%(date)s counts although it falls on a weekend: it is an official working day."
    ) % {"date": _day(date.fromisoformat(step["on"]))}


def _manual_off(step: Step) -> str:
    return _("%(date)s does not count: this office entered it as a day off.") % {
        "date": _day(date.fromisoformat(step["on"]))
    }


def _manual_working(step: Step) -> str:
    return _("%(date)s counts: this office entered it as a working day.") % {
        "date": _day(date.fromisoformat(step["on"]))
    }


def _weekend(step: Step) -> str:
    return ngettext(
        "%(days)s weekend day does not count.",
        "%(days)s weekend days do not count.",
        step["days"],
    ) % {"days": step["days"]}


def _short_month(step: Step) -> str:
    return _(
        "The last month has no day %(day)s, so its last day, %(length)s, is taken."
    ) % {"day": step["day"], "length": step["length"]}


def _last_day(step: Step) -> str:
    return _("The last day is %(date)s; it ends at %(time)s.") % _moment(step)


def _instant(step: Step) -> str:
    return _("The period ends on %(date)s at %(time)s.") % _moment(step)


SENTENCES: dict[str, Callable[[Step], str]] = {
    "start": _start,
    "start_assumed": _start_assumed,
    "released": _released,
    "held": _held,
    "no_number": _no_number,
    "period": _period,
    "calendar": _calendar,
    "holiday": _holiday,
    "make_up_day": _make_up_day,
    "manual_off": _manual_off,
    "manual_working": _manual_working,
    "weekend": _weekend,
    "short_month": _short_month,
    "last_day": _last_day,
    "instant": _instant,
}


def _day(on: date) -> str:
    # Translators: Django's date format characters; a weekday, a day, a month, a year.
    return format_date(on, pgettext("date format", "l j F Y"))


def _moment(step: Step) -> dict[str, str]:
    at = datetime.fromisoformat(step["at"])
    shown = at.strftime("%H:%M:%S" if at.second else "%H:%M")
    return {"date": _day(at.date()), "time": shown, "zone": step.get("zone", "")}
