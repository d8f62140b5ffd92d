"""A published promise runs: from the words to the clock on a case, and back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from audit.trail import act
from policies import changes, deciding, gates, workflow
from policies.models import PolicyVersion
from rights import clocks
from rights.applying_text import text_of
from rights.filing import policy_in_force
from rulebook.proposing import propose
from tests.factories import (
    DataSubjectFactory,
    IdentifierFactory,
    RightsRequestFactory,
)
from tests.policies.drafts import AT, JOB

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
BEFORE = datetime(2026, 4, 30, 4, tzinfo=UTC)
AFTER = BEFORE + timedelta(days=3)


@pytest.fixture
def announced(draft, nadia, omar):
    """Version 2 says ten days instead of fifteen from 1 May on."""
    return announce(draft.write("within 15 days", "within 10 days"), nadia, omar)


def announce(version, nadia, omar, *, needs_consent=False, follows=True):
    with transaction.atomic(), act(by=JOB):
        policy = version.policy
        policy.required_languages = ["en"]
        policy.no_reduction_without_consent = needs_consent
        policy.save()
    (change,) = changes.difference(version).to_decide
    deciding.decide(
        version,
        changes.mark_of(change.row),
        categories=["C4"],
        reason="Sooner.",
        summary={"en": "Ten days instead of fifteen."},
        follows=["NBX-15-CONTACT"] if follows else [],
        rights_reduced=needs_consent,
        by=nadia,
        at=AT,
    )
    workflow.submit(version, by=nadia, at=AT)
    workflow.plan(
        version, by=nadia, at=AT, planned_channels=["pop_up"], effective_on=MAY
    )
    workflow.approve(version, by=omar, at=AT)
    workflow.announce(version, by=omar, at=AT)
    version.refresh_from_db()
    return version


def days_of(request):
    with transaction.atomic(), act(by=JOB, case_id=request.pk):
        started = clocks.start(request)
    (clock,) = [clock for clock in started if clock.rule == "NBX-15-CONTACT"]
    return (clock.due_at - request.received_at).days, clock.rule_version


def asked(controller, at, policy_version=""):
    establishment = controller.establishments.get()
    code = policy_version or policy_in_force(establishment, at)
    with transaction.atomic(), act(by=JOB):
        return RightsRequestFactory(
            establishment=establishment,
            controller=controller,
            right="contact",
            received_at=at,
            policy_version=code,
        )


def test_requests_are_counted_by_the_words_that_held_for_them(announced, omar):
    company = announced.policy.controller
    running = asked(company, BEFORE)
    first = days_of(running)

    assert first == (15, 1)
    assert days_of(asked(company, AFTER)) == (10, 2)
    kept = asked(company, AFTER, policy_version="nbexpress/privacy@1")
    assert days_of(kept) == (15, 1)
    with transaction.atomic(), act(by=JOB, case_id=running.pk):
        clocks.recount(running, at=AFTER)
    assert running.clocks.get(rule="NBX-15-CONTACT").rule_version == 1

    workflow.withdraw(announced, reason="A slip.", by=omar, at=AFTER)
    assert days_of(asked(company, AFTER + timedelta(hours=1))) == (15, 3)


def rules_of(request):
    with transaction.atomic(), act(by=JOB, case_id=request.pk):
        return {clock.rule for clock in clocks.start(request)}


def test_a_promise_that_the_text_no_longer_makes_ends_with_its_day(draft, nadia, omar):
    version = draft.write(" within 15 days", "")
    announce(version, nadia, omar)
    company = version.policy.controller

    assert "NBX-15-CONTACT" in rules_of(asked(company, BEFORE))
    assert "NBX-15-CONTACT" not in rules_of(asked(company, AFTER))
    kept = asked(company, AFTER, policy_version="nbexpress/privacy@1")
    assert "NBX-15-CONTACT" in rules_of(kept)

    workflow.withdraw(version, reason="A slip.", by=omar, at=AFTER)
    assert "NBX-15-CONTACT" in rules_of(asked(company, AFTER + timedelta(hours=1)))


def test_a_lost_promise_whose_rule_is_left_alone_runs_on(draft, nadia, omar):
    version = draft.write(" within 15 days", "")
    announce(version, nadia, omar, follows=False)

    assert "NBX-15-CONTACT" in rules_of(asked(version.policy.controller, AFTER))


def test_who_has_not_agreed_to_less_keeps_the_older_promise(draft, nadia, omar):
    version = draft.write("within 15 days", "within 20 days")
    version = announce(version, nadia, omar, needs_consent=True)
    company = version.policy.controller
    with transaction.atomic(), act(by=JOB, at=AT):
        known = DataSubjectFactory(controller=company, created_at=AT)
        IdentifierFactory(data_subject=known, value="dewi@example.org")

    codes = {}
    for email in ("Dewi@example.org", "new@example.org"):
        case = asked(company, AFTER)
        with transaction.atomic(), act(by=JOB, case_id=case.pk):
            case.claimant.email = email
            case.policy_version = text_of(case)
        codes[email] = (case.policy_version, days_of(case))

    assert codes == {
        "Dewi@example.org": ("nbexpress/privacy@1", (15, 1)),
        "new@example.org": ("nbexpress/privacy@2", (20, 2)),
    }


def test_a_rule_that_changed_meanwhile_stops_the_announcement(draft, nadia, omar):
    version = draft.write("within 15 days", "within 10 days")
    (change,) = changes.difference(version).to_decide
    deciding.decide(
        version,
        changes.mark_of(change.row),
        categories=["C4"],
        reason="Sooner.",
        follows=["NBX-15-CONTACT"],
        by=nadia,
        at=AT,
    )
    propose(
        version.policy.controller,
        country="MY",
        code="NBX-15-CONTACT",
        base_version=1,
        changes={"number": 12},
        reason="Another idea.",
        by=omar,
    )

    found = gates.before_announcement(version, announced_at=AT)

    (rule,) = [one for one in found if one.code == "rule"]
    assert rule.sentence.startswith("NBX-15-CONTACT: A change of this rule waits")
    assert PolicyVersion.objects.get(pk=version.pk).is_open
