"""People of Maxim with data held, and the purposes that companies ask consent for."""

import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Controller
from audit.trail import Actor, act
from processing.terms import Sensitivity
from subjects.loading import load_purposes
from subjects.models import ConsentPurpose, DataHeld, DataSubject
from tests.factories import (
    DataHeldFactory,
    DataItemFactory,
    DataSubjectFactory,
    IdentifierFactory,
)

AT = datetime.datetime(2026, 5, 15, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture
def at() -> datetime.datetime:
    return AT


@pytest.fixture
def make(db: None) -> Any:
    """Make rows by their factory, as a job would."""

    def made(factory: Any, **words: Any) -> Any:
        with transaction.atomic(), act(by=Actor.job("tests")):
            return factory(**words)

    return made


@pytest.fixture
def items(maxim: Controller, make: Any) -> None:
    make(DataItemFactory, controller=maxim, code="full_name")
    make(
        DataItemFactory,
        controller=maxim,
        code="bank_card",
        sensitivity=Sensitivity.SENSITIVE,
    )


@pytest.fixture
def person(maxim: Controller, make: Any, items: None) -> DataSubject:
    found: DataSubject = make(DataSubjectFactory, controller=maxim)
    make(IdentifierFactory, data_subject=found, value="dewi@example.org")
    return found


@pytest.fixture
def trips(person: DataSubject, make: Any) -> DataHeld:
    row: DataHeld = make(
        DataHeldFactory, data_subject=person, title="Orders and routes", value="1,148"
    )
    return row


@pytest.fixture
def payment(person: DataSubject, make: Any) -> DataHeld:
    row: DataHeld = make(
        DataHeldFactory,
        data_subject=person,
        title="Payment",
        items=["bank_card"],
        value="ends in 4242",
    )
    return row


@pytest.fixture
def purposes(controllers: Any) -> dict[str, ConsentPurpose]:
    """Maxim's, by code."""
    load_purposes()
    found = ConsentPurpose.objects.filter(controller__slug="maxim")
    return {row.code: row for row in found}
