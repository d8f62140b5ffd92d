"""A length of time in two words at most: "5 h", "1.4 days", "12 days"."""

from datetime import timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HOURS_UP_TO = timedelta(days=2)
ONE_DECIMAL_UP_TO = timedelta(days=10)


def span_words(span: timedelta) -> str:
    """Elapsed time, nights and weekends counted; short ones in hours."""
    if span < HOUR:
        return _("under 1 h")
    if span <= HOURS_UP_TO:
        return _("%(number)s h") % {"number": round(span / HOUR)}
    days = span / DAY
    places = 1 if span < ONE_DECIMAL_UP_TO else 0
    return _("%(number)s days") % {"number": number_format(days, places)}
