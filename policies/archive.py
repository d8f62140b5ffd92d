"""What the public archive shows: versions that were published, and their words.

Nothing here can be changed or removed; a withdrawn version stays and says so. Source:
POLICIES §1, rule 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from policies import chain
from policies.clauses import Clause, ClauseKind
from policies.comparing import compare
from policies.days import start_of
from policies.diff_page import Shown, diff_items
from policies.models import Policy, PolicyVersion, Translation
from policies.wording import clauses_in


@dataclass(frozen=True)
class Line:
    """A clause as the page draws it; `level` 0 is no heading."""

    clause: Clause
    level: int

    @property
    def anchor(self) -> str:
        return f"s-{self.clause.key.replace(' ', '-')}"


@dataclass(frozen=True)
class Reading:
    """A version in one language, ready to be read."""

    version: PolicyVersion
    text: Translation
    languages: list[str]
    lines: list[Line]

    @property
    def contents(self) -> list[Line]:
        """The sections, for a list with links at the top."""
        return [line for line in self.lines if line.level == SECTION]


TITLE, SECTION, BELOW = 1, 2, 3


class Versions:
    """The versions of one policy, read once, and what each is at a moment.

    The words are those of PolicyVersionQuerySet, and so is what they mean.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    @cached_property
    def known(self) -> list[PolicyVersion]:
        """Every version, drafts too, with how many of its changes are important."""
        important = Count("changes", filter=Q(changes__state="confirmed"))
        found = self.policy.versions.select_related("corrects")
        return list(found.annotate(important=important))

    def shown(self, at: datetime) -> list[PolicyVersion]:
        """Every version people may read, the newest first, with the withdrawn ones."""
        found = [one for one in self.known if _is_shown(one, at)]
        return sorted(found, key=_age, reverse=True)

    def in_force(self, at: datetime) -> PolicyVersion | None:
        begun = [one for one in self.known if one.has_begun(at)]
        return max(begun, key=_age, default=None)

    def upcoming(self, at: datetime) -> PolicyVersion | None:
        """What is announced and in force only later: the next of these."""
        later = [
            one for one in self.known if one.is_published(at) and not one.has_begun(at)
        ]
        return min(later, key=_age, default=None)

    def standing(
        self, version: PolicyVersion, at: datetime
    ) -> PolicyVersion.Standing | None:
        """As `PolicyVersion.standing`, from what was read here."""
        if not version.is_published(at):
            return None
        if version.is_upcoming(at):
            return PolicyVersion.Standing.UPCOMING
        if version == self.in_force(at):
            return PolicyVersion.Standing.IN_FORCE
        return PolicyVersion.Standing.SUPERSEDED

    def on_day(self, day: date) -> PolicyVersion | None:
        """The version in force when this day ended where the company is."""
        end = start_of(day + timedelta(days=1), self.policy.controller)
        return self.in_force(end - timedelta(seconds=1))


def _is_shown(version: PolicyVersion, at: datetime) -> bool:
    was_told = version.announced_at is not None and version.announced_at <= at
    is_withdrawn = version.state == PolicyVersion.State.WITHDRAWN and was_told
    return is_withdrawn or version.is_published(at)


def _age(version: PolicyVersion) -> tuple[bool, float, int]:
    """For sorting, the oldest first. What names no day began before all others."""
    begins = version.effective_at
    return begins is not None, begins.timestamp() if begins else 0, version.number


def title_of(policy: Policy, language: str, at: datetime) -> str:
    """As the newest text in this language is headed, else the policy's own."""
    texts = Translation.objects.filter(
        version__in=policy.versions.published(at), language=language
    ).exclude(sha256="")
    newest = texts.order_by("-version__number").values_list("title", flat=True)
    return newest.first() or policy.title


def read(version: PolicyVersion, language: str) -> Reading | None:
    """The final words in this language, else in that of the original; None without.

    A version of which the portal knows the dates alone has none.
    """
    texts = {
        text.language: text
        for text in version.translations.filter(state=Translation.State.FROZEN)
    }
    text = texts.get(language) or texts.get(version.language)
    if text is None:
        return None
    text.version = version
    return Reading(version, text, sorted(texts), _lines(clauses_in(text)))


