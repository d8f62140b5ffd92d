"""Tells the steps of a clock as sentences in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_supported_language_variant, ngettext, override
from django.utils.translation import gettext as _

from accounts.places import place_name
from rulebook import explanation_events
from rulebook.calendars import REGIONS, holiday_name
from rulebook.errors import UnknownCalendar
from rulebook.moments import iso_day_in_words, moment_in_words

Step = Mapping[str, Any]


def explain(steps: Iterable[Step], language: str) -> list[str]:
    """One sentence for each step that says something, in `language` or else English.

    A holiday is named in that language where the package has it, else in English. A
    step of a kind not known here (from a newer version) is left out.
    """
    place: dict[str, Any] = {}
    sentences: list[str] = []
    with override(_portal_language(language)):
        for step in steps:
            if step["step"] == "calendar":
                place = {"country": step["country"], "subdivision": step["subdivision"]}
            if tell := SENTENCES.get(step["step"]):
                told = tell({**place, **step, "language": language})
                sentences += [told] if isinstance(told, str) else told
    return sentences


def _portal_language(language: str) -> str:
    """The language of the sentences and their dates: one the portal speaks."""
    try:
        return get_supported_language_variant(language)
    except LookupError:
        return "en"


def _no_number(step: Step) -> str:
    match step.get("source"):
        case "statute":
            return _("The law names no number of days, so there is no last day.")
        case "operator":
            return _("This office set no number of days, so there is no last day.")
        case _:
            return _("The policy names no number of days, so there is no last day.")


def _period(step: Step) -> str:
    number = step["number"]
    if number == 0:
        return _("No time is given: it is due on the day itself.")
    if step.get("counts_first_day"):
        return _period_with_first_day(step)
    match step["unit"]:
        case "hours":
            text = ngettext(
                "The period is %(number)s hour; weekends and holidays count.",
                "The period is %(number)s hours; weekends and holidays count.",
                number,
            )
        case "calendar_days":
            text = _calendar_days(step)
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


def _calendar_days(step: Step) -> str:
    if step.get("roll_over"):
        return ngettext(
            "The period is %(number)s day after that day; weekends and holidays count, "
            "but not as the last day.",
            "The period is %(number)s days after that day; weekends and holidays "
            "count, but not as the last day.",
            step["number"],
        )
    return ngettext(
        "The period is %(number)s day after that day; weekends and holidays count, and "
        "the last day does not move.",
        "The period is %(number)s days after that day; weekends and holidays count, "
        "and the last day does not move.",
        step["number"],
    )


def _period_with_first_day(step: Step) -> str:
    number = step["number"]
    match step["unit"]:
        case "working_days":
            text = ngettext(
                "The period is %(number)s working day, beginning with that day.",
                "The period is %(number)s working days, beginning with that day.",
                number,
            )
        case "months":
            text = ngettext(
                "The period is %(number)s month, beginning with that day.",
                "The period is %(number)s months, beginning with that day.",
                number,
            )
        case _:
            text = ngettext(
                "The period is %(number)s day, beginning with that day; weekends and "
                "holidays count.",
                "The period is %(number)s days, beginning with that day; weekends and "
                "holidays count.",
                number,
            )
    return text % {"number": number}


def calendar_name(country: str, subdivision: str | None) -> str:
    """ "Kazakhstan", "Kuala Lumpur, Malaysia", in the language in force."""
    return place_name(country, subdivision or "")


def _calendar(step: Step) -> str:
    if step["country"] in REGIONS and not step["subdivision"]:
        return _(
            "No member state is named, so only Saturdays and Sundays are days off here."
        )
    return _("Working days follow the calendar of %(place)s.") % {
        "place": calendar_name(step["country"], step["subdivision"])
    }


def _name(step: Step) -> str:
    """The holiday in the reader's language, else as it was stored."""
    on = date.fromisoformat(step["on"])
    try:
        name = holiday_name(step["country"], step["subdivision"], on, step["language"])
    except UnknownCalendar:  # a stored step of a place the package dropped since
        name = None
    return name or str(step["name"])


def _holiday(step: Step) -> str:
    return _("%(date)s does not count: %(name)s.") % {
        "date": iso_day_in_words(step["on"]),
        "name": _name(step),
    }


def _roll_over(step: Step) -> list[str]:
    """Each day that the last day cannot be, and so moves over."""
    place = {name: step[name] for name in ("country", "subdivision", "language")}
    return [_passed_over({**place, **day}) for day in step["over"]]


def _passed_over(step: Step) -> str:
    told = {"date": iso_day_in_words(step["on"])}
    match step["step"]:
        case "holiday":
            return _("%(date)s cannot be the last day, which moves on: %(name)s.") % {
                **told,
                "name": _name(step),
            }
        case "manual_off":
            return _(
                "%(date)s cannot be the last day, which moves on: this office "
                "entered it as a day off."
            ) % _own_day(step)
        case _:
            return (
                _(
                    "%(date)s cannot be the last day, which moves on: it falls on a "
                    "weekend."
                )
                % told
            )


def _resumed(step: Step) -> str:
    return _(
        "No last day lies before the reply, so it is the first working day from then: "
        "%(date)s."
    ) % {"date": iso_day_in_words(step["to"])}


def _make_up_day(step: Step) -> str:
    return _(
        "%(date)s counts although it falls on a weekend: it is an official working day."
    ) % {"date": iso_day_in_words(step["on"])}


def _own_day(step: Step) -> dict[str, str]:
    """ "Wednesday 2 December 2026 (State election)", as the office called it."""
    name = step.get("name")
    day = iso_day_in_words(step["on"])
    return {"date": f"{day} ({name})" if name else day}


def _manual_off(step: Step) -> str:
    return _(
        "%(date)s does not count: this office entered it as a day off."
    ) % _own_day(step)


def _manual_working(step: Step) -> str:
    return _("%(date)s counts: this office entered it as a working day.") % _own_day(
        step
    )


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
    return _("The last day is %(date)s; it ends at %(time)s.") % moment_in_words(
        step["at"]
    )


def _instant(step: Step) -> str:
    return _("The period ends on %(date)s at %(time)s.") % moment_in_words(step["at"])


SENTENCES: dict[str, Callable[[Step], str | list[str]]] = {
    **explanation_events.SENTENCES,
    "no_number": _no_number,
    "period": _period,
    "calendar": _calendar,
    "holiday": _holiday,
    "make_up_day": _make_up_day,
    "manual_off": _manual_off,
    "manual_working": _manual_working,
    "weekend": _weekend,
    "short_month": _short_month,
    "roll_over": _roll_over,
    "resumed": _resumed,
    "last_day": _last_day,
    "instant": _instant,
}
