"""The checklist of the first day: what an office needs before its first real request.

Each line is asked of the database, so nobody ticks anything; once all are done the
checklist is gone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Exists, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, Establishment, Membership, User
from accounts.roles import roles_with
from dpo_portal.context import url_or_nothing
from policies.models import PolicyVersion
from processing.models import System
from rights.models import RightsRequest
from rulebook.models import Rule


class Step(NamedTuple):
    title: str
    text: str
    is_done: bool
    action: str  # blank where this person may not do it
    url: str


@dataclass(frozen=True)
class FirstSteps:
    """For the companies of one user, in one query."""

    user: User
    controllers: Collection[int]
    granted: frozenset[str]
    now: datetime

    @cached_property
    def _done(self) -> dict[str, bool]:
        at = Q(controller__in=self.controllers)
        slugs = Controller.objects.filter(pk__in=self.controllers).values("slug")
        published = PolicyVersion.objects.effective(self.now)
        deciding = Membership.objects.filter(
            at, role__in=roles_with("requests.decide"), user__is_active=True
        )
        first = deciding.order_by("user").values("user")[:1]
        asked: dict[str, QuerySet[Any, Any]] = {
            "controller": Establishment.objects.filter(
                at, contact_points__isnull=False
            ),
            "rules": Rule.objects.filter(controller__in=slugs),
            "policy": published.filter(policy__controller__in=self.controllers),
            "systems": System.objects.filter(at),
            "colleague": deciding.exclude(user__in=Subquery(first)),
            "request": RightsRequest.objects.filter(at),
        }
        found = {name: Exists(rows.order_by()) for name, rows in asked.items()}
        return User.objects.filter(pk=self.user.pk).values(**found).get()

    @cached_property
    def steps(self) -> list[Step]:
        found = []
        for name, (title, text, action, permission, to) in STEPS.items():
            url = url_or_nothing(to)
            may = permission in self.granted and url
            found.append(
                Step(
                    *(str(title), str(text), self._done[name]),
                    *(str(action) if may else "", url),
                )
            )
        return found

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_needed(self) -> bool:
        return self.done < len(self.steps)


# What is done there, its text and action, the permission it asks for, and its page.
STEPS = {
    "controller": (
        _("Say who the controller is"),
        _("Its name, its places and how people reach it stand on public pages."),
        _("Open the controllers"),
        "accounts.view_controllers",
        "accounts:controllers",
    ),
    "rules": (
        _("See which periods run"),
        _("Each promise and law that counts days is a rule; try one on a date."),
        _("Open the rulebook"),
        "rulebook.view",
        "rulebook:rules",
    ),
    "policy": (
        _("Publish the policy"),
        _("People read on your page what holds, and since when."),
        _("Open the policies"),
        "policies.edit",
        "policies:list",
    ),
    "systems": (
        _("List the systems that hold personal data"),
        _("Each request then brings its list of places to look in."),
        _("Add a system"),
        "processing.edit",
        "processing:systems",
    ),
    "colleague": (
        _("Invite a colleague"),
        _("A refusal needs a second person who agrees."),
        _("Invite"),
        "accounts.manage_team",
        "accounts:team",
    ),
    "request": (
        _("File a request to try it out"),
        _("Use your own e-mail on the public form, then answer it here."),
        _("Open the public form"),
        "requests.triage",
        "front",
    ),
}
