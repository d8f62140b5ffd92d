"""The five steps from a draft to the last person told, as the pages show them.

Classify, Languages, Who and how, Approve, Send: the first four are steps of the
version; the last three are taken anew for the notice.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.changes import base_of
from policies.models import Campaign, PolicyVersion
from policies.naming import language_name
from policies.obstacles import Obstacle
from policies.telling import plans
from policies.views.frame import url_of

S = Campaign.State
TO_CLASSIFY = {
    "undecided",
    "assessment",
    "not_material",
    "summary",
    "no_reduction_without_consent",
    "consent_for_new_use",
}
TO_WRITE = {"words", "language"}


@dataclass
class Step:
    """One of them; `url` leads to what was done there."""

    label: str
    state: str = "todo"  # or "current", "done"
    result: str = ""
    url: str = ""


def of_version(version: PolicyVersion, obstacles: Iterable[Obstacle]) -> list[Step]:
    """Where a version stands that is not announced yet."""
    codes = {one.code for one in obstacles}
    is_approved = version.state == PolicyVersion.State.APPROVED
    is_out = version.is_announced
    steps = _steps(
        version, sorted(version.translations.values_list("language", flat=True))
    )
    plan, approve = steps[2:4]
    if version.effective_on:
        plan.result = date_format(version.effective_on)
        plan.url = url_of(version, "publish")
    approve.result = version.approver.full_name if version.approver else ""
    done = (
        is_out or not codes & TO_CLASSIFY,
        is_out or not codes & TO_WRITE,
        is_out or not codes - TO_CLASSIFY - TO_WRITE,
        is_out or is_approved,
    )
    for step, is_done in zip(steps, done, strict=False):
        step.state = "done" if is_done else "todo"
    return _from_here(steps)


def of_notice(campaign: Campaign) -> list[Step]:
    """Where telling people stands: the version is out, so its steps are done."""
    version = campaign.version
    steps = _steps(version, plans.languages_of(version))
    plan, approve, send = steps[2:]
    if campaign.round:
        plan.result = _counted(campaign.audience_count)
    if campaign.was_sent:
        plan.url = reverse("notices:recipients", args=[campaign.pk])
    approve.result = campaign.approved_by.full_name if campaign.approved_by else ""
    at = {S.DRAFT: 2, S.PROPOSED: 3}.get(S(campaign.state), 4)
    if campaign.state in {S.COMPLETED, S.CANCELLED}:
        at = len(steps)
    if at >= len(steps) - 1:
        send.result = str(campaign.get_state_display())
    for step in steps[:at]:
        step.state = "done"
    return _from_here(steps)


def _steps(version: PolicyVersion, languages: list[str]) -> list[Step]:
    base = base_of(version)
    confirmed = version.changes.confirmed().count()
    material = ngettext("%(n)d material", "%(n)d material", confirmed)
    return [
        Step(
            _("Classify"),
            result=material % {"n": confirmed},
            url=url_of(version, "compare", base.number) if base else "",
        ),
        Step(
            _("Languages"),
            result=", ".join(map(language_name, languages)),
            url=url_of(version, "version"),
        ),
        Step(_("Who and how")),
        Step(_("Approve")),
        Step(_("Send")),
    ]


def _from_here(steps: list[Step]) -> list[Step]:
    """The first that is not done is where one is."""
    for step in steps:
        if step.state != "done":
            step.state = "current"
            break
    return steps


def _counted(people: int) -> str:
    return ngettext("%(n)d person", "%(n)d people", people) % {"n": people}
