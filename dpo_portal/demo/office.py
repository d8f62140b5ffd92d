"""The people of the demo office; their password is printed, so only in demos."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Controller, Membership, User
from accounts.roles import Role
from audit.trail import Actor, act

PASSWORD = "example-data-only"  # noqa: S105 - printed beside every demo sign-in
EVERY = ("aux", "nbexpress", "auxconnbeauty", "aseanbiz", "maxim")


@dataclass(frozen=True)
class Colleague:
    email: str
    name: str
    role: Role
    controllers: tuple[str, ...]
    does: str


OFFICE = (
    Colleague("aina@demo.test", "Aina Demo", Role.OFFICER, EVERY, "handles requests"),
    Colleague("rosa@demo.test", "Rosa Prueba", Role.OFFICER, ("maxim",), "Maxim only"),
    Colleague("wei@demo.test", "Wei Sampel", Role.APPROVER, EVERY, "second look"),
    Colleague("chen@demo.test", "Chen Shili", Role.AUDITOR, EVERY, "reads the trail"),
    Colleague("grace@demo.test", "Grace Demo", Role.ADMINISTRATOR, EVERY, "the team"),
)


def hire() -> dict[str, User]:
    """Make the demo office; who is there stays. Returns people by first name."""
    with transaction.atomic(), act(by=Actor.job("demo")):
        return {one.email.split("@")[0]: _hire(one) for one in OFFICE}


def _hire(colleague: Colleague) -> User:
    user = User.objects.filter(email=colleague.email).first()
    if user is None:
        user = User(email=colleague.email, full_name=colleague.name)
        user.password = _hashed_password()
        user.save()
        for controller in Controller.objects.filter(slug__in=colleague.controllers):
            Membership(user=user, controller=controller, role=colleague.role).save()
    return user


@cache
def _hashed_password() -> str:
    """One hash for all: it is slow on purpose, and a demo should start soon."""
    return make_password(PASSWORD)
