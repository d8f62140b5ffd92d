"""Deciding: one proposes, another looks twice at a refusal (then: answering.py)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights import (
    data_sets,
    grounds,
    holding,
    listing,
    restricting,
)
from rights.choices import Outcome, State
from rights.errors import GroundNotAvailable, SecondLookNeeded, StepNotAllowed
from rights.models import CaseEvent, Decision, RightsRequest
from rights.steps import step, tell

# While the check is open nothing is decided; one that showed nothing can be refused.
UNDECIDED = frozenset({State.IN_PROGRESS, State.IDENTITY_CHECK})


@dataclass(frozen=True)
class Proposal:
    """A decision as an officer words it; `granted` and `kept` hold a line an item."""

    outcome: Outcome
    granted: str = ""
    kept: str = ""
    ground: str = ""
    reason: str = ""
    sets: tuple[data_sets.SetDecision, ...] = ()
    # Until when what is put off waits; its ground is that of the data set.
    until: holding.Reason | None = None
    # On which ground data is restricted, where that is what was asked for.
    restricted_on: str = ""


def propose(
    rights_request: RightsRequest,
    proposal: Proposal,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """Decide. A full grant is ready to send; a refusal waits for a second person.

    Raises GroundNotAvailable if the rulebook has no such ground for this controller,
    country and right, and StepNotAllowed if the request is not being assessed, a
    decision stands already, or a refusal gives no reason (GDPR art. 12(4)).
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "propose_decision",
        by=by,
        at=at,
        states=UNDECIDED,
        permission="requests.decide",
        version=version,
    ) as case:
        if standing(case) is not None:
            raise StepNotAllowed(_("A decision waits for its second look already."))
        decision = draft(case, proposal, by=by, at=at)
        if not decision.needs_second_look:
            decision.state = Decision.State.APPROVED
            _settle_outcome(case, decision)
        decision.save()
        for row in decision.worded_sets:
            row.decision = decision
            row.save()
        tell(
            case,
            CaseEvent.Type.DECISION_PROPOSED,
            by=by,
            at=at,
            data={"decision": decision.pk, "outcome": proposal.outcome},
        )
        if case.state == State.DECIDED:
            _begin_carrying_out(case, decision, by=by, at=at)
    return decision


def draft(
    rights_request: RightsRequest, proposal: Proposal, *, by: User, at: datetime
) -> Decision:
    """The decision in these words, for a preview of its letter; nothing is stored.

    Raises GroundNotAvailable and StepNotAllowed as `propose` does.
    """
    _guard_identity(rights_request, proposal)
    decision = Decision(
        rights_request=rights_request,
        outcome=proposal.outcome,
        granted=proposal.granted,
        restricted_on=proposal.restricted_on
        if restricting.is_about(rights_request)
        else "",
        proposed_by_id=by.pk,
        proposed_at=at,
    )
    _word_sets(rights_request, decision, proposal)
    if proposal.outcome != Outcome.GRANTED:
        _give_reasons(rights_request, decision, proposal)
    return decision


def approve(
    rights_request: RightsRequest,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """The second look: another person agrees, and the answer may be sent.

    Raises SecondLookNeeded if the same person proposed the decision.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "approve_decision",
        by=by,
        at=at,
        states=UNDECIDED,
        permission="requests.approve",
        version=version,
    ) as case:
        decision = _waiting(case, by)
        decision.state = Decision.State.APPROVED
        decision.second_look_by_id = by.pk
        decision.second_look_at = at
        decision.save()
        _settle_outcome(case, decision)
        tell(
            case,
            CaseEvent.Type.DECISION_APPROVED,
            by=by,
            at=at,
            data={"decision": decision.pk},
        )
        _begin_carrying_out(case, decision, by=by, at=at)
    return decision


def send_back(
    rights_request: RightsRequest,
    *,
    because: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """The second look: another person disagrees and says why; it is decided anew."""
    at = at or timezone.now()
    with step(
        rights_request,
        "return_decision",
        by=by,
        at=at,
        states=UNDECIDED,
        permission="requests.approve",
        version=version,
        reason=because,
    ) as case:
        decision = _waiting(case, by)
        if not because.strip():
            raise StepNotAllowed(_("Say what should be decided differently."))
        decision.state = Decision.State.RETURNED
        decision.second_look_by_id = by.pk
        decision.second_look_at = at
        decision.returned_because = because.strip()
        decision.save()
        tell(
            case,
            CaseEvent.Type.DECISION_RETURNED,
            by=by,
            at=at,
            data={"decision": decision.pk},
        )
    return decision


def standing(rights_request: RightsRequest) -> Decision | None:
    """The one decision that was not sent back, if there is one."""
    return rights_request.decisions.exclude(state__in=Decision.PAST).first()


def _guard_identity(case: RightsRequest, proposal: Proposal) -> None:
    if case.state != State.IDENTITY_CHECK:
        return
    if not grounds.is_unproven(case):
        raise StepNotAllowed(_("The identity check is still open."))
    if proposal.outcome != Outcome.REFUSED:
        raise StepNotAllowed(
            _("The identity is not proven, so this request can only be refused.")
        )


def _give_reasons(case: RightsRequest, decision: Decision, proposal: Proposal) -> None:
    first = next((one.ground for one in proposal.sets if one.ground), "")
    ground = grounds.named(case, proposal.ground or first)
    if ground is None:
        raise GroundNotAvailable(
            _("Choose a ground that the rulebook has for this right.")
        )
    if not proposal.reason.strip():
        raise StepNotAllowed(_("Give the reason in words the person can understand."))
    decision.kept = proposal.kept
    decision.reason = proposal.reason.strip()
    decision.ground = ground.code
    decision.ground_clause = ground.clause
    decision.ground_source = ground.source_kind


def _word_sets(case: RightsRequest, decision: Decision, proposal: Proposal) -> None:
    """The data sets, and until when those that are put off wait."""
    decision.worded_sets = data_sets.worded(case, proposal.sets)
    if not proposal.sets:
        return
    if data_sets.outcome_of(proposal.sets) != proposal.outcome:
        raise StepNotAllowed(
            _("The data sets come to “%(outcome)s”. Decide the same for the whole.")
            % {"outcome": data_sets.outcome_of(proposal.sets).label}
        )
    if all(one.outcome != "deferred" for one in proposal.sets):
        return
    until = proposal.until
    if until is None or not until.until.strip():
        raise StepNotAllowed(_("Say until what happens it is put off."))
    decision.until, decision.review_on = until.until.strip(), until.review_on
    decision.ends_on, decision.matter = until.ends_on, until.matter
    decision.reference = until.reference.strip()


def _begin_carrying_out(
    case: RightsRequest, decision: Decision, *, by: User, at: datetime
) -> None:
    """List what was granted, restrict it where asked, hold what was put off."""
    listing.list_granted(case, decision, by=by, at=at)
    restricting.place(case, decision, by=by, at=at)
    data_sets.put_off(case, decision, by=by, at=at)


def _settle_outcome(case: RightsRequest, decision: Decision) -> None:
    case.state = State.DECIDED
    case.outcome = decision.outcome


def _waiting(case: RightsRequest, by: User) -> Decision:
    decision = standing(case)
    if decision is None or decision.state != Decision.State.PROPOSED:
        raise StepNotAllowed(_("No decision waits for a second look."))
    if decision.proposed_by_id == by.pk:
        raise SecondLookNeeded(
            _("You proposed this decision, so another person has to look at it.")
        )
    return decision
