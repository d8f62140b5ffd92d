"""Which days count as working days in a country or one of its subdivisions.

The `holidays` package knows public holidays, the weekend of each subdivision and year
(Terengganu rests on Friday and Saturday) and the official make-up working days of
China. An office adds its own days over that.
"""

import sys
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

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


WORKED = frozenset({DayKind.WORKING, DayKind.MAKE_UP_DAY, DayKind.MANUAL_WORKING})


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
        return self.kind in WORKED


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of a country (ISO 3166-1) or a subdivision (ISO 3166-2: MY-11)."""

    country: str
    subdivision: str | None = None
    manual_days: tuple[ManualDay, ...] = ()

    @property
    def place(self) -> str:
        return self.subdivision or self.country

    def day(self, on: date) -> Day:
        """What `on` is here. Raises UnknownCalendar for a country or part not known."""
        for manual in self.manual_days:
            if manual.on == on:
                kind = (
                    DayKind.MANUAL_WORKING if manual.is_working else DayKind.MANUAL_OFF
                )
                return Day(on, kind, manual.name)
        year = _year(self.country, self.subdivision, on.year, "en")
        is_weekend = on.weekday() in year._get_weekend(on)
        if year.is_working_day(on):
            return Day(on, DayKind.MAKE_UP_DAY if is_weekend else DayKind.WORKING)
        if name := year.get(on):
            return Day(on, DayKind.HOLIDAY, name)
        return Day(on, DayKind.WEEKEND)

    def check(self) -> None:
        """Raise UnknownCalendar unless holidays are known for this place."""
        _subdivision_code(self.country, self.subdivision)


def holiday_name(
    country: str, subdivision: str | None, on: date, language: str
) -> str | None:
    """The holiday of `on` in the reader's language where the package has it."""
    return _year(country, subdivision, on.year, language).get(on)


@cache
def package_version() -> str:
    return version("holidays")


# A year of one place is some 20 dates; 128 of them serve every example controller.
@lru_cache(maxsize=128)
def _year(
    country: str, subdivision: str | None, year: int, language: str
) -> "HolidayBase":
    return _package().country_holidays(
        country,
        subdiv=_subdivision_code(country, subdivision),
        years=year,
        expand=False,
        language=_package_language(country, language),
    )


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
