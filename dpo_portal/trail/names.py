"""Names and numbers for the ids of a page, by one query for each kind of thing."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst

from accounts.models import Controller, Establishment, User
from audit.browser import Line
from audit.models import LedgerEntry
from audit.models.ledger import Action
from correspondence.models import Letter
from dpo_portal.record_words import kind_words
from dpo_portal.trail.words import actor_words
from policies.models import Policy, PolicyVersion
from processing.models import Activity, Recipient, System
from rights.models import RightsRequest
from subjects.models import ConsentPurpose, DataSubject

NAMED = (
    *(User, Controller, Establishment, Policy, PolicyVersion),
    *(Activity, Recipient, System, ConsentPurpose),
)
TOGETHER = {PolicyVersion: "policy"}  # what a name is made with
LABELS = {model._meta.label_lower: model for model in NAMED}
BY_VALUE = {  # fields that hold another row's number without pointing at it
    "author_id": User,
    "actor_id": User,
    "approver_id": User,
    "case_id": RightsRequest,
    "erased_for_case_id": RightsRequest,
    "rights_request_id": RightsRequest,
    "subject_id": DataSubject,
    "data_subject_id": DataSubject,
    "controller_id": Controller,
    "letter_id": Letter,
}


def meant_by(field: Any) -> Any:
    """The model whose row the field names; None where the value is only a value."""
    if field.is_relation:
        return field.related_model
    if field.name.endswith("_by_id"):
        return User
    return BY_VALUE.get(field.name)


def pseudonym(pk: int | None) -> str:
    return "" if pk is None else f"S-{pk:05d}"


class Names:
    """What ids on a page are called; `erasing` are the entries that erased values.

    `known` are rows that the page has read already.
    """

    def __init__(
        self,
        lines: Iterable[Line] = (),
        *,
        entries: Iterable[Any] = (),
        known: Iterable[Any] = (),
    ) -> None:
        self.wanted: dict[Any, set[int]] = defaultdict(set)
        self.erasing: dict[tuple[str, str], LedgerEntry] = {}
        lines = list(lines)
        for line in lines:
            self._want(line)
        for entry in entries:
            self._want_entry(entry)
        self._find_erasing(lines)
        self.found: dict[Any, dict[Any, Any]] = defaultdict(dict)
        for row in known:
            self.found[type(row)][row.pk] = row
        for model in NAMED:
            if unknown := self.wanted[model] - self.found[model].keys():
                self.found[model] |= self._rows(model).in_bulk(unknown)
        cases = self.wanted[RightsRequest]
        refs = RightsRequest.objects.filter(pk__in=cases).values_list("pk", "ref")
        self.refs: dict[Any, str] = dict(refs) if cases else {}

    def _rows(self, model: Any) -> Any:
        rows = model._default_manager.all()
        return rows.select_related(TOGETHER[model]) if model in TOGETHER else rows

    def _want(self, line: Line) -> None:
        self._want_entry(line.entry)
        for value in line.values:
            if (model := meant_by(value.field)) is not None:
                self.wanted[model] |= {value.before, value.after} - {None, ""}

    def _want_entry(self, entry: Any) -> None:
        if entry.actor_id is not None:
            self.wanted[User].add(entry.actor_id)
        if entry.case_id is not None:
            self.wanted[RightsRequest].add(entry.case_id)
        if entry.object_pk.isdecimal():
            if entry.model == "requests.rightsrequest":
                self.wanted[RightsRequest].add(int(entry.object_pk))
            elif entry.model in LABELS:
                self.wanted[LABELS[entry.model]].add(int(entry.object_pk))

    def _find_erasing(self, lines: list[Line]) -> None:
        erased = [
            line.entry
            for line in lines
            if any(value.was_erased or value.is_erased for value in line.values)
        ]
        if not erased:
            return
        found = LedgerEntry.objects.filter(
            action=Action.REDACTED,
            model__in={entry.model for entry in erased},
            object_pk__in={entry.object_pk for entry in erased},
        )
        for entry in found.order_by("pk"):
            self.erasing[entry.model, entry.object_pk] = entry
            if entry.case_id is not None:
                self.wanted[RightsRequest].add(entry.case_id)

    def case(self, entry: Any) -> str:
        """The reference of the entry's case; its number where the case is gone."""
        return self.refs.get(entry.case_id) or str(entry.case_id or "")

    def record(self, entry: Any, model: Any) -> str:
        """ "Rights request R-2026-0042", "Clock 7", "User Aina Demo".

        A colleague is named, a data subject never.
        """
        kind = kind_words(model) if model else str(capfirst(entry.model))
        return f"{kind} {self._number(model, entry.object_pk)}".strip()

    def _number(self, model: Any, pk: str) -> str:
        if model is RightsRequest and pk.isdecimal():
            return self.refs.get(int(pk), pk)
        if model is DataSubject and pk.isdecimal():
            return pseudonym(int(pk))
        if model in NAMED and pk.isdecimal():
            return str(self.found.get(model, {}).get(int(pk), pk))
        return pk

    def actor(self, entry: Any) -> str:
        if entry.actor_id is not None:
            known = self.found.get(User, {}).get(entry.actor_id)
            return str(known or f"#{entry.actor_id}")
        return actor_words(entry.actor_kind, entry.program)

    def of(self, model: Any, pk: Any) -> str:
        """What a value that names a row of this model reads as."""
        if model in NAMED:
            return str(self.found.get(model, {}).get(pk, f"#{pk}"))
        number = self._number(model, str(pk))
        return number if number != str(pk) else f"{kind_words(model)} {pk}"
