"""Writing down what is held of a person: the verbs of the data inventory."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from processing.models import DataItem
from processing.terms import LegalBasis, Purpose, Sensitivity
from subjects import guards
from subjects.errors import NotPossible
from subjects.models import DataHeld, DataSubject
from subjects.steps import fresh, step

EDITABLE = frozenset(
    {
        *("activity", "items", "title", "value", "where", "sensitivity", "purposes"),
        *("basis", "source", "from_person", "system", "limit", "ends_on", "held_since"),
    }
)
WEIGHT = {Sensitivity.NOT_LISTED: 0, Sensitivity.REVIEW: 1, Sensitivity.SENSITIVE: 2}


def add_data(
    person: DataSubject, *, by: User, at: datetime | None = None, **words: Any
) -> DataHeld:
    """Write down a set of data held of this person; `words` are fields of EDITABLE.

    What is not said comes from its row of the register, the sensitivity from its items.
    Raises NotPossible where it cannot be true; Restricted if all of the person's data
    is restricted.
    """
    at = at or timezone.now()
    with step(person, "add_data", by=by, at=at, permission="subjects.edit") as locked:
        guards.refuse(locked, guards.Use.EDIT)
        row = DataHeld(data_subject=locked, controller=locked.controller)
        write(row, words)
        check(row, on=timezone.localdate(at))
        row.save()
    return row


def edit_data(
    data_held: DataHeld,
    *,
    revision: int | None = None,
    by: User,
    at: datetime | None = None,
    **words: Any,
) -> DataHeld:
    """Change what is written down. Raises as `add_data`, and ChangedMeanwhile.

    Nothing of a restricted or erased set is changed.
    """
    at = at or timezone.now()
    person = data_held.data_subject
    with step(person, "edit_data", by=by, at=at, permission="subjects.edit") as locked:
        row = fresh(data_held, revision)
        if row.is_erased:
            raise NotPossible(_("This data was erased: only the fact is kept."))
        guards.refuse(locked.standing(), guards.Use.EDIT, data_held=row)
        write(row, words)
        check(row, on=timezone.localdate(at))
        row.save()
    return row


def write(row: DataHeld, words: dict[str, Any]) -> None:
    """Set fields, and what follows from the register where nothing was said."""
    if unknown := sorted(set(words) - EDITABLE):
        raise TypeError(f"{unknown[0]} is no field that can be edited.")
    for name, value in words.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if (activity := row.activity) is not None:
        row.items = row.items or list(activity.items)
        row.purposes = row.purposes or list(activity.purposes)
        row.basis = row.basis or next(iter(activity.bases), "")
    if "sensitivity" not in words or not row.sensitivity:
        row.sensitivity = heaviest(row)


def check(row: DataHeld, *, on: date) -> None:
    """Raise NotPossible, in one sentence, for what cannot be true."""
    known = set(
        DataItem.objects.of(row.controller)
        .filter(code__in=row.items)
        .values_list("code", flat=True)
    )
    if not row.items:
        raise NotPossible(_("Choose at least one kind of data."), "items")
    if unknown := [code for code in row.items if code not in known]:
        raise NotPossible(
            _("The register of this controller has no item “%(code)s”.")
            % {"code": unknown[0]},
            "items",
        )
    if row.basis not in LegalBasis.values:
        raise NotPossible(_("Choose the legal basis."), "basis")
    if any(code not in Purpose.values for code in row.purposes):
        raise NotPossible(_("Choose purposes of the register."), "purposes")
    for name in ("activity", "system"):
        other = getattr(row, name)
        if other is not None and other.controller_id != row.controller_id:
            raise NotPossible(_("That belongs to another controller's register."), name)
    if row.held_since is not None and row.held_since > on:
        raise NotPossible(_("The day from which it is held lies ahead."), "held_since")


def heaviest(row: DataHeld) -> str:
    """The sensitivity of the most sensitive item, as the company judges it."""
    found = DataItem.objects.of(row.controller).filter(code__in=row.items)
    return max(
        found.values_list("sensitivity", flat=True),
        key=lambda one: WEIGHT[Sensitivity(one)],
        default=Sensitivity.NOT_LISTED,
    )
