"""The desk's short words: periods, who asks, languages, the reader's own clock."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.places import zone_name
from rights.choices import Relation
from rights.models import Clock

RELATIONS = {
    Relation.SELF: gettext_lazy("For themselves"),
    Relation.MINOR: gettext_lazy("For themselves, under age"),
    Relation.PARENT: gettext_lazy("Parent of the person"),
    Relation.REPRESENTATIVE: gettext_lazy("Representative"),
}


def relation_words(relation: str) -> str:
    """In whose name someone asks, seen from the office."""
    return str(RELATIONS[Relation(relation)])


def language_name(code: str) -> str:
    """ "ms" as "Malay", in the reader's language; the code where it has no name."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def zone_words(zone: str, now: datetime) -> dict[str, str]:
    """ "Asia/Kuala_Lumpur" as its place and its distance from UTC: "+8", "+5:30"."""
    offset = now.astimezone(ZoneInfo(zone)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "−"
    return {
        "place": zone_name(zone),
        "offset": f"{sign}{hours}:{rest:02d}" if rest else f"{sign}{hours}",
    }


def short_period(kind: str, number: int | None, unit: str) -> str:
    """“7 days”, “48 hours”, “Finish in 30 days”; also where there is no number."""
    if number is None:
        return _("In good time")
    if number == 0:
        return _("At once")
    words = period(number, unit)
    return str(DUTIES[kind]) % {"period": words} if kind in DUTIES else words


DUTIES: dict[str, Any] = {  # what a date is for, where it is not the answer
    **dict.fromkeys(Clock.CARRYING_OUT, gettext_lazy("Finish in %(period)s")),
    Clock.Kind.ACKNOWLEDGE: gettext_lazy("Say in %(period)s that it arrived"),
    Clock.Kind.IDENTITY_CHECK: gettext_lazy("Check the identity in %(period)s"),
    Clock.Kind.CLARIFICATION_REQUEST: gettext_lazy("Ask what is missing in %(period)s"),
    Clock.Kind.CLARIFICATION_ANSWER: gettext_lazy("The person has %(period)s"),
    Clock.Kind.CLAIM_FLAG: gettext_lazy("Mark the record in %(period)s"),
    Clock.Kind.AUTHORITY_ORDER: gettext_lazy("Carry out the order in %(period)s"),
    Clock.Kind.TRANSFER_FORWARD: gettext_lazy("Pass it on in %(period)s"),
}


def period(number: int, unit: str) -> str:
    match unit:
        case "hours":
            text = ngettext("%(number)d hour", "%(number)d hours", number)
        case "working_days":
            text = ngettext("%(number)d working day", "%(number)d working days", number)
        case "months":
            text = ngettext("%(number)d month", "%(number)d months", number)
        case _calendar_days:
            text = ngettext("%(number)d day", "%(number)d days", number)
    return text % {"number": number}
