"""Every right of the five policies, its clause, and how a person comes to use it."""

import pytest

from rulebook.book import shipped
from rulebook.promise_terms import Kept
from rulebook.rows import Entitlement, Promise
from rulebook.seeds import read_shipped

# The promise, the clause as printed, the rights on the form that carry it, and what the
# form says there of the cases the text names.
ASKED = [
    # AUX
    ("AUX-3.11", "3", "contact", ""),
    ("AUX-4.6", "4", "contact", ""),
    ("AUX-5.1", "5", "information access", ""),
    ("AUX-5.2", "5", "rectification", ""),
    ("AUX-5.3", "5", "erasure", "in certain circumstances"),
    ("AUX-5.4", "5", "restriction", "accuracy is disputed"),
    ("AUX-5.4", "5", "restriction", "processing is unlawful"),
    ("AUX-5.4", "5", "restriction", "needed for a legal claim"),
    ("AUX-5.4", "5", "restriction", "an objection is pending"),
    ("AUX-5.5", "5", "objection marketing_stop", ""),
    ("AUX-5.7", "5", "portability", "data you gave us, where technically feasible"),
    # N.B. Express
    ("NBX-6.1", "6.1", "information access", ""),
    ("NBX-6.3", "6.2", "rectification", ""),
    ("NBX-6.5.1", "6.3.1", "erasure", "breaks the law"),
    ("NBX-6.5.2", "6.3.2", "erasure", "lacks consent"),
    ("NBX-6.5.3", "6.3.3", "erasure", "or the agreement"),
    ("NBX-6.5.4", "6.3.4", "erasure", "has served its purpose"),
    ("NBX-6.5.5", "6.3.5", "erasure", "the service or storage period has ended"),
    ("NBX-6.11", "6.5", "automated_decision", "contact with customer service"),
    ("NBX-6.20", "6.7", "account_cancellation", ""),
    ("NBX-6.21", "6.7", "account_cancellation", ""),
    ("NBX-6.23", "6.7 end", "access", ""),
    # AuxconnBeauty
    ("AXB-4.1", "IV(A)", "information access", ""),
    ("AXB-4.2", "IV(ii)", "rectification", ""),
    ("AXB-4.4.1", "IV(iii)1", "erasure", "breaks the law"),
    ("AXB-4.4.2", "IV(iii)2", "erasure", "lacks consent"),
    ("AXB-4.4.3", "IV(iii)3", "erasure", "or the agreement"),
    ("AXB-4.4.4", "IV(iii)4", "erasure", "you or the company ended the service"),
    ("AXB-4.4.4", "IV(iii)4", "account_cancellation", ""),
    ("AXB-4.4.5", "IV(iii)5", "erasure", "you or the company ended the service"),
    # AseanBiz
    ("ASB-5.1", "5(1)", "information access", ""),
    ("ASB-5.2", "5(2)", "rectification", "cancel the account and register again"),
    ("ASB-5.3.1", "5(3)1", "erasure", "breaks the law"),
    ("ASB-5.3.2", "5(3)2", "erasure", "lacks consent"),
    ("ASB-5.3.3", "5(3)3", "erasure", "or the agreement"),
    ("ASB-5.3.4", "5(3)4", "erasure", "you or the company ended the service"),
    ("ASB-5.3.4", "5(3)4", "account_cancellation", ""),
    ("ASB-5.3.5", "5(3)5", "erasure", "you or the company ended the service"),
    ("ASB-5.8", "5(5)", "account_cancellation", ""),
    # Maxim
    *((f"MAXIM-5.1.{n}", f"5.1.{n}", "information access", "") for n in range(1, 9)),
    ("MAXIM-5.2.1", "5.2", "rectification erasure restriction", "is incomplete"),
    ("MAXIM-5.2.1", "5.2", "rectification erasure restriction", "unlawfully obtained"),
    ("MAXIM-5.2.1", "5.2", "rectification erasure restriction", "not needed"),
    ("MAXIM-5.2.2", "5.2", "complaint", ""),
    ("MAXIM-5.2-PH.1", "5.2 Philippines", "objection", ""),
    ("MAXIM-5.2-ID.1", "5.2 Indonesia", "objection", ""),
    ("MAXIM-5.5.1", "5.5", "account_cancellation", ""),
    ("MAXIM-5.7.1", "5.7", "automated_decision", ""),
    ("MAXIM-5.7.2", "5.7", "automated_decision", ""),
    ("MAXIM-5.8-AR", "5.8 Argentina", "portability", ""),
    ("MAXIM-5.8-BR", "5.8 Brazil", "portability", ""),
    ("MAXIM-5.8-CO", "5.8 Colombia", "portability", ""),
    ("MAXIM-5.8-ID", "5.8 Indonesia", "portability", ""),
    ("MAXIM-5.8-KH", "5.8 Cambodia", "portability", "a copy is not promised"),
    ("MAXIM-5.8-MY", "5.8 Malaysia", "portability", ""),
    ("MAXIM-5.8-PH", "5.8 Philippines", "portability", ""),
    ("MAXIM-5.8-VN", "5.8 Vietnam", "portability", ""),
]
# What no right on the form carries: a text, a ground, a decision, what the answer
# holds, or what the company's people do beside the portal.
OTHERS = {
    "AUX-1.2": "1",
    "AUX-5.6": "5",
    "NBX-6.4": "6.3",
    "AXB-4.5": "IV(iii)",
    "MAXIM-5.1.x-transfers": "5.1.9",
    "MAXIM-5.1.x-last-change": "5.1.10; in Indonesia 5.1.11 as well",
    "MAXIM-5.1.x-recipients": "5.1.10, 5.1.11 or 5.1.12",
    "MAXIM-5.1.x-cross-border": "5.1.11 Cambodia",
    "MAXIM-5.1.x-other": "5.1.10 to 5.1.13",
    "MAXIM-5.1.x-other-MY": "5.1.10 Malaysia",
    "MAXIM-5.4": "5.4",
    "MAXIM-5.8-AZ": "5.8 Azerbaijan",
    "MAXIM-5.10": "5.10",
    **{f"MAXIM-6.1.{n}": f"6.1.{n}" for n in range(1, 9)},
    "MAXIM-6.1.x-transfers": "6.1.9",
    "MAXIM-6.1.x-last-change": "6.1.10",
    "MAXIM-6.1.x-recipients": "6.1.10 or 6.1.11",
    "MAXIM-6.1.x-other": "6.1.9 to 6.1.12",
    "MAXIM-6.1.x-other-MY": "6.1.10 Malaysia",
}


