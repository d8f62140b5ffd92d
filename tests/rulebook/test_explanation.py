import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from rulebook.clock import Calendar, ManualDay, Period, Unit, due_at, explain
from tests.rulebook.counting import clock, promise, rule


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
        "Received on Friday 20 March 2026 at 10:00 (Almaty).",
        "The period is 1 working day after that day.",
        "Working days follow the calendar of Kazakhstan.",
        "Saturday 21 March 2026 does not count: Nowruz Holiday.",
        "Sunday 22 March 2026 does not count: Nowruz Holiday.",
        "Monday 23 March 2026 does not count: Nowruz Holiday.",
        "Tuesday 24 March 2026 does not count: Nowruz Holiday (observed).",
        "Wednesday 25 March 2026 does not count: Nowruz Holiday (observed).",
        "The last day is Thursday 26 March 2026; it ends at 23:59:59.",
    ]


def test_the_offices_own_day_is_named_as_the_office_called_it():
    election = ManualDay(date(2026, 5, 18), is_working=False, name="State election")
    steps = steps_of(
        "2026-05-15T10:00:00+05:00",
        1,
        Unit.WORKING_DAYS,
        "Asia/Almaty",
        Calendar("KZ", manual_days=(election,)),
    )

    assert (
        "Monday 18 May 2026 (State election) does not count: this office entered it as "
        "a day off."
    ) in explain(steps, "en")


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


def test_a_language_the_portal_does_not_speak_is_told_in_whole_english_sentences():
    steps = steps_of(
        "2026-09-30T10:00:00+08:00",
        3,
        Unit.WORKING_DAYS,
        "Asia/Shanghai",
        Calendar("CN"),
    )

    told = explain(steps, "fr")

    assert told[0].startswith("Received on Wednesday 30 September 2026")
    assert "Thursday 1 October 2026 does not count: National Day." in told


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


# --- Whole clocks ---

ASKED, REPLIED = "clarification_requested", "clarification_received"


def told(one, *events: tuple[str, str], language: str = "en") -> list[str]:
    return clock(one, *events).explanation(language)


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (promise(), "The policy promises this."),
        (rule(), "The law requires this."),
        (
            promise(source_kind="operator"),
            "Neither the policy nor the law names a period here; this one is the "
            "office's own default.",
        ),
    ],
)
def test_a_clock_says_who_asks_for_it(one, sentence):
    assert told(one)[1] == sentence


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("promise", "The policy names no number of days, so there is no last day."),
        ("statute", "The law names no number of days, so there is no last day."),
        ("operator", "This office set no number of days, so there is no last day."),
    ],
)
def test_a_missing_number_is_missing_in_its_own_source(source, sentence):
    assert told(rule(source_kind=source, number=None, unit=""))[-1] == sentence


@pytest.mark.parametrize(
    ("source", "start", "sentence"),
    [
        ("promise", "receipt", "The policy does not say when the period starts, so it "
         "is counted from receipt."),
        ("statute", "receipt", "The law does not say when the period starts, so it is "
         "counted from receipt."),
        ("promise", ASKED, "The policy does not say when the period starts, so it is "
         "counted from that moment."),
        ("statute", ASKED, "The law does not say when the period starts, so it is "
         "counted from that moment."),
    ],
)  # fmt: skip
def test_a_start_that_is_assumed_says_of_whom(source, start, sentence):
    one = rule(
        source_kind=source, start=start, start_is_assumed=True, clock="identity_check"
    )

    assert sentence in told(one, (ASKED, "06-02"))


def test_a_long_way_is_told_in_order():
    one = rule(
        number=10,
        unit="working_days",
        on_identity="restart",
        on_clarification="suspend",
        extension_number=2,
        extension_unit="working_days",
    )

    assert told(
        one,
        ("identity_requested", "06-03"),
        ("identity_received", "06-04"),
        (ASKED, "06-08"),
        (REPLIED, "06-10"),
        ("extension_notified", "06-12"),
        ("extension_notified", "06-15"),
    ) == [
        "Received on Monday 1 June 2026 at 10:00 (Kuala Lumpur).",
        "The law requires this.",
        "Proof of identity was asked for on Wednesday 3 June 2026 and came on Thursday "
        "4 June 2026 at 10:00; the full period runs anew from then.",
        "The period is 10 working days after that day.",
        "The person was told on Friday 12 June 2026 that it takes longer: the law adds "
        "2 working days.",
        "The person was asked for more on Monday 8 June 2026 and replied on Wednesday "
        "10 June 2026. After the first of these days, 2 working days do not count.",
        "Working days follow the calendar of Kuala Lumpur, Malaysia.",
        "Wednesday 17 June 2026 does not count: Islamic New Year.",
        "6 weekend days do not count.",
        "The last day is Thursday 25 June 2026; it ends at 23:59:59.",
        "The person was told again on Monday 15 June 2026 at 10:00 that it takes "
        "longer; the law allows that once, so it changes nothing.",
    ]


def test_a_holiday_that_moves_the_last_day_is_named_in_the_readers_language():
    one = rule(number=16, roll_over="weekly_and_public_holidays")

    assert "Islamic New Year" in told(one)[-2]
    assert "Awal Muharam" in told(one, language="ms")[-2]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": 0}, "No time is given: it is due on the day itself."),
        (
            {"counts_first_day": True},
            "The period is 10 days, beginning with that day; weekends and holidays "
            "count.",
        ),
        (
            {"roll_over": "weekly_and_public_holidays"},
            "The period is 10 days after that day; weekends and holidays count, but "
            "not as the last day.",
        ),
        (
            {"number": 1, "unit": "months", "counts_first_day": True},
            "The period is 1 month, beginning with that day.",
        ),
    ],
)
def test_a_period_is_told_as_it_is_counted(change, sentence):
    assert sentence in told(rule(**change))


@pytest.mark.parametrize(
    ("pause", "then"),
    [
        ({"on_clarification": "suspend"}, "these days do not count."),
        ({"on_clarification": "restart"}, "then the full period runs anew."),
        (
            {"on_clarification": "replace", "then_number": 8, "then_unit": "months"},
            "then a period of 8 months takes the place of the first.",
        ),
    ],
)
def test_an_open_question_says_what_follows(pause, then):
    last = told(rule(**pause), (ASKED, "06-05"))[-1]

    assert last.startswith("The person was asked for more on Friday 5 June 2026")
    assert last.endswith(then)


def test_the_eu_without_a_member_state_says_which_days_are_off():
    found = clock(
        rule(number=5, unit="working_days"), country="EU", subdivision=None
    ).explanation()

    assert (
        "No member state is named, so only Saturdays and Sundays are days off here."
        in found
    )


def test_a_breach_says_when_it_became_known():
    one = rule(clock="breach_authority", start="awareness", number=72, unit="hours")

    assert told(one)[0] == (
        "The breach became known on Monday 1 June 2026 at 10:00 (Kuala Lumpur)."
    )
