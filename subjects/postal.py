"""Where a letter on paper reaches a person: the address noted among the data held.

A data set is a postal address where the register's item `address` is all that it holds:
its value is then the lines of the address and nothing else. A set that is restricted by
itself is not written to, since often it is contested whether the address is right;
where all of a person's data is restricted, letters about their rights go on.
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from subjects.models import DataHeld, DataSubject, Restriction

ITEM = "address"  # of the register of items


def known() -> Q:
    """People of whom a postal address is noted, on any of their records."""
    return Q(Exists(_noted().filter(data_subject=OuterRef("pk")))) | Q(
        Exists(_noted().filter(data_subject__merged_into=OuterRef("pk")))
    )


def addresses_of(people: Collection[int]) -> dict[int, str]:
    """The address of each of these who has one; of several, the one noted last.

    Two SELECTs. Whoever was merged has that of the record that goes on; whoever was
    erased has none.
    """
    records = DataSubject.objects.filter(pk__in=people, erased_at=None)
    goes_on = {pk: into or pk for pk, into in records.values_list("pk", "merged_into")}
    numbers = set(goes_on.values())
    whose = Q(data_subject__in=numbers) | Q(data_subject__merged_into__in=numbers)
    found: dict[int, str] = {}
    rows = _noted().filter(whose).order_by("pk").select_related("data_subject")
    for row in rows:
        person = row.data_subject
        found[person.merged_into_id or person.pk] = row.value
    return {pk: found[into] for pk, into in goes_on.items() if into in found}


def _noted() -> QuerySet[DataHeld]:
    contested = Restriction.objects.standing().filter(data_held=OuterRef("pk"))
    sets = DataHeld.objects.held().filter(items=[ITEM]).exclude(value="")
    return sets.exclude(Exists(contested))
