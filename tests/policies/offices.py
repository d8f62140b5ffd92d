"""A company that is about to announce a version which takes a right away."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django.db import transaction

from accounts.roles import Role
from audit.trail import Actor, act
from policies import changes, gates, workflow
from policies.drafting import Facts, draft_from, take_in
from policies.loading import load_policies
from policies.models import Gate, MaterialChange, Policy, PolicyVersion
from policies.parsing import parse
from tests.factories import MembershipFactory, UserFactory
from tests.policies.sample import SAMPLE

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
FROM = date(2026, 5, 1)
TESTS = Actor.job("tests")
LESS = SAMPLE.replace("within 15 days", "within 40 days")


def open_office(
    controllers,
    slug,
    *,
    text=LESS,
    reduced=True,
    gate=Gate.NOTICE,
    languages=("en",),
):
    """Its policy, a draft of version 2 whose one change is decided, and two people."""
    load_policies()
    company = controllers[slug]
    with transaction.atomic(), act(by=TESTS):
        author, approver = (
            MembershipFactory(user=UserFactory(), controller=company, role=role).user
            for role in (Role.OFFICER, Role.APPROVER)
        )
    policy = Policy.objects.get(controller=company)
    for language in ("en", "ms"):
        facts = Facts(language, label="1", is_imported=True)
        take_in(policy, parse(SAMPLE), facts, by=TESTS, at=AT)
    draft = draft_from(policy.versions.get(number=1), by=author, at=AT)
    for language in languages:
        take_in(policy, parse(text), Facts(language), by=author, at=AT)
    changes.suggest(draft, by=author, at=AT)
    for row in draft.changes.all():
        decide(row, author, reduced=reduced, gate=gate)
    return SimpleNamespace(
        policy=policy, version=draft, author=author, approver=approver
    )


def decide(row, by, *, reduced=True, gate=Gate.NOTICE):
    with transaction.atomic(), act(by=by):
        row.state = MaterialChange.State.CONFIRMED
        row.decision, row.reason = "accepted", "It is slower."
        row.decided_by, row.decided_at = by, AT
        row.rights_reduced, row.gate = reduced, gate
        row.summary = {"en": "We answer later.", "ms": "Kami menjawab lewat."}
        row.save()


def plan(found, *channels, effective_on=FROM, **more):
    workflow.plan(
        found.version,
        by=found.author,
        at=AT,
        planned_channels=list(channels),
        effective_on=effective_on,
        **more,
    )


def obstacles(found):
    version = PolicyVersion.objects.get(pk=found.version.pk)
    return {
        one.code: one for one in gates.before_announcement(version, announced_at=AT)
    }


def announce(found, *channels):
    """Approve it and announce it as planned by these ways."""
    plan(found, *channels)
    workflow.submit(found.version, by=found.author, at=AT)
    workflow.approve(found.version, by=found.approver, at=AT)
    workflow.announce(found.version, by=found.approver, at=AT)
    found.version.refresh_from_db()
