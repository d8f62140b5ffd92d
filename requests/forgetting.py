"""Erasing the file of a closed case: its words go everywhere, its record stays.

What is personal each model says itself (`Audit.pii`, `Audit.case`), so a new kind of
row is covered from its first day. Gone are claimant, messages and notes, the free words
of decisions, tasks and holds, letters, files, raw mails, and every copy of them in the
history; the trail still verifies. Pseudonym, dates, grounds, outcome and clocks stay.

It is an act of erasing like any other: the worker takes its bytes out of the database,
looks for what is left, and both stand in its record (subjects.erasing_duties).
"""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor, act
from rights import files, keeping_files, known_elsewhere
from rights.choices import TERMINAL
from rights.errors import StepNotAllowed
from rights.models import (
    CaseErasure,
    CaseEvent,
    CaseFile,
    CaseRetention,
    RightsRequest,
)
from rights.retention_rules import PERMISSION
from rights.steps import step, tell
from subjects import erasers, erasing_duties, erasing_words
from subjects.erasers import Scope
from subjects.erasing_records import Records
from subjects.models import DataSubject, Erasure, Guardian

BY = Actor.job("worker")
REASON_CODE = "retention"
EVERY = timedelta(hours=1)
BATCH = 20  # files that one turn of the lane erases
PAUSE_SECONDS = 10.0


class RetentionLane:
    """The worker's lane of files whose period is over, where a company wants that."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.next_at: datetime = timezone.now()

    def step(self) -> float:
        now = timezone.now()
        if now >= self.next_at and not erase_by_itself(now):
            self.next_at = now + EVERY
        return PAUSE_SECONDS

    def close(self) -> None:
        """Nothing is claimed: each file is one transaction of its own."""


def erase_by_itself(now: datetime, *, at_most: int = BATCH) -> int:
    """Erase what is due at the companies that chose so; returns how many files."""
    chosen = CaseRetention.objects.filter(by_itself=True)
    ids = list(chosen.values_list("controller_id", flat=True))
    due = keeping_files.due(ids, now=now)[:at_most]
    return erase_each(list(due.select_related("controller")), by=BY, at=now)


def erase_each(
    cases: list[RightsRequest], *, by: User | Actor, at: datetime | None = None
) -> int:
    """Erase the files of these cases, each in a transaction of its own.

    One that is kept by now, or was erased by somebody else, is left as it is.
    """
    done = 0
    for case in cases:
        try:
            erase(case, by=by, at=at)
        except StepNotAllowed:
            continue
        done += 1
    return done


def erase(
    rights_request: RightsRequest,
    *,
    by: User | Actor,
    at: datetime | None = None,
    uid: UUID | None = None,
) -> CaseErasure:
    """Erase the file of a closed case whose period is over.

    Raises StepNotAllowed before the end of its last day, while something keeps it
    (keeping_files.why_kept), and a second time. What was erased stays countable. With
    the `uid` of an act that a restored backup has undone, it is erased again as it was.
    """
    at = at or timezone.now()
    rule = CaseRetention.of(rights_request.controller)
    with (
        transaction.atomic(),
        act(by=by, case_id=rights_request.pk, reason_code=REASON_CODE, at=at),
    ):
        _guard(rights_request, at=at, is_again=uid is not None)
        there = CaseFile.objects.there().filter(rights_request=rights_request).count()
        files.erase(rights_request, because=CaseFile.Because.RETENTION, by=by, at=at)
        with step(
            rights_request,
            "erase_case",
            by=by,
            at=at,
            states=TERMINAL,
            permission=PERMISSION,
        ) as case:
            records = _blank(case, by=by, at=at)
            redaction = erasing_duties.settle(
                _act_of(case, by=by, at=at, uid=uid), records, reason_code=REASON_CODE
            )
            erasure = CaseErasure(
                rights_request=case,
                erased_at=at,
                erased_by_id=by.pk if isinstance(by, User) else None,
                due_on=keeping_files.kept_until(case, rule),
                months=rule.months,
                source_kind=rule.source_kind,
                clause=rule.clause,
                rows={k: n for k, n in records.counts.items() if "." in k},
                files=there,
                mails=records.counts.get("mails", 0),
                redaction=redaction.uid,
            )
            erasure.save()
            tell(case, CaseEvent.Type.FILE_ERASED, by=by, at=at)
    return erasure


def erase_again(case_id: int, at: datetime, uid: UUID) -> bool:
    """Erase a file that a restored backup has brought back; false if there is none."""
    case = RightsRequest.objects.filter(pk=case_id, state__in=TERMINAL).first()
    if case is None or keeping_files.is_erased(case):
        return False
    erase(case, by=Actor.job("replay"), at=at, uid=uid)
    return True


def _act_of(
    case: RightsRequest, *, by: User | Actor, at: datetime, uid: UUID | None
) -> Erasure:
    return Erasure(
        uid=uid or uuid4(),
        data_subject=case.data_subject,
        controller_id=case.controller_id,
        case_id=case.pk,
        extent=Erasure.Extent.CASE,
        erased_at=at,
        erased_by_id=by.pk if isinstance(by, User) else None,
        finished_at=at,
    )


def _guard(rights_request: RightsRequest, *, at: datetime, is_again: bool) -> None:
    """The row is locked first, so that two runs at once erase once."""
    RightsRequest.objects.select_for_update().get(pk=rights_request.pk)
    if CaseErasure.objects.filter(rights_request=rights_request).exists():
        raise StepNotAllowed(_("The file of this request is erased."))
    if is_again:
        return
    here = [rights_request.controller_id]
    if not keeping_files.over(here, now=at).filter(pk=rights_request.pk).exists():
        raise StepNotAllowed(_("The period for which the file is kept is not over."))
    if why := keeping_files.why_kept(rights_request, now=at):
        raise StepNotAllowed(_("The file is kept: %(why)s.") % {"why": why})


def _blank(case: RightsRequest, *, by: User | Actor, at: datetime) -> Records:
    """Blank what is personal of the case, and all of it that history keeps.

    What the register of people only notes a case on (a consent, a restriction, a hold)
    is no part of its file: it is about the person, and stays as long as they do. Where
    this was their last case, what they were known by goes as well; the number that
    stands for them stays. A new mail of theirs is no part of an old file either, so
    nothing is erased by their words, and what the portal still knows of them by right
    is not looked for.
    """
    actor = by if isinstance(by, Actor) else Actor.of(by)
    scope = Scope(people=(), cases=(case.pk,), kept=(), at=at, by=actor)
    person, is_last = case.data_subject, _is_last(case)
    people = (person.pk,) if person is not None and is_last else ()
    words = erasing_words.of(replace(scope, people=people))
    records = Records(scope)
    for store in erasers.stores(scope):
        if done := store.erase():
            records.counts[store.code] = done
    records.blank_all()
    records.blank_some(Guardian.objects.filter(case_id=case.pk))
    if person is not None and is_last:
        records.blank_some(DataSubject.objects.filter(pk=person.pk))
        records.blank_some(person.identifiers.all())
    records.scope = replace(scope, words=known_elsewhere.without(words))
    return records


def _is_last(case: RightsRequest) -> bool:
    """Whether nothing but this case knows the person: no other file, no data held, no

    consent, restriction or hold. Else name and identifiers stay with those.
    """
    person = case.data_subject
    if person is None:
        return True
    others = person.rights_requests.filter(erasure__isnull=True).exclude(pk=case.pk)
    beside = (person.data_held, person.consents, person.restrictions)
    is_known = any(found.exists() for found in (*beside, person.legal_holds))
    return not (is_known or others.exists())
