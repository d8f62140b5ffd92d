from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import workflow
from accounts.errors import (
    AccountExists,
    AlreadyMember,
    InvitationClosed,
    LastAdministrator,
    NotYourself,
    WorksElsewhere,
)
from accounts.models import Controller, Invitation, Membership, User
from accounts.roles import Role
from audit.models import LedgerEntry
from audit.trail import Actor, act
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    entries = LedgerEntry.objects.exclude(verb="").order_by("pk")
    return list(entries.values_list("verb", flat=True))


def join(user: User, controller: Controller, role: str) -> Membership:
    with transaction.atomic(), act(by=Actor.job("tests")):
        return MembershipFactory(user=user, controller=controller, role=role)


def person(name: str) -> User:
    with transaction.atomic(), act(by=Actor.job("tests")):
        return UserFactory(full_name=name)


@pytest.fixture
def invitation(maxim, grace) -> Invitation:
    return workflow.invite(
        maxim,
        email="Hana@Office.example",
        full_name="Hana Yusof",
        role=Role.OFFICER,
        language="ms",
        by=grace,
    )


def test_an_invitation_becomes_an_account_with_its_role(invitation, maxim):
    hana = workflow.accept_invitation(invitation, password="quiet harbour lantern")

    assert hana.email == "hana@office.example"
    assert hana.language == "ms"
    assert hana.check_password("quiet harbour lantern")
    assert hana.has_perm("requests.decide", maxim)
    assert verbs()[-2:] == ["accounts.invite", "accounts.accept_invitation"]


def test_the_entries_name_company_and_actor(invitation, maxim, grace):
    invited = LedgerEntry.objects.get(verb="accounts.invite")

    assert invited.controller_id == maxim.pk
    assert invited.actor_id == grace.pk
    assert invited.object_pk == str(invitation.pk)


def test_someone_who_has_an_account_keeps_their_password(invitation, maxim, aux, grace):
    hana = workflow.accept_invitation(invitation, password="quiet harbour lantern")
    second = workflow.invite(
        maxim, email=hana.email, full_name="H.", role=Role.APPROVER, by=grace
    )

    again = workflow.accept_invitation(second, password="never used")

    assert again == hana
    assert again.full_name == "Hana Yusof"
    assert again.check_password("quiet harbour lantern")
    assert again.has_perm("requests.approve", maxim)


def test_an_invitation_is_accepted_once(invitation):
    workflow.accept_invitation(invitation, password="quiet harbour lantern")

    with pytest.raises(InvitationClosed):
        workflow.accept_invitation(invitation, password="another long one")


def test_an_invitation_lasts_seven_days(invitation):
    too_late = invitation.invited_at + timedelta(days=7)

    with pytest.raises(InvitationClosed):
        workflow.accept_invitation(invitation, password="x" * 12, at=too_late)

    workflow.accept_invitation(
        invitation, password="x" * 12, at=too_late - timedelta(seconds=1)
    )


def test_inviting_again_renews_the_one_pending_invitation(invitation, maxim, grace):
    later = timezone.now() + timedelta(days=10)

    renewed = workflow.invite(
        maxim,
        email="hana@office.example",
        full_name="Hana binti Yusof",
        role=Role.OFFICER,
        by=grace,
        at=later,
    )

    assert renewed.pk == invitation.pk
    assert renewed.expires_at == later + timedelta(days=7)
    assert Invitation.objects.count() == 1


def test_nobody_is_invited_to_a_role_they_hold(maxim, grace, aida):
    with pytest.raises(AlreadyMember):
        workflow.invite(
            maxim, email=aida.email, full_name="A", role=Role.OFFICER, by=grace
        )


def test_a_withdrawn_invitation_no_longer_opens(invitation, grace):
    workflow.withdraw_invitation(invitation, by=grace)

    with pytest.raises(InvitationClosed):
        workflow.accept_invitation(invitation, password="x" * 12)
    with pytest.raises(InvitationClosed):
        workflow.withdraw_invitation(invitation, by=grace)


def test_only_an_administrator_of_this_company_invites(maxim, aux, aida, grace):
    for by, controller in [(aida, maxim), (grace, aux)]:
        with pytest.raises(PermissionDenied):
            workflow.invite(
                controller, email="x@y.example", full_name="X", role="officer", by=by
            )


