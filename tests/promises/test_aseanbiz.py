"""What AseanBiz promised: timely answers, and three working days for a contact."""

import pytest

from rulebook.book import shipped


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


def test_four_grounds_may_refuse_and_eight_forbid_an_answer():
    # 5(6): four by choice (ASB-5.10.1 to .4), eight that forbid (ASB-5.11.1 to .8).
    grounds = shipped().grounds("aseanbiz", "CN", "erasure")

    effects = [ground.effect for ground in grounds]
    assert (effects.count("may"), effects.count("must_not_answer")) == (4, 8)
