"""A duty to keep: the verbs that place a hold on data sets and release it.

A hold stops erasing, not using, and never the answer to a request (CLOCKS.md 2.7).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from subjects.errors import NotPossible
from subjects.grounds import Duty
from subjects.models import DataHeld, DataSubject, LegalHold
from subjects.models.legal_hold import Field
from subjects.steps import fresh, said, staff_id, step


@dataclass(frozen=True)
class Why:
    """Which duty, by which law or clause, until what happens, when to look again.

    Where it asks for some `fields` only (LegalHold's `Field`), the others may go.
    """

    ground: str
    source: str
    until: str
    review_on: date
    ends_on: date | None = None
    case_id: int | None = None
    fields: tuple[str, ...] = ()


def place_hold(
    person: DataSubject,
    sets: Sequence[DataHeld],
    why: Why,
    *,
    by: User,
    at: datetime | None = None,
) -> list[LegalHold]:
    """Keep these data sets from being erased; all of them where none is named.

    Raises NotPossible where the duty, its source or its end is not said, or a hold
    stands already.
    """
    at = at or timezone.now()
    with step(
        person,
        "place_hold",
        by=by,
        at=at,
        permission="subjects.restrict",
        case_id=why.case_id,
    ) as locked:
        which: Sequence[DataHeld | None] = sets or [None]
        rows = [_hold(locked, one, why, by=by, at=at) for one in which]
        for row in rows:
            row.save()
    return rows


def release_hold(
    hold: LegalHold, *, because: str, by: User | Actor, at: datetime | None = None
) -> LegalHold:
    """End the duty to keep. Raises NotPossible if it ended, or nothing says why."""
    at = at or timezone.now()
    with step(
        hold.data_subject,
        "release_hold",
        by=by,
        at=at,
        permission="subjects.restrict",
        reason=because,
        case_id=hold.case_id,
    ):
        row = fresh(hold)
        if not row.is_standing:
            raise NotPossible(_("This hold has been released already."))
        row.released_because = said(because, _("Say why the hold ends."), "because")
        row.released_at, row.released_by_id = at, staff_id(by)
        row.save()
    return row


def _hold(
    person: DataSubject, data_held: DataHeld | None, why: Why, *, by: User, at: datetime
) -> LegalHold:
    if why.ground not in Duty.values:
        raise NotPossible(_("Choose the duty to keep."), "ground")
    source = said(
        why.source, _("Name the law or the clause that asks for it."), "source"
    )
    until = said(why.until, _("Say until what happens it is kept."), "until")
    today = timezone.localdate(at)
    if why.review_on < today:
        raise NotPossible(
            _("The day to look at it again lies in the past."), "review_on"
        )
    if why.ends_on is not None and why.ends_on <= today:
        raise NotPossible(
            _("The day on which it ends is not in the future."), "ends_on"
        )
    if data_held is not None and data_held.is_erased:
        raise NotPossible(_("This data was erased, so there is nothing to keep."))
    if unknown := set(why.fields) - set(Field.values):
        raise NotPossible(
            _("A duty cannot name “%(field)s”.") % {"field": min(unknown)}, "fields"
        )
    standing = LegalHold.objects.of(person).standing().filter(data_held=data_held)
    if standing.exists():
        raise NotPossible(_("A hold stands already."))
    return LegalHold(
        data_subject=person,
        controller=person.controller,
        data_held=data_held,
        fields=[one for one in Field.values if one in why.fields],
        ground=why.ground,
        source=source,
        until=until,
        case_id=why.case_id,
        review_on=why.review_on,
        ends_on=why.ends_on,
        placed_at=at,
        placed_by_id=staff_id(by),
    )
