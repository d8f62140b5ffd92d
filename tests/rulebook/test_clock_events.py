"""What events do to a clock: each sentence of CLOCKS.md 2.3-2.9 as an example."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from rulebook.book import Book, shipped
from rulebook.case_clocks import Event, EventType, clocks_for, count
from rulebook.clock import ManualDay
from rulebook.errors import BadPeriod
from rulebook.rows import Rule
from tests.rulebook.counting import case, clock, moment, promise, rule, state

ASKED, REPLIED = "clarification_requested", "clarification_received"
WANTED, SHOWN, VERIFIED = "identity_requested", "identity_received", "identity_verified"
EXTENDED = "extension_notified"

# Received on Monday 1 June 2026: holidays of Kuala Lumpur then are the 1st (Agong's
# birthday), the 2nd (for Vesak) and the 17th (Awal Muharram). Ten days end on Thursday
# the 11th, ten working days on Tuesday the 16th.


# --- 2.4 Roll-over, and the first day ---


@pytest.mark.parametrize(
    ("number", "roll_over", "expected"),
    [
        (5, "none", "06-06"),  # a Saturday
        (5, "weekly_and_public_holidays", "06-08"),
        (5, "sundays_and_public_holidays", "06-06"),
        (6, "sundays_and_public_holidays", "06-08"),  # a Sunday
        (16, "weekly_and_public_holidays", "06-18"),  # Awal Muharram
        (16, "sundays_and_public_holidays", "06-18"),
        (10, "weekly_and_public_holidays", "06-11"),  # a Thursday stays
    ],
)
def test_the_last_day_moves_on_where_the_law_says_so(number, roll_over, expected):
    found = clock(rule(number=number, roll_over=roll_over))

    assert state(found) == ("running", expected)


def test_hours_never_move_on():
    # Friday 10:00 and 24 hours: a Saturday.
    found = clock(
        rule(number=120, unit="hours", roll_over="weekly_and_public_holidays")
    )

    assert found.due_at == moment("06-06")


def test_a_move_names_the_days_that_it_passed():
    [*_, first, second, _last] = clock(
        rule(number=5, roll_over="weekly_and_public_holidays")
    ).explanation()

    assert first == (
        "Saturday 6 June 2026 cannot be the last day, which moves on: it falls on a "
        "weekend."
    )
    assert second.startswith("Sunday 7 June 2026 cannot be the last day")


def test_an_offices_own_day_off_moves_the_last_day_too():
    off = ManualDay(moment("06-11").date(), is_working=False)
    found = clock(rule(roll_over="sundays_and_public_holidays"), manual_days=(off,))

    assert state(found) == ("running", "06-12")


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (10, "calendar_days", "06-10"),
        (0, "calendar_days", "06-01"),
        (1, "calendar_days", "06-01"),
        (1, "working_days", "06-03"),  # the 1st and the 2nd are holidays
        (1, "months", "06-30"),
    ],
)
def test_a_period_can_begin_with_the_day_of_its_start(number, unit, expected):
    found = clock(rule(number=number, unit=unit, counts_first_day=True))

    assert state(found) == ("running", expected)


# --- 2.5 Pauses ---


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        ({}, ("running", "06-11")),
        ({"on_clarification": "suspend"}, ("running", "06-16")),
        ({"on_clarification": "restart"}, ("running", "06-20")),
        (
            {"on_clarification": "replace", "then_number": 2, "then_unit": "months"},
            ("running", "08-10"),
        ),
        ({"on_identity": "restart"}, ("running", "06-11")),
    ],
)
def test_a_question_does_to_the_period_what_the_rule_says(pause, expected):
    found = clock(rule(**pause), (ASKED, "06-05"), (REPLIED, "06-10"))

    assert state(found) == expected


@pytest.mark.parametrize("pause", ["suspend", "restart"])
def test_while_the_reply_is_awaited_there_is_no_date(pause):
    found = clock(rule(on_clarification=pause), (ASKED, "06-05"))

    assert state(found) == ("paused", None)
    assert [event.type for event in found.applied] == [ASKED]
    assert "There is no last day until the reply" in found.explanation()[-1]


@pytest.mark.parametrize(
    ("unit", "number", "expected"),
    [
        # Asked on Friday the 5th, answered on Wednesday the 10th: 5 days, 3 worked.
        ("calendar_days", 10, "06-16"),
        ("working_days", 10, "06-22"),  # 06-16 and three more, over Awal Muharram
        ("months", 1, "07-06"),
    ],
)
def test_a_suspension_adds_the_days_of_its_own_unit(unit, number, expected):
    paused = rule(number=number, unit=unit, on_clarification="suspend")

    assert state(clock(paused, (ASKED, "06-05"), (REPLIED, "06-10")))[1] == expected


def test_suspended_hours_are_elapsed_time():
    paused = rule(number=72, unit="hours", on_clarification="suspend")

    found = clock(
        paused,
        (ASKED, "2026-06-02T10:00:00+08:00"),
        (REPLIED, "2026-06-02T17:30:00+08:00"),
    )

    assert found.due_at == moment("2026-06-04T17:30:00+08:00")


def test_a_reply_on_the_same_day_suspends_nothing():
    paused = rule(on_clarification="suspend")

    assert state(clock(paused, (ASKED, "06-05"), (REPLIED, "06-05")))[1] == "06-11"


def test_of_two_questions_at_once_each_day_stands_still_once():
    paused = rule(on_clarification="suspend", on_identity="suspend")
    events = [(WANTED, "06-03"), (ASKED, "06-05"), (SHOWN, "06-08"), (REPLIED, "06-10")]

    assert state(clock(paused, *events)) == ("running", "06-18")
    assert state(clock(paused, *events[:3])) == ("paused", None)


@pytest.mark.parametrize(("unit", "number"), [("calendar_days", 10), ("hours", 240)])
def test_a_question_within_another_stands_still_with_it(unit, number):
    paused = rule(
        number=number,
        unit=unit,
        on_clarification="suspend",
        on_identity="suspend",
    )
    events = [(WANTED, "06-03"), (ASKED, "06-05"), (REPLIED, "06-08"), (SHOWN, "06-10")]

    assert state(clock(paused, *events)) == ("running", "06-18")


def test_several_suspensions_add_up():
    paused = rule(on_clarification="suspend")
    events = [
        (ASKED, "06-02"),
        (REPLIED, "06-04"),
        (ASKED, "06-05"),
        (REPLIED, "06-08"),
    ]

    assert state(clock(paused, *events)) == ("running", "06-16")


def test_the_last_of_several_restarts_counts():
    paused = rule(on_clarification="restart")
    events = [
        (ASKED, "06-02"),
        (REPLIED, "06-04"),
        (ASKED, "06-05"),
        (REPLIED, "06-08"),
    ]

    assert state(clock(paused, *events)) == ("running", "06-18")


def test_identity_is_shown_when_it_is_received_or_else_when_it_is_verified():
    paused = rule(on_identity="restart")

    assert state(clock(paused, (WANTED, "06-02"), (VERIFIED, "06-05")))[1] == "06-15"
    both = clock(paused, (WANTED, "06-02"), (SHOWN, "06-04"), (VERIFIED, "06-08"))
    assert state(both)[1] == "06-14"


def test_a_question_after_the_due_instant_has_no_effect_and_that_is_told():
    paused = rule(on_clarification="restart")

    found = clock(paused, (ASKED, "06-12"), (REPLIED, "06-15"))

    assert state(found) == ("running", "06-11")
    assert found.applied == ()
    assert "so that changes nothing" in found.explanation()[-1]


def test_the_due_instant_itself_is_in_time():
    paused, last = rule(on_clarification="suspend"), "2026-06-11T23:59:59+08:00"

    assert state(clock(paused, (ASKED, last)))[0] == "paused"
    # Nothing was left of the period: it ends with the day of the reply.
    assert state(clock(paused, (ASKED, last), (REPLIED, "06-15")))[1] == "06-15"


def test_no_last_day_lies_before_the_reply():
    # Ten working days end on Tuesday 16 June; the reply comes on a Saturday.
    paused = rule(unit="working_days", on_clarification="suspend")

    found = clock(paused, (ASKED, "06-16"), (REPLIED, "06-20"))

    assert state(found) == ("running", "06-22")
    assert "No last day lies before the reply" in " ".join(found.explanation())


def test_silence_ends_the_persons_time_and_closes_nothing():
    wait = rule(
        clock="clarification_answer", number=2, unit="months", start=ASKED, code="WAIT"
    )
    paused = rule(on_clarification="restart")

    later = case((ASKED, "06-05"), ("claim_flagged", "09-01"))
    found = {one.rule.code: one for one in count([wait, paused], later)}

    assert state(found["WAIT"]) == ("running", "08-05")
    assert state(found["LAW"]) == ("paused", None)


def test_an_answer_is_in_time_while_the_period_stands_still():
    paused = rule(on_clarification="suspend")

    assert clock(paused, (ASKED, "06-05"), ("answered", "07-30")).status == "met"


# --- 2.6 Extension ---

LONGER = {"extension_number": 14, "extension_unit": "calendar_days"}


def test_an_extension_of_days_counts_from_the_unextended_unrolled_expiry():
    # 5 days end on Saturday 6 June; 14 more on Saturday 20 June, and only that moves.
    found = clock(
        rule(number=5, roll_over="weekly_and_public_holidays", **LONGER),
        (EXTENDED, "06-05"),
    )

    assert state(found) == ("running", "06-22")


def test_an_extension_of_working_days_counts_from_the_due_date():
    law = rule(
        number=15,
        unit="working_days",
        extension_number=8,
        extension_unit="working_days",
    )

    assert state(clock(law)) == ("running", "06-24")
    assert state(clock(law, (EXTENDED, "06-22"))) == ("running", "07-06")


def test_an_extension_of_working_days_to_plain_days_counts_from_the_moved_day():
    # 5 days end on Saturday the 6th, which moves to Monday the 8th: the 9th, the 10th.
    law = rule(
        number=5,
        roll_over="weekly_and_public_holidays",
        extension_number=2,
        extension_unit="working_days",
    )

    assert state(clock(law, (EXTENDED, "06-08")))[1] == "06-10"


def test_an_extension_of_months_counts_from_receipt():
    law = rule(number=1, unit="months", extension_number=2, extension_unit="months")
    received = moment("2026-01-31T10:00:00+08:00")

    plain = clock(law, received_at=received)
    longer = clock(law, (EXTENDED, "2026-02-10T10:00:00+08:00"), received_at=received)

    assert state(plain)[1] == "02-28"
    assert state(longer)[1] == "04-30"  # not 28 April


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([(EXTENDED, "06-12")], "after the last day had passed"),
        ([(EXTENDED, "06-05"), (EXTENDED, "06-08")], "the law allows that once"),
    ],
)
def test_a_late_or_second_extension_changes_nothing_and_that_is_told(events, told):
    found = clock(rule(**LONGER), *events)
    before = clock(rule(**LONGER), *events[:-1])

    assert found.due_at == before.due_at
    assert told in found.explanation()[-1]
    assert len(found.applied) == len(events) - 1


def test_at_the_due_instant_an_extension_is_in_time():
    last = "2026-06-11T23:59:59+08:00"

    assert state(clock(rule(**LONGER), (EXTENDED, last)))[1] == "06-25"


def test_a_promise_is_never_extended():
    assert state(clock(promise(), (EXTENDED, "06-05"))) == ("running", "06-11")


def notice(*events: tuple[str, str]):
    found = count([rule(**LONGER)], case(*events))
    return next(one for one in found if one.clock == "extension_notice")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], ("running", "06-11")),
        ([(EXTENDED, "06-08")], ("met", "06-11")),
        ([("answered", "06-08")], ("cancelled", "06-11")),
        ([("withdrawn", "06-08")], ("cancelled", "06-11")),
        ([(EXTENDED, "06-12")], ("cancelled", "06-11")),
        ([("acknowledged", "06-12")], ("cancelled", "06-11")),
        ([("acknowledged", "06-08")], ("running", "06-11")),
    ],
)
def test_the_last_moment_to_tell_of_an_extension(events, expected):
    found = notice(*events)

    assert state(found) == expected
    assert found.rule.code == "LAW"


def test_a_rule_without_extension_has_no_last_moment_to_tell():
    assert [one.clock for one in count([rule()], case())] == ["statute_response"]


# --- 2.7 Hold ---

PLACED, LIFTED = "legal_hold_placed", "legal_hold_released"


@pytest.mark.parametrize(
    "kind", ["promise_fulfilment", "statute_fulfilment", "operator_fulfilment"]
)
def test_a_hold_takes_the_date_of_carrying_out(kind):
    held = rule(clock=kind, source_kind=kind.partition("_")[0])

    assert state(clock(held, (PLACED, "06-03"))) == ("on_hold", None)
    lifted = clock(held, (PLACED, "06-03"), (LIFTED, "06-20"))
    assert state(lifted) == ("running", "06-30")
    assert lifted.started_at == moment("06-20")


def test_a_hold_leaves_the_answer():
    assert state(clock(rule(), (PLACED, "06-03"))) == ("running", "06-11")


def test_a_second_hold_is_the_same_hold():
    held = rule(clock="statute_fulfilment")
    events = [
        (PLACED, "06-03"),
        (PLACED, "06-04"),
        (LIFTED, "06-20"),
        (LIFTED, "06-25"),
    ]

    assert state(clock(held, *events)) == ("running", "06-30")


def test_a_hold_after_the_last_day_says_that_it_was_late():
    held = rule(clock="statute_fulfilment")

    found = clock(held, (PLACED, "06-15"))

    assert state(found) == ("on_hold", None)
    assert (
        "The last day, Thursday 11 June 2026, had passed before the legal hold."
        in found.explanation()
    )


# --- 2.8 Stopping, cancelling, reopening ---

STOPS = [
    ("acknowledge", "receipt", "acknowledged"),
    ("identity_check", "receipt", VERIFIED),
    ("clarification_request", "receipt", ASKED),
    ("clarification_answer", ASKED, REPLIED),
    ("claim_flag", "receipt", "claim_flagged"),
    ("transfer_forward", "receipt", "forwarded"),
    ("statute_response", "receipt", "answered"),
    ("statute_fulfilment", "receipt", "fulfilled"),
    ("complaint_answer", "complaint_received", "complaint_answered"),
    ("breach_authority", "awareness", "authority_notified"),
    ("breach_subjects", "authority_notified", "subjects_notified"),
    ("breach_supplement", "authority_notified", "supplement_sent"),
]


@pytest.mark.parametrize(("kind", "start", "stop"), STOPS)
@pytest.mark.parametrize(("on", "status"), [("06-12", "met"), ("06-13", "missed")])
def test_each_clock_is_stopped_by_its_own_event(kind, start, stop, on, status):
    begun = [] if start in {"receipt", "awareness"} else [(start, "06-02")]
    one = rule(clock=kind, start=start, number=10 + (not begun))

    found = clock(one, *begun, (stop, on))

    assert (found.status, found.stopped_at) == (status, moment(on))
    assert found.applied == (Event(EventType(stop), moment(on)),)


@pytest.mark.parametrize("end", ["withdrawn", "duplicate_found", "forwarded"])
def test_what_ends_a_case_cancels_what_is_open(end):
    found = clock(rule(), (end, "06-05"), ("answered", "06-08"))

    assert (found.status, found.stopped_at) == ("cancelled", moment("06-05"))


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("identity_check", "receipt"),
        ("clarification_request", "receipt"),
        ("clarification_answer", ASKED),
    ],
)
def test_the_answer_cancels_what_nobody_needs_any_more(kind, start):
    found = (
        clock(rule(clock=kind, start=start), (ASKED, "06-02"), ("answered", "06-05"))
        if start == ASKED
        else clock(rule(clock=kind), ("answered", "06-05"))
    )

    assert found.status == "cancelled"


def test_a_clock_that_starts_with_an_event_is_absent_before():
    wait = rule(clock="clarification_answer", start=ASKED)

    assert count([wait], case()) == []


def test_a_duty_owed_only_after_an_event_is_absent_before_and_counts_from_receipt():
    forward = rule(
        clock="transfer_forward",
        number=2,
        unit="working_days",
        only_after="not_competent",
    )

    assert count([forward], case()) == []
    assert state(clock(forward, ("not_competent", "06-05"))) == ("running", "06-04")
    met = clock(forward, ("not_competent", "06-02"), ("forwarded", "06-03"))
    assert met.status == "met"


def test_a_reopened_case_keeps_what_ended_and_starts_anew():
    first, second = count(
        [rule()],
        case(("answered", "06-15"), ("reopened", "06-22")),
    )[::-1]

    assert (first.round, state(first)) == (1, ("missed", "06-11"))
    assert (second.round, state(second)) == (2, ("running", "07-02"))
    assert second.leading and not first.leading
    assert "The request was reopened on Monday 22 June 2026" in second.explanation()[0]


def test_reopening_twice_at_once_starts_one_round():
    found = count(
        [rule()],
        case(("answered", "06-05"), ("reopened", "06-22"), ("reopened", "06-22")),
    )

    assert sorted(one.round for one in found) == [1, 2]


def test_a_clock_still_open_is_not_put_off_by_reopening():
    found = clock(rule(), ("reopened", "06-08"))

    assert (found.round, state(found)) == (1, ("running", "06-11"))


def test_a_second_complaint_has_a_clock_of_its_own():
    one = rule(clock="complaint_answer", start="complaint_received")
    events = [
        ("complaint_received", "06-02"),
        ("complaint_answered", "06-15"),
        ("complaint_received", "06-20"),
    ]

    found = sorted(count([one], case(*events)), key=lambda each: each.round)

    assert [(each.round, *state(each)) for each in found] == [
        (1, "missed", "06-12"),
        (2, "running", "06-30"),
    ]
    assert "This period has run on this case before; this is run 2." in (
        found[1].explanation()
    )


# --- 2.1 Many at once, and which leads ---


class Tea(Book):
    """A book of these rules only."""

    def __init__(self, *rules: Rule) -> None:
        super().__init__(lambda table: rules if table is Rule else ())


def kinds(book: Book, **change: object) -> list[str]:
    return sorted(one.clock for one in clocks_for(book, case(**change)))


def test_promise_and_law_run_side_by_side_and_the_law_can_be_left_out():
    book = Tea(rule(controller=""), promise())

    assert kinds(book) == ["promise_response", "statute_response"]
    assert kinds(book, statutes=False) == ["promise_response"]
    assert kinds(book, controller=None) == ["statute_response"]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], ["operator_response"]),
        ([promise()], ["promise_response"]),
        ([rule()], ["statute_response"]),
        (
            [promise(number=None, unit="", qualifier="timely")],
            ["operator_response", "promise_response"],
        ),
        (
            [rule(clock="statute_fulfilment")],
            ["operator_response", "statute_fulfilment"],
        ),
    ],
)
def test_the_offices_own_default_stands_only_where_both_are_silent(others, expected):
    own = rule(
        code="OWN",
        clock="operator_response",
        source_kind="operator",
        controller="tea",
    )

    assert kinds(Tea(own, *others)) == expected


def test_other_duties_of_the_office_give_way_to_their_own_kind():
    own = rule(
        code="OWN", clock="acknowledge", source_kind="operator", controller="tea"
    )

    assert kinds(Tea(own, promise())) == ["acknowledge", "promise_response"]
    by_law = rule(code="ACK", clock="acknowledge", number=3)
    [found] = clocks_for(Tea(own, by_law), case())
    assert found.rule.code == "ACK"


def test_on_equal_dates_the_answer_leads_and_the_notice_comes_last():
    rules = [
        rule(code="B", **LONGER),
        rule(code="A", clock="statute_fulfilment"),
        promise(code="C"),
    ]

    found = count(rules, case())

    assert [(one.clock, one.leading) for one in found] == [
        ("promise_response", True),
        ("statute_response", False),
        ("statute_fulfilment", False),
        ("extension_notice", False),
    ]


def test_a_paused_clock_does_not_lead():
    rules = [rule(number=3, on_clarification="suspend"), promise()]

    found = count(rules, case((ASKED, "06-02")))

    assert [(one.clock, one.leading) for one in found] == [
        ("promise_response", True),
        ("statute_response", False),
    ]


# --- Colombia, and breaches, by the shipped rules ---


def colombia(*events: tuple[str, str]) -> dict[str, tuple[str, str | None]]:
    """Maxim's own clocks of an erasure received on Monday 2 March 2026 in Bogota."""
    found = clocks_for(
        shipped(),
        case(
            controller="maxim",
            country="CO",
            subdivision=None,
            time_zone=ZoneInfo("America/Bogota"),
            right="erasure",
            received_at=moment("03-02", "-05:00"),
            events=tuple(
                Event(EventType(kind), moment(at, "-05:00")) for kind, at in events
            ),
            statutes=False,
        ),
    )
    return {one.rule.code: state(one) for one in found}


