"""Officers of the companies that the cast of tests/conftest.py does not work for."""

from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.models import Controller, User
from accounts.roles import Role
from audit.trail import Actor, act
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def officer_of(rulebook: None) -> Callable[..., User]:
    """Someone who decides for this company."""

    def made(slug: str, role: str = Role.OFFICER) -> User:
        with transaction.atomic(), act(by=Actor.job("tests")):
            controller = Controller.objects.get(slug=slug)
            user = UserFactory(full_name=f"{role} of {slug}")
            MembershipFactory(user=user, controller=controller, role=role)
        return user

    return made


@pytest.fixture
def nora(officer_of: Callable[..., User]) -> User:
    """Nora decides for N.B. Express."""
    return officer_of("nbexpress")


@pytest.fixture
def aux_approver(officer_of: Callable[..., User]) -> User:
    return officer_of("aux", Role.APPROVER)
