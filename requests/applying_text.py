"""Which version of the policy applies to whoever asks: the one they agreed to keep.

Where a version takes a right away, each person keeps the older text until they agree
(AXB-6.1, ASB-7.1), and so the periods that it promised (`rulebook.book.Book.under`).
"""

from policies.models import Gate, MaterialChange, PolicyVersion
from policies.telling.holding import held_by
from policies.versions import version_named
from rights.models import RightsRequest
from subjects.models import DataSubject, Identifier


def text_of(case: RightsRequest) -> str:
    """The code of the version that held for this person at the moment of receipt.

    Who is known by the address they write from counts as that person here, though
    nobody has checked it yet: the older promise is what it opens, and nothing else.
    """
    if not case.policy_version or not _asks_anyone(case):
        return case.policy_version
    person = _known(case)
    if person is None:
        return case.policy_version
    policy = version_named(case.policy_version).policy
    held = held_by(person, policy, at=case.received_at).version
    return held.code if held else case.policy_version


def _asks_anyone(case: RightsRequest) -> bool:
    """Whether a version of this company waits for a yes: most never do."""
    waiting = MaterialChange.objects.filter(
        version__policy__controller=case.controller_id,
        version__state=PolicyVersion.State.ANNOUNCED,
        state=MaterialChange.State.CONFIRMED,
        gate=Gate.EXPLICIT_CONSENT,
    )
    return waiting.exists()


def _known(case: RightsRequest) -> DataSubject | None:
    claimant = case.claimant
    if claimant.is_represented or not claimant.email:
        return None
    found = (
        Identifier.objects.select_related("data_subject__merged_into")
        .filter(
            controller=case.controller_id,
            kind=Identifier.Kind.EMAIL,
            value=claimant.email.strip().lower(),
        )
        .first()
    )
    return found.data_subject.standing() if found else None
