"""How a case begins: filed by a person, confirmed by a code, acknowledged."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Establishment, User
from audit.trail import Actor, act, record
from correspondence import codes
from policies.models import PolicyVersion
from rights import clocks, letters
from rights.choices import Channel, Relation, Right, SourceKind, State
from rights.models import CaseEvent, Claimant, RightsRequest
from rights.models.reference import next_reference
from rights.steps import step, tell

CONFIRM = "request-confirm"  # the purpose of the code that confirms an address


@dataclass(frozen=True)
class Asked:
    """What a person asks, and of whom, before it is a case."""

    establishment: Establishment
    right: Right
    granted_by: SourceKind
    name: str
    email: str
    language: str
    details: str = ""
    relation: Relation = Relation.SELF
    person_name: str = ""
    phone: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    channel: Channel = Channel.WEB_FORM


def file(
    asked: Asked,
    *,
    by: User | Actor,
    submission: uuid.UUID,
    browser_key: str,
    at: datetime | None = None,
) -> RightsRequest:
    """Keep the request, unconfirmed, and mail the code that confirms it.

    `at` is the instant of receipt; the clocks will be counted from it. Filing the same
    `submission` again (a double click, the back button) returns the first case.
    """
    at = at or timezone.now()
    filed = RightsRequest.objects.filter(submission=submission)
    if known := filed.first():
        return known
    try:
        return _file(
            asked, by=by, submission=submission, browser_key=browser_key, at=at
        )
    except IntegrityError:
        # The second half of a double click, on another connection a moment later.
        if known := filed.first():
            return known
        raise


def _file(
    asked: Asked,
    *,
    by: User | Actor,
    submission: uuid.UUID,
    browser_key: str,
    at: datetime,
) -> RightsRequest:
    establishment = asked.establishment
    with transaction.atomic():
        year = at.astimezone(ZoneInfo(establishment.time_zone)).year
        rights_request = RightsRequest(
            ref=next_reference(year),
            controller=establishment.controller,
            establishment=establishment,
            right=asked.right,
            granted_by=asked.granted_by,
            channel=asked.channel,
            language=asked.language,
            policy_version=_policy_in_force(establishment, at),
            received_at=at,
            submission=submission,
        )
        with act(by=by, controller_id=establishment.controller_id, at=at):
            rights_request.save()
        with act(
            by=by,
            case_id=rights_request.pk,
            controller_id=establishment.controller_id,
            at=at,
        ):
            Claimant(
                rights_request=rights_request,
                relation=asked.relation,
                name=asked.name,
                person_name=asked.person_name,
                email=asked.email,
                phone=asked.phone,
                details=asked.details,
                facts=asked.facts,
            ).save()
            tell(rights_request, CaseEvent.Type.FILED, by=by, at=at)
            send_confirmation_code(rights_request, browser_key=browser_key, at=at)
            record("requests.file", rights_request)
    return rights_request


def send_confirmation_code(
    rights_request: RightsRequest, *, browser_key: str, at: datetime
) -> None:
    """Mail a code to the address typed; it works in that browser only."""
    code = codes.issue(
        CONFIRM, subject_key=rights_request.ref, browser_key=browser_key, at=at
    )
    letters.code(rights_request, code=code, name="confirm", at=at)


def confirm(
    rights_request: RightsRequest,
    *,
    digits: str,
    browser_key: str,
    at: datetime | None = None,
) -> codes.CodeOutcome:
    """Take the code; if it is right the clocks start and the receipt goes out.

    A request that is confirmed already stays as it is.
    """
    at = at or timezone.now()
    with transaction.atomic():
        outcome = codes.check(
            CONFIRM,
            subject_key=rights_request.ref,
            browser_key=browser_key,
            digits=digits,
            at=at,
        )
        rights_request.refresh_from_db()
        if outcome.is_ok and rights_request.state == State.UNCONFIRMED:
            begin(rights_request, by=Actor.subject(), at=at)
    return outcome


def begin(rights_request: RightsRequest, *, by: User | Actor, at: datetime) -> None:
    """The person is reachable: start the clocks and send the receipt.

    The clocks count from `received_at`, the moment of posting (CLOCKS.md 3).
    """
    with step(
        rights_request,
        "confirm",
        by=by,
        at=at,
        states=frozenset({State.UNCONFIRMED}),
    ) as case:
        case.confirmed_at = at
        case.state = State.ACKNOWLEDGED
        clocks.start(case)
        tell(case, CaseEvent.Type.CONFIRMED, by=by, at=at)
        letters.receipt(case, at=at)
        tell(case, CaseEvent.Type.ACKNOWLEDGED, by=Actor.job("portal"), at=at)


def _policy_in_force(establishment: Establishment, at: datetime) -> str:
    """The code of the policy version in force on the local day of receipt."""
    day = at.astimezone(ZoneInfo(establishment.time_zone)).date()
    version = (
        PolicyVersion.objects.select_related("policy__controller")
        .filter(policy__controller=establishment.controller_id)
        .exclude(effective_on__gt=day)
        .order_by("-number")
        .first()
    )
    return version.code if version else ""
