"""Every clause that a promise cites can be reached in the policy it was made in."""

import re
from collections import Counter
from functools import cache

import pytest
import yaml

from policies.clauses import ClauseKind, find
from policies.parsing import countries
from tests.policies.facts import SHARED, needs_seeds, seed_clauses

pytestmark = needs_seeds

# All clauses, those with a number of their own, and the lines of a table of contents.
# Read against the five texts by eye; `-s` prints them.
COUNTS = {
    "AUX": (84, 19, 0),
    "NBX": (248, 105, 10),
    "AXB": (95, 45, 7),
    "ASB": (135, 69, 8),
    "MAXIM": (612, 491, 0),
}
# What the seed itself has lost (reference/README, "Traps"): 4.1 and 1.1 of N.B. Express
# stand inside the title of section 4, 5.1 inside that of section V. Maxim's 15 says in
# brackets, to everyone, what holds in Argentina and Brazil.
LOST = {"4.1(1.1)": "4", "5.1": "V", "15 Argentina": "15", "15 Brazil": "15"}
CITED = re.compile(
    r"(?:(?P<code>[A-Z]{2}) )?(?P<address>[\dIVX][\dIVXivx().aA]*)"
    r"(?: ?-[\d.]+| end| intro| SDKs)?(?: (?P<country>[A-Z][\w ]+))?"
)


@cache
def book():
    return yaml.safe_load((SHARED / "reference" / "promises.yaml").read_text("utf-8"))


def citations(policy):
    obligations = next(one for one in book()["policies"] if one["policy"] == policy)
    for obligation in obligations["obligations"]:
        if policy == "AUX":
            yield obligation["paragraph"]
        else:
            yield from re.split(r"; | and | / |, ", str(obligation["paragraph"]))


@pytest.mark.parametrize("policy", COUNTS)
def test_every_clause_of_the_policy_is_told_apart(policy):
    clauses = seed_clauses(policy)

    numbered = sum(bool(clause.number) for clause in clauses)
    contents = sum(clause.kind is ClauseKind.CONTENTS for clause in clauses)
    print(f"{policy}: {len(clauses)} clauses, {numbered} numbered")
    assert (len(clauses), numbered, contents) == COUNTS[policy]
    assert Counter(clause.key for clause in clauses).most_common(1)[0][1] == 1


@pytest.mark.parametrize("policy", ["NBX", "AXB", "ASB", "MAXIM"])
def test_every_clause_that_a_promise_cites_can_be_reached(policy):
    missing = []
    for citation in citations(policy):
        if citation in {
            "head",
            "preamble",
            "3.2.1",
        }:  # the last is 2.3.2.1, said before
            continue
        found = CITED.fullmatch(LOST.get(citation, citation))
        assert found, citation
        name = found["country"] or ""
        code = found["code"] or (countries()[name.casefold()] if name else "")
        clauses = find(seed_clauses(policy), found["address"].strip("-"), code)
        if not clauses or (code and clauses[0].country != code):
            missing.append(citation)

    assert missing == []


def test_a_policy_without_numbers_is_cited_by_its_headings():
    headings = {
        clause.text for clause in seed_clauses("AUX") if clause.kind == "heading"
    }

    for citation in set(citations("AUX")):
        first = citation.split(" / ")[0]
        assert any(heading.startswith(first) for heading in headings), citation


def test_each_of_maxims_countries_has_its_own_periods():
    clauses = seed_clauses("MAXIM")

    for number in ("5.5", "18"):
        found = {clause.country for clause in find(clauses, number) if clause.country}
        assert len(found) == 14
    (brazil,) = [one for one in find(clauses, "21", "BR") if "48" in one.text]
    assert brazil.country == "BR"
