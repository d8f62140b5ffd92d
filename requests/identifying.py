"""Finding out whose request it is, by what the policy lets us ask, and linking them."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights.choices import NEW, Channel, State
from rights.errors import StepNotAllowed
from rights.models import (
    CaseEvent,
    Decision,
    IdentityCheck,
    IdentityFinding,
    RightsRequest,
)
from rights.steps import step, tell
from rulebook import book as rulebook
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
        route = rulebook.live(case.controller.slug).identity_route(
            case.controller.slug,
            case.establishment.country,
            case.right,
            Channel(case.channel),
        )
        IdentityCheck(
            rights_request=case,
            route=route.code,
            clause=route.clause,
            promise=route.promise,
            started_at=at,
        ).save()
        case.state = State.IDENTITY_CHECK
        tell(case, CaseEvent.Type.IDENTITY_STARTED, by=by, at=at)


def settle_identity(
    rights_request: RightsRequest,
    *,
    by: User,
    is_verified: bool,
    findings: Mapping[str, str],
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Write down what each fact showed; if the person is known, link the data subject.

    `findings` maps a fact's code to an IdentityFinding.Result. Where the identity stays
    unproven the request waits at the check: a person may ask again, or refuse.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "settle_identity",
        by=by,
        at=at,
        states=frozenset({State.IDENTITY_CHECK}),
        permission="requests.triage",
        version=version,
    ) as case:
        if case.decisions.filter(state=Decision.State.PROPOSED).exists():
            raise StepNotAllowed(
                _("A decision waits for its second look, so the check stays as it is.")
            )
        check = case.identity_check
        _write_down(check, findings)
        outcome = IdentityCheck.Outcome
        check.outcome = outcome.VERIFIED if is_verified else outcome.UNPROVEN
        check.settled_at = at
        check.settled_by_id = by.pk
        check.save()
        if is_verified:
            case.data_subject = _who_asked(case, at)
            case.state = State.IN_PROGRESS
        tell(
            case,
            CaseEvent.Type.IDENTITY_VERIFIED
            if is_verified
            else CaseEvent.Type.IDENTITY_UNPROVEN,
            by=by,
            at=at,
            data={
                "asked": len(findings),
                "matching": sum(
                    result == IdentityFinding.Result.MATCH
                    for result in findings.values()
                ),
            },
        )


def _write_down(check: IdentityCheck, findings: Mapping[str, str]) -> None:
    for fact, result in findings.items():
        found = check.findings.filter(fact=fact).first() or IdentityFinding(
            check_made=check, fact=fact
        )
        found.result = result
        found.save()


def _who_asked(case: RightsRequest, at: datetime) -> DataSubject:
    """The data subject, known by the address that the code has confirmed."""
    return subjects.know_by_email(
        case.controller,
        email=case.claimant.email,
        name=case.claimant.data_subject_name,
        language=case.language,
        at=at,
    )
