"""What pages say of an act of erasing: dates, how much was looked into, places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from subjects.erasing_words import open_
from subjects.models import DataHeld, Erasure
from subjects.models.legal_hold import Field
from subjects.naming import set_title
from subjects.scanning_tables import model_of

KEPT = {
    "hold": gettext_noop("%(what)s stays: a duty to keep stands on it."),
    "restriction": gettext_noop("%(what)s stays: it is restricted."),
    "case": gettext_noop(
        "%(what)s stays until it is closed and its last letter has left."
    ),
}


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


def kept_words(kept: Iterable[Sequence[str]]) -> list[str]:
    """What an act of erasing leaves and why; a data set by its title and its number.

    `kept` as `erasing_plan.Kept.as_list` has it.
    """
    rows = [(what, why, fields) for what, why, *fields in kept]
    numbers = [what.removeprefix("D-") for what, _why, _fields in rows]
    sets = DataHeld.objects.filter(pk__in=[n for n in numbers if n.isdecimal()])
    titles = {
        str(one): f"{set_title(one)} ({one})" for one in sets.select_related("activity")
    }
    return [
        _sentence(titles.get(what, what), why, fields) for what, why, fields in rows
    ]


def _sentence(what: str, why: str, fields: list[str]) -> str:
    if not fields:
        return _(KEPT[why]) % {"what": what}
    labels = [str(Field(one).label) for one in fields[0].split(",")]
    return _(
        "%(what)s: only this stays, for a duty to keep stands on it: %(fields)s."
    ) % {
        "what": what,
        "fields": ", ".join(labels),
    }


def of_cases(cases: Iterable[int]) -> dict[int, Shown]:
    """The act that erased the file of each of these cases, by the case."""
    rows = Erasure.objects.filter(
        extent=Erasure.Extent.CASE, case_id__in=list(cases)
    ).order_by("pk")
    return {row.case_id or 0: Shown(row) for row in rows}
