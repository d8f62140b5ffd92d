"""What the team page reads: companies someone runs, their people, their invitations."""

from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator

from accounts.models import Controller, Invitation, Membership, User


@dataclass
class Team:
    controller: Controller
    memberships: list[Membership] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)


def teams_of(user: User, *, at: datetime) -> list[Team]:
    """The teams this person administers, by company and name; four queries in all.

    Each membership gets `has_second_factor`, each invitation `is_expired` as of `at`.
    """
    controllers = Controller.objects.where_may(user, "accounts.manage_team")
    teams = {c.pk: Team(c) for c in controllers.order_by("name")}
    memberships = Membership.objects.filter(controller__in=teams).select_related("user")
    secured = _with_second_factor(teams)
    for membership in memberships.order_by("user__full_name", "role"):
        membership.has_second_factor = membership.user_id in secured
        teams[membership.controller_id].memberships.append(membership)
    pending = Invitation.objects.pending().filter(controller__in=teams)
    for invitation in pending.order_by("full_name"):
        invitation.is_expired = not invitation.is_open(at)
        teams[invitation.controller_id].invitations.append(invitation)
    return list(teams.values())


def _with_second_factor(controller_ids: "dict[int, Team]") -> set[int]:
    found = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP,
        user__memberships__controller__in=controller_ids,
    )
    return set(found.values_list("user_id", flat=True))
