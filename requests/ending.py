"""Ways a case ends without an answer, and how it is opened again.

Silence closes nothing: a person decides, and says why (CLOCKS.md 2.5).
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights import (
    clocks,
    identifying,
    keeping_files,
    letters,
    repeats,
    sent_proofs,
)
from rights.choices import BEFORE_DECISION, TERMINAL, State
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, Clock, Decision, Message, RightsRequest
from rights.steps import say, step, tell


def mark_duplicate(
    rights_request: RightsRequest,
    *,
    of: RightsRequest,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Close this request as one that the same person made already.

    Raises StepNotAllowed unless both identity checks have shown the same person, and
    the first one asks the same company for the same and is no duplicate itself.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "mark_duplicate",
        by=by,
        at=at,
        states=BEFORE_DECISION,
        permission="requests.triage",
        version=version,
    ) as case:
        if why := repeats.why_no_duplicate(case, of):
            raise StepNotAllowed(why)
        case.duplicate_of = of
        case.state = State.DUPLICATE
        case.closed_at = at
        tell(case, CaseEvent.Type.DUPLICATE, by=by, at=at, data={"of": of.pk})
        clocks.recount(case, at=at)
        letters.duplicate(case, of, at=at)


def close_as_abandoned(
    rights_request: RightsRequest,
    *,
    reason: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Close a request whose person did not reply in the time they had.

    Raises StepNotAllowed while that time runs, where no text sets one, and without a
    reason.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "close_as_abandoned",
        by=by,
        at=at,
        states=frozenset({State.CLARIFICATION}),
        permission="requests.decide",
        version=version,
        reason=reason,
    ) as case:
        if why := why_not_abandon(case, list(case.clocks.all()), at=at):
            raise StepNotAllowed(why)
        note = say(case, Message.Kind.NOTE, reason, by=by, at=at, language=by.language)
        case.state = State.ABANDONED
        case.closed_at = at
        tell(case, CaseEvent.Type.ABANDONED, by=by, at=at, message=note)
        sent_proofs.erase_unchecked(case, by=by, at=at)
        clocks.recount(case, at=at)
        letters.abandoned(case, at=at)


def reopen(
    rights_request: RightsRequest,
    *,
    reason: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Open a closed request again: a new round of clocks beside the old ones.

    What was answered stays as it was sent; a new decision is worded. Raises
    StepNotAllowed for a request that was never confirmed, and without a reason.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "reopen",
        by=by,
        at=at,
        states=TERMINAL,
        permission="requests.reopen",
        version=version,
        reason=reason,
    ) as case:
        if why := why_not_reopen(case):
            raise StepNotAllowed(why)
        note = say(case, Message.Kind.NOTE, reason, by=by, at=at, language=by.language)
        for decision in case.decisions.exclude(state__in=Decision.PAST):
            decision.state = Decision.State.EARLIER
            decision.save()
        case.state = identifying.where_it_stands(case)
        case.outcome, case.closed_at, case.duplicate_of = "", None, None
        tell(case, CaseEvent.Type.REOPENED, by=by, at=at, message=note)
        clocks.recount(case, at=at)
        letters.reopened(case, at=at)


def why_not_abandon(case: RightsRequest, running: list[Clock], *, at: datetime) -> str:
    """Why silence cannot end this case now; blank if a person may decide so."""
    if case.state != State.CLARIFICATION:
        return _("Nothing was asked, so no reply is missing.")
    theirs = [c for c in running if c.kind == Clock.Kind.CLARIFICATION_ANSWER]
    if not theirs:
        return _(
            "Neither policy nor law sets a time for the reply, so silence ends nothing."
        )
    if any(clock.is_open and (clock.due_at or at) >= at for clock in theirs):
        return _("The person still has time to reply.")
    return ""


def why_not_duplicate(case: RightsRequest) -> str:
    """Why it cannot be set aside as a duplicate; blank if it can."""
    if case.state not in BEFORE_DECISION:
        return _("After the decision a request is no duplicate any more.")
    if case.data_subject_id is None:
        return _(
            "Requests are compared between confirmed identities alone, and this person "
            "is not known yet."
        )
    return ""


def why_not_reopen(case: RightsRequest) -> str:
    """Why it cannot be opened again; blank if it can."""
    if not case.is_closed:
        return _("The request is open.")
    if keeping_files.is_erased(case):
        return _("The file of this request is erased, so nothing could go on from it.")
    if case.confirmed_at is None:
        return _("The e-mail of this request was never confirmed.")
    return ""
