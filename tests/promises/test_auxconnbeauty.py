"""What AuxconnBeauty promised: 30 days for a correction, "generally" 30 for contact."""

import pytest

from rulebook.book import shipped

RECEIVED = "2026-05-08T17:20:00+08:00"


def test_a_correction_is_answered_within_30_days(owed):
    # IV(ii): within thirty days (AXB-4.3).
    [clock] = owed("auxconnbeauty", "CN", "rectification", RECEIVED)

    assert (clock.rule.code, clock.rule.qualifier) == ("AXB-30-CORRECT", "at_most")
    assert clock.due_at.isoformat() == "2026-06-07T23:59:59+08:00"


def test_a_contact_is_generally_answered_within_30_days(owed):
    # VII: generally within thirty days (AXB-7.2).
    [clock] = owed("auxconnbeauty", "CN", "contact", RECEIVED)

    assert (clock.rule.code, clock.rule.qualifier) == ("AXB-30-CONTACT", "generally")
    assert clock.due_at.isoformat() == "2026-06-07T23:59:59+08:00"


@pytest.mark.parametrize(
    "right",
    ["access", "erasure", "account_cancellation", "consent_withdrawal"],
)
def test_a_right_without_a_period_has_no_clock(owed, right):
    # IV(A), IV(iii), IV(iv) grant it and name no period (AXB-4.1, 4.4, 4.8).
    assert shipped().entitlement("auxconnbeauty", "CN", right).source_kind == "promise"
    assert owed("auxconnbeauty", "CN", right, RECEIVED) == []


def test_authentication_is_asked_for_a_deletion_only_and_not_on_the_form():
    # IV(iii): a person may be asked to authenticate for a deletion (AXB-4.6).
    deletion = shipped().identity_route("auxconnbeauty", "CN", "erasure", "web_form")
    access = shipped().identity_route("auxconnbeauty", "CN", "access", "web_form")

    assert deletion.with_request == ()
    assert [fact.code for fact in deletion.when_needed] == ["account_authentication"]
    assert access.facts == ()
