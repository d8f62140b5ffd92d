"""Who comes, who goes, who may do what: the verbs of the team.

Each asks for `accounts.manage_team` at the company it concerns, leaves one entry in the
trail, and raises an `AccountError` with a full sentence when it cannot be done now.
Letters are the caller's: this room stands below `correspondence/`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.errors import (
    AccountExists,
    AlreadyMember,
    InvitationClosed,
    LastAdministrator,
    NotYourself,
    WorksElsewhere,
)
from accounts.models import Controller, Invitation, Membership, User
from accounts.querysets import controllers_of
from accounts.roles import Role
from audit.trail import Actor, ActorKind, act, record

INVITATION_LASTS = timedelta(days=7)


@transaction.atomic
def invite(
    controller: Controller,
    *,
    email: str,
    full_name: str,
    role: str,
    by: User,
    language: str = "en",
    at: datetime | None = None,
) -> Invitation:
    """Keep a place in the company for this person, for seven days.

    Inviting again while an invitation is pending renews it. Raises AlreadyMember if the
    person holds the role.
    """
    now = at or timezone.now()
    _ask(by, controller)
    # One at a time for each company: a form sent twice renews, and does not collide.
    Controller.objects.select_for_update().get(pk=controller.pk)
    email = User.objects.normalize_email(email)
    held = Membership.objects.filter(
        user__email=email, user__is_active=True, controller=controller, role=role
    )
    if held.exists():
        raise AlreadyMember
    pending = Invitation.objects.select_for_update().pending()
    invitation = pending.filter(email=email, controller=controller, role=role).first()
    if invitation is None:
        invitation = Invitation(email=email, controller=controller, role=role)
    invitation.full_name = full_name
    invitation.language = language
    invitation.invited_by = by
    invitation.invited_at = now
    invitation.expires_at = now + INVITATION_LASTS
    with act(by=by, controller_id=controller.pk, at=now):
        invitation.save()
        record("accounts.invite", invitation, controller_id=controller.pk)
    return invitation


@transaction.atomic
def withdraw_invitation(
    invitation: Invitation, *, by: User, at: datetime | None = None
) -> None:
    """Close a pending invitation; its code stops working. Raises InvitationClosed."""
    now = at or timezone.now()
    invitation = _locked(invitation)
    _ask(by, invitation.controller)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationClosed
    invitation.withdrawn_at = now
    with act(by=by, controller_id=invitation.controller_id, at=now):
        invitation.save(update_fields=["withdrawn_at"])
        record(
            "accounts.withdraw_invitation",
            invitation,
            controller_id=invitation.controller_id,
            changes=["withdrawn_at"],
        )


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, password: str = "", at: datetime | None = None
) -> User:
    """Take the place: an account if there is none yet, and the membership.

    The caller has proved that this person reads the invited mailbox. Whoever has an
    account keeps its password and second factor; `password` is for a new account, or
    for one that was deactivated and comes back. Raises InvitationClosed.
    """
    now = at or timezone.now()
    invitation = _locked(invitation)
    if not invitation.is_open(now):
        raise InvitationClosed
    user = User.objects.filter(email=invitation.email).first()
    person = Actor.of(user) if user else Actor(ActorKind.STAFF)
    with act(by=person, controller_id=invitation.controller_id, at=now):
        user = _account_for(invitation, user, password, now)
        Membership.objects.get_or_create(
            user=user, controller=invitation.controller, role=invitation.role
        )
        invitation.accepted_at = now
        invitation.accepted_by = user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        record(
            "accounts.accept_invitation",
            invitation,
            controller_id=invitation.controller_id,
            changes=["accepted_at", "accepted_by"],
        )
    return user


@transaction.atomic
def change_role(
    membership: Membership, *, role: str, by: User, at: datetime | None = None
) -> None:
    """Give a person another role in the same company.

    Raises AlreadyMember if they hold it, LastAdministrator if nobody would be left to
    run the team.
    """
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    _ask(by, membership.controller)
    if membership.role == role:
        return
    siblings = Membership.objects.filter(
        user_id=membership.user_id, controller_id=membership.controller_id, role=role
    )
    if siblings.exists():
        raise AlreadyMember
    if membership.role == Role.ADMINISTRATOR:
        _keep_an_administrator([membership])
    membership.role = role
    with act(by=by, controller_id=membership.controller_id, at=at):
        membership.save(update_fields=["role"])
        record(
            "accounts.change_role",
            membership,
            controller_id=membership.controller_id,
            changes=["role"],
        )


@transaction.atomic
def remove_membership(
    membership: Membership, *, by: User, at: datetime | None = None
) -> None:
    """Take the role away; it counts from the person's next click.

    Raises LastAdministrator.
    """
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    _ask(by, membership.controller)
    if membership.role == Role.ADMINISTRATOR:
        _keep_an_administrator([membership])
    with act(by=by, controller_id=membership.controller_id, at=at):
        record(
            "accounts.remove_membership",
            membership,
            controller_id=membership.controller_id,
        )
        membership.delete()


@transaction.atomic
def deactivate(user: User, *, by: User, at: datetime | None = None) -> None:
    """Close an account: no sign-in, every session ended, all roles kept on record as
    history and taken away.

    Raises NotYourself, WorksElsewhere (the account is not only yours to close) or
    LastAdministrator. Whoever returns is invited again.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user == by:
        raise NotYourself
    memberships = list(user.memberships.select_related("controller"))
    if not memberships:
        raise PermissionDenied
    run_by_me = set(
        controllers_of(by, "accounts.manage_team").values_list(
            "controller_id", flat=True
        )
    )
    theirs = {membership.controller_id for membership in memberships}
    if not theirs & run_by_me:
        raise PermissionDenied
    if theirs - run_by_me:
        raise WorksElsewhere
    _keep_an_administrator(m for m in memberships if m.role == Role.ADMINISTRATOR)
    with act(by=by, controller_id=memberships[0].controller_id, at=at):
        user.is_active = False
        user.save(update_fields=["is_active"])
        for membership in memberships:
            record(
                "accounts.deactivate",
                user,
                controller_id=membership.controller_id,
                changes=["is_active"],
            )
            membership.delete()
    end_sessions(user)


