"""What a restriction stops. Other rooms ask here before they use someone's data.

    guards.refuse(person, Use.EXPORT, data_held=row)     # raises Restricted
    if guards.why_not(person, Use.MESSAGE): ...          # the sentence, or ""

Restricted data is kept, and looked at to know which data it is (MAXIM-1.12). Letters
about the person's own rights are no use of it and always go.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from subjects.errors import Restricted
from subjects.models import DataHeld, DataSubject, LegalHold, Restriction


class Use(Enum):
    EDIT = "edit"
    EXPORT = "export"
    MESSAGE = "message"  # anything but what concerns their rights


def restriction_of(
    person: DataSubject, data_held: DataHeld | None = None
) -> Restriction | None:
    """What restricts this set, or everything of the person where none is named."""
    standing = Restriction.objects.of(person).standing().order_by("pk")
    for row in standing:
        if row.data_held_id is None:
            return row
        if data_held is not None and row.data_held_id == data_held.pk:
            return row
    return None


def restricted_ids(person: DataSubject, rows: Iterable[DataHeld]) -> set[int]:
    """Which of these sets are restricted; one SELECT."""
    found = set(
        Restriction.objects.of(person).standing().values_list("data_held_id", flat=True)
    )
    return {row.pk for row in rows if None in found or row.pk in found}


def held_ids(person: DataSubject, rows: Iterable[DataHeld]) -> set[int]:
    """Which of these sets a duty to keep protects from being erased; one SELECT."""
    found = set(
        LegalHold.objects.of(person).standing().values_list("data_held_id", flat=True)
    )
    return {row.pk for row in rows if None in found or row.pk in found}


def why_not(person: DataSubject, use: Use, *, data_held: DataHeld | None = None) -> str:
    """Why the data may not be used so; blank if it may.

    A message is stopped by any restriction: nobody can tell which data it rests on.
    """
    row = restriction_of(person, data_held)
    if row is None and use is Use.MESSAGE:
        row = Restriction.objects.of(person).standing().first()
    return _sentence(use, row.placed_at.date()) if row else ""


def refuse(person: DataSubject, use: Use, *, data_held: DataHeld | None = None) -> None:
    """Raise Restricted if the data may not be used so."""
    if sentence := why_not(person, use, data_held=data_held):
        raise Restricted(sentence)


def _sentence(use: Use, since: date) -> str:
    day = {"day": date_format(since)}
    match use:
        case Use.EDIT:
            return (
                _(
                    "This data has been restricted since %(day)s: it is kept as it is. "
                    "Lift the restriction first."
                )
                % day
            )
        case Use.EXPORT:
            return (
                _(
                    "This data has been restricted since %(day)s, so it is not handed "
                    "out."
                )
                % day
            )
        case Use.MESSAGE:
            return (
                _(
                    "Data of this person has been restricted since %(day)s, so only "
                    "letters about their rights go to them."
                )
                % day
            )
