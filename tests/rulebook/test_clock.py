import subprocess
import sys
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.clock import Calendar, ManualDay, Period, Unit, due_at
from rulebook.errors import BadPeriod, UnknownCalendar

ALMATY = ZoneInfo("Asia/Almaty")
KUALA_LUMPUR = ZoneInfo("Asia/Kuala_Lumpur")
SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def last_day(start: str, number: int, unit: str, zone: ZoneInfo, place: str) -> str:
    calendar = Calendar(place[:2], place if "-" in place else None)
    return str(due_at(at(start), Period(number, Unit(unit)), zone, calendar).last_day)


@pytest.mark.parametrize(
    ("start", "number", "place", "expected"),
    [
        # A weekend between receipt and the first working day.
        ("2026-05-15T18:00:00+05:00", 1, "KZ", "2026-05-18"),
        # Nauryz: 21 to 23 March, with days off on the 24th and 25th.
        ("2026-03-20T10:00:00+05:00", 1, "KZ", "2026-03-26"),
        # Victory Day fell on a Saturday, so Monday was off.
        ("2026-05-08T09:00:00+05:00", 1, "KZ", "2026-05-12"),
        # Kazakhstan is at UTC+5: this instant is still Monday in UTC, Tuesday there.
        ("2026-05-18T20:00:00+00:00", 1, "KZ", "2026-05-20"),
        # Friday and Saturday are the weekend in Terengganu, Saturday and Sunday in
        # Pahang.
        ("2026-01-08T10:00:00+08:00", 1, "MY-11", "2026-01-11"),
        ("2026-01-08T10:00:00+08:00", 1, "MY-06", "2026-01-09"),
        # Kedah rests on Friday and Saturday too, Kuala Lumpur does not.
        ("2026-06-11T10:00:00+08:00", 1, "MY-02", "2026-06-14"),
        ("2026-06-11T10:00:00+08:00", 1, "MY-14", "2026-06-12"),
        # Johor moved its weekend to Saturday and Sunday on 1 January 2025.
        ("2024-11-14T10:00:00+08:00", 1, "MY-01", "2024-11-17"),
        ("2026-11-12T10:00:00+08:00", 1, "MY-01", "2026-11-13"),
        # Saturday 9 May 2026 and Sunday 20 September 2026 are worked in China.
        ("2026-05-08T17:20:00+08:00", 3, "CN", "2026-05-12"),
        ("2026-09-18T17:20:00+08:00", 1, "CN", "2026-09-20"),
        # Over the year's end: New Year's Day is the calendar of the next year.
        ("2026-12-31T10:00:00+05:00", 1, "KZ", "2027-01-05"),
        # Received on a day off: the count starts on the first working day.
        ("2026-05-17T10:00:00+05:00", 1, "KZ", "2026-05-18"),
    ],
)
def test_working_days_follow_the_calendar_of_the_place(start, number, place, expected):
    zone = {"KZ": ALMATY, "CN": SHANGHAI}.get(place, KUALA_LUMPUR)

    assert last_day(start, number, "working_days", zone, place) == expected


def test_a_day_ends_at_its_last_second_in_the_controllers_zone():
    due = due_at(
        at("2026-05-15T18:00:00+05:00"),
        Period(1, Unit.WORKING_DAYS),
        ALMATY,
        Calendar("KZ"),
    )

    assert due.due_at.isoformat() == "2026-05-18T23:59:59+05:00"


def test_the_local_day_of_receipt_counts_not_the_senders():
    # Written in Argentina on the 8th, received in Kuantan on the 9th.
    due = due_at(
        at("2026-05-08T20:00:00-03:00"),
        Period(7, Unit.CALENDAR_DAYS),
        KUALA_LUMPUR,
        Calendar("MY", "MY-06"),
    )

    assert due.last_day == date(2026, 5, 16)


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        ("2026-01-31T10:00:00+08:00", 1, "2026-02-28"),
        ("2028-01-31T10:00:00+08:00", 1, "2028-02-29"),
        ("2028-02-29T10:00:00+08:00", 12, "2029-02-28"),
        ("2026-12-15T10:00:00+08:00", 2, "2027-02-15"),
        ("2026-11-30T10:00:00+08:00", 3, "2027-02-28"),
        ("2026-03-31T10:00:00+08:00", 0, "2026-03-31"),
    ],
)
def test_a_month_ends_on_the_same_day_number_or_the_last_one(start, number, expected):
    assert last_day(start, number, "months", KUALA_LUMPUR, "MY") == expected


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        ("2028-02-28T10:00:00+08:00", 1, "2028-02-29"),
        ("2027-02-28T10:00:00+08:00", 1, "2027-03-01"),
        ("2026-12-31T23:59:59+08:00", 1, "2027-01-01"),
        ("2026-05-09T00:00:00+08:00", 30, "2026-06-08"),
    ],
)
def test_calendar_days_count_from_the_next_day(start, number, expected):
    assert last_day(start, number, "calendar_days", KUALA_LUMPUR, "MY") == expected


def test_a_promise_in_plain_days_does_not_move_from_a_sunday():
    # Sunday 7 June 2026 stays the last day.
    start = "2026-05-08T10:00:00+08:00"

    assert last_day(start, 30, "calendar_days", SHANGHAI, "CN") == "2026-06-07"


def test_hours_are_elapsed_time_across_a_change_of_summer_time():
    # In the night to Sunday 29 March 2026 the clock in Berlin goes one hour ahead.
    due = due_at(
        at("2026-03-28T12:00:00+01:00"), Period(24, Unit.HOURS), BERLIN, Calendar("DE")
    )

    assert due.due_at.isoformat() == "2026-03-29T13:00:00+02:00"


