"""A rule that no case can be kept by is refused in a sentence that names it."""

import pytest

from rulebook.errors import BadRow
from rulebook.rule_checks import check, refuse_cycles
from rulebook.seeds import read
from rulebook.terms import RIGHTS
from tests.rulebook.counting import promise, rule

ASKED, REPLIED = "clarification_requested", "clarification_received"

BAD = [
    ({"number": -1}, "between 0 and"),
    ({"number": 3_661}, "between 0 and"),
    ({"number": True}, "whole number"),
    ({"unit": "fortnights"}, "'fortnights' is not known"),
    ({"unit": ""}, "the number needs its unit"),
    ({"number": None}, "the unit 'calendar_days' has no number"),
    ({"clock": "cuckoo"}, "the clock 'cuckoo' is not known"),
    ({"start": "noon"}, "the start 'noon' is not known"),
    ({"only_after": "lunch"}, "the only_after 'lunch' is not known"),
    ({"roll_over": "mondays"}, "the roll_over 'mondays' is not known"),
    ({"on_identity": "stop"}, "the on_identity 'stop' is not known"),
    ({"on_clarification": "replace"}, 'the pause "replace" needs the period'),
    ({"then_number": 8, "then_unit": "calendar_days"}, 'needs the pause "replace"'),
    (
        {"on_identity": "replace", "then_number": 8},
        "the then_number needs its unit",
    ),
    ({"extension_number": 8}, "the extension_number needs its unit"),
    ({"extension_condition": "if hard"}, "needs the extension's number"),
    (
        {"extension_number": 8, "extension_unit": "hours"},
        "hours are extended by hours",
    ),
    (
        {
            "number": None,
            "unit": "",
            "extension_number": 8,
            "extension_unit": "months",
        },
        "an extension needs a period",
    ),
    (
        {
            "clock": "extension_notice",
            "extension_number": 8,
            "extension_unit": "months",
        },
        "the notice of an extension cannot be extended itself",
    ),
    ({"unit": "hours", "counts_first_day": True}, "hours have no first day"),
    ({"rights": ()}, "a rule on a breach names no right"),
    ({"clock": "breach_authority"}, "a rule on a breach names no right"),
    (
        {"clock": "clarification_answer", "start": REPLIED},
        "starts with 'clarification_received', the very event that stops it",
    ),
    (
        {"clock": "transfer_forward", "only_after": "forwarded"},
        "owed only after 'forwarded', the very event that stops it",
    ),
]


@pytest.mark.parametrize(("change", "problem"), BAD)
def test_a_rule_that_cannot_stand_is_refused(change, problem):
    with pytest.raises(BadRow) as caught:
        check(rule(**change))

    told = str(caught.value)
    assert told.startswith("The rule 'LAW' cannot stand: ")
    assert problem in told
    assert told.endswith(".") and "\n" not in told


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"extension_number": 8, "extension_unit": "calendar_days"},
            "only a period of the law can be extended",
        ),
        ({"roll_over": "weekly_and_public_holidays"}, "only a period of the law moves"),
    ],
)
@pytest.mark.parametrize("source", ["promise", "operator"])
def test_only_the_law_extends_and_moves_on(change, problem, source):
    with pytest.raises(BadRow, match=problem):
        check(promise(source_kind=source, **change))


def test_a_good_rule_stands():
    check(rule())
    check(promise())
    check(rule(clock="breach_authority", rights=(), start="awareness"))


def follower(code: str, clock: str, start: str, **change: object):
    return rule(code=code, clock=clock, start=start, **change)


RING = [
    follower("A", "clarification_answer", ASKED),  # stops with the reply
    follower("B", "clarification_request", REPLIED),  # stops with the question
]


def test_rules_that_wait_for_each_other_are_refused():
    with pytest.raises(BadRow, match=r"'A', 'B' \(MY\) wait for each other in a ring"):
        refuse_cycles(RING)


