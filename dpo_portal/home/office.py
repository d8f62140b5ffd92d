"""The home page of whoever runs the office and reads no case."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.teams import Team, teams_of
from dpo_portal.home.attention import Item


def items(user: User, now: datetime) -> list[Item]:
    """What the team needs of an administrator, each with the one page for it."""
    teams = teams_of(user, at=now)
    return [*_expired(teams), *_password_alone(teams), *_invited(teams)]


def _item(state: str, icon: str, title: str, text: str) -> Item:
    return Item(state, icon, title, text, _("Open the team"), reverse("accounts:team"))


def _expired(teams: list[Team]) -> Iterator[Item]:
    number = sum(one.is_expired for team in teams for one in team.invitations)
    if number:
        title = ngettext(
            "%(n)d invitation has expired", "%(n)d invitations have expired", number
        )
        text = _("Send it again, or withdraw it.")
        yield _item("soon", "clock-alert", title % {"n": number}, text)


def _password_alone(teams: list[Team]) -> Iterator[Item]:
    people = {
        one.user_id
        for team in teams
        for one in team.memberships
        if not one.has_second_factor
    }
    if number := len(people):
        title = ngettext(
            "%(n)d colleague signs in with a password alone",
            "%(n)d colleagues sign in with a password alone",
            number,
        )
        text = _("A second step keeps people's data safe if the password is stolen.")
        yield _item("soon", "key-round", title % {"n": number}, text)


def _invited(teams: list[Team]) -> Iterator[Item]:
    number = sum(not one.is_expired for team in teams for one in team.invitations)
    if number:
        title = ngettext(
            "%(n)d invitation waits for its answer",
            "%(n)d invitations wait for their answer",
            number,
        )
        yield _item("info", "mail", title % {"n": number}, "")
