"""What an office may choose where policy and law are silent."""

import pytest

from rulebook.book import Book, live, shipped
from rulebook.proposing import agree, propose
from rulebook.rows import Entitlement, Rule
from rulebook.seeds import read_shipped
from rulebook.suggestions import all_suggestions, suggested

PAIRS = [
    (slug, country)
    for slug, policy in read_shipped().controllers.items()
    for country in policy["countries"]
]


def found(controller, country, clock, book=None):
    return {
        right: (one.number, one.unit, one.taken_from)
        for one in suggested(book or shipped(), controller, country)
        if one.clock == clock
        for right in one.rights
    }


def test_no_suggestion_is_a_rule():
    codes = {rule.code for rule in shipped().current(Rule)}

    assert not codes & {one.code for one in all_suggestions()}
    assert {rule.source_kind for rule in shipped().current(Rule)} == {
        "promise",
        "statute",
    }


def test_codes_are_short_and_stand_once():
    codes = [one.code for one in all_suggestions()]

    assert len(codes) == len(set(codes))
    assert max(map(len, codes)) <= 40


def test_aux_is_offered_the_laws_21_days_only_where_the_law_is_silent():
    offered = found("aux", "MY", "operator_response")

    assert offered["erasure"] == (21, "calendar_days", "MY-ACCESS")
    assert offered["complaint"] == (21, "calendar_days", "MY-ACCESS")
    # The law itself gives 21 days for these.
    assert not {"access", "rectification", "restriction"} & set(offered)


def test_cambodia_is_offered_the_days_of_the_deletion_clause():
    offered = found("maxim", "KH", "operator_response")

    assert set(offered.values()) == {(30, "calendar_days", "MAXIM-DEL18-KH")}
    assert "access" in offered


def test_colombia_is_offered_15_working_days_where_the_law_names_none():
    offered = found("maxim", "CO", "operator_response")

    assert offered["portability"] == (15, "working_days", "MAXIM-DEL18-CO")
    assert not {"access", "rectification", "erasure"} & set(offered)


@pytest.mark.parametrize(("controller", "country"), PAIRS)
def test_every_office_is_asked_how_soon_it_acknowledges(controller, country):
    offered = found(controller, country, "acknowledge")

    assert set(offered.values()) == {(None, "", "")}


def test_vietnams_law_says_itself_when_to_acknowledge():
    assert "erasure" not in found("maxim", "VN", "acknowledge")
    assert "complaint" in found("maxim", "VN", "acknowledge")


def test_a_default_once_chosen_is_not_suggested_again():
    [suggestion] = [
        one
        for one in suggested(shipped(), "nbexpress", "MY")
        if one.code == "OFFICE-NBX-CANCEL-MY"
    ]
    chosen = Rule(
        code=suggestion.code,
        controller="nbexpress",
        country="MY",
        source_kind="operator",
        document="Default of this office",
        start="receipt",
        **{**suggestion.changes(), "rights": suggestion.rights},
    )
    rules = [*shipped().current(Rule), chosen]
    rows = {Rule: rules, Entitlement: shipped().current(Entitlement)}
    book = Book(lambda table: rows[table])

    offered = found("nbexpress", "MY", "operator_response", book)
    assert "account_cancellation" not in offered
    assert "complaint" in offered


def test_each_suggestion_says_why_in_english_and_malay():
    for suggestion in all_suggestions():
        assert suggestion.reason_in("en") != suggestion.reason_in("ms")


def test_a_default_two_people_agree_on_is_the_offices_own(maxim, farid, grace):
    [suggestion] = [
        one
        for one in suggested(live("maxim"), "maxim", "KH")
        if one.clock == "operator_response"
    ]

    proposal = propose(
        maxim,
        country="KH",
        code=suggestion.code,
        changes=suggestion.changes(),
        reason="Nobody promised a time in Cambodia.",
        by=farid,
    )
    rule = agree(proposal, by=grace)

    assert (rule.source_kind, rule.clause) == ("operator", "MAXIM-DEL18-KH")
    assert (rule.number, rule.unit) == (30, "calendar_days")
    assert found("maxim", "KH", "operator_response", live("maxim")) == {}
