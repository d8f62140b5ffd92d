"""Blanking what tracked rows hold of a person: the row now, and all of its history.

What is personal each model says itself. Rows of this room belong to a person, rows of
the rooms above to a case; the ledger knows those that are gone from their tables and
live on in history only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from audit import redacting
from audit.models import AuditDirty, AuditedModel, LedgerEntry
from audit.profiles import REASON
from audit.redacting import Target
from subjects import erasers
from subjects.erasers import Scope
from subjects.erasing_plan import Plan
from subjects.models import (
    DataHeld,
    DataSubject,
    Erasure,
    Identifier,
    LegalHold,
    Restriction,
)
from subjects.models.legal_hold import Field

OWN = "subjects"
RECORDS = ("+", "~", "-")


@dataclass(frozen=True)
class About:
    """A tracked model that is about people: the way to the case or person, and what of
    it is personal."""

    model: Any
    way: str
    case_way: str
    fields: tuple[str, ...]

    @property
    def label(self) -> str:
        return str(self.model._meta.label_lower)


def models_about_people() -> Iterator[About]:
    for model in apps.get_models():
        declared = getattr(model, "Audit", None)
        if not issubclass(model, AuditedModel) or model is Erasure:
            continue
        case = getattr(declared, "case", None)
        way = (
            getattr(declared, "subject", None) if model._meta.app_label == OWN else case
        )
        if isinstance(way, str):
            fields = tuple(getattr(declared, "pii", ()))
            yield About(model, way, case or "", fields)


def about_of(model: Any) -> About:
    """What is personal of this one model; a room may hand over rows on no case."""
    return About(model, "", "", tuple(model.Audit.pii))


@dataclass
class Records:
    """The rows and the history that one act of erasing reaches."""

    scope: Scope
    spared: Mapping[str, frozenset[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)

    def blank_all(self, extra: Mapping[Any, Mapping[str, Any]] | None = None) -> None:
        """Blank all that is personal of these people and cases; `extra` is set too."""
        gone = self._known_to_the_ledger()
        unseen = set(AuditDirty.objects.values_list("model", flat=True))
        for about in models_about_people():
            if about.label not in gone and about.label not in unseen:
                continue  # no such row of theirs was ever there
            rows = self._rows(about)
            if about.fields:
                self.blank(rows, about, (extra or {}).get(about.model))
            pks = {str(row.pk): row.pk for row in rows}
            pks |= {pk: pk for pk in gone.get(about.label, ()) if pk not in pks}
            self._target(about, pks.values())
        for found in erasers.rows_of(self.scope):
            self.blank_some(found)

    def blank_some(
        self, found: QuerySet[Any], extra: Mapping[str, Any] | None = None
    ) -> None:
        """Blank what is personal of these rows, and all that history keeps of them."""
        about = about_of(found.model)
        rows = list(found.order_by("pk").select_for_update(of=("self",)))
        self.blank(rows, about, extra)
        self._target(about, [row.pk for row in rows])

    def blank_fields(self, found: QuerySet[Any], names: tuple[str, ...]) -> None:
        """Blank these fields of these rows and of their history; the others stay."""
        about = replace(about_of(found.model), fields=names)
        rows = list(found.order_by("pk").select_for_update(of=("self",)))
        self.blank(rows, about)
        self._target(about, [row.pk for row in rows])

    def blank(
        self, rows: list[Any], about: About, extra: Mapping[str, Any] | None = None
    ) -> None:
        """Blank these rows, which are locked, as a bulk write that is recorded."""
        if not rows:
            return
        for row in rows:
            for name in about.fields:
                setattr(row, name, redacting.blank(about.model, name))
            for name, value in (extra or {}).items():
                setattr(row, name, value)
            if hasattr(row, "searchable"):
                row.search_text = row.searchable()
        done = about.model._default_manager.audited_bulk_save(rows)
        if done:
            self.counts[about.label] = self.counts.get(about.label, 0) + done

    def _rows(self, about: About) -> list[Any]:
        scope = self.scope
        ids = scope.people if about.model._meta.app_label == OWN else scope.cases
        if not ids:
            return []
        found = about.model._default_manager.filter(**{f"{about.way}__in": ids})
        if about.case_way and scope.kept:
            found = found.exclude(**{f"{about.case_way}__in": scope.kept})
        if spared := self.spared.get(about.label):
            found = found.exclude(pk__in=spared)
        return list(found.order_by("pk").select_for_update(of=("self",)))

    def _known_to_the_ledger(self) -> dict[str, set[str]]:
        """Of each model the rows that this person or these cases ever had.

        A model of which only open cases or spared rows know is there without any.
        """
        scope = self.scope
        own = {a.label for a in models_about_people() if a.model._meta.app_label == OWN}
        found: dict[str, set[str]] = defaultdict(set)
        # By person and by case alone: each has an index, a list of models a worse one.
        of_people = self._entries(Q(subject_id__in=scope.people))
        of_cases = self._entries(Q(case_id__in=scope.cases))
        for label, pk, case_id in (
            *(one for one in of_people if one[0] in own),
            *(one for one in of_cases if one[0] not in own),
        ):
            rows = found[label]
            if case_id not in scope.kept and int(pk) not in self.spared.get(label, ()):
                rows.add(pk)
        return found

    def _entries(self, whose: Q) -> Iterator[tuple[str, str, int | None]]:
        """Model, record and case of what the ledger has of these."""
        rows = LedgerEntry.objects.filter(whose, action__in=RECORDS).order_by()
        return rows.values_list("model", "object_pk", "case_id").distinct().iterator()

    def _target(self, about: About, pks: Iterable[Any]) -> None:
        for pk in pks:
            self.targets.append(Target(about.model, pk, (*about.fields, REASON)))

    def blank_sets(self, sets: Iterable[int], extra: Mapping[str, Any]) -> None:
        """Blank the data sets of these numbers, with what restricts or keeps them."""
        ids = list(sets)
        self.blank_some(DataHeld.objects.filter(pk__in=ids), extra)
        self.blank_some(Restriction.objects.filter(data_held__in=ids))
        self.blank_some(LegalHold.objects.filter(data_held__in=ids))


def spared_by(found: Plan) -> dict[str, frozenset[int]]:
    """What has to stay along with what a duty or a restriction keeps, whole or in part:

    the set itself, what keeps it, and of whose it is as much as that asks for.
    """
    ids = [row.pk for row in (*found.held, *(one.row for one in found.partly))]
    if not ids:
        return {}
    people = found.person.record_ids()
    of_all = Q(data_subject__in=people, data_held=None, released_at=None)
    about: list[tuple[Any, Any]] = [
        (DataHeld, DataHeld.objects.filter(pk__in=ids)),
        (LegalHold, LegalHold.objects.filter(Q(data_held__in=ids) | of_all)),
        (Restriction, Restriction.objects.filter(data_held__in=ids)),
    ]
    if found.keeps_of_person(Field.NAME):
        about.append((DataSubject, DataSubject.objects.filter(pk__in=people)))
    if found.keeps_of_person(Field.IDENTIFIERS):
        known = Identifier.objects.filter(data_subject__in=people)
        about.append((Identifier, known))
    return {
        model._meta.label_lower: frozenset(rows.values_list("pk", flat=True))
        for model, rows in about
    }
