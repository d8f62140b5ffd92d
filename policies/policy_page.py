"""What the desk says of a policy and of one version: where it stands, what is left."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from policies.changes import base_of
from policies.channels import names_of
from policies.gates import Obstacle, before_announcement
from policies.models import Comment, Policy, PolicyVersion, Translation
from policies.naming import language_name
from policies.views.frame import policy_url, url_of
from policies.wording import missing_keys, stale_keys

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
            ("refusal_countries", _refusal(policy)),
            ("categories", _kinds(policy)),
            ("languages", _languages(policy)),
        ):
            if words and getattr(policy, name, name == "languages"):
                cited = policy.clause_of(name)
                told.append((words, cited.get("clause", ""), cited.get("promise", "")))
        return told


@dataclass
class TextLine:
    """A language of a version, and what is left to do in it."""

    code: str
    name: str
    text: Translation | None
    lacking: int = 0
    stale: int = 0
    url: str = ""

    @property
    def state(self) -> str:
        if self.text is None:
            return "missing"
        if self.lacking or self.stale:
            return "open"
        return "frozen" if self.text.is_frozen else "ready"


class VersionPage:
    def __init__(
        self,
        version: PolicyVersion,
        *,
        now: datetime,
        may_edit: bool,
        may_approve: bool,
        may_publish: bool,
    ) -> None:
        self.version, self.now = version, now
        self.may_edit = may_edit and version.is_open
        self.may_approve = may_approve and version.state == State.IN_REVIEW
        self.may_plan = may_edit and version.state not in {
            State.ANNOUNCED,
            State.WITHDRAWN,
        }
        self.may_withdraw = may_publish and version.state != State.WITHDRAWN

    @cached_property
    def base(self) -> PolicyVersion | None:
        return base_of(self.version)

    @property
    def compare_url(self) -> str:
        return url_of(self.version, "compare", self.base.number) if self.base else ""

    @property
    def publish_url(self) -> str:
        return url_of(self.version, "publish") if self.may_plan else ""

    @property
    def withdraw_url(self) -> str:
        return url_of(self.version, "withdraw") if self.may_withdraw else ""

    @property
    def standing(self) -> Any:
        return self.version.standing(self.now) if self.version.is_announced else None

    @property
    def label(self) -> str:
        standing = self.standing
        return str(standing.label if standing else self.version.get_state_display())

    @property
    def tone(self) -> str:
        return str(self.standing or self.version.state)

    @property
    def is_draft(self) -> bool:
        return self.version.state == State.DRAFT

    @property
    def is_in_review(self) -> bool:
        return self.version.state == State.IN_REVIEW

    @cached_property
    def texts(self) -> list[TextLine]:
        """The original first, then the languages it must have, then the others."""
        version = self.version
        here = {one.language: one for one in version.translations.all()}
        wanted = [version.language, *version.policy.required_languages, *here]
        lines = []
        for code in dict.fromkeys(wanted):
            line = TextLine(code, language_name(code), here.get(code))
            if line.text is None and (original := here.get(version.language)):
                line.lacking = original.rows.count()
            if line.text is not None and code != version.language:
                line.text.version = version
                line.lacking = len(missing_keys(line.text))
                line.stale = len(stale_keys(line.text))
            if code != version.language:
                line.url = url_of(version, "translate", code)
            elif line.text is not None:
                line.url = url_of(version, "edit")
            lines.append(line)
        return lines

    @cached_property
    def missing(self) -> list[Obstacle]:
        if self.version.state in {State.ANNOUNCED, State.WITHDRAWN}:
            return []
        return before_announcement(self.version, announced_at=self.now)

    @cached_property
    def comments(self) -> list[Comment]:
        rows = Comment.objects.filter(version=self.version, settled_at=None)
        return list(rows.select_related("author"))


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
