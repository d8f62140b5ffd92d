"""The shipped rules against the reference facts, where those are at hand."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from accounts.seed import shipped_establishment
from rulebook.book import shipped
from rulebook.case_clocks import Case, clocks_for
from rulebook.rows import Ground, Minors, Rule
from rulebook.seeds import read_shipped
from rulebook.terms import RIGHTS

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
pytestmark = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="../shared/reference is not beside the project."
)

SLUGS = {
    "AUX": "aux",
    "NBX": "nbexpress",
    "AXB": "auxconnbeauty",
    "ASB": "aseanbiz",
    "MAXIM": "maxim",
}
RIGHTS_OF = {
    "information_access": ["information", "access"],
    "contact_question": ["contact"],
    "restriction_blocking": ["restriction"],
    "marketing_opt_out": ["marketing_stop"],
}
CLOCK_OF = {"answer": "promise_response", "execute": "promise_fulfilment"}


@cache
def reference(name: str) -> Any:
    return yaml.safe_load((REFERENCE / name).read_text(encoding="utf-8"))


def test_each_answer_and_deletion_rule_is_here_with_its_numbers():
    expected = {
        rule["id"]: (
            SLUGS[rule["policy"]],
            rule["country"],
            CLOCK_OF[rule["stage"]],
            rule["value"],
            rule["unit"] if rule["value"] is not None else "",
            rule["promise"],
        )
        for rule in reference("deadlines.yaml")["rules"]
        if rule["stage"] in CLOCK_OF
    }

    shipped_rules = {
        rule.code: (
            rule.controller,
            rule.country,
            rule.clock,
            rule.number,
            rule.unit,
            rule.promise,
        )
        for rule in shipped().current(Rule)
        if rule.clock in CLOCK_OF.values()
    }
    assert shipped_rules == expected


def test_each_cell_of_the_matrix_has_its_clock_or_none():
    cells = 0
    for policy, countries in reference("deadlines.yaml")["matrix"].items():
        for country, requests in countries.items():
            for request, stages in requests.items():
                for right in RIGHTS_OF.get(request, [request]):
                    check_cell(SLUGS[policy], country, right, stages)
                    cells += 1
    assert cells == 18 * len(RIGHTS)


def check_cell(controller: str, country: str, right: str, stages: Any) -> None:
    entitlement = shipped().entitlement(controller, country, right)
    promised = entitlement is not None and entitlement.source_kind == "promise"
    refused = stages["answer"]["status"] == "right_not_offered"
    assert promised != refused, (controller, country, right)

    case = Case(
        kind="rights_request",
        controller=controller,
        country=country,
        subdivision=None,
        time_zone=ZoneInfo("UTC"),
        right=right,
        received_at=datetime.fromisoformat("2026-06-01T10:00:00+00:00"),
    )
    clocks = clocks_for(shipped(), case)
    for stage, clock in CLOCK_OF.items():
        cell = stages.get(stage, {"status": "gap"})
        found = [one for one in clocks if one.clock == clock]
        if cell["status"] in {"gap", "right_not_offered"}:
            assert found == [], (controller, country, right)
            continue
        # The cell names the rule that leads; a second promise may run beside it.
        assert found[0].rule.code == cell["rule"]
        assert (found[0].due_at is None) == (cell["status"] == "timely")


def test_each_refusal_ground_is_here_with_its_effect():
    expected = {
        (SLUGS[policy], ground["code"], ground["effect"])
        for ground in reference("refusal-grounds.yaml")["grounds"]
        for policy in ground["policies"]
    }

    assert {
        (ground.controller, ground.code, ground.effect)
        for ground in shipped().current(Ground)
        if ground.source_kind == "promise"
    } == expected


def test_each_promise_cited_is_in_the_register():
    known = {
        obligation["id"]
        for policy in reference("promises.yaml")["policies"]
        for obligation in policy["obligations"]
    }

    cited = {row.promise for row in read_shipped().rows if row.promise}
    assert cited <= known


def test_each_age_is_the_one_of_the_register():
    ages = {
        obligation["id"]: obligation["quantity"]["value"]
        for policy in reference("promises.yaml")["policies"]
        for obligation in policy["obligations"]
        if obligation["kind"] == "minors" and obligation.get("quantity")
    }

    for row in shipped().current(Minors):
        if row.promise:
            assert row.adult_age == ages[row.promise], row.promise


def test_each_establishment_is_named_as_the_policys_head_names_it():
    for policy in reference("promises.yaml")["policies"]:
        for facts in policy["controllers"]:
            country = facts["country"][:2]
            here = shipped_establishment(SLUGS[policy["policy"]], country)
            assert here is not None
            name = (facts["name"] or "").removesuffix(" (Maxim Brasil)")
            assert here.legal_name == name
            assert here.registration == (facts["registration"] or "")
