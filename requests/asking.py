"""Asking the person for what is missing, and what their reply does to the case.

Whether a clock stops meanwhile is the rule's word, never the clerk's (CLOCKS.md 2.5).
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from rights import clocks, identifying, letters, told
from rights.choices import BEFORE_DECISION, State
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, Clock, Message, RightsRequest
from rights.steps import say, step, tell

ASKABLE = BEFORE_DECISION - {State.CLARIFICATION}


def ask(
    rights_request: RightsRequest,
    *,
    body: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Message:
    """Ask the person and wait for the reply; their time to reply starts.

    The letter says until when, and what happens to our own date. Raises StepNotAllowed
    after the decision, while a question waits already, and without words.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "ask_clarification",
        by=by,
        at=at,
        states=ASKABLE,
        permission="requests.triage",
        version=version,
    ) as case:
        message = say(case, Message.Kind.TO_PERSON, body, by=by, at=at)
        case.state = State.CLARIFICATION
        tell(case, CaseEvent.Type.ASKED, by=by, at=at, message=message)
        clocks.recount(case, at=at)
        letters.asked(case, at=at)
    return message


def take_reply(
    case: RightsRequest, message: Message, *, by: User | Actor, at: datetime
) -> None:
    """The person has answered: the case goes on where it stood, its clocks as well.

    Called inside the verb that heard them. Where that moved a date, a letter says so.
    """
    case.state = identifying.where_it_stands(case)
    tell(case, CaseEvent.Type.REPLIED, by=by, at=at, message=message)
    before = {clock.pk: clock.told_due_at for clock in told.named(case)}
    clocks.recount(case, at=at)
    now = {clock.pk: clock.due_at for clock in told.named(case)}
    if now != before:
        letters.reply_received(case, at=at)


def accept_as_complete(
    rights_request: RightsRequest,
    *,
    body: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Message:
    """Note that nothing is missing, so that nobody has to ask any more.

    While the case waits on the person it means that they replied in another way, by
    phone or at the counter; `body` says how, and stays internal.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "accept_as_complete",
        by=by,
        at=at,
        states=BEFORE_DECISION,
        permission="requests.triage",
        version=version,
    ) as case:
        if why := why_not_complete(case, list(case.clocks.all())):
            raise StepNotAllowed(why)
        note = say(case, Message.Kind.NOTE, body, by=by, at=at, language=by.language)
        if case.state == State.CLARIFICATION:
            take_reply(case, note, by=by, at=at)
        else:
            tell(case, CaseEvent.Type.COMPLETE, by=by, at=at, message=note)
            clocks.recount(case, at=at)
    return note


def flag_claim(
    rights_request: RightsRequest,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Note that the record is marked as disputed, where a text asks for the mark."""
    at = at or timezone.now()
    with step(
        rights_request,
        "flag_claim",
        by=by,
        at=at,
        states=BEFORE_DECISION,
        permission="requests.triage",
        version=version,
    ) as case:
        if why := why_not_flag(case, list(case.clocks.all())):
            raise StepNotAllowed(why)
        tell(case, CaseEvent.Type.FLAGGED, by=by, at=at)
        clocks.recount(case, at=at)


def why_not_ask(case: RightsRequest) -> str:
    """Why nothing can be asked now; blank if it can."""
    if case.state in ASKABLE:
        return ""
    if case.state == State.CLARIFICATION:
        return _("A question waits for the reply of the person already.")
    return _("After the decision nothing is asked any more.")


def why_not_complete(case: RightsRequest, clocks: list[Clock]) -> str:
    """Why there is nothing to accept; blank if there is."""
    if case.state == State.CLARIFICATION:
        return ""
    kinds = {clock.kind for clock in clocks if clock.is_open}
    if Clock.Kind.CLARIFICATION_REQUEST in kinds and case.state in ASKABLE:
        return ""
    return _(
        "No time to ask for what is missing runs here, so nothing has to be accepted."
    )


def why_not_flag(case: RightsRequest, clocks: list[Clock]) -> str:
    """Why no mark is to be set; blank if one is."""
    marks = [clock for clock in clocks if clock.kind == Clock.Kind.CLAIM_FLAG]
    if any(clock.is_open for clock in marks):
        return ""
    if marks:
        return _("The record carries its mark already, or no longer needs one.")
    return _("Neither policy nor law asks to mark the record as disputed.")