@transaction.atomic
def create_administrator(
    *,
    email: str,
    full_name: str,
    controllers: Iterable[Controller],
    password: str,
    by: Actor,
    at: datetime | None = None,
) -> User:
    """The first one in: an account that administers these companies.

    Raises AccountExists; further people are invited.
    """
    email = User.objects.normalize_email(email)
    if User.objects.filter(email=email).exists():
        raise AccountExists
    with act(by=by, at=at):
        user = User.objects.create_user(email, password, full_name=full_name)
        for controller in controllers:
            membership = Membership.objects.create(
                user=user, controller=controller, role=Role.ADMINISTRATOR
            )
            record(
                "accounts.create_administrator",
                membership,
                controller_id=controller.pk,
            )
    return user


@transaction.atomic
def reset_second_factor(user: User, *, by: User, at: datetime | None = None) -> None:
    """Forget a lost authenticator and its recovery codes; the next sign-in sets up new.

    Raises WorksElsewhere if the person also works for a company that `by` does not run,
    and NotYourself: a session left open must not be enough to take an account over.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user == by:
        raise NotYourself
    theirs = set(user.memberships.values_list("controller_id", flat=True))
    run_by_me = set(
        controllers_of(by, "accounts.manage_team").values_list(
            "controller_id", flat=True
        )
    )
    if not theirs & run_by_me:
        raise PermissionDenied
    if theirs - run_by_me:
        raise WorksElsewhere
    with act(by=by, controller_id=min(theirs), at=at):
        Authenticator.objects.filter(user=user).delete()
        record("accounts.reset_second_factor", user, controller_id=min(theirs))
    end_sessions(user)


def end_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _account_for(
    invitation: Invitation, user: User | None, password: str, now: datetime
) -> User:
    if user is None:
        return User.objects.create_user(
            invitation.email,
            password,
            full_name=invitation.full_name,
            language=invitation.language,
            joined_at=now,
        )
    if not user.is_active:
        user.is_active = True
        user.set_password(password)
        user.save(update_fields=["is_active", "password"])
    return user


def _ask(by: User, controller: Controller) -> None:
    if not by.has_perm("accounts.manage_team", controller):
        raise PermissionDenied


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def _keep_an_administrator(leaving: Iterable[Membership]) -> None:
    """Raise LastAdministrator if one of these is the only active one of its company."""
    for membership in leaving:
        # Locked on the company's row: two administrators who remove each other at the
        # same moment must not both succeed.
        Controller.objects.select_for_update().get(pk=membership.controller_id)
        others = Membership.objects.filter(
            controller_id=membership.controller_id,
            role=Role.ADMINISTRATOR,
            user__is_active=True,
        ).exclude(pk=membership.pk)
        if not others.exists():
            raise LastAdministrator
