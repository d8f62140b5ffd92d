"""Every rule and every cell of the matrix of deadlines, as the product answers them.

216 cells, each for one company, country and kind of request: a number is promised
(stated), a duty without one (timely), nothing (gap), or the right is not offered.
"""

from itertools import product

import pytest

from rulebook.book import shipped
from rulebook.coverage import Cell, cell
from rulebook.rows import Rule
from rulebook.suggestions import all_suggestions
from tests.rulebook import facts
from tests.rulebook.facts import SLUGS, reference, rights_of

needs_reference = pytest.mark.skipif(
    not facts.REFERENCE.is_dir(), reason=facts.NO_REFERENCE
)
# The facts below as they stand in ../shared/reference, for where that is not at hand.
# To renew: change the data with the reference at hand until the other tests pass, then
# copy here the checksum that the failing test shows.
DEADLINES = "99c444cdf5256cdd0dfd84b9cd647679385aac0601cddebdf7913ba9afdb11bf"
STATUTES = "8f90f70695f391aac07ef6101918ab813d7035996a2c60180cd33cc2968da79b"


def test_the_facts_are_those_that_were_compared_with_the_reference():
    assert facts.checksum(facts.deadlines_of_ours()) == DEADLINES
    assert facts.checksum(facts.statutes_of_ours()) == STATUTES


@needs_reference
def test_every_rule_of_the_deadlines_is_here_with_its_numbers():
    ours, theirs = facts.rules_of_ours(), facts.rules_of_reference()

    assert len(theirs) == 48
    assert facts.first_difference(ours, theirs) == ""


@needs_reference
def test_every_cell_of_the_matrix_is_answered_as_the_register_has_it():
    theirs = facts.cells_of_reference()
    named = {cell_of[:4] for cell_of in theirs}
    ours = {cell_of for cell_of in facts.cells_of_ours() if cell_of[:4] in named}

    assert facts.first_difference(ours, theirs) == ""


@needs_reference
def test_a_stage_the_register_leaves_out_has_no_period_here():
    named = {cell_of[:4] for cell_of in facts.cells_of_reference()}

    left_out = [one for one in facts.cells_of_ours() if one[:4] not in named]
    assert {one[3] for one in left_out} == {"execute"}
    assert {one[4] for one in left_out} == {"gap", "right_not_offered"}


@needs_reference
def test_the_matrix_has_216_cells():
    matrix = reference("deadlines.yaml")["matrix"]

    kinds = [kind for lands in matrix.values() for kind in lands.values()]
    assert sum(len(kind) for kind in kinds) == 216


@needs_reference
def test_each_step_of_colombias_procedure_has_its_period():
    ours, theirs = facts.colombia_of_ours(), facts.colombia_of_reference()

    assert facts.first_difference(ours, theirs) == ""


@needs_reference
def test_each_order_that_pulls_apart_is_made_of_these_two_periods():
    for said in reference("deadlines.yaml")["order_conflicts"]:
        deletion, answer = (
            cell(shipped(), "maxim", said["country"], "erasure", stage)
            for stage in ("execute", "answer")
        )

        assert said["deletion"] == f"{deletion.number} {deletion.unit} (18)"
        assert said["answer"] == f"{answer.number} {answer.unit} (21)"


@needs_reference
def test_every_default_of_the_register_is_one_an_office_may_choose():
    offered = {
        (one.controller, one.country, one.clock, right): (one.number, one.unit)
        for one in all_suggestions()
        for right in one.rights
    }
    clocks = {"answer": "operator_response", "execute": "operator_fulfilment"}
    # The register leaves AUX to the law and its lawyer: 21 days, as for access.
    outside = (21, "calendar_days")

    for policy, countries in reference("deadlines.yaml")["matrix"].items():
        for country, requests in countries.items():
            for request_type, stages in requests.items():
                for right, (stage, said) in product(
                    rights_of(request_type), stages.items()
                ):
                    if "default_from" not in said:
                        continue
                    key = (SLUGS[policy], country, clocks[stage], right)
                    default = (said.get("default_value"), said.get("default_unit"))
                    if said["default_from"] == "outside_the_seed":
                        default = outside
                    assert offered.get(key) == default, key


@pytest.mark.parametrize(
    ("controller", "country", "right", "stage", "expected"),
    [
        ("aux", "MY", "access", "answer", Cell("gap")),
        ("aux", "MY", "account_cancellation", "answer", Cell("right_not_offered")),
        (
            *("nbexpress", "MY", "access", "answer"),
            Cell("stated", "NBX-15-ACCESS", 15, "calendar_days", ("NBX-30",)),
        ),
        (
            *("nbexpress", "MY", "account_cancellation", "execute"),
            Cell("timely", "NBX-ASAP"),
        ),
        (
            *("nbexpress", "MY", "account_cancellation", "retain"),
            Cell("stated", "NBX-6.19", 180, "calendar_days"),
        ),
        ("nbexpress", "MY", "access", "retain", Cell("gap")),
        # The law grants it; the policy does not name it.
        ("nbexpress", "MY", "portability", "answer", Cell("right_not_offered")),
        ("aseanbiz", "CN", "erasure", "answer", Cell("timely", "ASB-TIMELY")),
        (
            *("maxim", "BR", "complaint", "answer"),
            Cell("stated", "MAXIM-ANS-BR", 48, "hours"),
        ),
        ("maxim", "CO", "erasure", "answer", Cell("gap")),
        (
            *("maxim", "CO", "erasure", "execute"),
            Cell("stated", "MAXIM-DEL18-CO", 15, "working_days"),
        ),
    ],
    ids=str,
)
def test_a_cell_says_what_the_policy_says(controller, country, right, stage, expected):
    assert cell(shipped(), controller, country, right, stage) == expected


def test_what_the_law_or_the_office_says_is_no_promise():
    laws = {rule.code for rule in shipped().current(Rule) if not rule.controller}
    found = cell(shipped(), "aux", "MY", "rectification", "answer")

    assert "MY-RECTIFICATION" in laws
    assert found.status == "gap"


def test_a_stage_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="acknowledge"):
        cell(shipped(), "aux", "MY", "access", "acknowledge")
