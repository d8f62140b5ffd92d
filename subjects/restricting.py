"""Keep, do not use: the verbs that restrict data and lift it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from subjects import grounds
from subjects.errors import NotPossible
from subjects.models import DataHeld, DataSubject, Restriction
from subjects.steps import fresh, said, staff_id, step


@dataclass(frozen=True)
class Why:
    """A ground, what it is about in words, when to look again, for which case."""

    ground: str
    words: str = ""
    review_on: date | None = None
    case_id: int | None = None


def restrict(
    person: DataSubject,
    sets: Sequence[DataHeld],
    why: Why,
    *,
    by: User,
    at: datetime | None = None,
) -> list[Restriction]:
    """Restrict these data sets; everything of the person where none is named.

    From then on they are neither edited nor exported, and only letters about the
    person's rights go to them (subjects.guards). Raises NotPossible for a ground that
    the company does not have, or where it is restricted already.
    Source: AUX-5.4, MAXIM-5.2.1, MAXIM-1.12.
    """
    at = at or timezone.now()
    with step(
        person,
        "restrict",
        by=by,
        at=at,
        permission="subjects.restrict",
        reason=why.words,
        case_id=why.case_id,
    ) as locked:
        which: Sequence[DataHeld | None] = sets or [None]
        rows = [_restriction(locked, one, why, by=by, at=at) for one in which]
        for row in rows:
            row.save()
    return rows


def lift(
    restriction: Restriction,
    *,
    because: str,
    by: User,
    at: datetime | None = None,
) -> Restriction:
    """Let the data be used again. Raises NotPossible if that was done, or says no why.

    AUX tells the person beforehand (AUX-5.4): the page reminds of it.
    """
    at = at or timezone.now()
    with step(
        restriction.data_subject,
        "lift_restriction",
        by=by,
        at=at,
        permission="subjects.restrict",
        reason=because,
        case_id=restriction.case_id,
    ):
        row = fresh(restriction)
        if not row.is_standing:
            raise NotPossible(_("This restriction has been lifted already."))
        row.lifted_because = said(
            because, _("Say why the restriction is lifted."), "because"
        )
        row.lifted_at, row.lifted_by_id = at, staff_id(by)
        row.save()
    return row


def _restriction(
    person: DataSubject, data_held: DataHeld | None, why: Why, *, by: User, at: datetime
) -> Restriction:
    known = {one.code: one for one in grounds.of_restriction(person.controller.slug)}
    ground = known.get(why.ground)
    if ground is None:
        raise NotPossible(
            _("Choose a ground on which this controller restricts data."), "ground"
        )
    if not ground.clause:
        said(why.words, _("The policy names no such ground: say why."), "words")
    if why.review_on is not None and why.review_on < timezone.localdate(at):
        raise NotPossible(
            _("The day to look at it again lies in the past."), "review_on"
        )
    if data_held is not None and data_held.is_erased:
        raise NotPossible(_("This data was erased, so there is nothing to restrict."))
    standing = Restriction.objects.of(person).standing().filter(data_held=data_held)
    if standing.exists():
        raise NotPossible(_("This is restricted already."))
    return Restriction(
        data_subject=person,
        controller=person.controller,
        data_held=data_held,
        ground=ground.code,
        ground_clause=ground.clause,
        words=why.words.strip(),
        case_id=why.case_id,
        review_on=why.review_on,
        placed_at=at,
        placed_by_id=staff_id(by),
    )