def test_colombia_step_by_step():
    asked = (ASKED, "03-05")

    assert colombia() == {
        "MAXIM-ASK18-CO": ("running", "03-09"),
        "MAXIM-DEL18-CO": ("running", "03-24"),  # over Saint Joseph's Day
    }
    assert colombia(asked) == {
        "MAXIM-ASK18-CO": ("met", "03-09"),
        "MAXIM-DEL18-CO": ("paused", None),
        "MAXIM-WAIT18-CO": ("running", "05-05"),
    }
    assert colombia(asked, (REPLIED, "03-20")) == {
        "MAXIM-ASK18-CO": ("met", "03-09"),
        "MAXIM-DEL18-CO": ("running", "03-28"),  # 8 plain days, a Saturday
        "MAXIM-WAIT18-CO": ("met", "05-05"),
    }
    assert colombia(("not_competent", "03-03"))["MAXIM-FWD18-CO"] == (
        "running",
        "03-04",
    )
    assert colombia(("not_competent", "03-03"), ("forwarded", "03-04")) == {
        "MAXIM-ASK18-CO": ("cancelled", "03-09"),
        "MAXIM-DEL18-CO": ("cancelled", "03-24"),
        "MAXIM-FWD18-CO": ("met", "03-04"),
    }


def test_a_breach_in_malaysia_has_72_hours_then_7_days_for_the_people():
    told = ("authority_notified", "06-03")
    breach = {"kind": "breach", "right": None, "controller": None}

    [alone] = clocks_for(shipped(), case(**breach))
    people, authority = clocks_for(shipped(), case(told, **breach))

    assert alone.due_at == moment("06-04")
    assert (authority.clock, authority.status) == ("breach_authority", "met")
    assert (people.clock, state(people)) == ("breach_subjects", ("running", "06-10"))


