"""What the desk says of a policy: its versions, and what it promises about changes."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from policies.channels import names_of
from policies.models import Policy, PolicyVersion, Translation
from policies.naming import language_name
from policies.views.frame import policy_url, url_of

State = PolicyVersion.State


@dataclass
class Summary:
    """A line of the list."""

    policy: Policy
    in_force: PolicyVersion | None
    upcoming: PolicyVersion | None
    draft: PolicyVersion | None
    lacking: list[str]  # languages, in words

    @property
    def url(self) -> str:
        return policy_url(self.policy)

    @property
    def next_on(self) -> date | None:
        """The next day on which something of it changes."""
        waiting = self.upcoming or self.draft
        return waiting.effective_on if waiting else None


def summaries(policies: QuerySet[Policy], *, now: datetime) -> list[Summary]:
    """Every policy with its versions that matter, in five queries for all of them."""
    found = list(policies.order_by("controller__name", "title"))
    versions = PolicyVersion.objects.filter(policy__in=found).order_by("number")
    in_force = {one.policy_id: one for one in versions.in_force(now)}
    upcoming = {one.policy_id: one for one in reversed(versions.upcoming(now))}
    drafts = {
        one.policy_id: one
        for one in versions.filter(state__in=[*PolicyVersion.OPEN, State.APPROVED])
    }
    texts: dict[int, set[str]] = {}
    for version, language in Translation.objects.filter(
        version__policy__in=found
    ).values_list("version", "language"):
        texts.setdefault(version, set()).add(language)
    lines = []
    for policy in found:
        draft = drafts.get(policy.pk)
        shown = draft or upcoming.get(policy.pk) or in_force.get(policy.pk)
        here = texts.get(shown.pk, set()) if shown else set()
        lacking = [one for one in policy.required_languages if one not in here]
        lines.append(
            Summary(
                policy,
                in_force.get(policy.pk),
                upcoming.get(policy.pk),
                draft,
                [language_name(one) for one in lacking],
            )
        )
    return lines


@dataclass
class Line:
    """A version in the list of a policy."""

    version: PolicyVersion
    standing: Any
    languages: list[str]
    compare_url: str

    @property
    def url(self) -> str:
        return url_of(self.version, "version")

    @property
    def tone(self) -> str:
        return str(self.standing or self.version.state)

    @property
    def label(self) -> str:
        return str(getattr(self.standing, "label", self.version.get_state_display()))


class PolicyPage:
    def __init__(self, policy: Policy, *, now: datetime, may_edit: bool) -> None:
        self.policy, self.now, self.may_edit = policy, now, may_edit

    @cached_property
    def versions(self) -> list[PolicyVersion]:
        versions = PolicyVersion.objects.filter(policy=self.policy)
        found = versions.select_related("policy__controller", "author", "approver")
        return list(found.prefetch_related("translations").order_by("-number"))

    @cached_property
    def lines(self) -> list[Line]:
        lines = []
        for at, version in enumerate(self.versions):
            texts = {one.language for one in version.translations.all()}
            before = next(
                (
                    one
                    for one in self.versions[at + 1 :]
                    if texts & {text.language for text in one.translations.all()}
                ),
                None,
            )
            compare = url_of(version, "compare", before.number) if before else ""
            standing = version.standing(self.now) if version.is_announced else None
            names = sorted(language_name(one) for one in texts)
            lines.append(Line(version, standing, names, compare))
        return lines

    @property
    def draft(self) -> PolicyVersion | None:
        return next((one for one in self.versions if one.is_open), None)

    @property
    def may_draft(self) -> bool:
        has_text = any(one.translations.all() for one in self.versions)
        return self.may_edit and self.draft is None and has_text

    @property
    def promises(self) -> list[tuple[str, str, str]]:
        """What its update clause binds the company to: words, clause, promise."""
        policy, told = self.policy, []
        for name, words in (
            ("channels", _ways(policy)),
            ("explains_changes", _("A notice explains the specific changes")),
            (
                "no_reduction_without_consent",
                _("No right is reduced without explicit consent"),
            ),
            (
                "consent_for_new_use",
                _("Data serves something new only after a yes of each person"),
            ),
            ("refusal_countries", _refusal(policy)),
            ("categories", _kinds(policy)),
            ("languages", _languages(policy)),
        ):
            if words and getattr(policy, name, name == "languages"):
                cited = policy.clause_of(name)
                told.append((words, cited.get("clause", ""), cited.get("promise", "")))
        return told


def _ways(policy: Policy) -> str:
    groups = [_(" or ").join(names_of(group)) for group in policy.channels]
    return _("People are told by %(ways)s") % {"ways": "; ".join(groups)}


def _refusal(policy: Policy) -> str:
    return _("People can refuse a change: %(countries)s") % {
        "countries": ", ".join(policy.refusal_countries)
    }


def _kinds(policy: Policy) -> str:
    return _("%(count)d kinds of change are announced") % {
        "count": len(policy.categories)
    }


def _languages(policy: Policy) -> str:
    names = ", ".join(map(language_name, policy.required_languages))
    return _("Languages it must have: %(names)s") % {"names": names} if names else ""
