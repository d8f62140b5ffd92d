"""Where policy and law, or two texts, pull apart."""

from dataclasses import replace

import pytest

from rulebook.book import shipped
from rulebook.conflicts import ConflictKind, conflicts_for
from rulebook.rows import Rule


def law(number: int, unit: str, clock: str = "statute_response", **more: str) -> Rule:
    return Rule(
        code="LAW",
        country="VN",
        source_kind="statute",
        document="The act",
        clause="art. 1",
        confidence="high",
        clock=clock,
        rights=("access", "erasure"),
        number=number,
        unit=unit,
        start="receipt",
        **more,
    )


def promise(
    number: int | None, unit: str, clock: str = "promise_response", code: str = "POLICY"
) -> Rule:
    return replace(
        law(number or 0, unit, clock),
        code=code,
        controller="maxim",
        source_kind="promise",
        document="The policy",
        clause="5",
        promise="P-1",
        number=number,
    )


def kinds(*rules: Rule) -> list[ConflictKind]:
    return [conflict.kind for conflict in conflicts_for(rules)]


def test_a_promise_longer_than_the_law_is_told() -> None:
    [conflict] = conflicts_for([promise(30, "calendar_days"), law(1, "working_days")])

    assert conflict.kind is ConflictKind.PROMISE_LONGER
    assert conflict.codes == ("LAW", "POLICY")
    assert conflict.sentence == (
        "The policy promises 30 days (5), but the law allows only 1 working day "
        "(art. 1): the law's date is the earlier one."
    )


def test_a_promise_as_long_as_the_law_or_shorter_is_none() -> None:
    assert kinds(promise(10, "calendar_days"), law(10, "calendar_days")) == []
    assert kinds(promise(3, "calendar_days"), law(10, "calendar_days")) == []
    assert kinds(promise(3, "calendar_days"), law(1, "months")) == []


def test_days_against_working_days_depend_on_the_date() -> None:
    [conflict] = conflicts_for([promise(12, "calendar_days"), law(8, "working_days")])

    assert conflict.kind is ConflictKind.OTHER_UNIT
    assert "which date comes first depends on the day of receipt" in conflict.sentence


def test_as_many_days_as_working_days_are_never_later() -> None:
    [conflict] = conflicts_for([promise(30, "calendar_days"), law(30, "working_days")])

    assert conflict.kind is ConflictKind.OTHER_UNIT
    assert "never the later one" in conflict.sentence


@pytest.mark.parametrize("country", ["PE", "TJ"])
def test_maxim_deletes_before_it_answers(country: str) -> None:
    rules = shipped().rules("maxim", country, "erasure")  # paragraphs 18 and 21

    found = conflicts_for([rule for rule in rules if rule.source_kind == "promise"])

    assert [conflict.kind for conflict in found] == [ConflictKind.BEFORE_ANSWER]
    assert found[0].codes == (f"MAXIM-DEL18-{country}", f"MAXIM-ANS-{country}")


def test_azerbaijan_answers_in_days_and_deletes_in_working_days() -> None:
    rules = shipped().rules("maxim", "AZ", "erasure")  # paragraphs 18 and 21

    found = conflicts_for([rule for rule in rules if rule.source_kind == "promise"])

    assert [conflict.kind for conflict in found] == [ConflictKind.ANSWER_OTHER_UNIT]
    assert "7 days (21 Azerbaijan)" in found[0].sentence


def test_two_texts_of_one_policy_the_shorter_first() -> None:
    rules = shipped().rules("nbexpress", "MY", "access")  # 6.6 and the end of 6.7

    found = conflicts_for([rule for rule in rules if rule.source_kind == "promise"])

    assert [conflict.codes for conflict in found] == [("NBX-15-ACCESS", "NBX-30")]
    assert found[0].kind is ConflictKind.TWO_TEXTS
    assert "15 days (6.7 end) and 30 days (6.6)" in found[0].sentence


def test_only_the_right_that_was_asked_about() -> None:
    book = shipped()
    rules = [book.rule("NBX-30"), book.rule("NBX-15-ACCESS")]

    given = [rule for rule in rules if rule]
    assert conflicts_for(given, "erasure") == []
    assert [one.rights for one in conflicts_for(given, "access")] == [("access",)]


def test_a_law_that_asks_to_act_at_once_is_compared_too() -> None:
    # Withdrawn consent in Malaysia: the law stops the use on receipt.
    at_once = law(0, "calendar_days")

    assert kinds(promise(30, "calendar_days"), at_once) == [ConflictKind.PROMISE_LONGER]


def test_rules_that_never_meet_are_not_compared() -> None:
    elsewhere = replace(promise(30, "calendar_days"), country="PE")
    later = replace(law(1, "calendar_days"), start="complaint_received")
    of_another = replace(promise(3, "hours", code="OTHER"), controller="aux")

    assert kinds(elsewhere, law(1, "calendar_days")) == []
    assert kinds(promise(30, "calendar_days"), later) == []
    assert kinds(promise(30, "calendar_days"), of_another) == []
    assert kinds(promise(None, ""), law(1, "calendar_days")) == []


def test_an_answer_and_a_deadline_to_carry_out_are_two_things() -> None:
    carried_out = law(1, "calendar_days", "statute_fulfilment")

    assert kinds(promise(30, "calendar_days"), carried_out) == []


def test_a_rule_that_sets_two_clocks_is_compared_once() -> None:
    # A period of the law that can be extended sets the moment to say so, too.
    by_law = law(1, "working_days")

    assert kinds(promise(30, "calendar_days"), by_law, by_law) == [
        ConflictKind.PROMISE_LONGER
    ]
