"""One person, two records: the verbs that put them together and apart again.

Nothing moves. The record merged away says where the person goes on, so that both keep
their rows and their history, and undoing brings back what was.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from subjects import guards
from subjects.errors import NotPossible
from subjects.models import DataSubject, Merge
from subjects.steps import fresh, said, step


def merge(
    kept: DataSubject,
    other: DataSubject,
    *,
    evidence: str,
    by: User,
    at: datetime | None = None,
) -> Merge:
    """Say that `other` is the same person as `kept`, and what shows it.

    Raises NotPossible over the border of a company, for records that are merged or
    erased, and without evidence; Restricted while data of either is restricted.
    """
    at = at or timezone.now()
    evidence = said(evidence, _("Say what shows that they are one person."), "evidence")
    if kept.controller_id != other.controller_id:
        raise NotPossible(_("They are known to two controllers, so they stay apart."))
    if kept.pk == other.pk:
        raise NotPossible(_("This is one record."))
    # Locked in the order of their numbers: two merges never wait for each other.
    with transaction.atomic():
        first, second = sorted((kept, other), key=lambda one: one.pk)
        DataSubject.objects.select_for_update().get(pk=first.pk)
        with step(
            second, "merge", by=by, at=at, permission="subjects.merge", reason=evidence
        ):
            going_on, away = fresh(kept), fresh(other)
            _guard(going_on, away)
            row = Merge(
                controller_id=going_on.controller_id,
                kept=going_on,
                other=away,
                evidence=evidence,
                merged_at=at,
                merged_by_id=by.pk,
            )
            row.save()
            away.merged_into = going_on
            away.save()
    return row


def undo(merge: Merge, *, because: str, by: User, at: datetime | None = None) -> Merge:
    """They are two people after all. Each has again what was written under it."""
    at = at or timezone.now()
    with step(
        merge.kept,
        "undo_merge",
        by=by,
        at=at,
        permission="subjects.merge",
        reason=because,
    ):
        row = fresh(merge)
        if row.undone_at is not None:
            raise NotPossible(_("This merge was undone already."))
        row.undone_because = said(because, _("Say why they are two people."), "because")
        row.undone_at, row.undone_by_id = at, by.pk
        row.save()
        away = fresh(merge.other)
        away.merged_into = None
        away.save()
    return row


def _guard(kept: DataSubject, other: DataSubject) -> None:
    for one in (kept, other):
        if one.erased_at is not None:
            raise NotPossible(_("%(person)s was erased.") % {"person": one.ref})
        if one.merged_into_id is not None:
            raise NotPossible(
                _("%(person)s is merged into another record already.")
                % {"person": one.ref}
            )
        guards.refuse(one, guards.Use.EDIT)
    if other.merged_records.exists():
        raise NotPossible(
            _(
                "%(person)s has records merged into it, so it is the one that goes on. "
                "Merge the other way round."
            )
            % {"person": other.ref}
        )