def test_a_changed_role_counts_at_once(maxim, grace, aida):
    membership = aida.memberships.get()

    workflow.change_role(membership, role=Role.AUDITOR, by=grace)

    assert not aida.has_perm("requests.decide", maxim)
    assert aida.has_perm("audit.view", maxim)
    assert verbs()[-1] == "accounts.change_role"


def test_a_role_someone_holds_already_is_not_given_twice(maxim, grace, aida):
    second = join(aida, maxim, Role.APPROVER)

    with pytest.raises(AlreadyMember):
        workflow.change_role(second, role=Role.OFFICER, by=grace)


@pytest.mark.parametrize("verb", ["change_role", "remove_membership"])
def test_the_last_administrator_stays(maxim, grace, verb):
    only = grace.memberships.get()
    arguments = {"role": Role.OFFICER} if verb == "change_role" else {}

    with pytest.raises(LastAdministrator):
        getattr(workflow, verb)(only, by=grace, **arguments)

    assert Membership.objects.get(pk=only.pk).role == Role.ADMINISTRATOR


def test_an_inactive_administrator_does_not_count_as_one(maxim, grace):
    hugo = person("Hugo")
    join(hugo, maxim, Role.ADMINISTRATOR)
    with transaction.atomic(), act(by=Actor.job("tests")):
        hugo.is_active = False
        hugo.save()

    with pytest.raises(LastAdministrator):
        workflow.remove_membership(grace.memberships.get(), by=grace)


def test_a_removed_role_is_gone_and_kept_as_history(maxim, grace, aida):
    membership = aida.memberships.get()

    workflow.remove_membership(membership, by=grace)

    assert not aida.has_perm("requests.view")
    kept = Membership.history.filter(user_id=aida.pk).order_by("pk").last()
    assert kept.history_type == "-"
    assert kept.role == Role.OFFICER


def test_a_deactivated_account_is_shut_everywhere(client, maxim, grace, aida):
    client.force_login(aida)

    workflow.deactivate(aida, by=grace)

    aida.refresh_from_db()
    assert not aida.is_active
    assert not aida.memberships.exists()
    assert not aida.has_perm("requests.view")
    assert "_auth_user_id" in client.session  # the browser still has its cookie
    assert client.get("/desk/settings/profile/").status_code == 302
    assert verbs()[-1] == "accounts.deactivate"


def test_nobody_deactivates_themselves(grace):
    with pytest.raises(NotYourself):
        workflow.deactivate(grace, by=grace)


def test_an_open_session_cannot_shed_its_own_second_factor(grace):
    with pytest.raises(NotYourself):
        workflow.reset_second_factor(grace, by=grace)


def test_an_account_shared_with_another_company_is_not_closed_from_here(
    aux, grace, aida
):
    join(aida, aux, Role.OFFICER)

    with pytest.raises(WorksElsewhere):
        workflow.deactivate(aida, by=grace)


def test_another_companys_people_cannot_be_touched(grace, chen):
    membership = chen.memberships.get()

    with pytest.raises(PermissionDenied):
        workflow.deactivate(chen, by=grace)
    with pytest.raises(PermissionDenied):
        workflow.remove_membership(membership, by=grace)
    with pytest.raises(PermissionDenied):
        workflow.change_role(membership, role=Role.AUDITOR, by=grace)
    with pytest.raises(PermissionDenied):
        workflow.reset_second_factor(chen, by=grace)


def test_whoever_was_deactivated_comes_back_by_invitation(maxim, grace, aida):
    workflow.deactivate(aida, by=grace)
    invitation = workflow.invite(
        maxim, email=aida.email, full_name="Aida", role=Role.OFFICER, by=grace
    )

    back = workflow.accept_invitation(invitation, password="new and long enough")

    assert back == aida
    assert back.is_active
    assert back.check_password("new and long enough")


def test_the_first_administrator_may_run_several_companies(controllers):
    ivan = workflow.create_administrator(
        email="Ivan@group.example",
        full_name="Ivan",
        controllers=controllers.values(),
        password="quiet harbour lantern",
        by=Actor.job("create_administrator"),
    )

    assert ivan.memberships.count() == 5
    with pytest.raises(AccountExists):
        workflow.create_administrator(
            email="ivan@group.example",
            full_name="Ivan",
            controllers=[],
            password="x" * 12,
            by=Actor.job("create_administrator"),
        )
