"""Names of countries and of time zones, in the reader's language."""

from functools import cache, lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from django.utils.translation import get_language, to_locale


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


@cache  # walks the whole zone folder
def time_zones() -> tuple[str, ...]:
    """IANA names a person may choose: "Asia/Kuching", sorted."""
    names = available_timezones()
    return tuple(sorted(z for z in names if "/" in z and not z.startswith("Etc/")))
