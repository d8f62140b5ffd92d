"""What AUX Malaysia promised: eight rights, and a period for none of them."""

import pytest

from rulebook.book import shipped
from rulebook.terms import RIGHTS

RECEIVED = "2026-05-08T17:20:00+08:00"


@pytest.mark.parametrize("right", RIGHTS)
def test_no_period_is_invented(owed, right):
    # "Your choices and rights" names contact details and no period (AUX-5.9).
    assert owed("aux", "MY", right, RECEIVED) == []


def test_the_table_grants_these_rights_and_no_other(granted):
    # "Your choices and rights", row by row; AUX-5.9 says how to reach the company.
    assert granted("aux", "MY") == [
        ("information", "Your choices and rights", "AUX-5.1"),
        ("access", "Your choices and rights", "AUX-5.1"),
        ("rectification", "Your choices and rights", "AUX-5.2"),
        ("erasure", "Your choices and rights", "AUX-5.3"),
        ("restriction", "Your choices and rights", "AUX-5.4"),
        ("objection", "Your choices and rights", "AUX-5.5"),
        ("portability", "Your choices and rights", "AUX-5.7"),
        ("consent_withdrawal", "Your choices and rights", "AUX-5.10"),
        ("marketing_stop", "Your choices and rights", "AUX-5.5"),
        ("contact", "Your choices and rights", "AUX-5.9"),
        ("complaint", "Your choices and rights", "AUX-5.12"),
    ]


def test_the_policy_sets_no_period_at_all(promised):
    # "Your choices and rights" and "Contact" name no number (AUX-5.9, AUX-9.2).
    assert promised("aux") == []


def test_nothing_is_asked_to_prove_identity():
    # "Your choices and rights" asks to be contacted, and for nothing else (AUX-5.9).
    route = shipped().identity_route("aux", "MY", "erasure", "web_form")

    assert route.facts == ()
