"""How answers were kept lately: the account of the reports, and a year by months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.db.models.functions import ExtractMonth, ExtractYear

from rights.forms.reports import DUTIES
from rights.models import Clock, RightsRequest
from rights.reports.kept import Account, account, months, received_between

DAYS = 90
MONTHS = 12
_LABEL, ANSWERING = DUTIES["answer"]


@dataclass(frozen=True)
class MonthKept:
    """Answers to what was received in one month, as far as they had to be given."""

    first: date
    in_time: int
    judged: int

    @property
    def share(self) -> float | None:
        return self.in_time / self.judged if self.judged else None


def lately(requests: QuerySet[RightsRequest], *, today: date, now: datetime) -> Account:
    """The answers to what was received in the last 90 days, as the report has them."""
    return account(
        requests, since=first_day(today), until=today, now=now, kinds=ANSWERING
    )


def first_day(today: date) -> date:
    return today - timedelta(days=DAYS - 1)


def by_month(
    requests: QuerySet[RightsRequest],
    *,
    zones: Iterable[str],
    today: date,
    now: datetime,
) -> list[MonthKept]:
    """The last twelve months of the report, counted by the database: one query.

    Like the report it takes the month from the local day of the establishment, and
    counts as late what is open past its last instant.
    """
    first = _months_back(today.replace(day=1), MONTHS - 1)
    late = Q(status=Clock.Status.MISSED) | Q(
        status__in=Clock.OPEN_STATUSES, due_at__lt=now
    )
    found = (
        Clock.objects.filter(
            rights_request__in=received_between(requests, first, today)
            .order_by()
            .values("pk"),
            kind__in=ANSWERING,
            number__isnull=False,
        )
        .order_by()
        .annotate(month=_local_month(sorted({*zones})))
        .values_list("month")
        .annotate(
            in_time=Count("pk", filter=Q(status=Clock.Status.MET)),
            late=Count("pk", filter=late),
        )
    )
    counted = {month: (met, met + missed) for month, met, missed in found}
    return [
        MonthKept(month, *counted.get(_number(month), (0, 0)))
        for month in months(first, today)
    ]


def _local_month(zones: Sequence[str]) -> Case:
    """The month of receipt where the clock runs, counted from the year 0.

    A number, since a month cut out of a moment is a date on one database only. The
    zones are known beforehand; a clock of no place that may be seen has none.
    """
    path = "rights_request__received_at"
    return Case(
        *(
            When(
                time_zone=zone,
                then=ExtractYear(path, tzinfo=ZoneInfo(zone)) * 12
                + ExtractMonth(path, tzinfo=ZoneInfo(zone)),
            )
            for zone in zones
        ),
        default=None,
        output_field=IntegerField(),
    )


def _number(month: date) -> int:
    return month.year * 12 + month.month


def _months_back(first: date, number: int) -> date:
    for _each in range(number):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
