from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Controller, Establishment, Invitation, Membership
from accounts.roles import PERMISSIONS, Role, roles_with
from audit.trail import Actor, act
from tests.factories import InvitationFactory, MembershipFactory

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        ("requests.view", {"aida", "ben", "farid"}),
        ("requests.decide", {"aida", "farid"}),
        ("requests.approve", {"farid"}),
        ("audit.view", {"ben"}),
        ("audit.export", {"ben"}),
        ("accounts.manage_team", {"grace"}),
        ("rulebook.view", {"aida", "ben", "farid", "grace"}),
        ("requests.unheard_of", set()),
    ],
)
def test_a_role_may_do_this_in_its_own_company(cast, maxim, permission, who):
    allowed = {
        name for name, user in vars(cast).items() if user.has_perm(permission, maxim)
    }

    assert allowed == who


def test_without_an_object_any_company_will_do(chen, maxim):
    assert chen.has_perm("requests.decide")
    assert not chen.has_perm("requests.decide", maxim)


def test_an_object_answers_by_its_own_controller(aida, chen, maxim):
    establishment = maxim.establishments.get(country="MY")

    assert aida.has_perm("requests.view", establishment)
    assert not chen.has_perm("requests.view", establishment)


def test_a_permission_costs_one_query_however_many_roles(aida, controllers):
    with transaction.atomic(), act(by=Actor.job("tests")):
        for controller in controllers.values():
            for role in [Role.APPROVER, Role.AUDITOR]:
                MembershipFactory(user=aida, controller=controller, role=role)

    with CaptureQueriesContext(connection) as queries:
        assert aida.has_perm("requests.approve", controllers["aux"])

    assert len(queries) == 1


def test_a_role_given_or_taken_counts_on_the_next_call(aida, maxim):
    assert not aida.has_perm("audit.view", maxim)
    with transaction.atomic(), act(by=Actor.job("tests")):
        added = MembershipFactory(user=aida, controller=maxim, role=Role.AUDITOR)

    assert aida.has_perm("audit.view", maxim)
    with transaction.atomic(), act(by=Actor.job("tests")):
        added.delete()

    assert not aida.has_perm("audit.view", maxim)


def test_all_permissions_are_those_of_the_roles_held(ben, maxim, aux):
    assert ben.get_all_permissions() == set(PERMISSIONS[Role.AUDITOR])
    assert ben.get_all_permissions(maxim) == set(PERMISSIONS[Role.AUDITOR])
    assert ben.get_all_permissions(aux) == set()


def test_templates_can_ask(ben):
    assert ben.has_module_perms("audit")
    assert not ben.has_module_perms("accounts_unknown")
    assert ben.has_perms(["audit.view", "requests.view"])


def test_each_sees_only_their_companies(aida, chen, maxim, aux):
    assert list(Controller.objects.visible_to(aida)) == [maxim]
    assert list(Controller.objects.visible_to(chen)) == [aux]
    assert not Controller.objects.visible_to(AnonymousUser()).exists()
    assert Establishment.objects.visible_to(aida).count() == 14


def test_the_team_is_seen_by_its_administrators_alone(aida, grace, chen, maxim):
    with transaction.atomic(), act(by=Actor.job("tests")):
        invitation = InvitationFactory(controller=maxim, invited_by=grace)

    assert set(Membership.objects.visible_to(grace)) == {
        aida.memberships.get(),
        grace.memberships.get(),
    }
    assert list(Invitation.objects.visible_to(grace)) == [invitation]
    for stranger in [aida, chen]:
        assert not Membership.objects.visible_to(stranger).exists()
        assert not Invitation.objects.visible_to(stranger).exists()


def test_a_deactivated_person_sees_nothing(aida):
    with transaction.atomic(), act(by=Actor.job("tests")):
        aida.is_active = False
        aida.save()

    assert not Controller.objects.visible_to(aida).exists()
    assert not aida.has_perm("requests.view")


def test_every_role_and_permission_is_described():
    text = (ROOT / "docs" / "roles.md").read_text()

    for role, permissions in PERMISSIONS.items():
        assert str(Role(role).label) in text
        for permission in permissions:
            assert f"`{permission}`" in text


def test_an_administrator_reads_no_case():
    assert Role.ADMINISTRATOR not in roles_with("requests.view")
