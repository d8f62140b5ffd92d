"""Changing a rule from the pages: two people, one answer, no surprise on "back"."""

import re
from uuid import uuid4

import pytest

from rulebook.book import live
from rulebook.models import RuleProposal, StatuteConfirmation

pytestmark = pytest.mark.django_db
LIST = "/desk/settings/rulebook/"
CODE = "MAXIM-ANS-VN"


@pytest.fixture
def as_(client, cast):
    def sign_in(who):
        client.force_login(getattr(cast, who))
        return client

    return sign_in


@pytest.fixture
def filled(as_):
    """The change form as Farid gets it, with five days typed in."""

    def fill(code=CODE, **typed):
        html = as_("farid").get(f"{LIST}{code}/change/").content.decode()
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
        rule = live().rule(code)
        given = {
            **hidden,
            "number": 5,
            "unit": rule.unit,
            "clause": rule.clause,
            "document": rule.document,
            "qualifier": rule.qualifier,
            "rights": list(rule.rights),
            "start": rule.start,
            "on_identity": rule.on_identity,
            "on_clarification": rule.on_clarification,
            "reason": "Version 8 of the policy says five days.",
        }
        return {**given, **typed}

    return fill


@pytest.fixture
def proposed(as_, filled):
    as_("farid").post(f"{LIST}{CODE}/change/", filled())
    return RuleProposal.objects.get()


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_change_is_proposed_and_agreed(as_, filled):
    answer = as_("farid").post(f"{LIST}{CODE}/change/", filled(), follow=True)
    proposal = RuleProposal.objects.get()

    text = text_of(answer)
    assert proposal.changes == {"number": 5}
    assert "Another person has to agree before it counts." in text
    assert "another person has to decide" in text
    assert "Agree to the change" not in text

    shown = text_of(as_("grace").get(f"{LIST}proposals/{proposal.pk}/"))
    assert "3 days</del>" in shown and "5 days</ins>" in shown

    answer = as_("grace").post(f"{LIST}proposals/{proposal.pk}/agree/", follow=True)
    assert "Requests received from now on are counted by it." in text_of(answer)
    text = text_of(as_("aida").get(f"{LIST}{CODE}/"))
    assert "Maxim, Vietnam, every request: 5 days after receipt" in text
    assert "proposed by Farid Osman, agreed by Grace Lim" in text


def test_pressing_twice_proposes_once_and_agrees_once(as_, filled):
    form = filled()
    farid = as_("farid")
    first = farid.post(f"{LIST}{CODE}/change/", form)
    second = farid.post(f"{LIST}{CODE}/change/", form)

    assert first["Location"] == second["Location"]
    proposal = RuleProposal.objects.get()
    for _press in range(2):
        answer = as_("grace").post(f"{LIST}proposals/{proposal.pk}/agree/")
        assert answer.status_code == 302
    assert live().rule(CODE).version == 2


def test_back_and_another_decision_says_that_it_was_decided(as_, proposed, cast):
    url = f"{LIST}proposals/{proposed.pk}/"
    as_("grace").post(f"{url}agree/")

    answer = as_("grace").post(f"{url}reject/", {"note": "No."})

    assert answer.status_code == 409
    assert "This proposal was decided already: it is agreed." in text_of(answer)


def test_a_form_from_before_the_last_change_is_refused(as_, filled):
    stale = filled(submission=uuid4(), number=9)
    as_("farid").post(f"{LIST}{CODE}/change/", filled())
    as_("grace").post(f"{LIST}proposals/{RuleProposal.objects.get().pk}/agree/")

    answer = as_("farid").post(f"{LIST}{CODE}/change/", stale)

    assert answer.status_code == 409
    assert "version 2 is in force now" in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number": -1}, "Write a number from 0 on."),
        ({"number": "soon"}, "Write a whole number."),
        ({"number": 100_000}, "The number must lie between 0 and"),
        ({"clause": ""}, "Name the paragraph of the policy."),
        ({"reason": ""}, "Say why the rule changes."),
        ({"rights": []}, "Choose at least one right."),
        ({"unit": ""}, "A number needs its unit."),
        ({"on_identity": "replace"}, "Name the period that takes its place."),
    ],
)
def test_a_bad_value_is_told_at_its_field(as_, filled, typed, sentence):
    answer = as_("farid").post(f"{LIST}{CODE}/change/", filled(**typed))

    field = next(iter(typed))
    field = "then_number" if field == "on_identity" else field
    text = text_of(answer)
    assert f'href="#id_{field}' in text
    assert text.count(sentence) >= 2  # in the summary and at the field
    assert not RuleProposal.objects.exists()


