"""Changes for which each person has to be asked, because the policy promised so.

Two promises lead here: no right is reduced without consent (AXB-6.1, ASB-7.1), and
data serves something new only after a yes (AXB-1.8, ASB-1.11, ASB-1.12; of the
affiliates and successors of N.B. Express NBX-4.3 and NBX-4.9). Until a person agrees
the text before goes on for them. Source: POLICIES §1, rule 5.
"""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from policies.models import Gate, MaterialChange, Policy
from policies.obstacles import Obstacle, bound


def consent_owed(policy: Policy, change: MaterialChange) -> bool:
    """Whether the policy promises to ask each person before this change."""
    return _reduces(policy, change) or _uses_anew(policy, change)


def consents(policy: Policy, confirmed: Iterable[MaterialChange]) -> Iterator[Obstacle]:
    """The confirmed changes that ask nobody although the policy promises it."""
    for change in confirmed:
        if change.gate == Gate.EXPLICIT_CONSENT:
            continue
        if _reduces(policy, change):
            yield bound(
                policy,
                "no_reduction_without_consent",
                _(
                    "Clause %(clause)s promises to reduce no right without consent: "
                    "“%(section)s” must ask each person for it."
                ),
                section=change.section,
            )
        if _uses_anew(policy, change):
            yield bound(
                policy,
                "consent_for_new_use",
                _(
                    "Clause %(clause)s promises to ask before data serves something "
                    "new: “%(section)s” must ask each person for it."
                ),
                section=change.section,
            )


def _reduces(policy: Policy, change: MaterialChange) -> bool:
    return change.rights_reduced and policy.no_reduction_without_consent


def _uses_anew(policy: Policy, change: MaterialChange) -> bool:
    return change.new_use and change.category in policy.consent_for_new_use
