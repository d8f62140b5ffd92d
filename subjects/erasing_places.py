"""Which of the places that the scan found are kept on purpose, and so are no leftovers.

While a case is open its letters need a name and an address; what a duty keeps stays
with whose it is. Both are told as kept; only the rest has to be looked at by somebody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from subjects import erasers
from subjects.erasing_plan import plan
from subjects.erasing_records import spared_by
from subjects.models import DataHeld, Erasure
from subjects.scanning_tables import model_of

Place = dict[str, Any]  # table, pk, columns


@dataclass(frozen=True)
class Kept:
    """What stays of one person for now: rows by their model, and all of open cases."""

    spared: Mapping[str, frozenset[int]]
    cases: frozenset[int]
    columns: Mapping[int, frozenset[str]] = field(default_factory=dict)  # of a set

    @classmethod
    def of(cls, erasure: Erasure) -> "Kept":
        person = erasure.data_subject
        if erasure.extent != Erasure.Extent.PERSON or person is None:
            return cls({}, frozenset())
        found = plan(person)
        columns = {one.row.pk: one.stays for one in found.partly}
        return cls(spared_by(found), frozenset(found.open_cases), columns)

    def leftovers(self, places: Iterable[Place]) -> list[Place]:
        return [place for place in places if not self._has(place)]

    def _has(self, place: Place) -> bool:
        model, _is_history = model_of(place["table"])
        if model is None:
            return erasers.case_at(place["table"], place["pk"]) in self.cases
        if model is DataHeld and int(place["pk"]) in self.columns:
            return self.columns[int(place["pk"])].issuperset(place["columns"])
        if int(place["pk"]) in self.spared.get(model._meta.label_lower, ()):
            return True
        way = getattr(getattr(model, "Audit", None), "case", None)
        if not (self.cases and isinstance(way, str)):
            return False
        rows: Any = model._default_manager
        return bool(rows.filter(pk=place["pk"], **{f"{way}__in": self.cases}).exists())
