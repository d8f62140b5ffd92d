"""Where a rights request lives its life: the verbs between filing and closing.

`filing.py` begins a case, `identifying.py` finds out whose it is, `deciding.py`
decides it, `carrying_out.py` does what was decided; what lies between and the ways out
are here. Each verb locks the request, checks that the step is allowed, changes it, and
leaves one entry and, where there is one, the letter's outbox row in the same
transaction (steps.py).
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from rights import clocks, letters
from rights.choices import BEFORE_DECISION, NEW, OPEN, State
from rights.errors import StepNotAllowed
from rights.models import (
    CaseEvent,
    Clock,
    Decision,
    FulfilmentTask,
    Message,
    RightsRequest,
)
from rights.steps import say, step, tell


def assign(
    rights_request: RightsRequest,
    *,
    owner: User | None,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Give the request to one person of the office, or to nobody.

    Raises StepNotAllowed if that person may not work on this controller's requests.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "assign",
        by=by,
        at=at,
        states=OPEN,
        permission="requests.triage",
        version=version,
    ) as case:
        if owner is not None and not owner.has_perm("requests.triage", case):
            raise StepNotAllowed(
                _("%(name)s does not work on the requests of %(controller)s.")
                % {"name": owner.full_name, "controller": case.controller}
            )
        case.owner = owner
        tell(
            case,
            CaseEvent.Type.ASSIGNED,
            by=by,
            at=at,
            data={"owner": owner.pk if owner else None},
        )


def write_to_person(
    rights_request: RightsRequest,
    *,
    body: str,
    by: User,
    awaits_reply: bool = False,
    version: int | None = None,
    at: datetime | None = None,
) -> Message:
    """Put a message on the status page and mail that it is there.

    With `awaits_reply` the request waits on the person. The clocks run on: only a rule
    that says so stops one (CLOCKS.md 2.5).
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "write_to_person",
        by=by,
        at=at,
        states=OPEN,
        permission="requests.triage",
        version=version,
    ) as case:
        message = say(case, Message.Kind.TO_PERSON, body, by=by, at=at)
        if awaits_reply:
            if case.state != State.IN_PROGRESS:
                raise StepNotAllowed(
                    _("A reply can be waited for while the request is assessed.")
                )
            case.state = State.CLARIFICATION
        letters.message_waiting(case, at=at)
        tell(case, CaseEvent.Type.MESSAGE_OUT, by=by, at=at, message=message)
    return message


def hear_from_person(
    rights_request: RightsRequest,
    *,
    body: str,
    submission: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Message:
    """Keep what the person wrote on the status page; a waiting request goes on.

    The same `submission` again (a double click) returns the first message.
    """
    at = at or timezone.now()
    person = Actor.subject()
    with transaction.atomic():
        RightsRequest.objects.select_for_update().get(pk=rights_request.pk)
        known = Message.objects.filter(
            rights_request=rights_request, submission=submission
        )
        if submission is not None and (first := known.first()):
            return first
        return _hear(rights_request, body, submission, by=person, at=at)


def _hear(
    rights_request: RightsRequest,
    body: str,
    submission: uuid.UUID | None,
    *,
    by: Actor,
    at: datetime,
) -> Message:
    with step(rights_request, "hear_from_person", by=by, at=at, states=OPEN) as case:
        message = say(
            case,
            Message.Kind.FROM_PERSON,
            body,
            by=by,
            at=at,
            submission=submission,
        )
        if case.state == State.CLARIFICATION:
            case.state = State.IN_PROGRESS
        tell(case, CaseEvent.Type.MESSAGE_IN, by=by, at=at, message=message)
    return message


def add_note(
    rights_request: RightsRequest,
    *,
    body: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Message:
    """Keep an internal note. It has no letter and no way to one."""
    at = at or timezone.now()
    with step(
        rights_request,
        "add_note",
        by=by,
        at=at,
        states=frozenset(State),
        permission="requests.triage",
        version=version,
    ) as case:
        note = say(case, Message.Kind.NOTE, body, by=by, at=at, language=by.language)
        tell(case, CaseEvent.Type.NOTE, by=by, at=at, message=note)
    return note


def withdraw(rights_request: RightsRequest, *, at: datetime | None = None) -> None:
    """The person takes the request back; its clocks are cancelled, its history stays.

    Allowed until the answer is on its way: what is being carried out cannot be undone
    by a click.
    """
    at = at or timezone.now()
    person = Actor.subject()
    with step(
        rights_request, "withdraw", by=person, at=at, states=BEFORE_DECISION
    ) as case:
        case.state = State.WITHDRAWN
        case.closed_at = at
        clocks.cancel(case, at)
        letters.withdrawn(case, at=at)
        tell(case, CaseEvent.Type.WITHDRAWN, by=person, at=at)


def reject_as_spam(
    rights_request: RightsRequest,
    *,
    reason: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Set aside what is no request; nothing is sent and nothing is removed."""
    at = at or timezone.now()
    with step(
        rights_request,
        "reject_as_spam",
        by=by,
        at=at,
        states=NEW | {State.UNCONFIRMED},
        permission="requests.triage",
        version=version,
        reason=reason,
    ) as case:
        note = say(case, Message.Kind.NOTE, reason, by=by, at=at, language=by.language)
        case.state = State.REJECTED_SPAM
        case.closed_at = at
        clocks.cancel(case, at)
        tell(case, CaseEvent.Type.REJECTED, by=by, at=at, message=note)


def close(
    rights_request: RightsRequest,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Close a request that is answered and carried out (CLOCKS.md 2.8).

    Raises StepNotAllowed while a task is open or the answer has not left.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "close",
        by=by,
        at=at,
        states=frozenset({State.FULFILLING}),
        permission="requests.carry_out",
        version=version,
    ) as case:
        if case.tasks.filter(state=FulfilmentTask.State.OPEN).exists():
            raise StepNotAllowed(
                _("Tasks are still open. Finish them first, then close the request.")
            )
        if not case.decisions.filter(state=Decision.State.SENT).exists():
            raise StepNotAllowed(
                _(
                    "The answer is still in the outbox. The request can be closed "
                    "once the mail server has taken it."
                )
            )
        clocks.stop(case, Clock.Kind.PROMISE_FULFILMENT, at)
        case.state = State.CLOSED
        case.closed_at = at
        letters.closed(case, at=at)
        tell(case, CaseEvent.Type.CLOSED, by=by, at=at)
