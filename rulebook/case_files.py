"""Reads a case for the what-if calculator from JSON, and writes its clocks as JSON.

The shape is a machine interface (docs/rulebook.md): people script against it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from rulebook.case_clocks import Case, CaseClock, Event, EventType, in_order
from rulebook.clock import Calendar, ManualDay
from rulebook.errors import BadCase, UnknownCalendar
from rulebook.terms import RIGHTS
from rulebook.what_if import what_if_rules

NO_COUNTRY = frozenset(
    {"EZ", "QO", "UN", "XA", "XB", "ZZ"}
)  # named by CLDR all the same
YEARS = range(1970, 2200)
KINDS = ("rights_request", "breach")
REQUIRED = ("kind", "controller", "country", "received_at")
OPTIONAL = (
    "right",
    "subdivision",
    "controller_time_zone",
    "promises",
    "statutes",
    "events",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a controller's establishment stands, and its office's own days."""

    time_zone: str
    subdivision: str
    manual_days: tuple[ManualDay, ...] = ()


# (controller, country) -> its establishment; None for a country it is not in.
# Raises KeyError for a controller that is not known.
Places = Callable[[str, str], Place | None]


def read_case(data: object, places: Places) -> Case:
    """A case from parsed JSON. Raises BadCase with one sentence on what is wrong."""
    if not isinstance(data, dict):
        raise BadCase("A case must be a JSON object.")
    for name in REQUIRED:
        if name not in data:
            raise BadCase(f"The field {name!r} is missing.")
    kind = _word("kind", data["kind"], KINDS)
    country = _country(data["country"])
    controller = data["controller"]
    place = _place(controller, country, places)
    time_zone = data.get("controller_time_zone") or (place and place.time_zone)
    if not time_zone:
        raise BadCase(
            "The field 'controller_time_zone' is needed where no controller is named."
        )
    return Case(
        kind=kind,
        controller=controller,
        country=country,
        subdivision=_subdivision(data.get("subdivision"), country, place),
        time_zone=_zone(time_zone),
        right=_right(data.get("right"), kind),
        received_at=_moment("received_at", data["received_at"]),
        events=_events(data.get("events")),
        promises=what_if_rules(_list("promises", data.get("promises")), country),
        statutes=_statutes(data.get("statutes", True)),
        manual_days=place.manual_days if place else (),
    )


def unread(data: Mapping[str, Any]) -> list[str]:
    """Names in the input that mean nothing here: likely typing errors."""
    return sorted(set(data) - {*REQUIRED, *OPTIONAL})


def without_effect(case: Case) -> list[Event]:
    """Events that lie before the receipt, and so cannot be about this case."""
    return [event for event in case.events if event.at < case.received_at]


def write_clock(clock: CaseClock, language: str = "en") -> dict[str, Any]:
    """One clock as JSON-able data, in the order of the machine interface."""
    rule = clock.rule
    return {
        "clock": str(clock.clock),
        "source_kind": str(rule.source_kind),
        "rule": rule.code,
        "promise": rule.promise or None,
        "number": rule.number,
        "unit": str(rule.unit) or None,
        "due_at": clock.due_at.isoformat() if clock.due_at else None,
        "status": str(clock.status),
        "leading": clock.leading,
        "citation": rule.source,
        "explanation": clock.explanation(language),
    }


def _word(name: str, value: object, known: tuple[str, ...]) -> str:
    if value not in known:
        raise BadCase(
            f"The {name} {value!r} is not known: it must be one of {', '.join(known)}."
        )
    return str(value)


@cache
def _countries() -> frozenset[str]:
    from babel import Locale  # some MB, and only this command needs the names

    names = [str(code) for code in Locale("en").territories]
    return frozenset(code for code in names if len(code) == 2) - NO_COUNTRY


def _country(value: object) -> str:
    if not isinstance(value, str) or value not in _countries():
        raise BadCase(
            f"The country {value!r} is not known: it must be an ISO 3166-1 code of two "
            "capital letters, such as MY, or EU."
        )
    return value


def _place(controller: object, country: str, places: Places) -> Place | None:
    if controller is None:
        return None
    if not isinstance(controller, str):
        raise BadCase(f"The controller {controller!r} is not known.")
    try:
        place = places(controller, country)
    except KeyError:
        raise BadCase(f"The controller {controller!r} is not known.") from None
    if place is None:
        raise BadCase(
            f"The controller {controller!r} has no establishment in {country}, so its "
            "policy promises nothing there."
        )
    return place


def _subdivision(value: object, country: str, place: Place | None) -> str | None:
    if value in (None, ""):
        return place.subdivision or None if place else None
    if not isinstance(value, str):
        raise BadCase(f"The subdivision {value!r} is not known.")
    try:
        Calendar(country, value).check()
    except UnknownCalendar as error:
        raise BadCase(str(error)) from None
    return value


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ValueError, OSError, KeyError):  # zoneinfo's "not found" is a KeyError
        raise BadCase(f"The time zone {value!r} is not known.") from None


def _right(value: object, kind: str) -> str | None:
    if value is None and kind == "breach":
        return None
    if value is None:
        raise BadCase("The field 'right' is missing.")
    return _word("right", value, RIGHTS)


def _moment(name: str, value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise BadCase(
            f"The moment {value!r} in {name!r} is not a date and time as in "
            "2026-05-04T18:00:00+05:00."
        ) from None
    if moment.utcoffset() is None:
        raise BadCase(
            f"The moment {value!r} in {name!r} needs its offset from UTC, "
            "as in 2026-05-04T18:00:00+05:00."
        )
    if moment.year not in YEARS:
        raise BadCase(
            f"The moment {value!r} in {name!r} lies outside the years "
            f"{YEARS[0]} to {YEARS[-1]}."
        )
    return moment


def _statutes(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, bool):
        raise BadCase(f"The field 'statutes' must be true or false, not {value!r}.")
    return value


def _list(name: str, value: object) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise BadCase(f"The field {name!r} must be a list of JSON objects.")
    return value


def _events(value: object) -> tuple[Event, ...]:
    events = []
    for entry in _list("events", value):
        type_ = _word("event type", entry.get("type"), tuple(EventType))
        events.append(Event(EventType(type_), _moment("events", entry.get("at"))))
    return in_order(events)