def test_no_right_of_the_policies_is_left_out():
    kind = {one.promise for one in shipped().current(Promise) if one.kind == "right"}

    assert {promise for promise, *_ in ASKED} | set(OTHERS) == kind


@pytest.mark.parametrize(("number", "clause", "rights", "said"), ASKED)
def test_each_right_is_asked_for_by_the_form_wherever_it_holds(
    number, clause, rights, said
):
    promise = shipped().promise(number)

    assert (promise.clause, promise.kept) == (clause, Kept.ENFORCED)
    for country in promise.countries or covered(promise.controller):
        for right in rights.split():
            granted = shipped().entitlement(promise.controller, country, right)
            assert granted.source_kind == "promise"
            assert said in granted.scope_in("en")
            assert bool(said) <= bool(granted.scope_in("ms"))


@pytest.mark.parametrize("right", ["objection", "portability"])
def test_a_right_of_some_countries_is_promised_nowhere_else(right):
    # 5.2 and 5.8, the paragraphs of the countries.
    numbers = {number for number, _, rights, _ in ASKED if rights == right}
    named = {
        (promise.controller, country)
        for promise in map(shipped().promise, numbers)
        for country in promise.countries
    }

    granted = {
        (one.controller, one.country)
        for one in shipped().current(Entitlement)
        if one.right == right and one.controller == "maxim"
    }
    assert granted == named


@pytest.mark.parametrize(("number", "clause"), OTHERS.items())
def test_each_other_right_says_where_it_stands_and_how_it_is_kept(number, clause):
    promise = shipped().promise(number)

    assert promise.clause == clause
    # Nothing is said to be enforced without what enforces it, or open without why.
    assert promise.by or promise.note or promise.kept == Kept.STATED


def test_an_objection_is_only_denied_on_compelling_grounds_or_for_legal_claims():
    # 5: it is upheld, unless such grounds exist (AUX-5.6).
    codes = {one.code for one in shipped().grounds("aux", "MY", "objection")}

    assert "compelling_grounds_objection" in codes
    promise = shipped().promise("AUX-5.6")
    assert promise.by == (
        "ground:compelling_grounds_objection",
        "verb:requests.approve_decision",
    )


def covered(controller: str) -> list[str]:
    return read_shipped().controllers[controller]["countries"]
