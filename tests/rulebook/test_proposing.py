"""Who changes a rule, and what it takes: a reason, a second person, a new version."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction

from audit.models import LedgerEntry
from audit.trail import Actor, act
from rulebook import proposing
from rulebook.book import live, shipped
from rulebook.errors import NotProposable, RuleMoved
from rulebook.loading import load_rows
from rulebook.models import Rule, RuleProposal

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 12, 4, tzinfo=UTC)
CODE = "MAXIM-ANS-VN"  # 3 days after receipt, paragraph 21


@pytest.fixture
def wanted(maxim, farid):
    """Farid proposes five days instead of three."""

    def propose(by=farid, **more):
        given = {
            "country": "VN",
            "code": CODE,
            "base_version": 1,
            "changes": {"number": 5, "clause": "21 Vietnam"},
            "reason": "Version 8 of the policy says five days.",
            "at": NOON,
        }
        return proposing.propose(maxim, by=by, **{**given, **more})

    return propose


@pytest.fixture
def default(aux, person_of):
    """An approver of AUX, whose policy names no period, chooses 21 days."""

    def propose(**more):
        changes = {
            "clock": "operator_response",
            "rights": ["erasure"],
            "number": 21,
            "unit": "calendar_days",
            "clause": "taken from the law on correction",
        }
        given = {"country": "MY", "changes": changes, "reason": "Nothing is promised."}
        return proposing.propose(
            aux, by=person_of(aux, "approver"), **{**given, **more}
        )

    return propose


@pytest.fixture
def person_of():
    from tests.factories import MembershipFactory, UserFactory

    def make(controller, role):
        with transaction.atomic(), act(by=Actor.job("tests")):
            user = UserFactory()
            MembershipFactory(user=user, controller=controller, role=role)
        return user

    return make


def verbs() -> list[str]:
    entries = LedgerEntry.objects.filter(verb__startswith="rulebook.")
    return list(entries.order_by("pk").values_list("verb", flat=True))


def test_a_proposal_changes_nothing_yet(wanted):
    proposal = wanted()

    assert proposal.changes == {"number": 5}  # the clause stayed as it was
    assert live().rule(CODE).number == 3
    assert verbs() == ["rulebook.propose"]


def test_once_agreed_a_new_version_stands_beside_the_old(wanted, grace):
    row = proposing.agree(wanted(), by=grace, at=NOON)

    assert (row.version, row.number) == (2, 5)
    assert live().rule(CODE) == row
    assert live().rule(CODE, 1) == shipped().rule(CODE)
    assert live("maxim", "VN").rules("maxim", "VN", "access")[0].number == 5
    assert verbs() == ["rulebook.propose", "rulebook.agree"]


def test_nobody_agrees_to_their_own_proposal(wanted, farid):
    proposal = wanted()

    with pytest.raises(NotProposable, match="another person"):
        proposing.agree(proposal, by=farid)
    with pytest.raises(NotProposable, match="another person"):
        proposing.reject(proposal, by=farid, note="No.")

    assert live().rule(CODE).version == 1


def test_the_database_refuses_it_too(wanted, farid):
    proposal = wanted()
    proposal.state, proposal.version, proposal.decided_by = "agreed", 2, farid

    with pytest.raises(IntegrityError), transaction.atomic(), act(by=farid):
        proposal.save()


@pytest.mark.parametrize("who", ["aida", "ben", "grace", "chen"])
def test_only_an_approver_of_the_company_proposes(wanted, cast, who):
    with pytest.raises(PermissionDenied):
        wanted(by=getattr(cast, who))


@pytest.mark.parametrize("who", ["aida", "ben", "chen"])
def test_only_an_approver_or_administrator_of_the_company_agrees(wanted, cast, who):
    proposal = wanted()

    with pytest.raises(PermissionDenied):
        proposing.agree(proposal, by=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        proposing.reject(proposal, by=getattr(cast, who), note="No.")


def test_a_rejected_proposal_says_why_and_the_rule_stays(wanted, grace):
    proposal = wanted()

    with pytest.raises(NotProposable) as refused:
        proposing.reject(proposal, by=grace, note=" ")
    proposing.reject(proposal, by=grace, note="The policy is not out yet.", at=NOON)

    assert refused.value.field == "note"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == ("rejected", "The policy is not out yet.")
    assert live().rule(CODE).version == 1
    assert verbs() == ["rulebook.propose", "rulebook.reject"]


def test_one_takes_back_only_ones_own_proposal(wanted, farid, grace):
    proposal = wanted()

    with pytest.raises(PermissionDenied):
        proposing.withdraw(proposal, by=grace)
    proposing.withdraw(proposal, by=farid)

    assert RuleProposal.objects.get().state == "withdrawn"
    assert verbs() == ["rulebook.propose", "rulebook.withdraw"]


def test_what_was_decided_stays_decided(wanted, farid, grace):
    proposal = wanted()
    proposing.agree(proposal, by=grace)

    for again in (
        lambda: proposing.agree(proposal, by=grace),
        lambda: proposing.reject(proposal, by=grace, note="No."),
        lambda: proposing.withdraw(proposal, by=farid),
    ):
        with pytest.raises(RuleMoved, match="decided already"):
            again()

    assert Rule.objects.filter(code=CODE).count() == 2


def test_one_form_sent_twice_is_one_proposal(wanted):
    submission = uuid4()

    first, second = wanted(submission=submission), wanted(submission=submission)

    assert first == second
    assert verbs() == ["rulebook.propose"]


def test_one_change_at_a_time(wanted):
    wanted()

    with pytest.raises(NotProposable, match="waits for a second person"):
        wanted(changes={"number": 9})


def test_a_proposal_on_an_older_version_is_refused(wanted, grace):
    proposing.agree(wanted(), by=grace)

    with pytest.raises(RuleMoved, match="version 2 is in force"):
        wanted(changes={"number": 9})


def test_a_rule_that_moved_meanwhile_is_not_agreed(wanted, grace):
    proposal = wanted()
    load_rows([replace(shipped().rule(CODE), version=2, number=4)])

    with pytest.raises(RuleMoved, match="version 2 is in force"):
        proposing.agree(proposal, by=grace)

    assert live().rule(CODE).number == 4


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"number": -1}, "number", "between 0 and"),
        ({"number": 100_000}, "number", "between 0 and"),
        ({"unit": "fortnights"}, "unit", "needs its unit"),
        ({"number": None, "unit": ""}, "qualifier", "Without a number"),
        ({"number": None}, "number", "needs its number"),
        ({"clause": " "}, "clause", "paragraph of the policy"),
        ({"rights": []}, "rights", "at least one right"),
        ({"rights": ["everything"]}, "rights", "at least one right"),
        ({"start": "someday"}, "start", "when the period starts"),
        ({"on_identity": "sleep"}, "on_identity", "what happens"),
        ({"on_identity": "replace"}, "then_number", "takes its place"),
        ({"then_number": 8, "then_unit": "working_days"}, "then_number", "is read"),
        ({"number": 3}, "", "Nothing differs"),
        ({"controller": "aux"}, "", "cannot be changed"),
    ],
)
def test_a_rule_no_clock_can_run_on_is_refused_at_its_field(
    wanted, changes, field, words
):
    with pytest.raises(NotProposable, match=words) as refused:
        wanted(changes=changes)

    assert refused.value.field == field
    assert not RuleProposal.objects.exists()


def test_a_change_needs_its_reason(wanted):
    with pytest.raises(NotProposable) as refused:
        wanted(reason="  ")

    assert refused.value.field == "reason"


def test_nobody_changes_the_rule_of_another_company_or_of_the_law(wanted):
    with pytest.raises(NotProposable, match="not a rule of this controller"):
        wanted(code="NBX-30", country="MY")


def test_a_rule_can_end(wanted, grace, farid):
    row = proposing.agree(
        wanted(changes={"retired": True}, reason="The paragraph is gone."), by=grace
    )

    book = live()
    assert row.retired
    assert book.rule(CODE).retired
    assert CODE not in {rule.code for rule in book.rules("maxim", "VN", "access")}
    with pytest.raises(NotProposable, match="was ended"):
        wanted(base_version=2)


def test_a_default_of_the_office_is_marked_as_such(default, aux, person_of):
    proposal = default()
    row = proposing.agree(proposal, by=person_of(aux, "administrator"))

    assert proposal.code == "AUX-OP-RESPONSE-1"
    assert (row.source_kind, row.version, row.number) == ("operator", 1, 21)
    assert row.clause == "taken from the law on correction"
    assert [rule.code for rule in live().rules("aux", "MY", "erasure")] == [
        "AUX-OP-RESPONSE-1"
    ]


def test_a_code_is_never_used_twice(default, aux, person_of):
    proposing.reject(default(), by=person_of(aux, "administrator"), note="Too long.")

    assert default().code == "AUX-OP-RESPONSE-2"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": None, "unit": ""}, "number"),
        ({"clause": ""}, "clause"),
        ({"rights": []}, "rights"),
        ({"clock": "promise_response"}, "clock"),
    ],
)
def test_a_default_needs_number_source_rights_and_a_clock_of_ours(
    default, changes, field
):
    whole = {
        "clock": "operator_response",
        "rights": ["erasure"],
        "number": 21,
        "unit": "calendar_days",
        "clause": "ours",
    }
    with pytest.raises(NotProposable) as refused:
        default(changes={**whole, **changes})

    assert refused.value.field == field


def test_a_default_where_a_number_is_named_already_would_never_count(default):
    changes = {
        "clock": "operator_response",
        "rights": ["access", "erasure"],  # the law gives 21 days for access
        "number": 30,
        "unit": "calendar_days",
        "clause": "own choice",
    }
    with pytest.raises(NotProposable, match="already for access, so") as refused:
        default(changes=changes)

    assert refused.value.field == "rights"


def test_a_default_is_for_a_country_where_the_company_is(default):
    with pytest.raises(NotProposable) as refused:
        default(country="BR")

    assert refused.value.field == "country"


def test_what_two_people_agreed_on_is_not_overwritten_by_a_file(wanted, grace, capsys):
    proposing.agree(wanted(), by=grace)
    rule = shipped().rule(CODE)

    call_command("load_rulebook")  # the shipped version 1 is here, as ever
    for version, number in ((2, 5), (2, 9), (3, 4)):
        loaded = load_rows([rule, replace(rule, version=version, number=number)])
        if number != 5:
            assert "left out" in loaded.left_out[0]
            assert repr(CODE) in loaded.left_out[0]

    assert live().rule(CODE).number == 5
    assert live().rule(CODE).version == 2


def test_a_rule_nobody_changed_here_still_takes_a_new_version_from_a_file(db):
    loaded = load_rows([replace(shipped().rule(CODE), version=2, number=4)])

    assert (loaded.added, loaded.left_out) == (1, ())
    assert live().rule(CODE).number == 4


def test_a_request_is_counted_by_the_version_in_force_when_it_was_received(
    wanted, grace
):
    proposing.agree(wanted(), by=grace, at=NOON)
    earlier, later = NOON - timedelta(minutes=1), NOON

    def numbers(at):
        rules = live("maxim", "VN", at=at).rules("maxim", "VN", "access")
        return [rule.number for rule in rules if rule.code == CODE]

    assert (numbers(earlier), numbers(later)) == ([3], [5])
    assert live(at=earlier).rule(CODE).number == 3
    assert live(at=earlier).rule(CODE, 2).number == 5  # a pinned version is found


def test_a_rule_that_ended_still_holds_for_what_was_received_before(wanted, grace):
    proposing.agree(wanted(changes={"retired": True}), by=grace, at=NOON)

    before = live("maxim", "VN", at=NOON - timedelta(minutes=1))
    assert CODE in {rule.code for rule in before.rules("maxim", "VN", "access")}
