"""Names of countries and of time zones, in the reader's language."""

from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, to_locale


def country_name(code: str, language: str = "") -> str:
    """ "MY" as "Malaysia"; the code itself where no name is known."""
    try:
        locale = Locale.parse(to_locale(language or get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    name: str = locale.territories.get(code, code)
    return name


def time_zones() -> list[str]:
    """IANA names a person may choose: "Asia/Kuching", sorted."""
    return sorted(z for z in available_timezones() if "/" in z and "Etc/" not in z)
