"""From a consent that was taken back to the data that rested on it (MAXIM-17.2).

In the transaction of the withdrawal, what rests on that consent alone becomes due to be
erased (ending.py); a consent that is given again before that takes it back.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from processing.terms import LegalBasis
from subjects.models import Consent, ConsentPurpose, DataHeld, DataSubject


def fall_due(person: DataSubject, purpose: ConsentPurpose, *, at: datetime) -> int:
    """What rests on this consent alone is to be erased from today; how many sets."""
    given = Consent.objects.of(person).filter(state=Consent.State.GIVEN)
    others = [one.purpose for one in given.select_related("purpose")]
    done = 0
    for row in _resting(person, purpose):
        if row.consent_ended_on is None and not _any(row, others):
            row.consent_ended_on = timezone.localdate(at)
            row.save()
            done += 1
    return done


def goes_on(person: DataSubject, purpose: ConsentPurpose) -> None:
    """It may be held again, until its own day."""
    for row in _resting(person, purpose):
        if row.consent_ended_on is not None:
            row.consent_ended_on = None
            row.save()


def rests_on(row: DataHeld, purpose: ConsentPurpose) -> bool:
    """Whether this purpose's consent is what the data set is held by.

    By the activity of the register where both name one; else by the items: the purpose
    has to name all that the set holds.
    """
    if row.basis != LegalBasis.CONSENT:
        return False
    if row.activity is not None and purpose.activities:
        return row.activity.code in purpose.activities
    return bool(row.items) and set(row.items) <= set(purpose.items)


def _any(row: DataHeld, purposes: Iterable[ConsentPurpose]) -> bool:
    return any(rests_on(row, one) for one in purposes)


def _resting(person: DataSubject, purpose: ConsentPurpose) -> list[DataHeld]:
    rows = DataHeld.objects.of(person).held().filter(basis=LegalBasis.CONSENT)
    found = rows.select_related("activity").select_for_update(of=("self",))
    return [row for row in found.order_by("pk") if rests_on(row, purpose)]
