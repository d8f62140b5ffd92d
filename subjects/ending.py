"""Data whose last day has come: what is due, what keeps it, and the run that erases it.

The day stands on the data set (`ends_on`), or a consent was taken back on which it
rested (`consent_ended_on`, ending_consents.py). What lies in a system is erased there
first: nobody but the one who did it can say so, so a person runs this, and the home
page and the morning's mail name what is due until it is done. Sources: MAXIM-17.2,
MAXIM-18.2 (a duty puts it off), AUX-7.6, AXB-5.3; AUDIT.md §3.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from subjects import erasing
from subjects.errors import NotErased, NotPossible
from subjects.models import DataHeld, DataSubject, LegalHold, Restriction

REASON_CODE = "retention"
type Companies = Collection[int] | QuerySet[Any, Any]


def due(controllers: Companies, *, now: datetime) -> QuerySet[DataHeld]:
    """What a run would erase now, the oldest day first."""
    return _over(controllers, timezone.localdate(now)).exclude(_is_kept())


def kept(controllers: Companies, *, now: datetime) -> QuerySet[DataHeld]:
    """Its day has come, and a duty to keep or a restriction stands on it."""
    return _over(controllers, timezone.localdate(now)).filter(_is_kept())


def later(controllers: Companies, *, now: datetime) -> QuerySet[DataHeld]:
    """Its day lies ahead."""
    today = timezone.localdate(now)
    ahead = _held(controllers).filter(ends_on__gt=today, consent_ended_on=None)
    return ahead.order_by("ends_on", "pk")


def undated(controllers: Companies) -> QuerySet[DataHeld]:
    """Nobody has said until when it is held, so it never becomes due by itself."""
    return _held(controllers).filter(ends_on=None, consent_ended_on=None).order_by("pk")


def due_people(
    controllers: Companies, *, now: datetime
) -> list[tuple[DataSubject, int]]:
    """Of whom something is due, and how many data sets."""
    found = due(controllers, now=now).order_by().values("data_subject")
    counts = dict(found.annotate(n=Count("pk")).values_list("data_subject", "n"))
    people = DataSubject.objects.filter(pk__in=counts).select_related("controller")
    return [(one, counts[one.pk]) for one in people.order_by("pk")]


def erase_due(
    rows: Iterable[DataHeld], *, by: User, proof: str, at: datetime | None = None
) -> int:
    """Erase these data sets, whose day has come; returns how many went.

    Each person's in one act of erasing, so that each has its clean-up and its scan.
    `proof` says what shows that it is gone from the systems it lies in, and stays in
    the trail. What is not due any more, or kept by now, is left. Raises NotPossible
    without a proof where one is needed, NotErased where the proof names a person;
    PermissionDenied.
    """
    at = at or timezone.now()
    asked = {row.pk: row for row in rows}
    companies = {row.controller_id for row in asked.values()}
    still = due(companies, now=at).filter(pk__in=asked)
    of_person: dict[DataSubject, list[DataHeld]] = defaultdict(list)
    for row in still.select_related("data_subject__merged_into__controller"):
        of_person[row.data_subject.standing()].append(row)
    if not proof.strip() and any(r.system_id for rs in of_person.values() for r in rs):
        raise NotPossible(
            _("Say what shows that it is gone from these systems."), "proof"
        )
    for person in of_person:  # before anything of anybody is gone
        erasing.guard_reason(proof, person, by=by, at=at)
    return sum(
        _erase(person, sets, by=by, proof=proof, at=at)
        for person, sets in of_person.items()
    )


def _erase(
    person: DataSubject, sets: list[DataHeld], *, by: User, proof: str, at: datetime
) -> int:
    try:
        erasure = erasing.erase_sets(
            person, sets, by=by, because=proof, at=at, reason_code=REASON_CODE
        )
    except NotErased as error:
        if error.field:  # the proof names somebody
            raise
        return 0  # kept or erased by somebody else meanwhile
    return len(erasure.sets)


def _held(controllers: Companies) -> QuerySet[DataHeld]:
    found: QuerySet[DataHeld] = DataHeld.objects.held()
    return found.filter(controller__in=controllers)


def _over(controllers: Companies, today: date) -> QuerySet[DataHeld]:
    is_over = Q(ends_on__lte=today) | Q(consent_ended_on__lte=today)
    return _held(controllers).filter(is_over).order_by("ends_on", "pk")


def _is_kept() -> Q:
    """A duty or a restriction stands on the set, or on all that is held of its person
    under whichever of their records."""
    person = OuterRef("data_subject")
    whose = Q(data_subject=person) | Q(data_subject__merged_into=person)
    whose |= Q(data_subject=OuterRef("data_subject__merged_into"))
    here = Q(data_held=OuterRef("pk")) | (Q(data_held=None) & whose)
    holds = LegalHold.objects.standing().filter(here)
    restrictions = Restriction.objects.standing().filter(here)
    return Q(Exists(holds)) | Q(Exists(restrictions))
