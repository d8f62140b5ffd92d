"""What is forgotten by itself: drafts nobody sent, grants that ran out, old searches,

lost files. Drafts and grants live in sessions. An expired session opens nothing any
more, but its row still holds what was typed, so the worker removes it; the words of a
search as well. A lost file is one on the disk that no row names: its process was killed
before the commit, or after an erasure's.
"""

import threading
from datetime import datetime, timedelta
from importlib import import_module
from itertools import batched

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from rights.files import SHELF
from rights.models import CaseFile
from subjects import cleaning, importing, searching

EVERY = timedelta(minutes=10)
UNNAMED_FOR = timedelta(days=1)  # a transaction that will name it ends long before
BATCH = 500
PAUSE_SECONDS = 10.0  # a lane that is silent for longer counts as ill


class DraftLane:
    """The worker's lane that removes sessions which have expired."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.next_at: datetime = timezone.now()

    def step(self) -> float:
        now = timezone.now()
        if now >= self.next_at:
            sweep()
            self.next_at = now + EVERY
        return PAUSE_SECONDS

    def close(self) -> None:
        """Nothing is claimed."""


def sweep() -> None:
    """Remove every expired session, with the draft in it, and every old search."""
    now = timezone.now()
    searching.sweep(now)
    importing.sweep(now)
    if Session.objects.filter(expire_date__lt=now).exists():
        cleaning.ask(Session._meta.db_table, at=now)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


class FileLane:
    """The worker's lane that removes files which no row names."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.next_at: datetime = timezone.now()

    def step(self) -> float:
        now = timezone.now()
        if now >= self.next_at:
            sweep_files(now)
            self.next_at = now + EVERY
        return PAUSE_SECONDS

    def close(self) -> None:
        """Nothing is claimed."""


def sweep_files(at: datetime) -> int:
    """Remove what no case has, and what is erased; returns how many files went."""
    removed = 0
    for uids in batched(SHELF.older_than(at), BATCH, strict=False):
        rows = CaseFile.objects.filter(uid__in=uids)
        erased_at = dict(rows.values_list("uid", "erased_at"))
        unnamed = set(SHELF.older_than(at - UNNAMED_FOR)) - set(erased_at)
        gone = [uid for uid in uids if erased_at.get(uid) or uid in unnamed]
        for uid in gone:
            SHELF.remove(uid)
        removed += len(gone)
    return removed