def test_a_ring_of_any_length_is_found():
    ring = [
        follower("A", "clarification_answer", ASKED),
        follower("B", "identity_check", REPLIED),
        follower("C", "claim_flag", "complaint_received"),
        follower("D", "clarification_request", "identity_verified"),
    ]
    # No rule may start with identity_verified in a file; the check does not rely on it.
    with pytest.raises(BadRow, match="'A', 'B', 'D'"):
        refuse_cycles(ring)


def test_a_ring_of_promise_and_law_is_found():
    with pytest.raises(BadRow, match="ring"):
        refuse_cycles(
            [RING[0], follower("B", RING[1].clock, REPLIED, controller="tea")]
        )


@pytest.mark.parametrize("change", [{"country": "SG"}, {"version": 2, "code": "A"}])
def test_rules_of_two_countries_or_an_older_version_make_no_ring(change):
    other = {"code": "B", "clock": RING[1].clock, "start": REPLIED, **change}

    refuse_cycles([RING[0], rule(**other)])


def test_rules_of_two_companies_make_no_ring():
    refuse_cycles(
        [
            follower("A", "clarification_answer", ASKED, controller="tea"),
            follower("B", "clarification_request", REPLIED, controller="milk"),
        ]
    )


def test_a_chain_is_no_ring():
    refuse_cycles([RING[0], follower("B", "clarification_request", "receipt")])


POLICY = """
[policy]
controller = "tea"
code = "TEA"
name = "Tea"
document = "Tea policy"
countries = ["MY"]

[[entitlements]]
rights = ["access"]
clause = "1"
promise = "TEA-1"
"""
ROW = """
[[rules]]
code = "{code}"
country = "MY"
clock = "{clock}"
rights = ["access"]
number = 7
unit = "calendar_days"
qualifier = "at_most"
start = "{start}"
clause = "2"
promise = "TEA-2"
{more}
"""


def read_rules(tmp_path, *rows: str):
    path = tmp_path / "tea.toml"
    path.write_text(POLICY + "".join(rows))
    return read([path]).rows


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ('roll_over = "weekly_and_public_holidays"', "only a period of the law moves"),
        (
            'extension_number = 14\nextension_unit = "calendar_days"',
            "only a period of the law can be extended",
        ),
        ('on_clarification = "replace"', 'the pause "replace" needs'),
        ("counts_first_day = 1", "counts_first_day must be true or false"),
        ('only_after = "lunch"', "the event in only_after 'lunch' is not known"),
        ("then_number = -1", "the then_number must be a whole number"),
    ],
)
def test_a_bad_row_of_a_file_is_named_with_its_file(tmp_path, more, problem):
    row = ROW.format(code="TEA-7", clock="promise_response", start="receipt", more=more)

    with pytest.raises(BadRow, match=r"^tea\.toml, rule 'TEA-7': ") as caught:
        read_rules(tmp_path, row)

    assert problem in str(caught.value)


def test_a_clock_of_the_law_is_not_set_by_a_policy(tmp_path):
    row = ROW.format(code="TEA-7", clock="statute_response", start="receipt", more="")

    with pytest.raises(BadRow, match="'statute_response' cannot be set by a promise"):
        read_rules(tmp_path, row)


def test_a_ring_in_a_file_is_refused(tmp_path):
    rows = (
        ROW.format(code="TEA-7", clock="clarification_answer", start=ASKED, more=""),
        ROW.format(code="TEA-8", clock="clarification_request", start=REPLIED, more=""),
    )

    with pytest.raises(BadRow, match="'TEA-7', 'TEA-8'"):
        read_rules(tmp_path, *rows)


def test_a_roll_over_that_nobody_knows_is_none(tmp_path):
    row = ROW.format(
        code="TEA-7",
        clock="promise_response",
        start="receipt",
        more='roll_over = "unknown"',
    )

    assert read_rules(tmp_path, row)[-1].roll_over == "none"


def test_every_right_can_have_a_rule():
    check(promise(rights=RIGHTS))
