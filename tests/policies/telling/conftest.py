"""A company, a version with one confirmed change in two languages, and people."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Controller, User
from accounts.roles import Role
from audit.trail import Actor, act
from policies.models import (
    Campaign,
    MaterialChange,
    Policy,
    PolicyVersion,
    Translation,
)
from policies.telling import verbs
from subjects import postal
from subjects.models import DataSubject, Identifier
from tests.correspondence.conftest import Sink, free_port, sink  # noqa: F401
from tests.factories import (
    DataHeldFactory,
    DataSubjectFactory,
    IdentifierFactory,
    MembershipFactory,
    UserFactory,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
EFFECTIVE = datetime(2090, 5, 1, tzinfo=UTC)  # later than any day of a test run
SUMMARY = {
    "en": "We answer within 10 days instead of 15.",
    "ms": "Kami menjawab dalam 10 hari, bukan 15.",
}
Person = Callable[..., DataSubject]


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    settings.MAIL_PER_SECOND = settings.MAIL_PER_DAY = 0


@pytest.fixture
def drafted(maxim: Controller) -> PolicyVersion:
    """Not announced yet, so that its changes can still be decided."""
    with transaction.atomic(), act(by=Actor.job("test")):
        policy = Policy.objects.create(
            controller=maxim,
            slug="notice-test",
            title="Privacy policy",
            required_languages=["en", "ms"],
            channels=[["red_dot", "pop_up"]],
        )
        version = PolicyVersion.objects.create(
            policy=policy,
            number=2,
            language="en",
            effective_on=EFFECTIVE.date(),
            effective_at=EFFECTIVE,
        )
        for language, title in (("en", "Privacy policy"), ("ms", "Dasar privasi")):
            Translation.objects.create(
                version=version, language=language, title=title, state="reviewed"
            )
        MaterialChange.objects.create(
            version=version,
            category="C4",
            state="confirmed",
            reason="How rights are used changes.",
            decided_at=NOW,
            gate="notice",
            summary=SUMMARY,
        )
    return version


def announce(version: PolicyVersion) -> PolicyVersion:
    with transaction.atomic(), act(by=Actor.job("test")):
        for text in version.translations.all():
            text.state = "frozen"
            text.save()
        version.state, version.sha256 = "announced", "a" * 64
        version.announced_at = NOW
        version.save()
    return version


@pytest.fixture
def version(drafted: PolicyVersion) -> PolicyVersion:
    return announce(drafted)


@pytest.fixture
def person(maxim: Controller) -> Person:
    """Make a person known: `email`, `account`, `address` and what else a test cares
    about; `items` are those of the set that holds the address."""

    def make(
        email: str = "", account: str = "", address: str = "", **given: Any
    ) -> DataSubject:
        items = given.pop("items", [postal.ITEM])
        with transaction.atomic(), act(by=Actor.job("test")):
            made = DataSubjectFactory(controller=maxim, created_at=NOW, **given)
            if email:
                IdentifierFactory(data_subject=made, value=email)
            if account:
                kind = Identifier.Kind.ACCOUNT
                IdentifierFactory(data_subject=made, value=account, kind=kind)
            if address:
                DataHeldFactory(data_subject=made, items=items, value=address)
        return made

    return make


@pytest.fixture
def prepares(maxim: Controller) -> User:
    return _approver(maxim, "prepares@maxim.example")


@pytest.fixture
def approves(maxim: Controller) -> User:
    return _approver(maxim, "approves@maxim.example")


def _approver(maxim: Controller, email: str) -> User:
    with transaction.atomic(), act(by=Actor.job("test")):
        user = UserFactory(email=email)
        MembershipFactory(user=user, controller=maxim, role=Role.APPROVER)
    return user


@pytest.fixture
def proposed(version: PolicyVersion, prepares: User) -> Callable[[], Campaign]:
    """Freeze a campaign about the version for the people there are by then."""

    def make() -> Campaign:
        campaign = verbs.draft(version, by=prepares, at=NOW)
        verbs.propose(campaign, by=prepares, at=NOW)
        return campaign

    return make
