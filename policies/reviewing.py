"""What a file would become, before anything is stored.

The clauses travel in the review page itself, signed for this person and this policy:
what is taken in is what was looked at, and a file that nobody confirms leaves nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from accounts.models import User
from policies.clauses import Clause, ClauseKind
from policies.comparing import compare
from policies.drafting import Facts
from policies.errors import NotPossible
from policies.keying import keyed_for
from policies.models import Policy, PolicyVersion, Translation
from policies.wording import clauses_in

LASTS = 24 * 3600  # seconds a review page can be confirmed
SHORT = 200  # characters of a clause that a line shows


@dataclass(frozen=True)
class Review:
    """The clauses as they would be stored, and counts to check by eye."""

    clauses: list[Clause]
    numbered: int
    headings: int
    countries: list[str]
    compared: dict[str, int] | None  # with the newest text in this language

    @property
    def lines(self) -> list[tuple[Clause, str]]:
        return [(clause, _shortened(clause.text)) for clause in self.clauses]


def review(policy: Policy, clauses: Sequence[Clause], facts: Facts) -> Review:
    """Count, key and compare. No row is written."""
    version = PolicyVersion(policy=policy, language=facts.language)
    keyed = keyed_for(version, clauses)
    newest = (
        Translation.objects.filter(version__policy=policy, language=facts.language)
        .exclude(version__state=PolicyVersion.State.WITHDRAWN)
        .order_by("-version__number")
        .first()
    )
    stats = compare(clauses_in(newest), keyed, keyed=True).stats() if newest else None
    return Review(
        clauses=keyed,
        numbered=sum(bool(clause.number) for clause in keyed),
        headings=sum(clause.kind is ClauseKind.HEADING for clause in keyed),
        countries=sorted({clause.country for clause in keyed if clause.country}),
        compared=stats,
    )


def packed(policy: Policy, clauses: Sequence[Clause], *, by: User) -> str:
    """The clauses as the review page carries them."""
    rows = [asdict(clause) for clause in clauses]
    return signing.dumps(rows, salt=_salt(policy, by), compress=True)


def unpacked(policy: Policy, package: str, *, by: User) -> list[Clause]:
    """The clauses that were looked at. Raises NotPossible where they are others."""
    try:
        rows: list[dict[str, Any]] = signing.loads(
            package, salt=_salt(policy, by), max_age=LASTS
        )
    except (signing.BadSignature, json.JSONDecodeError):
        raise NotPossible(
            _("This review is too old or is not yours: choose the file again.")
        ) from None
    return [
        Clause(
            **{
                **row,
                "kind": ClauseKind(row["kind"]),
                "headings": tuple(row["headings"]),
            }
        )
        for row in rows
    ]


def _salt(policy: Policy, by: User) -> str:
    return f"policies.review:{policy.pk}:{by.pk}"


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"
