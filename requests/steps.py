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
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor, act, record
from rights.choices import State
from rights.errors import ChangedMeanwhile, StepNotAllowed
from rights.models import CaseEvent, Message, RightsRequest
from rights.shredding import shred
from rights.stages import settle

# While one of these stands, copies of identity documents may be kept.
CHECKED_IN = frozenset({State.IDENTITY_CHECK, State.CLARIFICATION})


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
    is_settled: bool = False,
) -> Iterator[RightsRequest]:
    """Hold the locked request for one verb; on leaving, settle, save and record it.

    `version` is what the page showed: the step is refused if the request has changed
    since. With `is_settled` the verb has settled it, from what it knows already. The
    caller's own instance is brought up to date afterwards.

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
        was_checking = locked.state in CHECKED_IN
        yield locked
        if was_checking and locked.state not in CHECKED_IN:
            shred(locked, by=by, at=at)
        locked.version += 1
        if not is_settled:
            settle(locked)
        locked.save()
        record(
            f"requests.{verb}",
            locked,
            case_id=locked.pk,
            controller_id=locked.controller_id,
            subject_id=locked.data_subject_id,
        )
    _bring_up_to_date(rights_request, locked)


def _bring_up_to_date(rights_request: RightsRequest, saved: RightsRequest) -> None:
    """Give the caller's instance what was saved under the lock, without reading it."""
    meta = saved._meta
    for relation in meta.related_objects:
        if relation.is_cached(rights_request):
            relation.delete_cached_value(rights_request)
    for field in meta.concrete_fields:
        value = getattr(saved, field.attname)
        is_other = rights_request.__dict__.get(field.attname) != value
        if isinstance(field, ForeignKey) and is_other:
            rights_request._state.fields_cache.pop(field.name, None)
        rights_request.__dict__[field.attname] = value
    rights_request._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    rights_request.audit_remember()


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
    if why := why_not(locked, states=states, version=version):
        raise why


def why_not(
    case: RightsRequest, *, states: frozenset[State], version: int | None = None
) -> StepNotAllowed | None:
    """Why a step cannot be taken on the request as it is now; None if it can."""
    if version is not None and case.version != version:
        return ChangedMeanwhile(
            _(
                "Someone changed %(ref)s while you were working on it. Nothing of "
                "yours was stored: read what changed, then do it again."
            )
            % {"ref": case.ref}
        )
    return None if case.state in states else StepNotAllowed(_not_now(case))


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
    happened = event(rights_request, event_type, by=by, at=at, data=data)
    happened.message = message
    happened.save()
    return happened


def event(
    rights_request: RightsRequest,
    event_type: CaseEvent.Type,
    *,
    by: User | Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """The same, not stored yet."""
    actor = Actor.of(by) if isinstance(by, User) else by
    return CaseEvent(
        rights_request=rights_request,
        type=event_type,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        data=dict(data or {}),
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