def differences(
    old: PolicyVersion, new: PolicyVersion, language: str
) -> list[Shown] | None:
    """The changes from one to the other, in a language that both have; else None."""
    readings = [read(version, language) for version in (old, new)]
    if any(one is None for one in readings):
        return None
    before, after = (one for one in readings if one is not None)
    if before.text.language != after.text.language:
        return None
    compared = compare(
        [line.clause for line in before.lines],
        [line.clause for line in after.lines],
        keyed=True,
    )
    return [item for item in diff_items(compared) if isinstance(item, Shown)]


def as_text(reading: Reading) -> str:
    """The version as a plain text to keep, with its dates and hashes at the head."""
    version, text = reading.version, reading.text
    head = [text.title, named(version), *_dates(version)]
    head.append(f"SHA-256 ({text.language}): {text.sha256}")
    body: list[str] = []
    for line in reading.lines:
        clause = line.clause
        words = " ".join(
            part for part in (clause.number or clause.bullet, clause.text) if part
        )
        country = f" [{clause.country}]" if clause.country else ""
        body.append(("\n" if line.level else "") + words + country)
    return "\n".join([*head, "", *body, ""])


def proof(reading: Reading) -> dict[str, Any]:
    """All that the hashes cover, and how to work them out again. Nothing else needed.

    `text_sha256` is the SHA-256 of the canonical JSON of {"title", "clauses"}, each
    clause as [key, number, kind, country, headings, bullet, SHA-256 of its words];
    `sha256` that of the canonical JSON of `sealed`. Canonical: sorted names, no spaces.
    """
    version, text = reading.version, reading.text
    return {
        "version": version.code,
        "language": text.language,
        "title": text.title,
        "clauses": [
            {
                "key": line.clause.key,
                "number": line.clause.number,
                "kind": str(line.clause.kind),
                "country": line.clause.country,
                "headings": list(line.clause.headings),
                "bullet": line.clause.bullet,
                "text": line.clause.text,
                "sha256": line.clause.sha256,
            }
            for line in reading.lines
        ],
        "text_sha256": text.sha256,
        "added_later": text.is_addendum,
        "sealed": chain.sealed_facts(version),
        "sha256": version.sha256,
        "how": (
            "text_sha256 = SHA-256 of the UTF-8 JSON, with sorted names and without "
            'spaces, of {"title": title, "clauses": [[key, number, kind, country, '
            "headings, bullet, sha256], ...]}; sha256 of a clause = SHA-256 of its "
            "text; sha256 of the version = SHA-256 of the same JSON form of sealed; "
            "sealed.previous is the sha256 of the version approved before it."
        ),
    }


def named(version: PolicyVersion) -> str:
    """ "Version 2", with what is printed on it where that is something else."""
    words = _("Version %(number)d") % {"number": version.number}
    printed = version.label.removeprefix("v")
    if printed and printed != str(version.number):
        words = f"{words} ({version.label})"
    return words


def _dates(version: PolicyVersion) -> list[str]:
    found = []
    if version.released_on:
        day = date_format(version.released_on)
        found.append(_("Released on %(day)s") % {"day": day})
    if version.effective_on:
        day = date_format(version.effective_on)
        found.append(_("In force from %(day)s") % {"day": day})
    return found


def _lines(clauses: Sequence[Clause]) -> list[Line]:
    """Which clauses are headings: those that later ones stand below."""
    titles = {heading for clause in clauses for heading in clause.headings}
    return [
        Line(clause, _level(clause, titles, at)) for at, clause in enumerate(clauses)
    ]


def _level(clause: Clause, titles: set[str], at: int) -> int:
    if clause.kind is ClauseKind.CONTENTS:
        return 0
    is_heading = clause.kind is ClauseKind.HEADING or (
        bool(clause.number) and clause.text in titles and len(clause.text) <= 120
    )
    if not is_heading:
        return 0
    if at == 0:
        return TITLE
    parts = [part for part in clause.address.replace("(", ".").split(".") if part]
    return SECTION if len(parts) <= 1 else BELOW
