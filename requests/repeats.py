"""What the same person asked before: duplicates, and repeats counted over a year.

Only between confirmed identities. A request that nobody has confirmed, or whose person
is not known yet, is never compared with anything: a stranger who types another's
address can neither block nor merge with what that person asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from rights.choices import State
from rights.models import RightsRequest
from rights.querysets import RightsRequestQuerySet

WITHIN = timedelta(days=365)


@dataclass(frozen=True)
class Other:
    """Another request of the same person, and what it is to this one."""

    case: RightsRequest
    is_duplicate: bool = False  # this one may be set aside in its favour
    is_repeat: bool = False  # the same was asked before, within a year
    why: str = ""


def of_same_person(case: RightsRequest) -> RightsRequestQuerySet:
    """The other requests of this person to this company; none while nobody knows who.

    Who is known is a matter of the identity check alone, in both requests.
    """
    found = RightsRequest.objects.filter(
        data_subject=case.data_subject_id, controller=case.controller_id
    )
    others: RightsRequestQuerySet = found.exclude(pk=case.pk).order_by("-received_at")
    return others if case.data_subject_id else others.none()


def counted(case: RightsRequest, others: Iterable[RightsRequest] | None = None) -> int:
    """How often this person asked for the same in the 12 months before.

    `others` are the ones of the same person, where a page has read them.
    """
    others = of_same_person(case) if others is None else others
    return sum(_is_repeat(other, case) for other in others)


def compared(case: RightsRequest, others: Iterable[RightsRequest]) -> list[Other]:
    """Each of these requests of the same person with the reason to see it.

    What was asked in the same act stands beside the request already.
    """
    return [
        _compared(other, case)
        for other in others
        if other.filing_id is None or other.filing_id != case.filing_id
    ]


def why_no_duplicate(case: RightsRequest, of: RightsRequest) -> str:
    """Why the two are no duplicates of each other; blank if they may be."""
    if of.pk == case.pk or of.controller_id != case.controller_id:
        return _("Name another request to the same controller.")
    if of.confirmed_at is None or of.duplicate_of_id is not None:
        return _("%(ref)s is a duplicate itself, or was never confirmed.") % {
            "ref": of.ref
        }
    if not case.data_subject_id or case.data_subject_id != of.data_subject_id:
        return _(
            "Nobody has shown that %(ref)s came from the same person: both identity "
            "checks have to say so. A letter must not name a stranger's request."
        ) % {"ref": of.ref}
    if of.right != case.right:
        return _("%(ref)s asks for another right, so it is no duplicate.") % {
            "ref": of.ref
        }
    return ""


def _compared(other: RightsRequest, case: RightsRequest) -> Other:
    is_repeat = _is_repeat(other, case)
    are_open = other.is_open and case.is_open and other.pk < case.pk
    if are_open and not why_no_duplicate(case, other):
        why = _("The same person, the same right, and still open.")
        return Other(other, is_duplicate=True, is_repeat=is_repeat, why=why)
    if is_repeat:
        why = _("The same person asked for the same in the 12 months before.")
        return Other(other, is_repeat=True, why=why)
    return Other(other)


def _is_repeat(other: RightsRequest, case: RightsRequest) -> bool:
    """Asked before this one and within a year of it; spam was no request."""
    earlier = case.received_at - WITHIN <= other.received_at
    before = (other.received_at, other.pk) < (case.received_at, case.pk)
    is_spam = other.state == State.REJECTED_SPAM
    return other.right == case.right and earlier and before and not is_spam
