"""Each person keeps the older text until they agree (AXB-6.1, ASB-7.1)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from audit.trail import Actor, act
from policies.loading import load_policies
from policies.models import (
    Acknowledgement,
    Clause,
    Decision,
    Gate,
    MaterialChange,
    Policy,
    PolicyVersion,
)
from policies.telling.holding import held_by
from tests.factories import DataSubjectFactory, UserFactory

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=200)


@pytest.fixture
def acting(db):
    with transaction.atomic(), act(by=Actor.job("tests")):
        yield


@pytest.fixture
def policy(controllers, acting):
    """Version 2 takes a right away from people in Malaysia; version 3 does not."""
    load_policies()
    policy = Policy.objects.get(controller=controllers["auxconnbeauty"])
    clause = Clause(policy=policy, key="IV", countries=["MY"])
    clause.save()
    decider = UserFactory()
    for number in (2, 3):
        moment = START + timedelta(days=40 * (number - 1))
        version = PolicyVersion(
            policy=policy,
            number=number,
            language="en",
            state="announced",
            sha256=str(number) * 64,
            previous_sha256=str(number),
            announced_at=moment - timedelta(days=30),
            effective_at=moment,
        )
        version.save()
        if number == 2:
            MaterialChange(
                version=version,
                category="C4",
                clause_keys=["IV"],
                rights_reduced=True,
                gate=Gate.EXPLICIT_CONSENT,
                state=MaterialChange.State.CONFIRMED,
                decision=Decision.ACCEPTED,
                reason="Less than before.",
                decided_by=decider,
                decided_at=START,
            ).save()
    return policy


def person_of(policy, *, country="MY", since=START - timedelta(days=300)):
    return DataSubjectFactory(
        controller=policy.controller, country=country, created_at=since
    )


def answer(person, version, kind, at):
    Acknowledgement(
        data_subject=person,
        version=version,
        kind=kind,
        language="en",
        text_sha256="0" * 64,
        channel="web",
        at=at,
    ).save()


def test_a_later_version_does_not_slip_past_one_that_waits_for_a_yes(policy):
    person = person_of(policy)

    waiting = held_by(person, policy, at=NOW)
    assert (waiting.version.number, waiting.asked.number) == (1, 2)

    answer(person, waiting.asked, "declined", NOW)
    assert held_by(person, policy, at=NOW).version.number == 1

    answer(person, waiting.asked, "accepted", NOW + timedelta(hours=1))
    agreed = held_by(person, policy, at=NOW + timedelta(hours=2))
    assert (agreed.version.number, agreed.asked) == (3, None)


def test_who_is_not_concerned_or_came_later_has_the_text_in_force(policy):
    abroad = person_of(policy, country="KZ")
    newcomer = person_of(policy, since=NOW - timedelta(days=1))

    for person in (abroad, newcomer, None):
        held = held_by(person, policy, at=NOW)
        assert (held.version.number, held.asked) == (3, None)
