"""Bulk data for measuring: many invented cases, fast, through the same tables.

Rows go in by the thousand, with their history and their ledger entries; the dates come
from the same clock functions as everywhere.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction

from accounts.models import Establishment, User
from audit.trail import Actor, act
from rights.choices import OPEN, Channel, Right, SourceKind, Stage, State
from rights.clocks import counted
from rights.models import Claimant, Clock, ReferenceCounter, RightsRequest
from rights.stages import STAGE_OF
from rulebook import book as rulebook

BATCH = 1_000
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


@dataclass(frozen=True)
class Mix:
    """Where the invented cases are and who has them."""

    establishments: list[Establishment]
    officers: list[User]


def generate(*, requests: int, seed: int, now: datetime, mix: Mix | None = None) -> int:
    """Add `requests` invented cases received in the ninety days before `now`.

    The same seed gives the same cases. Returns how many were added.
    """
    chance = random.Random(seed)  # noqa: S311 - invented data, not secrets
    mix = mix or Mix(
        establishments=list(Establishment.objects.select_related("controller")),
        officers=list(User.objects.filter(memberships__role="officer").distinct()),
    )
    book = rulebook.live()
    for numbers in batched(range(requests), BATCH):
        with transaction.atomic(), act(by=Actor.job("generate"), at=now):
            cases = list(_cases(len(numbers), chance, mix, now))
            clocks = [clock for case in cases for clock in _clocks(case, book)]
            RightsRequest.objects.audited_bulk_create(cases)
            Claimant.objects.audited_bulk_create(
                [_claimant(case, chance) for case in cases]
            )
            for clock in clocks:
                clock.rights_request = clock.rights_request  # now that it has a key
            Clock.objects.bulk_create(clocks)
    return requests


def _cases(
    count: int, chance: random.Random, mix: Mix, now: datetime
) -> Iterator[RightsRequest]:
    counter, _ = ReferenceCounter.objects.select_for_update().get_or_create(
        year=now.year
    )
    states, weights = zip(*STATES, strict=True)
    for _number in range(count):
        counter.last += 1
        establishment = chance.choice(mix.establishments)
        state = chance.choices(states, weights)[0]
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
    due = [clock.due_at for clock in clocks if clock.is_open and clock.due_at]
    case.next_due_at = min(due, default=None)
    return clocks
