"""Finding out whose request it is, by what the policy lets us ask, and linking them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from rights import (
    clocks,
    filed_together,
    representing,
    sent_proofs,
)
from rights.choices import NEW, State
from rights.errors import StepNotAllowed
from rights.models import (
    CaseEvent,
    Decision,
    IdentityCheck,
    IdentityFinding,
    RightsRequest,
)
from rights.shredding import shred
from rights.steps import step, tell
from rulebook import book as rulebook
from rulebook.rows import IdentityFact, IdentityRoute
from subjects import workflow as subjects
from subjects.models import DataSubject


def start_identity_check(
    rights_request: RightsRequest,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Open the check the policy allows for this channel and right, and no other.

    The facts come from the rulebook's route; where it names none, the confirmed e-mail
    code is all that is looked at.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "start_identity_check",
        by=by,
        at=at,
        states=NEW,
        permission="requests.triage",
        version=version,
    ) as case:
        route = route_of(case)
        IdentityCheck(
            rights_request=case,
            route=route.code,
            clause=route.clause,
            promise=route.promise,
            started_at=at,
        ).save()
        case.state = State.IDENTITY_CHECK
        tell(case, CaseEvent.Type.IDENTITY_STARTED, by=by, at=at)
        clocks.recount(case, at=at)


def settle_identity(
    rights_request: RightsRequest,
    *,
    by: User,
    is_verified: bool,
    findings: Mapping[str, str],
    sent: Collection[int] = (),
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Write down what each fact showed; if the person is known, link the data subject.

    `findings` maps a fact's code to an IdentityFinding.Result. Where the identity stays
    unproven the request waits at the check: a person may ask again, or refuse. The
    copies of documents are deleted either way, and so are the files `sent` with a
    message or a mail that showed who somebody is (their keys). Who is known in one
    request is known in those of the same act, as far as their routes ask nothing more.

    Raises StepNotAllowed for a fact that the register does not ask here, and where
    somebody acts for the person by an authority that nobody has seen.
    """
    at = at or timezone.now()
    with transaction.atomic():
        _settle(
            rights_request,
            by=by,
            is_verified=is_verified,
            findings=findings,
            sent=sent,
            version=version,
            at=at,
        )
        if is_verified:
            _settle_what_was_asked_with_it(rights_request, findings, by=by, at=at)


def _settle(
    rights_request: RightsRequest,
    *,
    by: User,
    is_verified: bool,
    findings: Mapping[str, str],
    version: int | None,
    at: datetime,
    sent: Collection[int] = (),
    person: DataSubject | None = None,
) -> None:
    with step(
        rights_request,
        "settle_identity",
        by=by,
        at=at,
        states=frozenset({State.IDENTITY_CHECK}),
        permission="requests.triage",
        version=version,
    ) as case:
        _guard(case, findings, is_verified=is_verified)
        check = case.identity_check
        _write_down(check, findings)
        outcome = IdentityCheck.Outcome
        check.outcome = outcome.VERIFIED if is_verified else outcome.UNPROVEN
        check.settled_at = at
        check.settled_by_id = by.pk
        check.save()
        if is_verified:
            case.data_subject = person or _who_asked(case, at)
            _link_guardian(case)
            case.state = State.IN_PROGRESS
        happened = CaseEvent.Type
        matches = [r == IdentityFinding.Result.MATCH for r in findings.values()]
        tell(
            case,
            happened.IDENTITY_VERIFIED if is_verified else happened.IDENTITY_UNPROVEN,
            by=by,
            at=at,
            data={"asked": len(findings), "matching": sum(matches)},
        )
        shred(case, by=by, at=at)
        sent_proofs.erase(case, sent, by=by, at=at)
        clocks.recount(case, at=at)


