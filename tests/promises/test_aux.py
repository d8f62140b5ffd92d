"""What AUX Malaysia promised: eight rights, and a period for none of them."""

import pytest

from rulebook.book import shipped
from rulebook.terms import RIGHTS

RECEIVED = "2026-05-08T17:20:00+08:00"


@pytest.mark.parametrize("right", RIGHTS)
def test_no_period_is_invented(owed, right):
    # "Your choices and rights" names contact details and no period (AUX-5.9).
    assert owed("aux", "MY", right, RECEIVED) == []


@pytest.mark.parametrize(
    ("right", "promise"),
    [
        ("access", "AUX-5.1"),  # "Your choices and rights": information
        ("rectification", "AUX-5.2"),  # rectification
        ("erasure", "AUX-5.3"),  # erasure
        ("restriction", "AUX-5.4"),  # restriction of processing
        ("objection", "AUX-5.5"),  # objection, direct marketing included
        ("portability", "AUX-5.7"),  # data portability
        ("consent_withdrawal", "AUX-5.10"),  # withdrawing consent
        ("complaint", "AUX-5.12"),  # a complaint to the authority
    ],
)
def test_each_right_of_the_table_is_granted(right, promise):
    entitlement = shipped().entitlement("aux", "MY", right)

    assert entitlement is not None
    assert entitlement.promise == promise
    assert entitlement.source_kind == "promise"


def test_nothing_is_asked_to_prove_identity():
    # "Your choices and rights" asks to be contacted, and for nothing else (AUX-5.9).
    route = shipped().identity_route("aux", "MY", "erasure", "web_form")

    assert route.facts == ()
