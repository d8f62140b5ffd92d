"""How answers were kept lately: the account of the reports, and a year by months."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from rights.counted import Counted
from rights.forms.reports import DUTIES
from rights.models import Clock, RightsRequest
from rights.reports.kept import Account, known_account, received_between
from rights.reports.local_months import LocalMonths

YEAR = Counted[list["MonthKept"]](timedelta(minutes=1))
DAYS = 90
MONTHS = 12
RECEIVED = "rights_request__received_at"
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


def lately(
    controllers: Collection[int], *, event: int, today: date, now: datetime
) -> Account:
    """The answers to what was received in the last 90 days, as the report has them.

    `event` is the last one of all requests: until the next it is kept (`counted`).
    """
    return known_account(
        _requests(controllers),
        controllers,
        event=event,
        since=first_day(today),
        until=today,
        now=now,
        kinds=ANSWERING,
    )


def _requests(controllers: Collection[int]) -> QuerySet[RightsRequest]:
    return RightsRequest.objects.filter(controller__in=controllers)


def first_day(today: date) -> date:
    return today - timedelta(days=DAYS - 1)


def by_month(
    controllers: Collection[int],
    *,
    event: int,
    zones: Iterable[str],
    today: date,
    now: datetime,
) -> list[MonthKept]:
    """The last twelve months of the report, kept like `lately`."""
    return YEAR.of(
        {*controllers, today},
        event,
        now,
        lambda: _by_month(_requests(controllers), zones=zones, today=today, now=now),
    )


def _by_month(
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
    local = LocalMonths(first, today)
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
        .annotate(month=local.of_column(RECEIVED, "time_zone", zones))
        .values_list("month")
        .annotate(
            in_time=Count("pk", filter=Q(status=Clock.Status.MET)),
            late=Count("pk", filter=late),
        )
    )
    counted = {month: (met, met + missed) for month, met, missed in found}
    return [MonthKept(month, *counted.get(month, (0, 0))) for month in local.firsts]


def _months_back(first: date, number: int) -> date:
    for _each in range(number):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
