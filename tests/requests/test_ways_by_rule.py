"""Extension, hold and passing on are offered where a rule has them, and nowhere else.

A table over the five companies, every country and every right. What the rules say was
compared with the reference (tests/rulebook/test_matrix.py, test_reference.py).
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Establishment
from rights import extending, forwarding, holding
from rights.choices import Right, State
from rights.models import Clock, RightsRequest
from rulebook import book as rulebook
from rulebook.book import shipped
from rulebook.rows import Rule
from tests.rulebook import facts

pytestmark = pytest.mark.django_db
NOW = timezone.now()

# Paragraph 18, Colombia: a claim that reached the wrong office is passed on.
PASSED_ON = {("maxim", "CO", right) for right in ("erasure", "account_cancellation")}
# Paragraph 5.5: a debt, a dispute or a duty puts off deleting, in every country.
PUT_OFF = ("erasure", "account_cancellation", "consent_withdrawal")
STANDS_STILL = PASSED_ON  # while the person answers a question


def every_case():
    """One unsaved request for each establishment and right, as it is assessed."""
    for place in Establishment.objects.select_related("controller"):
        for right in Right:
            yield RightsRequest(
                pk=0,
                controller=place.controller,
                establishment=place,
                right=right,
                state=State.IN_PROGRESS,
            )


def key(case):
    return case.controller.slug, case.establishment.country, str(case.right)


def rules_of(case):
    slug, country, right = key(case)
    return rulebook.live(slug, country).rules(slug, country, right)


def extension(case, rules):
    """Why no more time can be taken with these rules; blank if it can."""
    due_at = NOW + timedelta(days=5)
    clocks = [
        Clock(rule=r.code, rule_version=r.version, status="running", due_at=due_at)
        for r in rules
    ]
    by_key = {(rule.code, rule.version): rule for rule in rules}
    return extending.why_not(case, clocks, by_key, at=NOW)


def test_every_company_country_and_right_offers_what_its_rules_have(rulebook_places):
    cases = list(every_case())
    offered = {key(case) for case in cases if not forwarding.why_not_declare(case)}
    put_off = {key(case) for case in cases if not holding.why_not_place(case)}
    longer = {key(case) for case in cases if not extension(case, rules_of(case))}
    still = {
        key(case)
        for case in cases
        if any(rule.on_clarification != "none" for rule in rules_of(case))
    }

    assert len(cases) == 18 * len(Right)
    assert offered == PASSED_ON
    assert put_off == {
        key(case)
        for case in cases
        if case.controller.slug == "maxim" and case.right in PUT_OFF
    }
    assert longer == set()  # a promise is never extended (CLOCKS.md 2.6)
    assert still == STANDS_STILL


def test_where_it_is_not_offered_the_page_says_why(rulebook_places):
    for case in every_case():
        if key(case) not in PASSED_ON:
            assert "is passed on" in forwarding.why_not_declare(case)
        if case.controller.slug != "maxim":
            assert "names a ground on which" in holding.why_not_place(case)
        assert "Neither policy nor law lets" in extension(case, rules_of(case))


def test_the_law_lets_exactly_these_rights_take_more_time(rulebook_places):
    case = next(every_case())
    laws = [r for r in shipped().current(Rule) if r.source_kind == "statute"]
    able = {
        (rule.country, *rule.rights)
        for rule in laws
        if rule.rights and not extension(case, [rule])
    }
    told = {fact[:2] for fact in facts.statutes_of_ours() if fact[2] == "extension"}

    assert able == told
    assert len(able) == 28


@pytest.mark.skipif(not facts.REFERENCE.is_dir(), reason=facts.NO_REFERENCE)
def test_the_table_is_that_of_the_reference():
    deadlines = facts.reference("deadlines.yaml")
    colombia = next(
        one
        for one in deadlines.values()
        if isinstance(one, dict) and one.get("country") == "CO"
    )
    grounds = facts.reference("refusal-grounds.yaml")["grounds"]
    deferring = [g for g in grounds if g["effect"] == "defer"]

    assert "forwarded" in {step["state"] for step in colombia["states"]}
    assert "extension" not in str(deadlines["rules"])
    assert {name for one in deferring for name in one["policies"]} == {"MAXIM"}
    theirs = {f[:2] for f in facts.statutes_of_reference() if f[2] == "extension"}
    ours = {f[:2] for f in facts.statutes_of_ours() if f[2] == "extension"}
    assert ours == theirs


@pytest.fixture
def rulebook_places(rulebook):
    """The five companies with their establishments."""
