"""Two people acting at the same moment, on whichever database runs."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from accounts import workflow
from accounts.errors import LastAdministrator
from accounts.loading import load_controllers
from accounts.models import Controller, Invitation, Membership, User
from accounts.roles import Role
from audit.trail import Actor, act
from tests.factories import MembershipFactory, UserFactory


@pytest.mark.django_db(transaction=True)
def test_an_invitation_sent_twice_at_once_is_one():
    load_controllers()
    maxim = Controller.objects.get(slug="maxim")
    with transaction.atomic(), act(by=Actor.job("tests")):
        grace = MembershipFactory(controller=maxim, role=Role.ADMINISTRATOR).user
    ready, outcomes = Barrier(2), []

    def invite() -> None:
        try:
            ready.wait(10)
            workflow.invite(
                maxim,
                email="hana@office.example",
                full_name="Hana",
                role=Role.OFFICER,
                by=grace,
            )
            outcomes.append("invited")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    both = [Thread(target=invite) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert outcomes == ["invited", "invited"]
    assert Invitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other():
    load_controllers()
    maxim = Controller.objects.get(slug="maxim")
    with transaction.atomic(), act(by=Actor.job("tests")):
        grace, hugo = (
            MembershipFactory(
                user=UserFactory(full_name=name),
                controller=maxim,
                role=Role.ADMINISTRATOR,
            )
            for name in ["Grace", "Hugo"]
        )
    ready, outcomes = Barrier(2), []

    def remove(target: Membership, by: User) -> None:
        try:
            ready.wait(10)
            workflow.remove_membership(target, by=by)
            outcomes.append("removed")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    both = [
        Thread(target=remove, args=(hugo, grace.user)),
        Thread(target=remove, args=(grace, hugo.user)),
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    # Whoever comes second is no administrator any more, or is the last one.
    assert "removed" in outcomes
    assert set(outcomes) <= {"removed", "PermissionDenied", LastAdministrator.__name__}
    left = Membership.objects.filter(controller=maxim, role=Role.ADMINISTRATOR)
    assert left.count() == 1
