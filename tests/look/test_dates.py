"""Dates say both when and how long."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dpo_portal.templatetags.dates import contextual, day, long_day, moment

NOW = datetime(2026, 3, 12, 2, 24, tzinfo=UTC)  # Thu 12 Mar, 10:24 in Kuala Lumpur
KL = "Asia/Kuala_Lumpur"


def end_of(day_of_march: int) -> datetime:
    return datetime(2026, 3, day_of_march, 15, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due_at", "state", "text", "words"),
    [
        (end_of(11), "overdue", "Wed 11 Mar", "Overdue by 10 h"),
        (end_of(9), "overdue", "Mon 9 Mar", "Overdue by 2 days"),
        (end_of(12), "soon", "Today, 12 Mar", "13 h left"),
        (end_of(14), "soon", "Sat 14 Mar", "2 days left"),
        (end_of(19), "ok", "Thu 19 Mar", "7 days left"),
    ],
)
def test_day_rules_count_days_to_the_end_of_the_local_day(due_at, state, text, words):
    shown = contextual(due_at, now=NOW, zone=KL)

    assert (shown.state, shown.date, shown.words) == (state, text, words)


def test_hour_rules_show_hours_and_a_clock_time():
    due_at = datetime(2026, 3, 12, 19, 5, tzinfo=UTC)

    shown = contextual(due_at, now=NOW, zone=KL, by_hour=True)

    assert (shown.date, shown.words) == ("Fri 13 Mar, 03:05", "16 h left")


def test_amber_begins_where_the_controller_set_it():
    shown = contextual(NOW + timedelta(hours=30), now=NOW, zone=KL, soon_hours=24)

    assert shown.state == "ok"


def test_a_paused_clock_shows_no_countdown():
    shown = contextual(
        end_of(19), now=NOW, zone=KL, paused=True, reply_by=date(2026, 5, 6)
    )

    assert (shown.state, shown.date, shown.words) == (
        "paused",
        "Clock stopped",
        "Reply due by 6 May",
    )


def test_a_closed_request_shows_no_countdown():
    assert contextual(end_of(9), now=NOW, zone=KL, closed=True).words == "Closed"


def test_a_promise_without_a_number_invents_no_date():
    assert contextual(None, now=NOW).date == "No set date"


def test_another_year_is_named():
    due_at = datetime(2027, 1, 4, 12, tzinfo=UTC)

    assert contextual(due_at, now=NOW, zone=KL).date == "Mon 4 Jan 2027"


def test_dates_are_written_in_the_zone_asked_for():
    late = datetime(2026, 3, 12, 20, 0, tzinfo=UTC)

    assert day(late, KL) == "Fri 13 Mar 2026"
    assert moment(late, KL) == "Fri 13 Mar 2026, 04:00"
    assert long_day(late, "UTC") == "Thursday 12 March 2026"
    assert day(None) == ""
