"""In which month something came, by the local day of the place."""

from datetime import UTC, date, datetime

import pytest

from rights.reports.local_months import LocalMonths

SINCE, UNTIL = date(2026, 1, 10), date(2026, 3, 5)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "month"),
    [
        ("2026-01-09T15:59:59", "Asia/Kuala_Lumpur", None),  # 23:59 on the 9th
        ("2026-01-09T16:00:00", "Asia/Kuala_Lumpur", date(2026, 1, 1)),
        ("2026-01-31T16:00:00", "Asia/Kuala_Lumpur", date(2026, 2, 1)),
        ("2026-01-31T16:00:00", "America/Lima", date(2026, 1, 1)),
        ("2026-02-01T04:59:59", "America/Lima", date(2026, 1, 1)),
        ("2026-03-05T15:59:59", "Asia/Kuala_Lumpur", date(2026, 3, 1)),
        ("2026-03-05T16:00:00", "Asia/Kuala_Lumpur", None),  # the day after the last
    ],
)
def test_a_moment_lies_in_the_month_of_its_local_day(
    moment: str, zone: str, month: date | None
) -> None:
    assert LocalMonths(SINCE, UNTIL).of(at(moment), zone) == month


def test_each_month_that_the_period_touches_is_there() -> None:
    assert LocalMonths(SINCE, UNTIL).firsts == [
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
    ]
