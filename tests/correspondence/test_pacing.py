"""When a sending ends, and that workers together keep the relay's pace."""

from datetime import UTC, datetime, time, timedelta

import pytest

from correspondence.pacing import Plan, finish, take

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOURS = Plan(
    per_second=1, opens=time(9), closes=time(17), time_zone="Asia/Kuala_Lumpur"
)


@pytest.mark.parametrize(
    ("count", "plan", "takes"),
    [
        pytest.param(0, Plan(per_second=14), timedelta(), id="nobody"),
        pytest.param(
            1_000_000, Plan(per_second=14), timedelta(seconds=71_429), id="19.8 hours"
        ),
        # The twentieth day's share leaves as soon as that day begins.
        pytest.param(
            1_000_000,
            Plan(per_second=14, per_day=50_000),
            timedelta(days=18, hours=16) + timedelta(seconds=50_000 / 14),
            id="20 days",
        ),
        # 16:00 there: an hour is left, then eight hours from nine the next day.
        pytest.param(3_700, HOURS, timedelta(hours=17, seconds=100), id="window"),
    ],
)
def test_a_sending_ends_when_the_limits_say(
    count: int, plan: Plan, takes: timedelta
) -> None:
    ends = finish(count, plan, start=START)

    assert abs(ends - (START + takes)) <= timedelta(seconds=1)


def test_the_largest_domain_can_take_longest() -> None:
    plan = Plan(per_second=100, per_domain=60)

    ends = finish(10_000, plan, start=START, largest_domain=7_200)

    assert ends == START + timedelta(hours=2)


@pytest.mark.django_db(transaction=True)
def test_all_workers_together_keep_the_pace_and_the_day() -> None:
    plan = Plan(per_second=10, per_day=25)

    def booked(at: datetime) -> int:
        return sum(take(8, at=at, plan=plan)[0] for _worker in range(4))

    seconds = [booked(START + timedelta(seconds=n)) for n in range(4)]

    assert seconds == [10, 10, 5, 0]
    assert booked(START + timedelta(days=1)) == 10


@pytest.mark.django_db(transaction=True)
def test_nothing_leaves_while_the_window_is_closed() -> None:
    night = datetime(2026, 3, 2, 20, tzinfo=UTC)

    granted, wait = take(5, at=night, plan=HOURS)

    assert granted == 0
    assert wait == 60
