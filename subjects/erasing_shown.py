"""What pages say of an act of erasing: dates, how much was looked into, places."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from subjects.erasing_words import open_
from subjects.models import Erasure
from subjects.scanning_tables import model_of


@dataclass(frozen=True)
class Shown:
    """One act of erasing, for a reader."""

    row: Erasure

    @property
    def total(self) -> int:
        return sum(self.row.counts.values())

    @property
    def looked(self) -> int:
        return sum(self.row.looked.values())

    @cached_property
    def places(self) -> list[dict[str, Any]]:
        """Each record once, in words where the portal knows its table."""
        found = {}
        for place in self.row.found:
            model, _is_history = model_of(place["table"])
            name = model._meta.verbose_name if model else place["table"]
            is_tracked = hasattr(model, "Audit")
            found[str(name), place["pk"]] = {
                "name": name,
                "is_tracked": is_tracked,
                **place,
            }
        return list(found.values())

    @property
    def can_take_out(self) -> bool:
        """Whether the words are still there to be taken out of the places found."""
        return bool(self.row.found) and bool(open_(self.row))


def of_cases(cases: Iterable[int]) -> dict[int, Shown]:
    """The act that erased the file of each of these cases, by the case."""
    rows = Erasure.objects.filter(
        extent=Erasure.Extent.CASE, case_id__in=list(cases)
    ).order_by("pk")
    return {row.case_id or 0: Shown(row) for row in rows}
