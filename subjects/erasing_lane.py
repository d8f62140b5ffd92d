"""What follows an erasure, by the worker: the rest, the bytes, the scan.

A duty is the Erasure's own row, so that a killed worker goes on where it was: what is
not finished, not cleaned or not looked for yet is taken up again.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from audit import replaying
from audit.trail import Actor, act, record
from subjects import (
    cleaning,
    erasing,
    erasing_outside,
    erasing_words,
    history_periods,
    reviewing,
    scanning,
)
from subjects.erasing_places import Kept
from subjects.models import Erasure

logger = logging.getLogger(__name__)
BY = Actor.job("erasure")
EVERY = timedelta(minutes=1)
ONCE = timedelta(days=1)
PAUSE_SECONDS = 5.0


class ErasureLane:
    """The worker's lane of erasures."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.next_at: datetime = timezone.now()
        self.expired_at: datetime | None = None

    def step(self) -> float:
        now = timezone.now()
        if now >= self.next_at:
            follow_up(now)
            self.next_at = now + EVERY
        if self.expired_at is None or now - self.expired_at >= ONCE:
            history_periods.expire(now)
            reviewing.end_due(now)
            self.expired_at = now
        return PAUSE_SECONDS

    def close(self) -> None:
        """Nothing is claimed: every part may be done twice."""


def follow_up(at: datetime, *, clean_now: bool = False) -> None:
    """Do what is due of every erasure."""
    erasing_outside.catch_up(at)
    replaying.catch_up(at)
    for erasure in Erasure.objects.filter(waits_for_case=True):
        erasing.finish(erasure, at=at)
    if clean_now or cleaning.is_due(at):
        clean_up(at)
    for erasure in Erasure.objects.filter(scanned_at=None):
        look_for(erasure, at=at)


def clean_up(at: datetime) -> str:
    """Take the erased bytes out of the database; a code where that has to wait."""
    waiting = list(Erasure.objects.filter(cleaned_at=None))
    if not waiting:
        return ""
    in_the_way = cleaning.clean(waiting)
    for erasure in waiting:
        with _noting(erasure, at) as row:
            row.last_error = in_the_way
            if not in_the_way:
                row.cleaned_at = at
                row.copies_gone_on = cleaning.copies_gone_on(at)
    if in_the_way:
        logger.warning("erased bytes are not cleaned up yet: %s", in_the_way)
    return in_the_way


def look_for(erasure: Erasure, *, at: datetime) -> None:
    """Look for the words of this erasure and note where; what waits keeps them."""
    words = erasing_words.open_(erasure)
    with _noting(erasure, at) as row:
        erasing.empty_stores(row, words, at=at)
    looked = scanning.scan(words)
    with _noting(erasure, at) as row:
        if words:
            row.looked = looked.counts
            row.found = Kept.of(row).leftovers(looked.found)
        row.scanned_at = at
        record("subjects.look_for_erased", row, subject_id=row.data_subject_id)
        if not row.found and not row.waits_for_case:
            erasing_words.forget(row)


@contextmanager
def _noting(erasure: Erasure, at: datetime) -> Iterator[Erasure]:
    """The locked row of one erasure, saved as an act of the worker."""
    with (
        transaction.atomic(),
        act(
            by=BY,
            controller_id=erasure.controller_id,
            subject_id=erasure.data_subject_id,
            case_id=erasure.case_id,
            at=at,
        ),
    ):
        row = Erasure.objects.select_for_update().get(pk=erasure.pk)
        yield row
        row.save()
