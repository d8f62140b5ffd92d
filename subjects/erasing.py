"""The verbs that erase: single data sets, or all that is kept of a person.

The order for a person with an open case: first everything but that case, whose letters
still need a name and an address; then, once the case is closed and its last letter has
left, the case as well (`finish`, by the worker). Its number, dates and grounds stay
until its own retention ends. Source: AUDIT.md §3.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor, act, record
from subjects import erasers, erasing_duties, erasing_words
from subjects.erasers import Scope
from subjects.erasing_plan import Kept, Partly, Plan, plan
from subjects.erasing_records import Records, spared_by
from subjects.errors import NotErased
from subjects.models import DataHeld, DataSubject, Erasure

__all__ = [
    "Kept",
    "Partly",
    "Plan",
    "erase_person",
    "erase_sets",
    "finish",
    "guard_reason",
    "plan",
]

PERMISSION = "subjects.erase"
REASON_CODE = "erasure"


def erase_sets(
    person: DataSubject,
    sets: Sequence[DataHeld],
    *,
    by: User | Actor,
    case_id: int | None = None,
    because: str = "",
    at: datetime | None = None,
    uid: UUID | None = None,
    reason_code: str = REASON_CODE,
) -> Erasure:
    """Erase these data sets, their history included; what a duty keeps is left.

    Raises NotErased where all of them are kept or gone, or the reason (`because`, it
    stays in the trail) names the person; PermissionDenied.
    """
    at = at or timezone.now()
    why = (reason_code, because)
    with _act(person, by=by, case_id=case_id, at=at, why=why) as locked:
        found = plan(locked, sets)
        if not (found.sets or found.partly):
            raise NotErased(_("Nothing of this can be erased now."))
        scope = _scope(locked, by=by, at=at)
        _guard_reason(because, scope)
        words = {row.value for row in found.sets}
        words |= {one.row.value for one in found.partly if "value" in one.goes}
        records = Records(replace(scope, words=erasing_words.identifying(words)))
        records.blank_sets([row.pk for row in found.sets], _set_erased(at, case_id))
        _blank_partly(records, found)
        first = _new(found, Erasure.Extent.SETS, scope, case_id=case_id, uid=uid)
        return _settle(records, found, first, reason_code=reason_code)


def erase_person(
    person: DataSubject,
    *,
    by: User | Actor,
    case_id: int | None = None,
    because: str = "",
    at: datetime | None = None,
    uid: UUID | None = None,
) -> Erasure:
    """Erase all that is kept of this person, but for what a duty or an open case keeps.

    Their number stays, and shows as "Erased person S-...". Raises NotErased where a
    duty keeps all of it, the person is erased already or the reason names them;
    PermissionDenied.
    """
    at = at or timezone.now()
    why = (REASON_CODE, because)
    with _act(person, by=by, case_id=case_id, at=at, why=why) as locked:
        if locked.erased_at is not None:
            raise NotErased(_("%(ref)s was erased already.") % {"ref": locked.ref})
        found = plan(locked)
        if found.keeps_all:
            raise NotErased(
                _("A hold or a restriction stands on all of %(ref)s: lift it first.")
                % {"ref": locked.ref}
            )
        scope = _scope(locked, by=by, at=at, cases=found.cases)
        _guard_reason(because, scope)
        first = _new(found, Erasure.Extent.PERSON, scope, case_id=case_id, uid=uid)
        return _erase_all(scope, found, first)


def guard_reason(
    because: str, person: DataSubject, *, by: User | Actor, at: datetime
) -> None:
    """For whoever erases of several with one reason: ask of each before the first.

    Raises NotErased where the reason, which stays, names this person.
    """
    _guard_reason(because, _scope(person, by=by, at=at))


def finish(erasure: Erasure, *, at: datetime | None = None) -> bool:
    """Erase what waited for a case to be closed and its last letter to leave.

    Called by the worker; does nothing while a case of theirs is open. True if it did.
    """
    at = at or timezone.now()
    by = Actor.job("erasure")
    if erasure.data_subject is None:
        return False
    with _act(erasure.data_subject, by=by, case_id=erasure.case_id, at=at) as person:
        row = Erasure.objects.select_for_update().get(pk=erasure.pk)
        found = plan(person)
        if row.finished_at is not None or found.open_cases:
            return False
        scope = _scope(person, by=by, at=at, cases=found.cases)
        _erase_all(scope, found, row)
    return True


def empty_stores(erasure: Erasure, words: frozenset[str], *, at: datetime) -> None:
    """Erase again what lies beside the rows; inside a transaction and its act.

    Files and copies of mails go after the commit: a process killed right then leaves
    them. Data typed meanwhile (a draft, a search, a table to import) goes as well.
    """
    by = Actor.job("erasure")
    if erasure.extent == Erasure.Extent.CASE and erasure.case_id is not None:
        # By no words: what the same person wrote since is no part of an old file.
        scope = Scope(people=(), cases=(erasure.case_id,), kept=(), at=at, by=by)
    elif (
        erasure.extent == Erasure.Extent.PERSON
        and words
        and (person := erasure.data_subject) is not None
    ):
        cases = erasers.cases_of(person.record_ids())
        scope = replace(_scope(person, by=by, at=at, cases=cases), words=words)
    else:
        return
    for store in erasers.stores(scope):
        store.erase()


def _new(
    found: Plan,
    extent: Erasure.Extent,
    scope: Scope,
    *,
    case_id: int | None,
    uid: UUID | None,
) -> Erasure:
    return Erasure(
        uid=uid or uuid4(),
        data_subject=found.person,
        controller_id=found.person.controller_id,
        case_id=case_id,
        extent=extent,
        erased_at=scope.at,
        erased_by_id=scope.by.id,
    )


def _erase_all(scope: Scope, found: Plan, row: Erasure) -> Erasure:
    spared = spared_by(found)
    scope = replace(scope, words=erasing_words.of(scope))
    records = Records(scope, spared)
    extra: dict[Any, dict[str, Any]] = {DataHeld: _set_erased(scope.at, row.case_id)}
    if not found.keeps_something:
        extra[DataSubject] = {"erased_at": found.person.erased_at or scope.at}
    for store in erasers.stores(scope):
        if done := store.erase():
            records.counts[store.code] = done
    records.blank_all(extra)
    _blank_partly(records, found)
    return _settle(records, found, row)


def _settle(
    records: Records, found: Plan, row: Erasure, *, reason_code: str = REASON_CODE
) -> Erasure:
    """Say what went and what stays, and leave the rest to what every erasure owes."""
    waits = row.extent == Erasure.Extent.PERSON and bool(found.open_cases)
    row.sets = [*row.sets, *(s.pk for s in found.sets)]
    row.kept = [kept.as_list() for kept in found.kept]
    row.waits_for_case, row.finished_at = waits, None if waits else records.scope.at
    erasing_duties.settle(row, records, reason_code=reason_code)
    record(f"subjects.erase_{row.extent}", found.person, subject_id=found.person.pk)
    erasers.tell(row)
    return row


@contextmanager
def _act(
    person: DataSubject,
    *,
    by: User | Actor,
    case_id: int | None,
    at: datetime,
    why: tuple[str, str] = (REASON_CODE, ""),
) -> Iterator[DataSubject]:
    """Hold the person's row for one act of erasing. Raises PermissionDenied."""
    with (
        transaction.atomic(),
        act(
            by=by,
            controller_id=person.controller_id,
            subject_id=person.pk,
            case_id=case_id,
            reason_code=why[0],
            reason_text=why[1].strip(),
            at=at,
        ),
    ):
        locked = DataSubject.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if isinstance(by, User) and not by.has_perm(PERMISSION, locked):
            raise PermissionDenied
        yield locked
    person.refresh_from_db()


def _guard_reason(because: str, scope: Scope) -> None:
    """The reason stays, so it must not hold what is erased. Raises NotErased."""
    said = because.casefold()
    if any(word.casefold() in said for word in erasing_words.of(scope)):
        raise NotErased(_("The reason stays: leave out who it is about."), "because")


def _scope(
    person: DataSubject,
    *,
    by: User | Actor,
    at: datetime,
    cases: Iterable[erasers.Case] = (),
) -> Scope:
    known = list(cases)
    return Scope(
        people=tuple(person.record_ids()),
        cases=tuple(case.pk for case in known if not case.is_open),
        kept=tuple(case.pk for case in known if case.is_open),
        at=at,
        by=by if isinstance(by, Actor) else Actor.of(by),
    )


def _blank_partly(records: Records, found: Plan) -> None:
    """Of sets of which a duty keeps some fields, blank the others."""
    for one in found.partly:
        if one.goes:
            records.blank_fields(DataHeld.objects.filter(pk=one.row.pk), one.goes)


def _set_erased(at: datetime, case_id: int | None) -> dict[str, Any]:
    return {
        "state": DataHeld.State.ERASED,
        "erased_at": at,
        "erased_for_case_id": case_id,
    }
