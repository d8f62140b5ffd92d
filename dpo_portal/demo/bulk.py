"""Bulk data for measuring: many invented cases, fast, through the same tables.

Rows go in by the thousand, with their history and their ledger entries; the dates come
from the same clock functions as everywhere.
"""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction

from accounts.models import Establishment, User
from audit.trail import Actor, ActorKind, act
from rights.choices import OPEN, Channel, Outcome, Right, SourceKind, Stage, State
from rights.clocks import counted
from rights.models import (
    CaseEvent,
    Claimant,
    Clock,
    Decision,
    IdentityCheck,
    ReferenceCounter,
    RightsRequest,
)
from rights.stages import STAGE_OF, lead
from rulebook import book as rulebook

BATCH = 1_000
STEP = timedelta(minutes=1)  # between what happened in an invented case
RIGHTS = (Right.ACCESS, Right.ERASURE, Right.RECTIFICATION)
STATES = (
    (State.ACKNOWLEDGED, 10),
    (State.IDENTITY_CHECK, 10),
    (State.IN_PROGRESS, 15),
    (State.CLARIFICATION, 5),
    (State.DECIDED, 5),
    (State.FULFILLING, 5),
    (State.CLOSED, 50),
)
BEGUN = (CaseEvent.Type.FILED, CaseEvent.Type.CONFIRMED, CaseEvent.Type.ACKNOWLEDGED)
PROVEN = (CaseEvent.Type.IDENTITY_STARTED, CaseEvent.Type.IDENTITY_VERIFIED)
DECIDED = (CaseEvent.Type.DECISION_PROPOSED,)
ANSWERED = (CaseEvent.Type.ANSWER_QUEUED, CaseEvent.Type.ANSWERED)
EVENTS = {
    State.ACKNOWLEDGED: BEGUN,
    State.IDENTITY_CHECK: (*BEGUN, CaseEvent.Type.IDENTITY_STARTED),
    State.IN_PROGRESS: (*BEGUN, *PROVEN),
    State.CLARIFICATION: (*BEGUN, *PROVEN, CaseEvent.Type.MESSAGE_OUT),
    State.DECIDED: (*BEGUN, *PROVEN, *DECIDED),
    State.FULFILLING: (*BEGUN, *PROVEN, *DECIDED, *ANSWERED),
    State.CLOSED: (*BEGUN, *PROVEN, *DECIDED, *ANSWERED, CaseEvent.Type.CLOSED),
}


@dataclass(frozen=True)
class Mix:
    """Where the invented cases are and who has them."""

    establishments: list[Establishment]
    officers: list[User]


def generate(
    *,
    requests: int,
    seed: int,
    now: datetime,
    mix: Mix | None = None,
    still_open: int | None = None,
) -> int:
    """Add `requests` invented cases received in the ninety days before `now`.

    `still_open` of them are, if it is given; else about half. The same seed gives the
    same cases. Returns how many were added.
    """
    chance = random.Random(seed)  # noqa: S311 - invented data, not secrets
    mix = mix or Mix(
        establishments=list(Establishment.objects.select_related("controller")),
        officers=list(User.objects.filter(memberships__role="officer").distinct()),
    )
    if not mix.establishments or not mix.officers:
        raise ValueError("Cases need establishments and an officer: load the demo.")
    states = _states(requests, still_open, chance)
    book = rulebook.live()
    for numbers in batched(range(requests), BATCH):
        with transaction.atomic(), act(by=Actor.job("generate"), at=now):
            some = states[numbers[0] : numbers[-1] + 1] if states else None
            cases = list(_cases(len(numbers), chance, mix, now, some))
            clocks = [clock for case in cases for clock in _clocks(case, book)]
            RightsRequest.objects.audited_bulk_create(cases)
            Claimant.objects.audited_bulk_create(
                [_claimant(case, chance) for case in cases]
            )
            for clock in clocks:
                clock.rights_request = clock.rights_request  # now that it has a key
            Clock.objects.bulk_create(clocks)
            IdentityCheck.objects.audited_bulk_create(
                [_check(case) for case in cases if case.state != State.ACKNOWLEDGED]
            )
            Decision.objects.audited_bulk_create(
                [_decision(case, mix.officers[0]) for case in cases if case.outcome]
            )
            CaseEvent.objects.bulk_create(
                [event for case in cases for event in _events(case)]
            )
    return requests


