"""Colombia, 18 and 5.5: fifteen working days, and what a question does to them.

Received on Monday 1 June 2026 in Bogota; 8, 15 and 29 June are holidays there.
"""

import pytest

RECEIVED = "2026-06-01T10:00:00-05:00"
ASKED = ("clarification_requested", "2026-06-03T10:00:00-05:00")
REPLIED = ("clarification_received", "2026-06-17T10:00:00-05:00")
CLAUSES = [("erasure", "18"), ("account_cancellation", "5.5")]

both_clauses = pytest.mark.parametrize(("right", "clause"), CLAUSES)


@pytest.fixture
def clocks_of(owed):
    """(right, *events) -> (promise, status, last day) by the kind of clock."""

    def clocks(right, *events):
        found = owed("maxim", "CO", right, RECEIVED, *events)
        return {
            clock.clock: (
                clock.rule.promise,
                str(clock.status),
                clock.due_at and clock.due_at.isoformat(),
            )
            for clock in found
        }

    return clocks


@both_clauses
def test_data_is_deleted_within_15_working_days_of_the_request(
    clocks_of, right, clause
):
    # 2-5, 9-12, 16-19, 22-24 June (MAXIM-18-CO.1, MAXIM-5.5-CO.1).
    found = clocks_of(right)["promise_fulfilment"]

    assert found == (f"MAXIM-{clause}-CO.1", "running", "2026-06-24T23:59:59-05:00")


@both_clauses
def test_more_is_asked_for_within_5_working_days(clocks_of, right, clause):
    # 2-5 and 9 June (MAXIM-18-CO.2, MAXIM-5.5-CO.2).
    found = clocks_of(right)["clarification_request"]

    assert found == (f"MAXIM-{clause}-CO.2", "running", "2026-06-09T23:59:59-05:00")


@both_clauses
def test_nobody_has_to_reply_before_something_is_asked(clocks_of, right, clause):
    # MAXIM-18-CO.3, MAXIM-5.5-CO.3.
    assert "clarification_answer" not in clocks_of(right)


@both_clauses
def test_the_person_has_two_months_and_the_fifteen_days_stand_still(
    clocks_of, right, clause
):
    # From the question of 3 June (MAXIM-18-CO.3, MAXIM-5.5-CO.3).
    found = clocks_of(right, ASKED)

    assert found["clarification_request"][1] == "met"
    assert found["clarification_answer"] == (
        f"MAXIM-{clause}-CO.3",
        "running",
        "2026-08-03T23:59:59-05:00",
    )
    assert found["promise_fulfilment"] == (f"MAXIM-{clause}-CO.1", "paused", None)


@both_clauses
def test_after_the_reply_eight_days_take_the_place_of_the_rest(
    clocks_of, right, clause
):
    # 17 June and eight plain days (MAXIM-18-CO.4, MAXIM-5.5-CO.4).
    found = clocks_of(right, ASKED, REPLIED)

    assert found["clarification_answer"][1] == "met"
    assert found["promise_fulfilment"] == (
        f"MAXIM-{clause}-CO.1",
        "running",
        "2026-06-25T23:59:59-05:00",
    )


@both_clauses
def test_what_belongs_elsewhere_is_passed_on_within_2_working_days(
    clocks_of, right, clause
):
    # 2 and 3 June (MAXIM-18-CO.5, MAXIM-5.5-CO.5).
    before = clocks_of(right)
    found = clocks_of(right, ("not_competent", "2026-06-02T10:00:00-05:00"))

    assert "transfer_forward" not in before
    assert found["transfer_forward"] == (
        f"MAXIM-{clause}-CO.5",
        "running",
        "2026-06-03T23:59:59-05:00",
    )


@both_clauses
def test_what_was_passed_on_is_no_longer_owed_here(clocks_of, right, clause):
    # MAXIM-18-CO.5, MAXIM-5.5-CO.5.
    found = clocks_of(
        right,
        ("not_competent", "2026-06-02T10:00:00-05:00"),
        ("forwarded", "2026-06-03T10:00:00-05:00"),
    )

    assert found["transfer_forward"][1] == "met"
    assert found["promise_fulfilment"][1] == "cancelled"


@both_clauses
def test_a_question_after_the_fifteen_days_changes_nothing(clocks_of, right, clause):
    # MAXIM-18-CO.1, MAXIM-5.5-CO.1; CLOCKS 2.5.
    late = ("clarification_requested", "2026-06-25T10:00:00-05:00")
    found = clocks_of(right, late)["promise_fulfilment"]

    assert found == (f"MAXIM-{clause}-CO.1", "running", "2026-06-24T23:59:59-05:00")
