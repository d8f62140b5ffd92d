import json
from datetime import datetime
from zoneinfo import ZoneInfo

from rulebook.clock import Calendar, Period, Unit, due_at, explain


def steps_of(start: str, number: int, unit: Unit, zone: str, calendar: Calendar):
    moment = datetime.fromisoformat(start)
    return due_at(moment, Period(number, unit), ZoneInfo(zone), calendar).steps


def test_each_skipped_holiday_is_named_and_weekends_are_summed_up():
    steps = steps_of(
        "2026-03-20T10:00:00+05:00",
        1,
        Unit.WORKING_DAYS,
        "Asia/Almaty",
        Calendar("KZ"),
    )

    assert explain(steps, "en") == [
        "Received on Friday 20 March 2026 at 10:00 (Asia/Almaty).",
        "The period is 1 working day after that day.",
        "Working days follow the calendar of KZ.",
        "Saturday 21 March 2026 does not count: Nowruz Holiday.",
        "Sunday 22 March 2026 does not count: Nowruz Holiday.",
        "Monday 23 March 2026 does not count: Nowruz Holiday.",
        "Tuesday 24 March 2026 does not count: Nowruz Holiday (observed).",
        "Wednesday 25 March 2026 does not count: Nowruz Holiday (observed).",
        "The last day is Thursday 26 March 2026; it ends at 23:59:59.",
    ]


def test_a_holiday_is_named_in_the_readers_language_where_it_is_known():
    steps = steps_of(
        "2026-08-28T10:00:00+08:00",
        1,
        Unit.WORKING_DAYS,
        "Asia/Kuala_Lumpur",
        Calendar("MY", "MY-06"),
    )

    assert any("National Day" in sentence for sentence in explain(steps, "en"))
    assert any("Hari Kebangsaan" in sentence for sentence in explain(steps, "ms"))
    # Chinese is not offered for Malaysia: English then.
    assert any("National Day" in sentence for sentence in explain(steps, "zh-hans"))


def test_a_make_up_working_day_says_so():
    steps = steps_of(
        "2026-05-08T17:20:00+08:00",
        1,
        Unit.WORKING_DAYS,
        "Asia/Shanghai",
        Calendar("CN"),
    )

    assert (
        "Saturday 9 May 2026 counts although it falls on a weekend: it is an official "
        "working day." in explain(steps, "en")
    )


def test_a_short_month_says_which_day_is_taken():
    steps = steps_of(
        "2026-01-31T10:00:00+08:00",
        1,
        Unit.MONTHS,
        "Asia/Kuala_Lumpur",
        Calendar("MY"),
    )

    assert "The last month has no day 31, so its last day, 28, is taken." in explain(
        steps, "en"
    )


def test_steps_survive_being_stored_as_json():
    steps = steps_of(
        "2026-03-20T10:00:00+05:00",
        1,
        Unit.WORKING_DAYS,
        "Asia/Almaty",
        Calendar("KZ"),
    )

    assert explain(json.loads(json.dumps(steps)), "en") == explain(steps, "en")


def test_a_step_of_a_newer_version_is_left_out():
    assert explain([{"step": "not-known-yet"}], "en") == []
