"""What holds for every clock, whatever the rule, the place and the events.

The years 2024 to 2030, the 15 countries of the policies, Singapore, the European Union
and Britain, Malaysia's states with each kind of weekend, China's make-up days,
Kazakhstan before and after its change of time. The same examples are drawn in every
run.
"""

import json
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rulebook.case_clocks import Case, CaseClock, Event, EventType, count
from rulebook.clock import Calendar, ManualDay, Period, Step, Unit, due_at
from rulebook.rows import Rule
from tests.rulebook.counting import case, rule

ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AZ": "Asia/Baku",
    "BR": "America/Sao_Paulo",
    "CN": "Asia/Shanghai",
    "CO": "America/Bogota",
    "GB": "Europe/London",
    "ID": "Asia/Jakarta",
    "KH": "Asia/Phnom_Penh",
    "KZ": "Asia/Almaty",
    "MY": "Asia/Kuala_Lumpur",
    "PE": "America/Lima",
    "PH": "Asia/Manila",
    "SG": "Asia/Singapore",
    "TH": "Asia/Bangkok",
    "TJ": "Asia/Dushanbe",
    "VN": "Asia/Ho_Chi_Minh",
    "ZA": "Africa/Johannesburg",
}
STATES = ("01", "02", "03", "10", "11", "12", "13")
PLACES = [
    *(Calendar(country) for country in ZONES),
    *(Calendar("MY", f"MY-{state}") for state in STATES),
    *(Calendar("EU", part) for part in (None, "DE-BE", "BG")),
]
DAYS_OFF = ("holiday", "manual_off")
STARTS = ("start", "begun", "reopened", "released", "restarted", "replaced")

steady = settings(deadline=None, max_examples=120, derandomize=True, database=None)


def zone_of(calendar: Calendar) -> ZoneInfo:
    return ZoneInfo(ZONES.get(calendar.country, "Europe/Berlin"))


