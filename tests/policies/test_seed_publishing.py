"""The five real policies, taken in, changed, published, read in the archive."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from audit.trail import Actor, act
from policies import archive, chain, changes, workflow
from policies.deciding import decide
from policies.drafting import Facts, take_in
from policies.loading import load_policies
from policies.models import Policy
from policies.parsing import parse
from tests.factories import MembershipFactory, UserFactory
from tests.policies.facts import SEEDS, needs_seeds, seed_clauses, seed_text

pytestmark = [needs_seeds, pytest.mark.django_db]
BEFORE = datetime(2026, 3, 2, 4, tzinfo=UTC)
WAYS = ["red_dot", "explanation", "letter", "banner", "refusal"]
ADDED = {
    "en": "The list of recipients is sent to whoever asks for it.",
    "ms": "Senarai penerima dihantar kepada sesiapa yang memintanya.",
}


@pytest.mark.parametrize("code", SEEDS)
def test_a_real_policy_goes_all_the_way(code, controllers, client):
    load_policies()
    company = next(c for c in controllers.values() if c.policy_code == code)
    language = "ms" if code == "MAXIM" else "en"
    policy = Policy.objects.get(controller=company)
    with transaction.atomic(), act(by=Actor.job("tests")):
        author, approver = (
            MembershipFactory(user=UserFactory(), controller=company, role=role).user
            for role in (Role.OFFICER, Role.APPROVER)
        )
        policy.required_languages = [language]
        policy.save()
    facts = Facts(language, is_imported=True)
    take_in(policy, seed_clauses(code), facts, by=author, at=BEFORE)

    text = f"{seed_text(code)}\n\n{ADDED[language]}\n"
    draft = take_in(policy, parse(text), Facts(language), by=author, at=BEFORE)
    found = changes.suggest(draft, by=author, at=BEFORE)
    for change in found.to_decide:
        decide(
            draft,
            changes.mark_of(change.row),
            categories=["C3"],
            reason="A list of recipients is new.",
            summary={language: ADDED[language]},
            by=author,
            at=BEFORE,
        )
    workflow.plan(
        draft,
        by=author,
        at=BEFORE,
        planned_channels=WAYS,
        effective_on=(BEFORE + timedelta(days=40)).date(),
    )
    workflow.submit(draft, by=author, at=BEFORE)
    workflow.approve(draft, by=approver, at=BEFORE)
    workflow.announce(draft, by=approver, at=BEFORE)

    draft.refresh_from_db()
    print(f"{code}: {len(seed_clauses(code))} clauses, then {len(parse(text))}")
    assert [change.row.after_text for change in found.to_decide] == [ADDED[language]]
    assert policy.versions.in_force(timezone.now()).get() == draft
    assert chain.check(policy) == []
    page = client.get(f"/en/c/{company.slug}/policy/privacy/?in={language}")
    assert ADDED[language] in page.content.decode()
    read = archive.read(draft, language)
    assert len(read.contents) >= 4