def test_hours_do_not_stop_for_a_weekend():
    due = due_at(
        at("2026-05-08T17:20:00-03:00"),
        Period(48, Unit.HOURS),
        ZoneInfo("America/Sao_Paulo"),
        Calendar("BR"),
    )

    assert due.due_at.isoformat() == "2026-05-10T17:20:00-03:00"


def test_the_offices_own_days_win_over_the_package():
    monday_off = ManualDay(date(2026, 5, 18), is_working=False)
    sunday_worked = ManualDay(date(2026, 5, 24), is_working=True)
    calendar = Calendar("KZ", manual_days=(monday_off, sunday_worked))
    friday = at("2026-05-15T18:00:00+05:00")

    one = due_at(friday, Period(1, Unit.WORKING_DAYS), ALMATY, calendar)
    five = due_at(friday, Period(5, Unit.WORKING_DAYS), ALMATY, calendar)

    assert one.last_day == date(2026, 5, 19)
    assert five.last_day == date(2026, 5, 24)
    assert {"step": "manual_off", "on": "2026-05-18", "name": ""} in one.steps


@pytest.mark.parametrize("number", [-1, 3_661, True, 1.5, "3", None])
def test_a_number_no_clock_can_count_is_refused(number):
    with pytest.raises(BadPeriod):
        Period(number, Unit.CALENDAR_DAYS)


def test_an_unknown_unit_is_refused():
    with pytest.raises(BadPeriod, match="fortnights"):
        Period(1, "fortnights")  # type: ignore[arg-type]


def test_a_start_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        due_at(
            datetime(2026, 5, 1, 10),  # noqa: DTZ001
            Period(1, Unit.HOURS),
            ALMATY,
            Calendar("KZ"),
        )


@pytest.mark.parametrize("calendar", [Calendar("XX"), Calendar("MY", "MY-99")])
def test_working_days_need_a_known_calendar(calendar):
    with pytest.raises(UnknownCalendar):
        due_at(
            at("2026-05-01T10:00:00+08:00"),
            Period(1, Unit.WORKING_DAYS),
            KUALA_LUMPUR,
            calendar,
        )


def test_the_end_of_the_calendar_is_told_not_crashed_into():
    for unit in (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.HOURS):
        with pytest.raises(BadPeriod, match="last date"):
            due_at(
                at("9999-12-30T10:00:00+00:00"),
                Period(50, unit),
                ALMATY,
                Calendar("KZ"),
            )


# --- What holds for every date -------------------------------------------------------

# The first example reads a calendar, which takes longer than hypothesis likes.
any_speed = settings(deadline=None, max_examples=60)
moments = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001
    max_value=datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([ALMATY, KUALA_LUMPUR, SHANGHAI]),
)
places = st.sampled_from(
    [Calendar("KZ"), Calendar("MY", "MY-11"), Calendar("MY", "MY-13"), Calendar("CN")]
)


@any_speed
@given(moments, st.integers(1, 40), places)
def test_a_working_day_period_ends_on_a_working_day(start, number, calendar):
    due = due_at(start, Period(number, Unit.WORKING_DAYS), KUALA_LUMPUR, calendar)

    assert calendar.day(due.last_day).is_working


@any_speed
@given(moments, st.integers(0, 40), places)
def test_exactly_so_many_working_days_lie_after_receipt(start, number, calendar):
    due = due_at(start, Period(number, Unit.WORKING_DAYS), KUALA_LUMPUR, calendar)

    first = start.astimezone(KUALA_LUMPUR).date()
    days = [
        first + timedelta(days=n) for n in range(1, (due.last_day - first).days + 1)
    ]
    assert sum(calendar.day(day).is_working for day in days) == number


@any_speed
@given(moments, st.integers(0, 60), st.sampled_from(Unit), places)
def test_a_longer_period_never_ends_earlier(start, number, unit, calendar):
    short = due_at(start, Period(number, unit), KUALA_LUMPUR, calendar)
    longer = due_at(start, Period(number + 1, unit), KUALA_LUMPUR, calendar)

    assert short.due_at < longer.due_at


@any_speed
@given(moments, moments, st.integers(0, 60), st.sampled_from(Unit), places)
def test_a_later_receipt_is_never_due_earlier(one, other, number, unit, calendar):
    early, late = sorted([one, other])

    due_early = due_at(early, Period(number, unit), KUALA_LUMPUR, calendar)
    due_late = due_at(late, Period(number, unit), KUALA_LUMPUR, calendar)

    assert due_early.due_at <= due_late.due_at


@any_speed
@given(moments, st.integers(0, 60), st.sampled_from(Unit), places)
def test_the_moment_of_receipt_is_what_counts_not_its_notation(
    start, number, unit, calendar
):
    in_utc = start.astimezone(ZoneInfo("UTC"))

    assert due_at(start, Period(number, unit), ALMATY, calendar) == due_at(
        in_utc, Period(number, unit), ALMATY, calendar
    )


# --- Light on memory -----------------------------------------------------------------


def test_counting_in_one_country_does_not_import_every_country(root):
    code = (
        "import sys; from datetime import date;"
        "from rulebook.calendars import Calendar;"
        "assert not [m for m in sys.modules if m.startswith('holidays')];"
        "assert not Calendar('KZ').day(date(2026, 3, 23)).is_working;"
        "print(len([m for m in sys.modules if m.startswith('holidays.countries.')]))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "1"
