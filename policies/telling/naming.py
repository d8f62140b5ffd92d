"""Names of languages in the reader's language."""

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, to_locale


def language_name(code: str) -> str:
    """ "ms" as "Malay"; the code itself where no name is known."""
    try:
        locale = Locale.parse(to_locale(code))
        reader = Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return code
    return (locale.get_display_name(reader) or code).capitalize()
