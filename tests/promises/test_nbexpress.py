"""What N.B. Express promised: 30 days, and 15 days in two narrower cases."""

import pytest

from rulebook.book import shipped
from rulebook.coverage import cell

RECEIVED = "2026-05-08T17:20:00+08:00"  # a Friday, in Sibu


@pytest.mark.parametrize(
    "right",
    ["rectification", "erasure", "consent_withdrawal", "automated_decision"],
)
def test_a_request_is_answered_within_30_days(owed, right):
    # 6.6: a request is answered within thirty days (NBX-6.14).
    [clock] = owed("nbexpress", "MY", right, RECEIVED)

    assert (clock.clock, clock.rule.code) == ("promise_response", "NBX-30")
    assert clock.due_at.isoformat() == "2026-06-07T23:59:59+08:00"


@pytest.mark.parametrize("right", ["access", "information"])
def test_access_that_self_service_cannot_give_is_answered_within_15_days(owed, right):
    # 6.7 end: 15 days for such access (NBX-6.22); 6.6: 30 days in general (NBX-6.14).
    short, long = owed("nbexpress", "MY", right, RECEIVED)

    assert (short.rule.code, short.leading) == ("NBX-15-ACCESS", True)
    assert short.due_at.isoformat() == "2026-05-23T23:59:59+08:00"
    assert (long.rule.code, long.leading) == ("NBX-30", False)
    assert long.due_at.isoformat() == "2026-06-07T23:59:59+08:00"


def test_a_contact_is_answered_within_15_days(owed):
    # 10: an answer within fifteen days (NBX-10.1).
    [clock] = owed("nbexpress", "MY", "contact", RECEIVED)

    assert clock.rule.code == "NBX-15-CONTACT"
    assert clock.due_at.isoformat() == "2026-05-23T23:59:59+08:00"


def test_a_cancelled_account_is_deleted_as_soon_as_possible_without_a_date(owed):
    # 2.1: as soon as possible, as the law requires, and no number (NBX-2.8).
    [clock] = owed("nbexpress", "MY", "account_cancellation", RECEIVED)

    assert (clock.clock, clock.due_at) == ("promise_fulfilment", None)
    assert (clock.status, clock.leading) == ("running", False)


@pytest.mark.parametrize("right", ["marketing_stop", "complaint"])
def test_a_right_without_a_period_has_no_clock(owed, right):
    # 3.2 lets a person leave the mailing list (NBX-3.3), 6.6 complain (NBX-6.15).
    assert shipped().entitlement("nbexpress", "MY", right) is not None
    assert owed("nbexpress", "MY", right, RECEIVED) == []


@pytest.mark.parametrize("right", ["restriction", "objection", "portability"])
def test_a_right_that_only_the_law_grants_has_no_promise(owed, right):
    # Section 6 does not name it; the Personal Data Protection Act does.
    entitlement = shipped().entitlement("nbexpress", "MY", right)

    assert entitlement is not None
    assert entitlement.source_kind == "statute"
    assert owed("nbexpress", "MY", right, RECEIVED) == []


def test_data_of_an_account_is_held_for_180_days():
    # 6.7: one hundred and eighty days; from when is not said (NBX-6.19).
    found = cell(shipped(), "nbexpress", "MY", "account_cancellation", "retain")

    assert (found.rule, found.number, found.unit) == ("NBX-6.19", 180, "calendar_days")


def test_the_policy_sets_four_periods(promised):
    # 6.6, 6.7, 10 and 2.1 (NBX-6.14, NBX-6.22, NBX-10.1, NBX-2.8).
    assert sorted(promised("nbexpress")) == [
        "NBX-15-ACCESS",
        "NBX-15-CONTACT",
        "NBX-30",
        "NBX-ASAP",
    ]


def test_the_policy_grants_these_rights_and_no_other(granted):
    # 3.2, 6 and 10, each with its number.
    assert granted("nbexpress", "MY") == [
        ("information", "6.1", "NBX-6.1"),
        ("access", "6.1", "NBX-6.1"),
        ("rectification", "6.2", "NBX-6.3"),
        ("erasure", "6.3", "NBX-6.5.1"),
        ("consent_withdrawal", "6.4", "NBX-6.8"),
        ("marketing_stop", "3.2", "NBX-3.3"),
        ("automated_decision", "6.5", "NBX-6.11"),
        ("account_cancellation", "6.7", "NBX-6.20"),
        ("contact", "10", "NBX-10.1"),
        ("complaint", "6.6", "NBX-6.15"),
    ]


def test_four_grounds_may_refuse_and_six_forbid_an_answer():
    # 6.6: four by choice (NBX-6.17.1 to .4), six by law (NBX-6.18.1 to .6).
    grounds = shipped().grounds("nbexpress", "MY", "erasure")

    effects = [ground.effect for ground in grounds]
    assert (effects.count("may"), effects.count("must_not_answer")) == (4, 6)


def test_a_child_is_below_18_and_data_of_those_below_14_is_sensitive():
    # 7: a child under 18 needs the guardian (NBX-7.2).
    minors = shipped().minors("nbexpress", "MY")

    assert (minors.adult_age, minors.sensitive_below) == (18, 14)
