"""A version is announced only when all that its policy promises about that is kept."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import transaction

from accounts.roles import Role
from audit.models import LedgerEntry
from audit.trail import act
from policies import chain, changes, deciding, workflow
from policies.drafting import Facts, take_in
from policies.errors import NotPossible, NotReady
from policies.models import Clause, Gate
from policies.parsing import parse
from tests.factories import MembershipFactory
from tests.policies.offices import (
    AT,
    LESS,
    TESTS,
    decide,
    obstacles,
    open_office,
    plan,
)
from tests.policies.sample import SAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(controllers):
    return partial(open_office, controllers)


# POLICIES §1, "what each seed promises"; the clause stands in the sentence.
STOPPED = {
    # NBX-9.2
    "nbexpress": (
        ["letter"],
        "channels",
        "Clause 9 promises to tell people by red",
    ),
    # ASB-7.3
    "aseanbiz": (["banner", "letter"], "explains_changes", "Clause 7 promises a notif"),
    # AXB-6.1
    "auxconnbeauty": (
        ["letter"],
        "no_reduction_without_consent",
        "Clause VI promises to reduce no right without consent: “3.2 Your rights”",
    ),
    # MAXIM-5.2-PH.2, MAXIM-5.2-ID.2
    "maxim": (["letter"], "refusal_countries", "Clause 5.2 (PH, ID) promises that"),
    # Malaysia's two languages
    "aux": (["letter"], "language", "Two languages are required: PDPA 2010, s. 7(3)"),
}


@pytest.mark.parametrize("slug", STOPPED)
def test_what_the_policy_promised_stops_it_with_the_clause(slug, office):
    channels, code, sentence = STOPPED[slug]
    found = office(slug)
    plan(found, *channels)

    obstacle = obstacles(found)[code]

    assert sentence in obstacle.sentence
    assert obstacle.clause


# Data serves something new: of whom each policy promises to ask first, and where.
NEW_USE = {
    "nbexpress": ("C3", "Clause 4.1.3, 4.2.2 promises to ask"),  # NBX-4.3, NBX-4.9
    "auxconnbeauty": ("C1", "Clause I(i) promises to ask"),  # AXB-1.8
    "aseanbiz": ("C1", "Clause 1(4) promises to ask"),  # ASB-1.11, ASB-1.12
}


@pytest.mark.parametrize("slug", NEW_USE)
def test_a_new_use_without_a_question_to_each_person_stops_it(slug, office):
    category, sentence = NEW_USE[slug]
    found = office(slug, reduced=False)
    change = found.version.changes.get()
    with transaction.atomic(), act(by=TESTS):
        change.category, change.new_use = category, True
        change.save()

    obstacle = obstacles(found)["consent_for_new_use"]
    assert sentence in obstacle.sentence and "“3.2 Your rights”" in obstacle.sentence
    workflow.submit(found.version, by=found.author, at=AT)
    with pytest.raises(NotReady, match="serves something new"):
        workflow.approve(found.version, by=found.approver, at=AT)

    decide(change, found.author, reduced=False, gate=Gate.EXPLICIT_CONSENT)
    assert "consent_for_new_use" not in obstacles(found)


@pytest.mark.parametrize(
    ("slug", "gate"), [("auxconnbeauty", "explicit_consent"), ("aux", "notice")]
)
def test_whoever_decides_that_a_use_is_new_asks_each_person_where_promised(
    slug, gate, office
):
    found = office(slug, text=SAMPLE.replace("delivery alone", "delivery and adverts"))
    (change,) = changes.difference(found.version).to_decide

    (row,) = deciding.decide(
        found.version,
        changes.mark_of(change.row),
        categories=["C1"],
        reason="They may advertise now.",
        new_use=True,
        by=found.author,
        at=AT,
    )[:1]

    assert (row.new_use, row.gate) == (True, gate)


# What each company does about it.
KEPT = {
    "nbexpress": ["red_dot"],
    "aseanbiz": ["banner", "explanation"],
    "auxconnbeauty": ["letter"],
    "maxim": ["letter", "refusal"],
    "aux": ["letter"],
}


@pytest.mark.parametrize("slug", KEPT)
def test_with_all_promises_kept_it_is_announced_and_in_force_by_its_date(slug, office):
    found = office(slug, gate=Gate.EXPLICIT_CONSENT, languages=("en", "ms"))
    if slug == "nbexpress":  # asks for no consent, so a red dot is enough
        for row in found.version.changes.all():
            decide(row, found.author)
    plan(found, *KEPT[slug])
    version = found.version

    workflow.submit(version, by=found.author, at=AT)
    with_role(found.author, found.policy.controller)
    with pytest.raises(NotPossible, match="Another person"):
        workflow.approve(version, by=found.author, at=AT)
    workflow.approve(version, by=found.approver, at=AT)
    workflow.announce(version, by=found.approver, at=AT)

    version.refresh_from_db()
    before = version.effective_at - timedelta(seconds=1)
    assert [one.number for one in found.policy.versions.in_force(before)] == [1]
    assert [
        one.number for one in found.policy.versions.in_force(version.effective_at)
    ] == [2]
    assert chain.check(found.policy) == []
    assert version.previous_sha256 == found.policy.versions.get(number=1).sha256
    verbs = LedgerEntry.objects.filter(action="v", object_pk=str(version.pk))
    assert {"policies.submit", "policies.approve", "policies.announce"} <= {
        entry.verb for entry in verbs
    }


def with_role(user, controller):
    with transaction.atomic(), act(by=TESTS):
        MembershipFactory(user=user, controller=controller, role=Role.APPROVER)


def test_an_undecided_change_a_short_notice_and_no_summary_are_all_told(office):
    found = office("auxconnbeauty", gate=Gate.EXPLICIT_CONSENT)
    plan(found, "letter", effective_on=date(2026, 3, 20))
    with transaction.atomic(), act(by=TESTS):
        row = found.version.changes.get()
        row.summary = {}
        row.save()
        take_in(
            found.policy,
            parse(LESS.replace("seven years", "ten years")),
            Facts("en"),
            by=TESTS,
            at=AT,
        )

    told = obstacles(found)

    assert "“4.1 How long we keep data”" in told["undecided"].sentence
    assert "30 days of notice" in told["lead"].sentence
    assert "3.2 Your rights" in told["summary"].sentence
    workflow.submit(found.version, by=found.author, at=AT)
    with pytest.raises(NotReady, match="is not decided"):
        workflow.approve(found.version, by=found.approver, at=AT)
    plan(
        found, "letter", effective_on=date(2026, 3, 20), lead_waiver_reason="An order."
    )
    assert "lead" not in obstacles(found)


def test_a_change_for_other_countries_owes_no_refusal(office):
    found = office("maxim", languages=("en", "ms"))
    with transaction.atomic(), act(by=TESTS):
        clause = Clause.objects.get(key="3.2")
        clause.countries = ["MY"]
        clause.save()
    plan(found, "letter")

    assert "refusal_countries" not in obstacles(found)


def test_withdrawn_the_one_before_holds_again_and_a_correction_follows(office):
    found = office("nbexpress", languages=("en", "ms"))
    plan(found, "red_dot")
    version, people = found.version, {"by": found.approver}
    workflow.submit(version, by=found.author, at=AT)
    workflow.approve(version, at=AT, **people)
    workflow.announce(version, at=AT, **people)
    later = AT + timedelta(days=70)

    workflow.withdraw(version, reason="A wrong number.", at=later, **people)
    version.refresh_from_db()
    mended = workflow.correct(version, by=found.author, at=later)

    holds = found.policy.versions.in_force
    assert [one.number for one in holds(later - timedelta(days=1))] == [2]
    assert [one.number for one in holds(later)] == [1]
    assert (mended.number, mended.corrects_id, mended.state) == (3, version.pk, "draft")
    with pytest.raises(NotPossible, match="none would be in force"):
        workflow.withdraw(
            found.policy.versions.get(number=1), reason="x", at=later, **people
        )


def test_a_language_that_is_not_required_has_words_too_or_none_is_announced(office):
    """Else the notice in that language could never be sent."""
    found = office("aseanbiz", languages=("en", "ms"))
    plan(found, *KEPT["aseanbiz"])
    assert "ms" not in found.policy.required_languages
    with transaction.atomic(), act(by=TESTS):
        row = found.version.changes.get()
        row.summary = {"en": "We answer later."}
        row.save()

    assert "no plain summary in Malay" in obstacles(found)["summary"].sentence
    workflow.submit(found.version, by=found.author, at=AT)
    with pytest.raises(NotReady, match="no plain summary in Malay"):
        workflow.approve(found.version, by=found.approver, at=AT)  # final afterwards
