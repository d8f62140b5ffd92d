"""How a case begins: filed by a person, and kept until its code confirms it.

The code and what follows from it: confirming.py.
"""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Establishment, User
from audit.trail import Actor, act, record
from policies.versions import code_in_force
from rights.choices import Channel, Relation, Right, SourceKind
from rights.confirming import send_confirmation_code
from rights.models import CaseEvent, Claimant, Filing, RightsRequest
from rights.models.reference import next_reference
from rights.steps import tell


@dataclass(frozen=True)
class Wish:
    """One right more that is asked in the same act."""

    right: Right
    granted_by: SourceKind
    details: str = ""
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What a person asks, and of whom, before it is a case.

    Who asks for several rights at once has the others in `also`: each becomes a request
    of its own, with the facts that its own route lets us keep.
    """

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
    postal_address: str = ""
    guardian_name: str = ""
    guardian_email: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    channel: Channel = Channel.WEB_FORM
    also: tuple[Wish, ...] = ()

    def each(self) -> list["Asked"]:
        """One for each right, the first first."""
        return [
            replace(self, also=()),
            *(
                replace(
                    self,
                    right=wish.right,
                    granted_by=wish.granted_by,
                    details=wish.details,
                    facts=wish.facts,
                    also=(),
                )
                for wish in self.also
            ),
        ]


def file(
    asked: Asked,
    *,
    by: User | Actor,
    submission: uuid.UUID,
    browser_key: str,
    at: datetime | None = None,
    parent: RightsRequest | None = None,
) -> RightsRequest:
    """Keep the request, unconfirmed, and mail the code that confirms it.

    `at` is the instant of receipt; the clocks will be counted from it. Filing the same
    `submission` again (a double click, the back button) returns the first case. With a
    `parent` it is a complaint about that case, whose address needs no code any more.
    Of several rights the first request is returned; one code confirms them all.
    """
    at = at or timezone.now()
    try:
        return _file(
            asked,
            by=by,
            submission=submission,
            browser_key=browser_key,
            at=at,
            parent=parent,
        )
    except IntegrityError:
        if known := RightsRequest.objects.filter(submission=submission).first():
            return known
        raise


def _file(
    asked: Asked,
    *,
    by: User | Actor,
    submission: uuid.UUID,
    browser_key: str,
    at: datetime,
    parent: RightsRequest | None,
) -> RightsRequest:
    controller_id = asked.establishment.controller_id
    with transaction.atomic(), act(by=by, controller_id=controller_id, at=at):
        rights_request, *others = keep_each(
            asked, by=by, submission=submission, received_at=at, at=at, parent=parent
        )
        for other in others:
            with act(by=by, case_id=other.pk, controller_id=other.controller_id, at=at):
                record("requests.file", other)
        with act(
            by=by,
            case_id=rights_request.pk,
            controller_id=rights_request.controller_id,
            at=at,
        ):
            if parent is None:
                send_confirmation_code(rights_request, browser_key=browser_key, at=at)
            record("requests.file", rights_request)
    return rights_request


def keep_each(
    asked: Asked,
    *,
    by: User | Actor,
    submission: uuid.UUID,
    received_at: datetime,
    at: datetime,
    parent: RightsRequest | None = None,
) -> list[RightsRequest]:
    """Store a request for each right that is asked; several of them belong together.

    The first carries the form's own key. Call it inside a transaction.
    """
    together = _together(asked, by, submission, received_at, at) if asked.also else None
    return [
        keep(
            one,
            by=by,
            submission=uuid.uuid5(submission, one.right) if number else submission,
            received_at=received_at,
            at=at,
            parent=parent,
            filing=together,
        )
        for number, one in enumerate(asked.each())
    ]


def _together(
    asked: Asked,
    by: User | Actor,
    submission: uuid.UUID,
    received_at: datetime,
    at: datetime,
) -> Filing:
    controller = asked.establishment.controller
    filing = Filing(
        controller=controller, submission=submission, received_at=received_at
    )
    with act(by=by, controller_id=controller.pk, at=at):
        filing.save()
    return filing


def keep(
    asked: Asked,
    *,
    by: User | Actor,
    submission: uuid.UUID,
    received_at: datetime,
    at: datetime,
    parent: RightsRequest | None = None,
    filing: Filing | None = None,
) -> RightsRequest:
    """Store the request and who asks, unconfirmed; the caller's verb goes on from here.

    `received_at` is the true moment of receipt, `at` the moment of this act; both are
    the same where a person files it themselves. Call it inside a transaction.
    """
    establishment = asked.establishment
    year = received_at.astimezone(ZoneInfo(establishment.time_zone)).year
    rights_request = RightsRequest(
        ref=next_reference(year),
        controller=establishment.controller,
        establishment=establishment,
        right=asked.right,
        granted_by=asked.granted_by,
        channel=asked.channel,
        language=asked.language,
        policy_version=policy_in_force(establishment, received_at),
        received_at=received_at,
        submission=submission,
        parent=parent,
        filing=filing,
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
            guardian_name=asked.guardian_name,
            guardian_email=asked.guardian_email,
            postal_address=asked.postal_address,
            details=asked.details,
            facts=asked.facts,
        ).save()
        tell(rights_request, CaseEvent.Type.FILED, by=by, at=received_at)
    return rights_request


def policy_in_force(establishment: Establishment, at: datetime) -> str:
    """The code of the privacy policy's version in force at the moment of receipt."""
    return code_in_force(establishment.controller, at)
