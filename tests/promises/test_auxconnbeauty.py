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


def test_the_policy_sets_two_periods(promised):
    # IV(ii) and VII (AXB-4.3, AXB-7.2).
    assert promised("auxconnbeauty") == ["AXB-30-CORRECT", "AXB-30-CONTACT"]


def test_the_policy_grants_these_rights_and_no_other(granted):
    # II(ii), IV and VII, each with its number.
    assert granted("auxconnbeauty", "CN") == [
        ("information", "IV(A)", "AXB-4.1"),
        ("access", "IV(A)", "AXB-4.1"),
        ("rectification", "IV(ii)", "AXB-4.2"),
        ("erasure", "IV(iii)", "AXB-4.4.1"),
        ("consent_withdrawal", "IV(iv)", "AXB-4.8"),
        ("marketing_stop", "II(ii)", "AXB-2.3"),
        ("account_cancellation", "IV(iii)4", "AXB-4.4.4"),
        ("contact", "VII", "AXB-7.1"),
    ]


@pytest.mark.parametrize("right", ["information", "marketing_stop"])
def test_no_period_is_invented(owed, right):
    # IV(A) and II(ii) name none (AXB-4.1, AXB-2.3).
    assert owed("auxconnbeauty", "CN", right, RECEIVED) == []


@pytest.mark.parametrize(
    "right",
    ["restriction", "objection", "portability", "automated_decision", "complaint"],
)
def test_a_right_the_policy_does_not_name_has_no_clock(owed, right):
    # Section IV does not name it.
    assert owed("auxconnbeauty", "CN", right, RECEIVED) == []


def test_authentication_is_asked_for_a_deletion_only_and_not_on_the_form():
    # IV(iii): a person may be asked to authenticate for a deletion (AXB-4.6).
    deletion = shipped().identity_route("auxconnbeauty", "CN", "erasure", "web_form")
    access = shipped().identity_route("auxconnbeauty", "CN", "access", "web_form")

    assert deletion.with_request == ()
    assert [fact.code for fact in deletion.when_needed] == ["account_authentication"]
    assert access.facts == ()
