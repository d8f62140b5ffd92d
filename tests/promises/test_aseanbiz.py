"""What AseanBiz promised: timely answers, and three working days for a contact."""

import pytest

from rulebook.book import shipped

MONDAY = "2026-06-01T10:00:00+08:00"


@pytest.mark.parametrize(
    "right",
    [
        "information",
        "access",
        "rectification",
        "erasure",
        "account_cancellation",
        "consent_withdrawal",
    ],
)
def test_a_request_is_answered_in_a_timely_manner_without_a_date(owed, right):
    # 5(6): reasonable requests in a timely manner, no number (ASB-5.9).
    [clock] = owed("aseanbiz", "CN", right, "2026-05-08T17:20:00+08:00")

    assert (clock.rule.code, clock.rule.qualifier) == ("ASB-TIMELY", "timely")
    assert (clock.due_at, clock.leading) == (None, False)
    assert (
        "The policy names no number of days, so there is no last day."
        in clock.explanation()
    )


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-06-01T10:00:00+08:00", "2026-06-04T23:59:59+08:00"),
        # Saturday 9 May 2026 is worked in China.
        ("2026-05-08T10:00:00+08:00", "2026-05-12T23:59:59+08:00"),
        # National Day, 1 to 7 October 2026; Saturday the 10th is worked.
        ("2026-09-30T10:00:00+08:00", "2026-10-10T23:59:59+08:00"),
    ],
)
def test_a_contact_is_generally_answered_within_three_working_days(owed, received, due):
    # 8: generally within three working days (ASB-8.2).
    [clock] = owed("aseanbiz", "CN", "contact", received)

    assert (clock.rule.code, clock.rule.qualifier) == ("ASB-3WD", "generally")
    assert clock.due_at.isoformat() == due


def test_the_policy_sets_two_periods(promised):
    # 5(6) without a number, and 8 (ASB-5.9, ASB-8.2).
    assert promised("aseanbiz") == ["ASB-TIMELY", "ASB-3WD"]


def test_the_policy_grants_these_rights_and_no_other(granted):
    # 5 and 8, each with its number.
    assert granted("aseanbiz", "CN") == [
        ("information", "5(1)", "ASB-5.1"),
        ("access", "5(1)", "ASB-5.1"),
        ("rectification", "5(2)", "ASB-5.2"),
        ("erasure", "5(3)", "ASB-5.3.1"),
        ("consent_withdrawal", "5(4)", "ASB-5.6"),
        ("account_cancellation", "5(5)", "ASB-5.8"),
        ("contact", "8", "ASB-8.1"),
        ("complaint", "8", "ASB-8.3"),
    ]


@pytest.mark.parametrize(
    "right",
    [
        "restriction",
        "objection",
        "portability",
        "automated_decision",
        "marketing_stop",
    ],
)
def test_a_right_the_policy_does_not_name_has_no_clock(owed, right):
    # Section 5 does not name it.
    assert owed("aseanbiz", "CN", right, MONDAY) == []


def test_a_complaint_is_sent_on_without_a_period(owed):
    # 8: the authorities and the court, and no number (ASB-8.3).
    assert owed("aseanbiz", "CN", "complaint", MONDAY) == []


def test_four_grounds_may_refuse_and_eight_forbid_an_answer():
    # 5(6): four by choice (ASB-5.10.1 to .4), eight that forbid (ASB-5.11.1 to .8).
    grounds = shipped().grounds("aseanbiz", "CN", "erasure")

    effects = [ground.effect for ground in grounds]
    assert (effects.count("may"), effects.count("must_not_answer")) == (4, 8)
