"""Where a rights request lives its life: the verbs between filing and closing.

`filing.py` begins a case, `assigning.py` says who works on it, `identifying.py` finds
out whose it is, `asking.py` asks for what is missing, `extending.py` and `holding.py`
take more time where a text allows it, `deciding.py` decides, `carrying_out.py` does
what was decided, `forwarding.py` and `ending.py` end it otherwise; what lies between
is here.
Each verb locks the request, checks that the step is allowed, changes it, and leaves one
entry and, where there is one, the letter's outbox row in the same transaction
(steps.py); many requests at once, many.py.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from rights import (
    asking,
    assigning,
    carrying_out,
    clocks,
    files,
    identifying,
    letters,
    sent_proofs,
)
from rights.choices import BEFORE_DECISION, NEW, OPEN, State
from rights.errors import StepNotAllowed
from rights.models import (
    CaseEvent,
    CaseFile,
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
        if why := assigning.why_not(case, owner, assigning.workplaces(owner)):
            raise StepNotAllowed(why)
        assigning.give(case, owner, by=by, at=at).save()


def write_to_person(
    rights_request: RightsRequest,
    *,
    body: str,
    by: User,
    attached: Sequence[files.Stored] = (),
    version: int | None = None,
    at: datetime | None = None,
) -> Message:
    """Put a message on the status page and mail that it is there; nothing waits.

    The letter says whether files are there and never carries one. To wait for a reply
    is another step: `asking.ask`.
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
        files.put_on(
            case,
            attached,
            source=CaseFile.Source.STAFF,
            at=at,
            by=by,
            message=message,
            for_person=True,
            expires_at=at + files.OPEN_FOR,
        )
        letters.message_waiting(case, files=len(attached), at=at)
        tell(case, CaseEvent.Type.MESSAGE_OUT, by=by, at=at, message=message)
    return message


def hear_from_person(
    rights_request: RightsRequest,
    *,
    body: str,
    submission: uuid.UUID | None = None,
    attached: Sequence[files.Stored] = (),
    source: CaseFile.Source = CaseFile.Source.PERSON,
    at: datetime | None = None,
) -> Message:
    """Keep what the person wrote, with its files; a waiting request goes on.

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
        with step(
            rights_request, "hear_from_person", by=person, at=at, states=OPEN
        ) as case:
            message = _hear(case, body, submission, by=person, at=at)
            files.put_on(
                case,
                attached,
                source=source,
                at=at,
                by=person,
                message=message,
                for_person=True,
            )
    return message


def _hear(
    case: RightsRequest,
    body: str,
    submission: uuid.UUID | None,
    *,
    by: Actor,
    at: datetime,
) -> Message:
    message = say(
        case,
        Message.Kind.FROM_PERSON,
        body,
        by=by,
        at=at,
        submission=submission,
    )
    if case.state == State.CLARIFICATION:
        asking.take_reply(case, message, by=by, at=at)
    else:
        tell(case, CaseEvent.Type.MESSAGE_IN, by=by, at=at, message=message)
    if case.state == State.IDENTITY_CHECK:
        identifying.take_proof(case, at=at)
    return message


def add_note(
    rights_request: RightsRequest,
    *,
    body: str,
    by: User,
    attached: Sequence[files.Stored] = (),
    version: int | None = None,
    at: datetime | None = None,
) -> Message:
    """Keep an internal note and its files. They have no letter and no way to one."""
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
        source = CaseFile.Source.STAFF
        files.put_on(case, attached, source=source, at=at, by=by, message=note)
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
        tell(case, CaseEvent.Type.WITHDRAWN, by=person, at=at)
        sent_proofs.erase_unchecked(case, by=person, at=at)
        clocks.recount(case, at=at)
        letters.withdrawn(case, at=at)


def reject_as_spam(
    rights_request: RightsRequest,
    *,
    reason: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Set aside what is no request; nothing is sent, and only its files are erased."""
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
        tell(case, CaseEvent.Type.REJECTED, by=by, at=at, message=note)
        sent_proofs.erase_unchecked(case, by=by, at=at)
        clocks.recount(case, at=at)


def close(
    rights_request: RightsRequest,
    *,
    by: User,
    despite: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Close a request that is answered and carried out (CLOCKS.md 2.8).

    `despite` says why it is closed with a task still open: each such task keeps it, and
    so does the timeline. Raises StepNotAllowed while a task is open and nobody says
    why, and while the answer has not left.
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
        reason=despite,
    ) as case:
        is_left = case.tasks.filter(state__in=FulfilmentTask.UNSETTLED).exists()
        if is_left and not despite.strip():
            raise StepNotAllowed(
                _(
                    "Tasks are still open. Finish them first, or say why the request "
                    "is closed all the same."
                )
            )
        if not case.decisions.filter(state=Decision.State.SENT).exists():
            raise StepNotAllowed(
                _(
                    "The answer is still in the outbox. The request can be closed "
                    "once the mail server has taken it."
                )
            )
        note = _leave(case, despite, by=by, at=at) if is_left else None
        if not carrying_out.is_done(case):
            tell(case, CaseEvent.Type.FULFILLED, by=by, at=at)
            clocks.recount(case, at=at)
        case.state = State.CLOSED
        case.closed_at = at
        letters.closed(case, left=carrying_out.left_over(case, at=at), at=at)
        tell(case, CaseEvent.Type.CLOSED, by=by, at=at, message=note)


def _leave(case: RightsRequest, why: str, *, by: User, at: datetime) -> Message:
    """The reason, as an internal note and at each task that stays open."""
    carrying_out.leave_open_tasks(case, why, by=by, at=at)
    return say(case, Message.Kind.NOTE, why, by=by, at=at, language=by.language)
