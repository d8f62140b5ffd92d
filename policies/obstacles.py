"""What stops a version, each thing with its sentence and the clause that binds."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from policies.models import Policy


@dataclass(frozen=True)
class Obstacle:
    """One thing that is missing. `clause` is what the company published about it."""

    code: str
    sentence: str
    clause: str = ""
    promise: str = ""


UNNAMED = gettext_lazy("(not named)")


def bound(policy: Policy, promise: str, sentence: str, **words: object) -> Obstacle:
    """What a promise of the policy asks; `sentence` has a place for its clause."""
    cited = policy.clause_of(promise)
    clause = str(cited.get("clause") or UNNAMED)
    return Obstacle(
        promise,
        sentence % {"clause": clause, **words},
        clause,
        str(cited.get("promise", "")),
    )
