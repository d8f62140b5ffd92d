"""Which version of a policy holds for one person now, and which one asks them.

A version that takes a right away asks each person it finds here; until they agree the
one before it goes on for them (AXB-6.1, ASB-7.1).
"""

from dataclasses import dataclass
from datetime import datetime

from policies.models import Clause, Policy, PolicyVersion
from policies.telling import answering
from subjects.models import DataSubject


@dataclass(frozen=True)
class Held:
    """What holds for a person; `asked` waits for a yes or a no; `upcoming` comes."""

    policy: Policy
    version: PolicyVersion | None
    asked: PolicyVersion | None
    upcoming: PolicyVersion | None


def held_by(person: DataSubject | None, policy: Policy, *, at: datetime) -> Held:
    """The versions of a policy as they stand for a person, or for a stranger.

    Oldest first: behind a version that waits for the person's yes, all later ones wait
    too, since they hold the same reduced right. A yes to a later one covers it.
    """
    upcoming = policy.versions.upcoming(at).first()
    holds: PolicyVersion | None = None
    asked: PolicyVersion | None = None
    for version in reversed(policy.versions.effective(at)):
        if _agreed(version, person):
            asked = None
        elif asked is None and _asks(version, person):
            asked = version
        if asked is None or holds is None:
            holds = version
    if asked is None and upcoming and not _agreed(upcoming, person):
        asked = upcoming if _asks(upcoming, person) else None
    return Held(policy, holds, asked, upcoming)


def _asks(version: PolicyVersion, person: DataSubject | None) -> bool:
    """Whether it takes a right away from this person, who knew the text before it."""
    if person is None:
        return False
    if version.announced_at is not None and person.created_at > version.announced_at:
        return False  # they came when this text was already there
    changes = version.changes.filter(state="confirmed", gate="explicit_consent")
    return any(_concerns(change.clause_keys, version, person) for change in changes)


def _concerns(keys: list[str], version: PolicyVersion, person: DataSubject) -> bool:
    """Whether one of the clauses holds where the person is (POLICIES §1, rule 8)."""
    scopes = Clause.objects.filter(policy=version.policy_id, key__in=keys)
    countries = list(scopes.values_list("countries", flat=True))
    if not countries or not person.country:
        return True
    return any(not scope or person.country in scope for scope in countries)


def _agreed(version: PolicyVersion, person: DataSubject | None) -> bool:
    if person is None:
        return False
    last = answering.answer_of(person, version)
    return last is not None and last.kind == answering.Kind.ACCEPTED
