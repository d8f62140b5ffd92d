"""Names of countries and of time zones, in the reader's language."""

from functools import cache, lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
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


@cache  # walks the whole zone folder
def time_zones() -> tuple[str, ...]:
    """IANA names a person may choose: "Asia/Kuching", sorted."""
    names = available_timezones()
    return tuple(sorted(z for z in names if "/" in z and not z.startswith("Etc/")))
