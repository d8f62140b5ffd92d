"""Whether the published words are as they were approved: a chain beside the trail's.

Checking reads every word of a policy's versions, so one policy is checked at a time,
when someone asks.
"""

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from policies import chain
from policies.models import Policy


@dataclass(frozen=True)
class PublishedWords:
    """A policy, how many versions of it are sealed, and what a check found."""

    policy: Policy
    versions: int
    is_checked: bool = False
    wrong: tuple[str, ...] = ()


def published_words(user: User, asked: str) -> list[PublishedWords]:
    """The policies this person may see; `asked` names the one to check by its code."""
    sealed = Count("versions", filter=~Q(versions__sha256=""))
    mine = Policy.objects.visible_to(user).select_related("controller")
    found = []
    for policy in mine.annotate(sealed=sealed).order_by("controller__name", "title"):
        is_asked = bool(policy.sealed) and policy.code == asked
        wrong = tuple(chain.check(policy)) if is_asked else ()
        found.append(PublishedWords(policy, policy.sealed, is_asked, wrong))
    return found
