"""N.B. Express: its people, version 1 of its policy, and a draft of version 2."""

import pytest
from django.db import transaction

from accounts.roles import Role
from audit.trail import act
from tests.factories import MembershipFactory, UserFactory
from tests.policies.drafts import EXPRESS, JOB, draft_of, published, the_policy, write


@pytest.fixture
def express(controllers):
    return the_policy()


@pytest.fixture
def nadia(express):
    """Drafts and decides at N.B. Express."""
    return _colleague(express, Role.OFFICER)


@pytest.fixture
def omar(express):
    """Approves there."""
    return _colleague(express, Role.APPROVER)


def _colleague(policy, role):
    with transaction.atomic(), act(by=JOB):
        user = UserFactory()
        MembershipFactory(user=user, controller=policy.controller, role=role)
    return user


@pytest.fixture
def draft(express):
    """Version 2, a draft; `draft.write(old, new, ...)` changes its words."""
    made = draft_of(published())

    def rewrite(*pairs, text=EXPRESS):
        for before, after in zip(pairs[::2], pairs[1::2], strict=True):
            assert before in text
            text = text.replace(before, after)
        write(made, text)
        return made

    made.write = rewrite
    return made