def test_a_proposal_can_be_withdrawn_and_then_made_anew(as_, proposed, filled):
    url = f"{LIST}proposals/{proposed.pk}/withdraw/"
    text = text_of(as_("farid").post(url, follow=True))

    assert "Withdrawn. The rule stays as it is." in text
    assert as_("farid").post(f"{LIST}{CODE}/change/", filled()).status_code == 302


def test_a_rejection_needs_its_reason_and_shows_it(as_, proposed):
    url = f"{LIST}proposals/{proposed.pk}/reject/"

    assert "Say why the change is rejected." in text_of(as_("grace").post(url))
    text = text_of(as_("grace").post(url, {"note": "Not published."}, follow=True))
    assert "Not published." in text


def test_a_rule_can_be_ended(as_):
    farid = as_("farid")
    html = farid.get(f"{LIST}{CODE}/retire/").content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    farid.post(f"{LIST}{CODE}/retire/", {**hidden, "reason": "The paragraph is gone."})
    as_("grace").post(f"{LIST}proposals/{RuleProposal.objects.get().pk}/agree/")

    assert "Ended" in text_of(as_("aida").get(f"{LIST}{CODE}/"))
    listed = text_of(as_("aida").get(f"{LIST}?controller=maxim&country=VN"))
    assert f">{CODE}<" not in listed


def test_a_suggestion_becomes_a_default_of_the_office(as_):
    listed = as_("farid").get(f"{LIST}?controller=maxim&country=KH").content.decode()
    code = re.search(r"suggestion=([\w-]*ANSWER[\w-]*)", listed)[1]
    url = f"{LIST}new/?controller=maxim&country=KH&suggestion={code}"
    html = as_("farid").get(url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    rights = re.findall(r'name="rights" value="(\w+)"[^>]*checked', html)
    typed = {
        "clock": "operator_response",
        "number": 30,
        "unit": "calendar_days",
        "clause": "MAXIM-DEL18-KH",
        "rights": rights,
        "reason": "The policy is silent.",
    }

    answer = as_("farid").post(url, {**hidden, **typed})
    assert answer.status_code == 302, text_of(answer)
    as_("grace").post(f"{LIST}proposals/{RuleProposal.objects.get().pk}/agree/")

    text = text_of(as_("aida").get(f"{LIST}?controller=maxim&country=KH"))
    assert "our own default (MAXIM-DEL18-KH)" in text
    assert "our own default: 30 days" in text  # in the matrix, beside the gap
    assert live().rule(code).source_kind == "operator"
    assert "It is not a promise of the controller" in text_of(
        as_("aida").get(f"{LIST}{code}/")
    )


def test_the_proposals_of_another_company_are_not_found(as_, proposed):
    url = f"{LIST}proposals/"

    assert CODE in text_of(as_("ben").get(url))
    assert CODE not in text_of(as_("chen").get(url))
    assert as_("chen").get(f"{url}{proposed.pk}/").status_code == 404


def test_a_rule_of_the_law_is_confirmed_once(as_):
    url = f"{LIST}PE-ERASURE/"
    query = "?controller=maxim&country=PE"
    assert "Confirm it for Maxim" in text_of(as_("farid").get(url + query))
    assert "Confirm it for Maxim" not in text_of(as_("aida").get(url + query))

    for _press in range(2):
        typed = {"version": 1, "note": "Counsel, 3 March."}
        answer = as_("farid").post(f"{url}confirm/{query}", typed, follow=True)
        assert answer.status_code == 200

    text = text_of(as_("aida").get(url + query))
    assert "Confirmed for Maxim by Farid Osman" in text
    assert "Counsel, 3 March." in text
    assert StatuteConfirmation.objects.count() == 1
