"""Dewi, whose words stand in every place the portal has: to be erased."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from correspondence.models import Delivery
from rights import files, identifying
from rights.choices import State
from rights.file_kinds import KINDS
from rights.models import CaseFile, Message, RightsRequest
from subjects.models import DataHeld, DataSubject, Identifier
from tests.requests.conftest import (
    file_request,
    open_request,
    recorded,
    rulebook,
)

__all__ = ["file_request", "open_request", "recorded", "rulebook"]

MARK = "Zyxwarta"
NAME = f"Dewi {MARK}"
EMAIL = f"{MARK.lower()}@example.test"


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def closed_case(
    open_request: Callable[..., RightsRequest],
    aida: User,
    recorded: Callable[[], Any],
) -> RightsRequest:
    """A case of Dewi's that is over, with words of hers in every place."""

    case = open_request(name=NAME, email=EMAIL, details=f"{NAME} asks")
    identifying.start_identity_check(case, by=aida)
    identifying.settle_identity(case, by=aida, is_verified=True, findings={})
    with recorded():
        Message(
            rights_request=case,
            kind=Message.Kind.NOTE,
            body=f"{NAME} rang",
            language="en",
        ).save()
        with files.stored([_offer()]) as stored:
            files.put_on(
                case,
                stored,
                source=CaseFile.Source.PERSON,
                at=timezone.now(),
                by=aida,
            )
        case.state, case.closed_at = State.CLOSED, timezone.now()
        case.save()
    Delivery.objects.update(state="accepted", accepted_at=timezone.now())
    case.refresh_from_db()
    return case


def _offer() -> files.Offered:
    return files.Offered(f"{MARK}.txt", KINDS["txt"], f"{NAME}, Sibu".encode())


@pytest.fixture
def dewi(closed_case: RightsRequest, recorded: Callable[[], Any]) -> DataSubject:
    person = closed_case.data_subject
    assert person is not None
    with recorded():
        for value in (f"{MARK} in an order", f"{MARK} in an invoice"):
            DataHeld(
                data_subject=person,
                controller=person.controller,
                title="Orders",
                value=value,
                basis="contract",
            ).save()
        Identifier(
            data_subject=person,
            controller=person.controller,
            kind=Identifier.Kind.ACCOUNT,
            value=f"{MARK}-77",
        ).save()
    return person