# --- What an attacker or a slip of the pen may send ---


def test_what_lies_before_the_receipt_moves_nothing():
    paused = rule(on_clarification="restart")

    found = clock(paused, ("answered", "05-30"), (ASKED, "05-31"), (REPLIED, "06-05"))

    assert (state(found), found.applied) == (("running", "06-11"), ())


def test_doubled_events_count_once():
    paused = rule(on_clarification="suspend", **LONGER)
    events = [(ASKED, "06-05"), (REPLIED, "06-10"), (EXTENDED, "06-12")]
    doubled = [event for event in events for _ in range(2)]

    assert clock(paused, *doubled).due_at == clock(paused, *events).due_at


def test_the_order_of_events_is_that_of_their_moments():
    paused = rule(on_clarification="suspend")
    events = [(ASKED, "06-05"), (REPLIED, "06-10")]

    assert clock(paused, *events[::-1]) == clock(paused, *events)


def test_an_answer_before_the_question_stays_the_answer():
    found = clock(
        rule(on_clarification="restart"), ("answered", "06-03"), (ASKED, "06-05")
    )

    assert (found.status, found.stopped_at) == ("met", moment("06-03"))


@pytest.mark.parametrize("text", ["2026-06-01T10:00:00", "2026-06-01"])
def test_a_moment_without_a_zone_is_refused(text):
    naive = moment(text)

    with pytest.raises(ValueError, match="time zone"):
        Event(EventType.ANSWERED, naive)
    with pytest.raises(ValueError, match="time zone"):
        case(received_at=naive)


def test_ten_thousand_events_are_counted():
    paused = rule(number=120, unit="months", on_clarification="suspend")
    wait = rule(code="WAIT", clock="clarification_answer", start=ASKED)
    pairs = [
        (
            kind,
            f"{2027 + n // 300}-{1 + n // 25 % 12:02}-{1 + n % 25:02}T{hour}:00+08:00",
        )
        for n in range(5_000)
        for kind, hour in ((ASKED, "09"), (REPLIED, "17"))
    ]

    found = count([paused, wait], case(*pairs))

    assert len(found) == 5_001


def test_a_period_past_the_last_date_is_told():
    with pytest.raises(BadPeriod, match="last date"):
        clock(
            rule(unit="months", number=120),
            received_at=moment("9995-06-01T10:00:00+08:00"),
        )


def test_the_rule_of_a_clock_is_the_one_that_was_given():
    pinned = replace(rule(), version=3)

    assert clock(pinned).rule.version == 3
