"""What follows an erasure, by the worker: the rest, the bytes, the scan.

A duty is the Erasure's own row, so that a killed worker goes on where it was: what is
not finished, not cleaned or not looked for yet is taken up again.
"""

import logging
import threading
from collections.abc import Iterable, Iterator
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
MOST_WORDS = 100  # looked for by one statement; SQLite takes a thousand forms of them
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


def follow_up(at: datetime, *, clean_now: bool = False) -> str:
    """Do what is due of every erasure; a code of what the clean-up had to wait for."""
    erasing_outside.catch_up(at)
    replaying.catch_up(at)
    for erasure in Erasure.objects.filter(waits_for_case=True):
        erasing.finish(erasure, at=at)
    in_the_way = clean_up(at) if clean_now or cleaning.is_due(at) else ""
    look_for_all(Erasure.objects.filter(scanned_at=None).order_by("pk"), at=at)
    return in_the_way


def clean_up(at: datetime) -> str:
    """Take the erased bytes out of the database; a code where that has to wait."""
    waiting = list(Erasure.objects.filter(cleaned_at=None))
    if not waiting and not cleaning.is_asked():
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


def look_for_all(erasures: Iterable[Erasure], *, at: datetime) -> None:
    """Look for several at once: to read all there is takes as long as for one.

    Where anything is found, each is looked for by itself, so that it is known whose.
    """
    for some in _together(erasures):
        for erasure in some:
            with _noting(erasure, at) as row:
                erasing.empty_stores(row, some[erasure], at=at)
        together = scanning.scan(frozenset().union(*some.values()))
        for erasure, words in some.items():
            is_alone = len(some) == 1 or not together.found
            looked = together if is_alone else scanning.scan(words)
            _note(erasure, words, looked, at=at)


def look_for(erasure: Erasure, *, at: datetime) -> None:
    """Look for the words of this erasure and note where; what waits keeps them."""
    look_for_all([erasure], at=at)


def _together(erasures: Iterable[Erasure]) -> Iterator[dict[Erasure, frozenset[str]]]:
    """Each with its words; as many together as one statement can look for."""
    some: dict[Erasure, frozenset[str]] = {}
    for erasure in erasures:
        words = erasing_words.open_(erasure)
        if some and sum(map(len, some.values())) + len(words) > MOST_WORDS:
            yield some
            some = {}
        some[erasure] = words
    if some:
        yield some


def _note(
    erasure: Erasure, words: frozenset[str], looked: scanning.Looked, *, at: datetime
) -> None:
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