moments = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001
    max_value=datetime(2030, 12, 31, 23, 59),  # noqa: DTZ001
    timezones=st.just(ZoneInfo("UTC")),
)
places = st.sampled_from(PLACES)
units = st.sampled_from([str(unit) for unit in Unit])
rolls = st.sampled_from(
    ["none", "weekly_and_public_holidays", "sundays_and_public_holidays"]
)
pauses = st.sampled_from(["none", "suspend", "restart"])
MOVING = (
    *("clarification_requested", "clarification_received"),
    *("identity_requested", "identity_received", "identity_verified"),
    "extension_notified",
)
stories = st.lists(
    st.tuples(st.sampled_from(MOVING), st.integers(0, 60 * 24 * 60)), max_size=8
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    unit = draw(units)
    longest = 240 if unit == Unit.HOURS else 4 if unit == Unit.MONTHS else 45
    extension = draw(st.integers(0, longest)) if draw(st.booleans()) else None
    return rule(
        number=draw(st.integers(0, longest)),
        unit=unit,
        roll_over=draw(rolls),
        counts_first_day=unit != Unit.HOURS and draw(st.booleans()),
        on_identity=draw(pauses),
        on_clarification=draw(pauses),
        extension_number=extension,
        extension_unit="" if extension is None else unit,
    )


def case_in(
    calendar: Calendar, received_at: datetime, story: Sequence[tuple[str, int]] = ()
) -> Case:
    return case(
        country=calendar.country,
        subdivision=calendar.subdivision,
        time_zone=zone_of(calendar),
        received_at=received_at,
        manual_days=calendar.manual_days,
        events=tuple(
            Event(EventType(kind), received_at + timedelta(minutes=minutes))
            for kind, minutes in story
        ),
    )


def counted(one: Rule, of: Case) -> CaseClock:
    return next(each for each in count([one], of) if each.clock == one.clock)


def instant(found: CaseClock) -> float:
    """The due instant in seconds; an assumption that there is one."""
    assume(found.due_at is not None)
    assert found.due_at is not None
    return found.due_at.timestamp()


# --- Dates ---


@steady
@given(rules(), places, moments, stories)
def test_a_due_instant_never_lies_before_its_start(one, calendar, received, story):
    for found in count([one], case_in(calendar, received, story)):
        if found.due_at is not None:
            assert found.due_at.timestamp() >= found.started_at.timestamp()
            assert found.started_at >= received


@steady
@given(rules(), places, moments, stories)
def test_pausing_never_makes_a_date_earlier(one, calendar, received, story):
    never = replace(one, on_identity="none", on_clarification="none")
    here = case_in(calendar, received, story)

    assert instant(counted(one, here)) >= instant(counted(never, here))


@steady
@given(rules(), places, moments, stories)
def test_extending_never_makes_a_date_earlier(one, calendar, received, story):
    never = replace(one, extension_number=None, extension_unit="")
    here = case_in(calendar, received, story)

    assert instant(counted(one, here)) >= instant(counted(never, here))


@steady
@given(rules(), places, moments, stories, st.sets(st.integers(0, 90), max_size=12))
def test_more_days_off_never_make_a_date_earlier(one, calendar, received, story, off):
    first = received.date()
    days = tuple(ManualDay(first + timedelta(days=day), False) for day in sorted(off))
    fewer = case_in(calendar, received, story)
    more = case_in(replace(calendar, manual_days=days), received, story)

    assert instant(counted(one, more)) >= instant(counted(one, fewer))


@steady
@given(places, moments, st.integers(0, 400), rolls, stories)
def test_hours_ignore_calendars(calendar, received, hours, roll_over, story):
    one = rule(
        number=hours, unit="hours", roll_over=roll_over, on_clarification="suspend"
    )
    nowhere = Calendar("XX")

    here = counted(one, case_in(calendar, received, story))
    assert here.due_at == counted(one, case_in(nowhere, received, story)).due_at


@steady
@given(rules(), places, moments)
def test_a_moved_last_day_is_no_day_off(one, calendar, received):
    assume(one.unit != Unit.HOURS)
    found = counted(one, case_in(calendar, received))
    plain = counted(replace(one, roll_over="none"), case_in(calendar, received))

    assert instant(found) >= instant(plain)
    assert found.due is not None
    seen = calendar.day(found.due.last_day)
    if one.roll_over == "weekly_and_public_holidays":
        assert seen.is_working
    elif one.roll_over == "sundays_and_public_holidays":
        assert seen.is_working or seen.kind == "weekend"
        assert seen.is_working or seen.on.isoweekday() != 7


@steady
@given(rules(), places, moments, stories, st.randoms(use_true_random=False))
def test_the_order_events_are_given_in_does_not_matter(
    one, calendar, received, story, random
):
    moments_of_story = {minutes for _kind, minutes in story}
    assume(len(moments_of_story) == len(story))
    shuffled = list(story)
    random.shuffle(shuffled)

    assert count([one], case_in(calendar, received, story)) == count(
        [one], case_in(calendar, received, shuffled)
    )


# --- The explanation ---


def re_added(steps: Sequence[Step]) -> date | datetime:
    """The last day (or instant) that the stored steps add up to, by their own words."""
    named = {step["step"]: step for step in steps}
    begin = next(step for step in reversed(steps) if step["step"] in STARTS)
    start = datetime.fromisoformat(begin["at"])
    period, more = named["period"], named.get("extended", {"number": 0})
    number = period["number"] + more["number"]
    stood = [step for step in steps if step["step"] == "suspended"]
    if period["unit"] == Unit.HOURS:
        seconds = sum(step["seconds"] for step in stood)
        return start + timedelta(hours=number, seconds=seconds)
    early = bool(period.get("counts_first_day") and period["number"])
    if period["unit"] == Unit.MONTHS:
        last = months_later(start.date(), number, named.get("short_month"), early)
    else:
        last = start.date() + timedelta(days=number - early)
    last += timedelta(days=sum(step["days"] for step in stood))
    if period["unit"] == Unit.WORKING_DAYS:
        last += timedelta(days=sum(step["step"] in DAYS_OFF for step in steps))
        last += timedelta(days=named.get("weekend", {"days": 0})["days"])
    for step in steps:
        if step["step"] == "resumed":
            assert step["from"] == last.isoformat()
            last = date.fromisoformat(step["to"])
        if step["step"] == "roll_over":
            assert step["from"] == last.isoformat()
            last += timedelta(days=len(step["over"]))
            assert step["to"] == last.isoformat()
    return last


def months_later(start: date, number: int, short: Step | None, early: bool) -> date:
    years, month = divmod(start.month - 1 + number, 12)
    year, month = start.year + years, month + 1
    if short:
        assert (short["day"], short["length"]) == (
            start.day,
            monthrange(year, month)[1],
        )
        return date(year, month, short["length"])
    return date(year, month, start.day) - timedelta(days=early)


@settings(steady, max_examples=400)
@given(rules(), places, moments, stories)
def test_the_steps_add_up_to_the_date(one, calendar, received, story):
    here = case_in(calendar, received, story)
    for found in count([one], here):
        if found.due is None:
            continue
        total = re_added(json.loads(json.dumps(found.steps)))
        if isinstance(total, datetime):
            assert total.timestamp() == found.due.due_at.timestamp()
        else:
            assert total == found.due.last_day
            local = found.due.due_at.replace(tzinfo=None)
            assert local == datetime.combine(total, local.time())
            assert str(local.time()) == "23:59:59"


@settings(steady, max_examples=60)
@given(rules(), places, moments, stories)
def test_every_step_is_told_in_whole_sentences(one, calendar, received, story):
    for found in count([one], case_in(calendar, received, story)):
        told = found.explanation()
        assert len(told) >= len(found.steps) - (found.due is None)
        assert all(sentence.endswith(".") for sentence in told)
        assert not any("%" in sentence or "None" in sentence for sentence in told)


# --- Corners of the calendar ---


@pytest.mark.parametrize("unit", ["calendar_days", "working_days", "months", "hours"])
@pytest.mark.parametrize("calendar", PLACES, ids=lambda one: one.place)
@pytest.mark.parametrize(
    "received", ["2024-02-29", "2024-12-31", "2027-12-31", "2028-02-29", "2030-12-31"]
)
def test_leap_days_and_the_ends_of_years(unit, calendar, received):
    start = datetime.fromisoformat(f"{received}T23:30:00+00:00")
    for number in (0, 1, 2, 10):
        one = rule(number=number, unit=unit, roll_over="weekly_and_public_holidays")
        found = counted(one, case_in(calendar, start))
        assert found.due is not None
        assert found.due.due_at.timestamp() >= start.timestamp()
        if unit != Unit.HOURS:
            assert re_added(found.steps) == found.due.last_day


@steady
@given(st.integers(0, 60 * 24 * 4), units, st.integers(0, 3))
@example(60 * 24 + 60 * 18 + 30, "calendar_days", 0)
def test_almaty_changes_to_utc_5_on_1_march_2024(minutes, unit, number):
    """The clocks went back at midnight: 29 February 2024 had 25 hours."""
    start = datetime.fromisoformat("2024-02-27T00:00:00+00:00")
    start += timedelta(minutes=minutes)
    zone = ZoneInfo("Asia/Almaty")

    due = due_at(start, Period(number, Unit(unit)), zone, Calendar("KZ"))

    assert due.due_at.timestamp() >= start.timestamp()
    if unit == Unit.HOURS:
        assert due.due_at.timestamp() - start.timestamp() == number * 3600
    else:
        after = datetime.fromtimestamp(due.due_at.timestamp() + 1, zone)
        assert after.date() == due.last_day + timedelta(days=1)
        assert (after.hour, after.minute) == (0, 0)


@pytest.mark.parametrize(
    ("received", "number", "expected"),
    [
        # Saturday 11 May 2024, Sunday 14 and Saturday 12 October 2024 were worked.
        ("2024-05-10", 1, "2024-05-11"),
        ("2024-10-11", 1, "2024-10-12"),
        ("2025-01-25", 1, "2025-01-26"),
        ("2025-02-07", 1, "2025-02-08"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-10-09", 1, "2026-10-10"),
        # National Day and Mid-Autumn 2025: off from 1 to 8 October.
        ("2025-09-30", 1, "2025-10-09"),
    ],
)
def test_china_works_on_its_make_up_days(received, number, expected):
    start = datetime.fromisoformat(f"{received}T10:00:00+08:00")
    found = counted(
        rule(number=number, unit="working_days"), case_in(Calendar("CN"), start)
    )

    assert found.due is not None
    assert str(found.due.last_day) == expected


@pytest.mark.parametrize(
    ("state", "rests_on_friday"),
    [("01", False), ("02", True), ("03", True), ("10", False), ("11", True)],
)
def test_a_state_of_malaysia_rests_on_its_own_days(state, rests_on_friday):
    # Thursday 12 November 2026; no holiday near.
    start = datetime.fromisoformat("2026-11-12T10:00:00+08:00")
    here = case_in(Calendar("MY", f"MY-{state}"), start)
    found = counted(rule(number=1, unit="working_days"), here)

    assert found.due is not None
    assert found.due.last_day.day == (15 if rests_on_friday else 13)


@pytest.mark.parametrize("year", [2024, 2025])
def test_johor_moved_its_weekend_in_2025(year):
    start = datetime.fromisoformat(f"{year}-11-14T10:00:00+08:00")
    thursday = start - timedelta(days=start.isoweekday() - 4)
    here = case_in(Calendar("MY", "MY-01"), thursday)
    found = counted(rule(number=1, unit="working_days"), here)

    assert found.due is not None
    assert found.due.last_day.isoweekday() == (7 if year == 2024 else 5)
