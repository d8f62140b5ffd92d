"""`/desk/settings/`: everything that can be set, as far as one may open it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.http import StaffRequest
from accounts.roles import PERMISSIONS
from dpo_portal.context import url_or_nothing


@dataclass(frozen=True)
class Setting:
    """A page of settings, and what one finds there."""

    url_name: str
    icon: str
    label: Any
    text: Any
    permission: str = ""  # blank: everyone's own

    @property
    def url(self) -> str:
        return url_or_nothing(self.url_name)


OFFICE = (
    Setting(
        "rulebook:rules",
        "scale",
        _("Rulebook"),
        _("Every period and right, with its source, and a try with a date."),
        "rulebook.view",
    ),
    Setting(
        "office:calendars",
        "calendar",
        _("Calendars"),
        _("Public holidays of each place, and the office's own days."),
        "rulebook.view",
    ),
    Setting(
        "office:reminders",
        "mail",
        _("Reminders"),
        _("When colleagues are told that a date comes near."),
        "rulebook.view",
    ),
    Setting(
        "retention:files",
        "hourglass",
        _("Case files"),
        _("How long the file of a closed request is kept."),
        "requests.view",
    ),
    Setting(
        "history:periods",
        "history",
        _("Older versions"),
        _("How long what a record said before is kept."),
        "rulebook.view",
    ),
    Setting(
        "notice-apps:list",
        "smartphone",
        _("Apps that show notices"),
        _("Which apps and sites may fetch them, and their public keys."),
        "policies.manage_apps",
    ),
    Setting(
        "accounts:team",
        "users",
        _("Team"),
        _("Who works here, in which role; invitations."),
        "accounts.manage_team",
    ),
    Setting(
        "accounts:controllers",
        "building-2",
        _("Controllers"),
        _("The controllers, their establishments, zones and contact points."),
        "accounts.view_controllers",
    ),
)
OWN = (
    Setting(
        "accounts:profile",
        "user",
        _("Profile"),
        _("Name, language, theme and the keys of the list."),
    ),
    Setting(
        "account_change_password", "lock", _("Password"), _("Choose another password.")
    ),
    Setting(
        "mfa_index",
        "key-round",
        _("Two-step sign-in"),
        _("Codes of an app on your phone, and recovery codes."),
    ),
    Setting(
        "usersessions_list",
        "monitor",
        _("Sessions"),
        _("Where you are signed in, and how to end it."),
    ),
)


def office_pages(held: Collection[str]) -> list[Setting]:
    """The pages of the office's settings that these permissions open."""
    return [one for one in OFFICE if one.permission in held and one.url]


def index(request: StaffRequest) -> HttpResponse:
    """Open to everyone who is signed in; each sees the pages of their own roles."""
    roles = request.user.memberships.values_list("role", flat=True).distinct()
    held = {verb for role in roles for verb in PERMISSIONS[role]}
    context = {
        "office": office_pages(held),
        "own": [one for one in OWN if one.url],
    }
    return render(request, "desk/settings/index.html", context)