def _states(
    requests: int, still_open: int | None, chance: random.Random
) -> list[State]:
    """A state for each case, where the number of open ones is given."""
    if still_open is None:
        return []
    found = [State.CLOSED] * requests
    opened, weights = zip(*STATES[:-1], strict=True)
    for number in chance.sample(range(requests), min(still_open, requests)):
        found[number] = chance.choices(opened, weights)[0]
    return found


def _cases(
    count: int,
    chance: random.Random,
    mix: Mix,
    now: datetime,
    given: Sequence[State] | None = None,
) -> Iterator[RightsRequest]:
    counter, _ = ReferenceCounter.objects.select_for_update().get_or_create(
        year=now.year
    )
    states, weights = zip(*STATES, strict=True)
    for number in range(count):
        counter.last += 1
        establishment = chance.choice(mix.establishments)
        state = given[number] if given else chance.choices(states, weights)[0]
        received_at = now - timedelta(minutes=chance.randrange(60 * 24 * 90))
        yield RightsRequest(
            ref=f"R-{now.year}-{counter.last:04d}",
            controller=establishment.controller,
            establishment=establishment,
            right=chance.choice(RIGHTS),
            granted_by=SourceKind.PROMISE,
            channel=Channel.WEB_FORM,
            language="en",
            state=state,
            outcome=Outcome.GRANTED if set(DECIDED) & set(EVENTS[state]) else "",
            stage=(
                Stage.CLOSED
                if state == State.CLOSED
                else STAGE_OF.get(state, Stage.READY_TO_DECIDE)
            ),
            received_at=received_at,
            confirmed_at=received_at + timedelta(minutes=2),
            closed_at=now if state == State.CLOSED else None,
            owner=chance.choice([None, *mix.officers]),
            submission=uuid.UUID(int=chance.getrandbits(128)),
        )
    counter.save(update_fields=["last"])


def _claimant(case: RightsRequest, chance: random.Random) -> Claimant:
    number = chance.randrange(10**6)
    return Claimant(
        rights_request=case,
        name=f"Invented Person {number:06d}",
        email=f"person{number:06d}@example.test",
        details="Invented for measuring.",
    )


def _clocks(case: RightsRequest, book: rulebook.Book) -> list[Clock]:
    """The clocks of a case that is not stored yet, and its nearest due instant."""
    clocks = counted(case, book)
    if case.state not in OPEN:
        for clock in clocks:
            clock.stop(case.received_at + timedelta(hours=20))
    lead(case, clocks)
    return clocks


def _check(case: RightsRequest) -> IdentityCheck:
    started_at = case.received_at + STEP * len(BEGUN)
    is_open = case.state == State.IDENTITY_CHECK
    outcome = IdentityCheck.Outcome
    return IdentityCheck(
        rights_request=case,
        outcome=outcome.OPEN if is_open else outcome.VERIFIED,
        started_at=started_at,
        settled_at=None if is_open else started_at + STEP,
    )


def _decision(case: RightsRequest, officer: User) -> Decision:
    is_sent = case.state != State.DECIDED
    return Decision(
        rights_request=case,
        outcome=case.outcome,
        granted="Everything you asked for",
        state=Decision.State.SENT if is_sent else Decision.State.APPROVED,
        proposed_by_id=officer.pk,
        proposed_at=case.received_at + STEP * len(BEGUN + PROVEN),
    )


def _events(case: RightsRequest) -> Iterator[CaseEvent]:
    """What led to the state of the case, a minute apart."""
    for number, happened in enumerate(EVENTS[State(case.state)]):
        yield CaseEvent(
            rights_request=case,
            type=happened,
            at=case.received_at + STEP * number,
            actor_kind=ActorKind.JOB,
            data={"outcome": case.outcome} if happened in DECIDED else {},
        )
