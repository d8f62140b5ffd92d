"""One step in the life of a request: lock, guard, change, settle, entry.

Every verb runs inside `step`, so that no verb can forget one of them.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor, act, record
from rights.choices import State
from rights.errors import ChangedMeanwhile, StepNotAllowed
from rights.models import CaseEvent, Message, RightsRequest
from rights.stages import settle


@contextmanager
def step(
    rights_request: RightsRequest,
    verb: str,
    *,
    by: User | Actor,
    at: datetime,
    states: frozenset[State],
    permission: str = "",
    version: int | None = None,
    reason: str = "",
) -> Iterator[RightsRequest]:
    """Hold the locked request for one verb; on leaving, settle, save and record it.

    `version` is what the page showed: the step is refused if the request has changed
    since. The caller's own instance is brought up to date afterwards.

    Raises PermissionDenied, ChangedMeanwhile, or StepNotAllowed if the request is not
    in one of `states`; nothing has been changed then.
    """
    with (
        transaction.atomic(),
        act(
            by=by,
            case_id=rights_request.pk,
            controller_id=rights_request.controller_id,
            reason_text=reason,
            at=at,
        ),
    ):
        locked = (
            RightsRequest.objects.select_for_update(of=("self",))
            .select_related("controller", "establishment", "claimant")
            .get(pk=rights_request.pk)
        )
        _guard(locked, by=by, permission=permission, states=states, version=version)
        yield locked
        locked.version += 1
        settle(locked)
        locked.save()
        record(
            f"requests.{verb}",
            locked,
            case_id=locked.pk,
            controller_id=locked.controller_id,
            subject_id=locked.data_subject_id,
        )
    rights_request.refresh_from_db()


def _guard(
    locked: RightsRequest,
    *,
    by: User | Actor,
    permission: str,
    states: frozenset[State],
    version: int | None,
) -> None:
    if permission and isinstance(by, User) and not by.has_perm(permission, locked):
        raise PermissionDenied
    if version is not None and locked.version != version:
        raise ChangedMeanwhile(
            _(
                "Someone changed %(ref)s while you were working on it. Nothing of "
                "yours was stored: read what changed, then do it again."
            )
            % {"ref": locked.ref}
        )
    if locked.state not in states:
        raise StepNotAllowed(_not_now(locked))


def _not_now(locked: RightsRequest) -> str:
    words = {"ref": locked.ref, "stage": locked.get_stage_display()}
    if locked.is_closed:
        return _("%(ref)s is closed, so this can no longer be done.") % words
    if locked.state == State.UNCONFIRMED:
        return (
            _("The e-mail of %(ref)s is not confirmed yet, so this cannot be done.")
            % words
        )
    return _("%(ref)s stands at “%(stage)s”, so this cannot be done now.") % words


def tell(
    rights_request: RightsRequest,
    event_type: CaseEvent.Type,
    *,
    by: User | Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    message: Message | None = None,
) -> CaseEvent:
    """Write down that something happened in this case."""
    actor = Actor.of(by) if isinstance(by, User) else by
    return CaseEvent.objects.create(
        rights_request=rights_request,
        type=event_type,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        data=dict(data or {}),
        message=message,
    )


def say(
    rights_request: RightsRequest,
    kind: Message.Kind,
    body: str,
    *,
    by: User | Actor,
    at: datetime,
    language: str = "",
    submission: uuid.UUID | None = None,
) -> Message:
    """Keep words in the case. Raises StepNotAllowed when there are none."""
    if not body.strip():
        raise StepNotAllowed(_("Write the message first."))
    message = Message(
        rights_request=rights_request,
        kind=kind,
        author_id=by.pk if isinstance(by, User) else None,
        body=body.strip(),
        language=language or rights_request.language,
        written_at=at,
        submission=submission,
    )
    message.save()
    return message
