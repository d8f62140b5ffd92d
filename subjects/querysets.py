"""Which people, and what of theirs, someone may see."""

from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from accounts.querysets import VisibleToQuerySet
from audit.models import AuditedQuerySet
from subjects.folding import terms


class SubjectQuerySet(VisibleToQuerySet, AuditedQuerySet):  # type: ignore[override]
    """Rows of one company; seen by those who may see its data subjects."""

    view_permission = "subjects.view"


class DataSubjectQuerySet(SubjectQuerySet):  # type: ignore[override]
    def standing(self) -> Self:
        """Without those that were found to be someone else who is listed."""
        return self.filter(merged_into=None)

    def matching(self, words: str) -> Self:
        """Each piece of `words` is in a name, a number or an identifier of theirs.

        What belongs to a record merged into another finds that other one.
        """
        from subjects.models import Identifier

        found = self
        for term in terms(words):
            known_by = Identifier.objects.filter(search_text__contains=term)
            one = Exists(known_by.filter(data_subject=OuterRef("pk")))
            other = Exists(known_by.filter(data_subject__merged_into=OuterRef("pk")))
            merged = Exists(
                self.model._default_manager.filter(
                    merged_into=OuterRef("pk"), search_text__contains=term
                )
            )
            found = found.filter(Q(search_text__contains=term) | one | other | merged)
        return found


class OfPersonQuerySet(SubjectQuerySet):  # type: ignore[override]
    """Rows about a person, under whichever record of theirs they were written."""

    def of(self, person: Any) -> Self:
        return self.filter(data_subject_id__in=person.record_ids())


class ConsentEventQuerySet(SubjectQuerySet):  # type: ignore[override]
    controller_path = "consent__controller_id"

    def of(self, person: Any) -> Self:
        return self.filter(consent__data_subject_id__in=person.record_ids())


class RestrictionQuerySet(OfPersonQuerySet):  # type: ignore[override]
    def standing(self) -> Self:
        return self.filter(lifted_at=None)


class LegalHoldQuerySet(OfPersonQuerySet):  # type: ignore[override]
    def standing(self) -> Self:
        return self.filter(released_at=None)


class DataHeldQuerySet(OfPersonQuerySet):  # type: ignore[override]
    def held(self) -> Self:
        return self.filter(state="held")


class PurposeQuerySet(SubjectQuerySet):  # type: ignore[override]
    def of(self, controller: Any) -> Self:
        return self.filter(controller=controller)

    def offered(self) -> Self:
        return self.filter(retired_on=None)