def _settle_what_was_asked_with_it(
    rights_request: RightsRequest,
    findings: Mapping[str, str],
    *,
    by: User,
    at: datetime,
) -> None:
    """The same person asked for it in the same act: nobody is checked twice."""
    shown = {f for f, r in findings.items() if r == IdentityFinding.Result.MATCH}
    for other in filed_together.asked_with(rights_request):
        asked = {fact.code for fact in facts_of(other)}
        if not asked <= shown:
            continue
        if other.state in NEW:
            start_identity_check(other, by=by, at=at)
        if other.state == State.IDENTITY_CHECK:
            _settle(
                other,
                by=by,
                is_verified=True,
                findings={fact: findings[fact] for fact in asked},
                version=None,
                at=at,
                person=rights_request.data_subject,
            )


def route_of(case: RightsRequest) -> IdentityRoute:
    """What the register lets us ask of someone who came this way, for this right."""
    slug = case.controller.slug
    return rulebook.live(slug).identity_route(
        slug, case.establishment.country, case.right, case.channel
    )


def facts_of(case: RightsRequest) -> Sequence[IdentityFact]:
    return route_of(case).facts


def take_proof(case: RightsRequest, *, at: datetime) -> None:
    """The person wrote while their identity is being checked: their proof is here.

    Called inside the verb that heard them; the law of some places counts from then.
    """
    tell(case, CaseEvent.Type.IDENTITY_RECEIVED, by=Actor.subject(), at=at)
    clocks.recount(case, at=at)


def where_it_stands(case: RightsRequest) -> State:
    """Where a case goes on that waited or was closed: as far as its check has come."""
    check = IdentityCheck.objects.filter(rights_request=case).first()
    if check is None:
        return State.ACKNOWLEDGED
    if check.outcome == IdentityCheck.Outcome.VERIFIED:
        return State.IN_PROGRESS
    return State.IDENTITY_CHECK


def _guard(
    case: RightsRequest, findings: Mapping[str, str], *, is_verified: bool
) -> None:
    if case.decisions.filter(state=Decision.State.PROPOSED).exists():
        raise StepNotAllowed(
            _("A decision waits for its second look, so the check stays as it is.")
        )
    allowed = {fact.code for fact in facts_of(case)}
    if set(findings) - allowed:
        raise StepNotAllowed(
            _(
                "The policy does not ask for this here, so it may not be part of the "
                "check."
            )
        )
    if not set(findings.values()) <= set(IdentityFinding.Result.values):
        raise StepNotAllowed(_("Say what each fact showed."))
    matched = IdentityFinding.Result.MATCH in findings.values()
    if is_verified and findings and not matched:
        raise StepNotAllowed(
            _(
                "No fact matches, so nothing shows who this is. Note what matched, or "
                "keep “Not proven”."
            )
        )
    if is_verified and (why := representing.why_not_verify(case)):
        raise StepNotAllowed(why)


def _write_down(check: IdentityCheck, findings: Mapping[str, str]) -> None:
    for fact, result in findings.items():
        found = check.findings.filter(fact=fact).first() or IdentityFinding(
            check_made=check, fact=fact
        )
        found.result = result
        found.save()


def _who_asked(case: RightsRequest, at: datetime) -> DataSubject:
    """The data subject, known by the address that the code has confirmed.

    Someone without an e-mail is a person of their own: a name alone is nobody's. Where
    somebody acts for the person, that address is theirs and tells nothing of the ward.
    """
    claimant = case.claimant
    who: dict[str, Any] = {
        "name": claimant.data_subject_name,
        "language": case.language,
        "at": at,
    }
    guardian = representing.standing(case) if claimant.is_represented else None
    own = claimant.person_email if guardian else claimant.email
    if own:
        return subjects.know_by_email(case.controller, email=own, **who)
    if guardian is not None:
        return subjects.know_through(guardian, **who)
    return subjects.know_anew(case.controller, **who)


def _link_guardian(case: RightsRequest) -> None:
    if not case.claimant.is_represented or case.data_subject is None:
        return
    guardian = representing.standing(case)
    if guardian is not None:
        subjects.link_guardian(guardian, case.data_subject)
