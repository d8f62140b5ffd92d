"""The month in which something came, by the local day of the place.

Where a month begins is worked out once for each zone; which month a moment lies in is
then a search among a dozen instants, or a comparison in the database, and not a
calculation for every row.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import Case, DateField, Q, Value, When

DAY = timedelta(days=1)


def months(since: date, until: date) -> Iterator[date]:
    """The first day of each month that the period touches."""
    first = since.replace(day=1)
    while first <= until:
        yield first
        first = (first + timedelta(days=31)).replace(day=1)


class LocalMonths:
    """The months from `since` to `until`, both days included, in any zone."""

    def __init__(self, since: date, until: date) -> None:
        self.firsts = list(months(since, until))
        begins = [max(first, since) for first in self.firsts]
        self.days = [*begins, until + DAY]
        self.starts = cache(self._starts)

    def _starts(self, zone: str) -> list[datetime]:
        """The instant, in UTC, at which each begins there, and the end of the last."""
        info = ZoneInfo(zone)
        return [
            datetime.combine(day, time(), info).astimezone(UTC) for day in self.days
        ]

    def of(self, moment: datetime, zone: str) -> date | None:
        """The first day of its month; None before the first and after the last."""
        at = bisect_right(self.starts(zone), moment) - 1
        return self.firsts[at] if 0 <= at < len(self.firsts) else None

    def of_column(self, path: str, zone_path: str, zones: Iterable[str]) -> Case:
        """The same, asked of the database. A moment in no zone named has none."""
        return Case(
            *(
                When(
                    Q(
                        (zone_path, zone),
                        (f"{path}__gte", start),
                        (f"{path}__lt", end),
                    ),
                    then=Value(first),
                )
                for zone in sorted({*zones})
                for first, start, end in zip(
                    self.firsts,
                    self.starts(zone),
                    self.starts(zone)[1:],
                    strict=False,
                )
            ),
            default=None,
            output_field=DateField(),
        )
