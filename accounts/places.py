"""Names of countries, their states and time zones, in the reader's language."""

import tomllib
from collections import defaultdict
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.dates import get_timezone_location
from babel.languages import get_official_languages
from django.utils.translation import get_language, to_locale

SUBDIVISIONS = Path(__file__).resolve().parent / "subdivisions.toml"


def country_name(code: str, language: str = "") -> str:
    """ "MY" as "Malaysia"; the code itself where no name is known."""
    return _country_name(code, language or get_language() or "en")


@lru_cache(maxsize=4096)
def _country_name(code: str, language: str) -> str:
    try:
        locale = Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    name: str = locale.territories.get(code, code)
    return name


def place_name(country: str, subdivision: str = "", language: str = "") -> str:
    """ "Selangor, Malaysia"; the code stands for a state whose name is not known.

    Of a region ("EU") the part is a country or lies in one ("DE", "DE-BE").
    """
    code = subdivision or country
    head = code.partition("-")[0]
    land = country_name(head, language)
    if code == head:
        return land
    names = _subdivisions().get(code)
    if names is None:
        return f"{land} ({code})"
    spoken = (language or get_language() or "en").lower()
    name = names.get(spoken) or names.get(spoken.partition("-")[0]) or names["en"]
    return f"{land}{name}" if spoken.startswith("zh") else f"{name}, {land}"


@cache
def _subdivisions() -> dict[str, dict[str, str]]:
    return tomllib.loads(SUBDIVISIONS.read_text(encoding="utf-8"))


def languages_missing(country: str, spoken: list[str]) -> list[str]:
    """The official languages of a country that are not among `spoken`: ["kk"]."""
    bases = {code.split("-")[0] for code in spoken}
    official = get_official_languages(country)
    return [code for code in official if "_" not in code and code not in bases]


def language_name(code: str, language: str = "") -> str:
    """ "kk" as "Kazakh", in `language` or the reader's; the code where it has none."""
    locale = Locale.parse(to_locale(language or get_language() or "en"))
    name: str = locale.languages.get(code, code)
    return name


def zone_name(zone: str, language: str = "") -> str:
    """ "Asia/Kuala_Lumpur" as "Kuala Lumpur", in the reader's language."""
    return _zone_name(zone, language or get_language() or "en") if zone else ""


@lru_cache(maxsize=4096)
def _zone_name(zone: str, language: str) -> str:
    try:
        found = get_timezone_location(
            zone, locale=to_locale(language), return_city=True
        )
    except (LookupError, UnknownLocaleError, ValueError):
        found = zone.replace("_", " ")
    return str(found).rpartition("/")[2]


def zone_choices(current: str) -> list[tuple[str, str]]:
    """The zones a person may choose, by the names of their places, each place once.

    Of several names for one zone ("Asia/Saigon") the one that says the place is
    offered, in its long form, unless the person has another one.
    """
    named: dict[str, list[str]] = defaultdict(list)
    for zone in time_zones():
        named[zone_name(zone)].append(zone)

    def fitness(zone: str) -> tuple[bool, bool, int]:
        says_it = zone.endswith("/" + zone_name(zone, "en").replace(" ", "_"))
        return zone == current, says_it, zone.count("/")

    shown = ((max(zones, key=fitness), name) for name, zones in named.items())
    return sorted(shown, key=itemgetter(1))


@cache  # walks the whole zone folder
def time_zones() -> tuple[str, ...]:
    """IANA names a person may choose: "Asia/Kuching", sorted."""
    names = available_timezones()
    return tuple(sorted(z for z in names if "/" in z and not z.startswith("Etc/")))
