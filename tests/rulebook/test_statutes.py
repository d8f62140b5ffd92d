"""The periods of the law: every number of the register, and dates worked by hand."""

import pytest

from rulebook.book import shipped
from rulebook.laws import laws
from rulebook.rows import Entitlement, Rule
from tests.rulebook import facts

needs_reference = pytest.mark.skipif(
    not facts.REFERENCE.is_dir(), reason=facts.NO_REFERENCE
)
STATUTES = [rule for rule in shipped().current(Rule) if rule.source_kind == "statute"]


@needs_reference
def test_every_number_of_the_law_is_the_one_of_the_register():
    ours, theirs = facts.statutes_of_ours(), facts.statutes_of_reference()

    assert facts.first_difference(ours, theirs) == ""


@needs_reference
@pytest.mark.parametrize("fact", facts.IN_WORDS, ids=str)
def test_a_number_that_the_register_has_in_words_stands_in_them(fact):
    _country, _what, _part, number, unit, _confidence = fact

    assert f"{number} {unit.replace('_', ' ')}" in facts.words_of_reference(fact)


@needs_reference
def test_each_extension_of_the_register_is_one_that_is_given_once():
    # As ours are: a second one changes nothing (test_clock_events.py).
    laws_there = facts.reference("statutes.yaml")["jurisdictions"].values()
    rights = [right for law in laws_there for right in law["rights"].values()]
    times = [
        right["extension"].get("times", 1) for right in rights if "extension" in right
    ]

    assert set(times) == {1}
    assert len(times) > 20


@needs_reference
def test_each_law_counts_as_the_register_says():
    for country, law in facts.reference("statutes.yaml")["jurisdictions"].items():
        time = law["time"]
        here = laws()[country]

        zones = [zone for zone in time["zones"] if "/" in zone]
        assert list(here.zones) == zones
        assert (here.roll_over, here.confidence) == (
            time["roll_over"],
            time["confidence"],
        )


@needs_reference
def test_each_right_of_the_law_is_one_the_register_grants():
    register = facts.reference("statutes.yaml")["jurisdictions"]
    granted = {
        (country, facts.right_name(name), right["confidence"])
        for country, law in register.items()
        for name, right in law["rights"].items()
        if right["granted"] in {"yes", "partial"}
    }

    ours = {
        (one.country, one.right, one.confidence)
        for one in shipped().current(Entitlement)
        if one.source_kind == "statute"
    }
    assert facts.first_difference(ours, granted) == ""


def test_a_right_of_the_law_and_its_period_stand_together():
    granted = {
        (one.country, one.right)
        for one in shipped().current(Entitlement)
        if one.source_kind == "statute"
    }
    answered = {
        (rule.country, right)
        for rule in STATUTES
        if rule.clock in {"statute_response", "statute_fulfilment"}
        for right in rule.rights
    }

    assert granted == answered


@pytest.mark.parametrize("rule", STATUTES, ids=lambda rule: rule.code)
def test_every_row_of_the_law_fits_the_register(rule):
    assert (rule.controller, rule.promise) == ("", "")
    assert rule.confidence in {"high", "medium", "low"}
    assert rule.means and rule.clause and rule.document
    assert len(rule.code) <= 40 and len(rule.clause) <= 60
    assert bool(rule.rights) != rule.clock.startswith("breach_")
    assert (rule.number is None) == (rule.unit == "")
    assert (rule.extension_number is None) == (rule.extension_unit == "")


def test_hours_and_periods_without_a_number_never_move_on():
    for rule in STATUTES:
        if rule.unit in {"", "hours"} or rule.number == 0:
            assert rule.roll_over == "none", rule.code
