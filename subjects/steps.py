"""One step about a person: lock, ask, change, entry. Every verb runs inside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor, act, record
from subjects.errors import ChangedMeanwhile, NotPossible
from subjects.models import DataSubject


@contextmanager
def step(
    person: DataSubject,
    verb: str,
    *,
    by: User | Actor,
    at: datetime,
    permission: str = "",
    reason: str = "",
    reason_code: str = "",
    case_id: int | None = None,
) -> Iterator[DataSubject]:
    """Hold the person's row for one verb, and record it when it is done.

    Raises PermissionDenied, or NotPossible for someone who was erased.
    """
    with (
        transaction.atomic(),
        act(
            by=by,
            controller_id=person.controller_id,
            subject_id=person.pk,
            case_id=case_id,
            reason_text=reason,
            reason_code=reason_code,
            at=at,
        ),
    ):
        locked = (
            DataSubject.objects.select_for_update(of=("self",))
            .select_related("controller")
            .get(pk=person.pk)
        )
        if permission and isinstance(by, User) and not by.has_perm(permission, locked):
            raise PermissionDenied
        if locked.erased_at is not None:
            raise NotPossible(
                _("%(person)s was erased, so nothing is kept of them any more.")
                % {"person": locked.ref}
            )
        yield locked
        record(f"subjects.{verb}", locked, subject_id=locked.pk)


def fresh[M: models.Model](row: M, revision: int | None = None) -> M:
    """The row as it is now, locked; refused if it is not the one the page showed."""
    rows: Any = type(row)._default_manager
    found: Any = rows.select_for_update(of=("self",)).get(pk=row.pk)
    if revision is not None and found.revision != revision:
        raise ChangedMeanwhile(
            _(
                "Someone changed this while you were working on it. Nothing of yours "
                "was stored: read what changed, then do it again."
            )
        )
    same: M = found
    return same


def said(words: str, sentence: str, field: str) -> str:
    """The words, trimmed. Raises NotPossible with `sentence` where there are none."""
    if not words.strip():
        raise NotPossible(sentence, field)
    return words.strip()


def staff_id(by: User | Actor) -> int | None:
    """The number of the colleague who acts; None for the person themselves."""
    return by.pk if isinstance(by, User) else None
