"""One step in the life of a version: lock, ask, change, entry. Verbs run in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor, act, record
from policies.errors import NotPossible
from policies.models import Policy, PolicyVersion


@contextmanager
def policy_step(
    policy: Policy,
    verb: str,
    *,
    by: User | Actor,
    at: datetime,
    permission: str,
    reason: str = "",
) -> Iterator[Policy]:
    """Hold the policy's row: versions are numbered and chained one after the other.

    Raises PermissionDenied. A program (a command, example data) is asked for none.
    """
    with (
        transaction.atomic(),
        act(by=by, controller_id=policy.controller_id, reason_text=reason, at=at),
    ):
        locked = Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
        if isinstance(by, User) and not by.has_perm(permission, locked):
            raise PermissionDenied
        yield locked
        record(f"policies.{verb}", locked)


@contextmanager
def step(
    version: PolicyVersion,
    verb: str,
    *,
    by: User | Actor,
    at: datetime,
    permission: str,
    reason: str = "",
    revision: int | None = None,
) -> Iterator[PolicyVersion]:
    """Hold the version's row for one verb, and record it when it is done.

    Raises PermissionDenied; NotPossible where someone changed the version after the
    page that named `revision` was read.
    """
    controller_id = version.policy.controller_id
    with (
        transaction.atomic(),
        act(by=by, controller_id=controller_id, reason_text=reason, at=at),
    ):
        # The policy first, always: two versions may become a chain at the same time.
        policy = (
            Policy.objects.select_for_update(of=("self",))
            .select_related("controller")
            .get(pk=version.policy_id)
        )
        locked = PolicyVersion.objects.select_for_update(of=("self",)).get(
            pk=version.pk
        )
        locked.policy = policy
        if isinstance(by, User) and not by.has_perm(permission, policy):
            raise PermissionDenied
        if revision is not None and locked.revision != revision:
            raise NotPossible(
                _(
                    "Someone changed this version while you were working on it. "
                    "Nothing of yours was stored: read what changed, then do it again."
                )
            )
        yield locked
        record(f"policies.{verb}", locked)


def staff(by: User | Actor) -> User | None:
    """The colleague who acts; None for a program."""
    return by if isinstance(by, User) else None


def said(words: str, sentence: str, field: str = "reason") -> str:
    """The words, trimmed. Raises NotPossible with `sentence` where there are none."""
    if not words.strip():
        raise NotPossible(sentence, field)
    return words.strip()
