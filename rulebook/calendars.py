"""Which days count as working days in a country or one of its subdivisions.

The `holidays` package knows public holidays, the weekend of each subdivision and year
(Terengganu rests on Friday and Saturday) and the official make-up working days of
China. An office adds its own days over that.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from rulebook.errors import UnknownCalendar

if TYPE_CHECKING:
    from holidays import HolidayBase


class DayKind(StrEnum):
    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP_DAY = "make_up_day"  # a weekend day declared a working day by the state
    MANUAL_OFF = "manual_off"
    MANUAL_WORKING = "manual_working"


# As one byte each in the cached years; `KINDS[byte]` is the kind again.
KINDS: Final = tuple(DayKind)
WORKING, WEEKEND, HOLIDAY, MAKE_UP_DAY, MANUAL_OFF, MANUAL_WORKING = range(len(KINDS))
WORKED: Final = frozenset({WORKING, MAKE_UP_DAY, MANUAL_WORKING})

# Regions of several countries: weekends are known, holidays only by the member state.
REGIONS: Final = frozenset({"EU"})


@dataclass(frozen=True, slots=True)
class ManualDay:
    """A day that an office declared off, or a working day, over the package."""

    on: date
    is_working: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    kind: DayKind
    name: str = ""  # of the holiday, in English

    @property
    def is_working(self) -> bool:
        return KINDS.index(self.kind) in WORKED


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of a country (ISO 3166-1) or a subdivision (ISO 3166-2: MY-11).

    Of the EU the subdivision names the member state, or a part of it (DE, DE-BE);
    without one only Saturdays and Sundays are days off.
    """

    country: str
    subdivision: str | None = None
    manual_days: tuple[ManualDay, ...] = ()

    @property
    def place(self) -> str:
        return self.subdivision or self.country

    def day(self, on: date) -> Day:
        """What `on` is here. Raises UnknownCalendar for a country or part not known."""
        kind = self.kinds(on.year)[on.timetuple().tm_yday - 1]
        named = kind in (HOLIDAY, MANUAL_OFF, MANUAL_WORKING)
        return Day(on, KINDS[kind], self.name(on) if named else "")

    def name(self, on: date) -> str:
        """What the office or else the package calls a day, in English, or nothing."""
        for manual in self.manual_days:
            if manual.on == on:
                return manual.name
        return _year(self.country, self.subdivision, on.year).names.get(on, "")

    def kinds(self, year: int) -> bytes:
        """The kind of each day of a year, the first of January first.

        Raises UnknownCalendar as `day` does.
        """
        known = _year(self.country, self.subdivision, year).kinds
        return (
            _with_manual(known, self.manual_days, year) if self.manual_days else known
        )

    def check(self) -> None:
        """Raise UnknownCalendar unless holidays are known for this place."""
        _package_place(self.country, self.subdivision)


def holiday_name(
    country: str, subdivision: str | None, on: date, language: str
) -> str | None:
    """The holiday of `on` in the reader's language where the package has it."""
    holidays = _holidays(country, subdivision, on.year, language)
    return holidays.get(on) if holidays is not None else None


@cache
def package_version() -> str:
    return version("holidays")


@dataclass(frozen=True, slots=True)
class _Year:
    kinds: bytes
    names: Mapping[date, str]


@lru_cache(maxsize=1024)  # half a kilobyte each
def _year(country: str, subdivision: str | None, year: int) -> _Year:
    holidays = _holidays(country, subdivision, year, "en")
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = [date.fromordinal(one) for one in range(first, last + 1)]
    if holidays is None:  # a region
        kinds = (WEEKEND if day.weekday() in (5, 6) else WORKING for day in days)
        return _Year(bytes(kinds), {})
    return _Year(bytes(_kind(holidays, day) for day in days), dict(holidays.items()))


def _kind(holidays: "HolidayBase", day: date) -> int:
    if holidays.is_working_day(day):
        is_weekend = day.weekday() in holidays._get_weekend(day)
        return MAKE_UP_DAY if is_weekend else WORKING
    return HOLIDAY if holidays.get(day) else WEEKEND


@lru_cache(maxsize=256)
def _with_manual(known: bytes, manual: tuple[ManualDay, ...], year: int) -> bytes:
    kinds = bytearray(known)
    for day in reversed(manual):  # the first of two for one day holds
        if day.on.year == year:
            kind = MANUAL_WORKING if day.is_working else MANUAL_OFF
            kinds[day.on.timetuple().tm_yday - 1] = kind
    return bytes(kinds)


# A year of one place is some 20 dates; 128 of them serve every example controller.
@lru_cache(maxsize=128)
def _holidays(
    country: str, subdivision: str | None, year: int, language: str
) -> "HolidayBase | None":
    """The package's holidays of a year; None for a region without a member state."""
    place = _package_place(country, subdivision)
    if place is None:
        return None
    return _package().country_holidays(
        place[0],
        subdiv=place[1],
        years=year,
        expand=False,
        language=_package_language(place[0], language),
    )


def _package_place(
    country: str, subdivision: str | None
) -> tuple[str, str | None] | None:
    """The package's codes of country and part. Raises UnknownCalendar."""
    if country not in REGIONS:
        return country, _subdivision_code(country, subdivision)
    if not subdivision:
        return None
    state, _, part = subdivision.partition("-")
    return state, _subdivision_code(state, subdivision if part else None)


@cache
def _country(code: str) -> "HolidayBase | None":
    """What the package knows of one country."""
    package = _package()
    if len(code) != 2 or not code.isupper():
        return None
    entity = getattr(package, code, None)
    return entity() if entity else None


@cache
def _package() -> ModuleType:
    """The holidays package, imported on first use, without what is not asked for.

    Its folder of countries imports every country of the world at once: 20 MB in each
    web process, where an office needs a few. An empty package in that place, with the
    same path, lets each country be found alone.
    """
    import holidays

    name = f"{holidays.__name__}.countries"
    if name not in sys.modules:
        countries = ModuleType(name)
        countries.__path__ = [str(Path(holidays.__path__[0]) / "countries")]
        sys.modules[name] = countries
    return holidays


def _subdivision_code(country: str, subdivision: str | None) -> str | None:
    """The package's code of `subdivision`; None where it has the whole country only."""
    known = _country(country)
    if known is None:
        raise UnknownCalendar(f"No holiday calendar is known for country {country!r}.")
    if not subdivision:
        return None
    prefix, _, code = subdivision.partition("-")
    if prefix != country or not code:
        raise UnknownCalendar(
            f"{subdivision!r} is not a subdivision of {country}: "
            f"it must read like {country}-01 (ISO 3166-2)."
        )
    if not known.subdivisions:  # the package does not tell this country's parts apart
        return None
    if code not in known.subdivisions:
        raise UnknownCalendar(
            f"No holiday calendar is known for the subdivision {subdivision!r}."
        )
    return code


def _package_language(country: str, language: str) -> str | None:
    """The package's name of `language` for this country, else English, else its own."""
    known = _country(country)
    offered = known.supported_languages if known is not None else ()
    script = {"zh-hans": "zh_CN", "zh-hant": "zh_TW"}.get(language.lower())
    wanted = script or language.replace("-", "_")
    for name in offered:
        if name == wanted or name.split("_")[0] == wanted.split("_")[0] != "zh":
            return name
    return next((name for name in ("en_US", "en_GB") if name in offered), None)
