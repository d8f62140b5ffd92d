from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rulebook.book import shipped
from rulebook.case_clocks import Case, Event, EventType, Status, clocks_for, in_order

RECEIVED = datetime.fromisoformat("2026-06-01T10:00:00+08:00")


def moment(day: str) -> datetime:
    return datetime.fromisoformat(f"2026-{day}T10:00:00+08:00")


def erasure(*events: tuple[str, str]) -> Case:
    """An erasure request to Maxim Malaysia: answer by 8 June, deletion by 1 July."""
    return Case(
        kind="rights_request",
        controller="maxim",
        country="MY",
        subdivision="MY-06",
        time_zone=ZoneInfo("Asia/Kuala_Lumpur"),
        right="erasure",
        received_at=RECEIVED,
        events=in_order(Event(EventType(kind), moment(day)) for kind, day in events),
        statutes=False,
    )


def states(case: Case) -> dict[str, tuple[str, str | None]]:
    return {
        clock.clock: (
            str(clock.status),
            clock.due_at.date().isoformat() if clock.due_at else None,
        )
        for clock in clocks_for(shipped(), case)
    }


def test_the_open_clock_with_the_earliest_instant_leads():
    first, second = clocks_for(shipped(), erasure())

    assert (first.clock, first.leading) == ("promise_response", True)
    assert (second.clock, second.leading) == ("promise_fulfilment", False)


def test_an_answer_in_time_meets_its_clock_and_the_next_leads():
    clocks = clocks_for(shipped(), erasure(("answered", "06-05")))

    leading = [clock.clock for clock in clocks if clock.leading]
    assert leading == ["promise_fulfilment"]
    assert {clock.clock: str(clock.status) for clock in clocks} == {
        "promise_response": "met",
        "promise_fulfilment": "running",
    }


def test_a_late_answer_is_missed_for_good():
    assert states(erasure(("answered", "06-09"))) == {
        "promise_response": ("missed", "2026-06-08"),
        "promise_fulfilment": ("running", "2026-07-01"),
    }


@pytest.mark.parametrize("end", ["withdrawn", "duplicate_found", "forwarded"])
def test_the_end_of_a_case_cancels_what_still_ran(end):
    assert states(erasure(("answered", "06-05"), (end, "06-06"))) == {
        "promise_response": ("met", "2026-06-08"),
        "promise_fulfilment": ("cancelled", "2026-07-01"),
    }


def test_a_legal_hold_takes_the_date_of_carrying_out_and_leaves_the_answers():
    assert states(erasure(("legal_hold_placed", "06-03"))) == {
        "promise_response": ("running", "2026-06-08"),
        "promise_fulfilment": ("on_hold", None),
    }


def test_a_lifted_hold_starts_the_period_anew():
    case = erasure(("legal_hold_placed", "06-03"), ("legal_hold_released", "06-20"))

    assert states(case)["promise_fulfilment"] == ("running", "2026-07-20")
    [deletion] = [
        clock
        for clock in clocks_for(shipped(), case)
        if clock.clock == "promise_fulfilment"
    ]
    assert (
        "A legal hold was lifted on Saturday 20 June 2026 at 10:00 "
        "(Kuala Lumpur); the period runs anew from then."
    ) in deletion.explanation()


@pytest.mark.parametrize(
    "event",
    [
        "clarification_requested",
        "identity_requested",
        "identity_verified",
        "extension_notified",
        "acknowledged",
    ],
)
def test_an_event_that_a_promise_does_not_know_moves_nothing(event):
    assert states(erasure((event, "06-02"))) == states(erasure())


def test_the_order_in_which_events_are_given_does_not_matter():
    placed, lifted = ("legal_hold_placed", "06-03"), ("legal_hold_released", "06-20")

    assert states(erasure(placed, lifted)) == states(erasure(lifted, placed))


def test_a_breach_has_no_promise():
    case = Case(
        kind="breach",
        controller="maxim",
        country="MY",
        subdivision=None,
        time_zone=ZoneInfo("Asia/Kuala_Lumpur"),
        right=None,
        received_at=RECEIVED,
        statutes=False,
    )

    assert clocks_for(shipped(), case) == []


def test_status_words_are_those_of_the_specification():
    assert {str(status) for status in Status} <= {
        "running", "paused", "on_hold", "met", "missed", "cancelled",
    }  # fmt: skip
