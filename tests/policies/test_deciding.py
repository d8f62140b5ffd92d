"""A person decides what is told about a draft; the rule's words stay beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.models import LedgerEntry
from audit.trail import act
from policies import changes, deciding
from policies.errors import NotPossible
from policies.models import MaterialChange
from policies.promised import follow, promised, take_back
from processing import assessing
from rulebook.book import live
from tests.factories import AssessmentFactory
from tests.policies.drafts import AT, JOB

pytestmark = pytest.mark.django_db
QUICKER = ("within 15 days", "within 10 days")
MAY = datetime(2026, 5, 1, tzinfo=UTC)


def marks(version):
    found = changes.difference(version)
    return [changes.mark_of(change.row) for change in found.to_decide]


def decide(version, mark, by, *categories, **more):
    given = {"reason": "People should know.", "at": AT, **more}
    return deciding.decide(version, mark, categories=categories, by=by, **given)


def test_accepting_editing_and_rejecting_keep_what_the_rule_said(draft, nadia):
    version = draft.write(
        *QUICKER, "Panah Sampel", "Anak Panah", "03-5550 1818", "03-5550 1819"
    )
    changes.suggest(version, by=nadia, at=AT)
    push, answer, telephone = marks(version)

    decide(version, answer, nadia, "C4", summary={"en": " Faster answers. "})
    decide(version, push, nadia, "OTHER_TRANSFER")
    decide(version, telephone, nadia, reason="The old number still works.")

    rows = MaterialChange.objects.filter(version=version).order_by("decided_at", "pk")
    told = {
        row.section[:4]: (row.suggested, row.category, row.decision) for row in rows
    }
    assert told["3.2."] == ("C3", "OTHER_TRANSFER", "edited")
    assert {row.suggested for row in rows.filter(mark=answer)} == {"C4", "C5"}
    assert rows.get(mark=answer, category="C4").summary == {"en": "Faster answers."}
    assert rows.get(mark=answer, suggested="C5").state == "dismissed"
    assert rows.get(mark=telephone).decision == "rejected"
    assert all(row.rule and row.snippet and row.decided_by == nadia for row in rows)
    assert changes.undecided(version) == []
    entries = LedgerEntry.objects.filter(verb="policies.decide", action="v")
    assert entries.count() == 3


def test_a_decision_can_be_taken_again_and_leaves_nothing_of_the_first(draft, nadia):
    version = draft.write(*QUICKER)
    (answer,) = marks(version)
    decide(version, answer, nadia, "C4", "C1", follows=["NBX-15-CONTACT"])
    decide(version, answer, nadia, reason="A slip of the pen.")

    rows = MaterialChange.objects.filter(version=version)
    assert {row.state for row in rows} == {"dismissed"}
    assert all(row.follows == [] and row.gate == "none" for row in rows)


def test_a_decision_needs_a_sentence_the_permission_and_the_words_as_they_are(
    draft, nadia, aida
):
    version = draft.write(*QUICKER)
    (answer,) = marks(version)
    with pytest.raises(NotPossible, match="in one sentence"):
        decide(version, answer, nadia, "C4", reason="  ")
    with pytest.raises(PermissionDenied):
        decide(version, answer, aida, "C4")
    draft.write("within 15 days", "within 9 days")
    with pytest.raises(NotPossible, match="have changed since"):
        decide(version, answer, nadia, "C4")

    assert not MaterialChange.objects.exclude(state="suggested").exists()


def test_less_of_a_right_needs_consent_only_where_it_was_promised(draft, nadia):
    version = draft.write("within 30 days", "within 45 days")
    (answer,) = marks(version)
    (row,) = decide(version, answer, nadia, "C4", rights_reduced=True)
    before = row.gate
    with transaction.atomic(), act(by=JOB):
        version.policy.no_reduction_without_consent = True
        version.policy.save()

    (row,) = decide(version, answer, nadia, "C4", rights_reduced=True)

    assert (before, row.gate) == ("notice", "explicit_consent")


def test_an_editorial_change_can_be_found_material_and_stays_so(draft, nadia):
    version = draft.write("Nobody else receives", "Nobody  else receives")
    found = changes.difference(version)
    mark = changes.mark_of(found.classification.changes[0].row)

    decide(version, mark, nadia, "C3", reason="It reads as a promise now.")
    changes.suggest(version, by=nadia, at=AT)

    row = MaterialChange.objects.get(version=version)
    assert (row.decision, row.suggested, row.state) == ("raised", "", "confirmed")


def test_not_material_is_signed_off_with_a_reason_once_all_is_decided(draft, nadia):
    version = draft.write(*QUICKER)
    (answer,) = marks(version)
    with pytest.raises(NotPossible, match="not decided yet"):
        deciding.sign_off(version, reason="Nothing new.", by=nadia, at=AT)
    decide(version, answer, nadia, reason="It was ten days all along.")
    with pytest.raises(NotPossible, match="Say why nobody"):
        deciding.sign_off(version, reason=" ", by=nadia, at=AT)
    deciding.sign_off(version, reason="A correction.", by=nadia, at=AT)
    version.refresh_from_db()
    signed = version.not_material_reason

    decide(version, answer, nadia, "C4")

    version.refresh_from_db()
    assert (signed, version.not_material_reason) == ("A correction.", "")


def test_a_high_risk_is_told_without_a_change_of_words(draft, nadia, omar):
    version = draft.write()
    company = version.policy.controller
    with transaction.atomic(), act(by=JOB):
        row = AssessmentFactory(controller=company)
    row = assessing.conclude_assessment(
        row, outcome="high", because="It holds.", revision=row.revision, by=nadia
    )
    early = deciding.assessments_to_decide(version)
    assessing.confirm_assessment(row, revision=row.revision, by=omar)

    assert early == [] and deciding.assessments_to_decide(version) == [row]
    change = deciding.decide_assessment(
        version, row.code, is_material=True, reason="Promised in 9(3).", by=nadia, at=AT
    )
    assert (change.category, change.gate, change.mark) == ("C6", "notice", "")
    assert deciding.assessments_to_decide(version) == []
    assert changes.undecided(version) == []


def test_a_changed_period_is_recognised_as_the_rule_that_cites_it(draft):
    version = draft.write(*QUICKER, "within 30 days", "within 45 days")

    found = promised(version, changes.difference(version))

    answers = {one.rule.code: one for one in found.followed}
    assert answers.keys() == {"NBX-15-CONTACT", "NBX-30"}
    assert answers["NBX-15-CONTACT"].sentence == "NBX-15-CONTACT: 15 days → 10 days"
    assert answers["NBX-15-CONTACT"].warnings == []
    assert any("gives 21 days" in one for one in answers["NBX-30"].warnings)


LETTERS = "We answer what you write to us within 15 days."


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (LETTERS, "We answer mail.", "no longer promises 15 days"),
        (f"10.1. {LETTERS}\n", "", "no longer promises 15 days"),
        ("We answer what", "We try to answer what", "15 days less firmly"),
    ],
    ids=["period", "clause", "hedge"],
)
def test_a_promise_that_is_gone_or_weakened_is_shown(draft, before, after, sentence):
    version = draft.write(before, after)

    found = promised(version, changes.difference(version))

    assert found.followed == ()
    (one,) = [one for one in found.weakened if one.rule.code == "NBX-15-CONTACT"]
    assert sentence in one.warning
    assert one.is_likely == ("no longer" in sentence)
    assert one.sentence == "NBX-15-CONTACT: 15 days → it ends"
    assert "no period runs for it" in one.consequence


def test_of_a_lost_promise_it_is_said_what_the_law_still_asks(draft):
    version = draft.write("within 30 days", "soon")

    found = promised(version, changes.difference(version))

    (one,) = [one for one in found.weakened if one.rule.code == "NBX-30"]
    assert "the law alone counts" in one.consequence and "21 days" in one.consequence


def test_a_promise_runs_from_its_day_on_and_not_before(draft, nadia, omar):
    version = draft.write(*QUICKER)
    (answer,) = marks(version)
    decide(version, answer, nadia, "C4", follows=["NBX-15-CONTACT"])

    with transaction.atomic(), act(by=omar, at=AT):
        version.effective_at, version.approver = MAY, omar
        (rule,) = follow(version, announced_by=omar, at=AT)

    assert (rule.number, rule.policy_version) == (10, "nbexpress/privacy@2")
    assert period_at(MAY - timedelta(hours=1)) == 15
    assert period_at(MAY) == 10
    assert period_at(MAY, text="nbexpress/privacy@1") == 15
    with transaction.atomic(), act(by=omar, at=AT):
        take_back(version, at=AT)
    assert period_at(MAY) == 15


def period_at(at, text="nbexpress/privacy@2"):
    book = live("nbexpress", "MY", at=at).under(text)
    (rule,) = [
        rule
        for rule in book.rules("nbexpress", "MY", "contact")
        if rule.code == "NBX-15-CONTACT"
    ]
    return rule.number
