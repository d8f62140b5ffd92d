"""What erasing would do now: what goes, what stays, and on whose account.

A duty to keep stands on all of a person, on a data set, or on some fields of either:
then these fields stay and the others go (AUDIT.md §3: "one field, legal hold on the
rest"). A restriction keeps a data set whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from subjects import erasers
from subjects.models import DataHeld, DataSubject, LegalHold, Restriction
from subjects.models.legal_hold import Field

OF_A_SET = tuple(DataHeld.Audit.pii)


@dataclass(frozen=True)
class Kept:
    """Something that an erasure would leave, and why: `hold`, `restriction`, `case`.

    With `fields` these alone are left of it.
    """

    what: str
    why: str
    fields: tuple[str, ...] = ()

    def as_list(self) -> list[str]:
        """As the act of erasing stores it."""
        named = [",".join(self.fields)] if self.fields else []
        return [self.what, self.why, *named]


@dataclass(frozen=True)
class Partly:
    """A data set of which a duty keeps some fields only."""

    row: DataHeld
    fields: tuple[str, ...]

    @property
    def stays(self) -> frozenset[str]:
        """Columns of the set that stay."""
        return frozenset(self.fields).intersection(OF_A_SET)

    @property
    def goes(self) -> tuple[str, ...]:
        return tuple(name for name in OF_A_SET if name not in self.stays)


@dataclass(frozen=True)
class Plan:
    """What erasing would do now: shown before, carried out by `erase_person`."""

    person: DataSubject
    sets: tuple[DataHeld, ...]
    partly: tuple[Partly, ...]
    held: tuple[DataHeld, ...]
    kept: tuple[Kept, ...]
    cases: tuple[erasers.Case, ...]

    @property
    def open_cases(self) -> tuple[int, ...]:
        return tuple(case.pk for case in self.cases if case.is_open)

    @property
    def keeps_all(self) -> bool:
        return any(kept.what == self.person.ref for kept in self.kept)

    @property
    def keeps_something(self) -> bool:
        return bool(self.held or self.partly)

    def keeps_of_person(self, field: Field) -> bool:
        """Whether the name, or what the person is known by, stays with what is kept."""
        return bool(self.held) or any(field in one.fields for one in self.partly)


def plan(person: DataSubject, sets: Iterable[DataHeld] | None = None) -> Plan:
    """What goes and what stays; of these data sets, or of all where none is named."""
    rows = DataHeld.objects.of(person).held().order_by("pk")
    chosen = list(rows if sets is None else rows.filter(pk__in=[s.pk for s in sets]))
    holds = _holds(person)
    blocked = set(
        Restriction.objects.of(person).standing().values_list("data_held_id", flat=True)
    )
    kept, held, partly, free = [], [], [], []
    for row in chosen:
        standing = [fields for pk, fields in holds if pk in (None, row.pk)]
        if standing and all(standing) and not {None, row.pk} & blocked:
            fields = tuple(f for f in Field.values if any(f in s for s in standing))
            kept.append(Kept(str(row), "hold", fields))
            partly.append(Partly(row, fields))
        elif standing or {None, row.pk} & blocked:
            kept.append(Kept(str(row), "hold" if standing else "restriction"))
            held.append(row)
        else:
            free.append(row)
    if sets is None and ((None, ()) in holds or None in blocked):
        kept.append(Kept(person.ref, "hold" if (None, ()) in holds else "restriction"))
    cases = () if sets is not None else tuple(erasers.cases_of(person.record_ids()))
    kept += [Kept(case.ref, "case") for case in cases if case.is_open]
    return Plan(person, tuple(free), tuple(partly), tuple(held), tuple(kept), cases)


def _holds(person: DataSubject) -> list[tuple[int | None, tuple[str, ...]]]:
    """The standing duties: on which set (None: all), on which fields (none: all)."""
    rows = LegalHold.objects.of(person).standing()
    return [
        (pk, tuple(fields)) for pk, fields in rows.values_list("data_held_id", "fields")
    ]
