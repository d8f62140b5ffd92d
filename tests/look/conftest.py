from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Controller, Membership, User
from audit.trail import audit_context


def member(*roles: str, **fields: Any) -> User:
    """Someone of the example company who holds `roles` there."""
    with audit_context("job", name="test"), transaction.atomic():
        user = User.objects.create_user(
            "aina@example.my", "correct horse battery", full_name="Aina Demo", **fields
        )
        controller = Controller.objects.create(
            slug="example", policy_code="EX", name="Example"
        )
        for role in roles:
            Membership.objects.create(user=user, controller=controller, role=role)
    return user


@pytest.fixture
def officer(db: None) -> User:
    return member("officer")


@pytest.fixture
def signed_in(officer: User) -> Client:
    browser = Client()
    browser.force_login(officer, backend="accounts.backends.MembershipBackend")
    return browser
