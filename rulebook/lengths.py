"""How long a period is, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rulebook.periods import Unit


def period_words(number: int | None, unit: str) -> str:
    """ "48 hours", "3 working days", "1 month"; what no number means, said so."""
    if number is None:
        return _("no number of days")
    match unit:
        case Unit.HOURS:
            text = ngettext("%(number)s hour", "%(number)s hours", number)
        case Unit.CALENDAR_DAYS:
            text = ngettext("%(number)s day", "%(number)s days", number)
        case Unit.WORKING_DAYS:
            text = ngettext("%(number)s working day", "%(number)s working days", number)
        case _:
            text = ngettext("%(number)s month", "%(number)s months", number)
    return text % {"number": number}
