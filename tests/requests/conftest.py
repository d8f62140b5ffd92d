"""Cases at the steps the tests begin from, made by the product's own verbs."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.loading import load_controllers
from accounts.models import Establishment, User
from audit.trail import Actor, act
from correspondence import deliveries
from correspondence.models import Delivery
from policies.loading import load_policies
from rights import deciding, identifying
from rights.choices import Outcome, Right, SourceKind
from rights.confirming import begin
from rights.deciding import Proposal
from rights.filing import Asked, file
from rights.models import RightsRequest

RECEIVED_AT = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)  # Monday, 10:00 in Kuantan


@pytest.fixture
def rulebook(db: None) -> None:
    """The five companies; their rules are in every test database (tests/conftest)."""
    load_controllers()
    load_policies()


@pytest.fixture
def file_request(rulebook: None) -> Callable[..., RightsRequest]:
    """Files a request as a person would, without the pages."""

    def filed(
        controller: str = "maxim",
        country: str = "MY",
        right: Right = Right.ERASURE,
        at: datetime = RECEIVED_AT,
        **asked: Any,
    ) -> RightsRequest:
        given = {
            "granted_by": SourceKind.PROMISE,
            "name": "Dewi Contoh",
            "email": "dewi@example.test",
            "language": "en",
        }
        return file(
            Asked(
                establishment=Establishment.objects.get(
                    controller__slug=controller, country=country
                ),
                right=right,
                **{**given, **asked},
            ),
            by=Actor.subject(),
            submission=uuid.uuid4(),
            browser_key="a browser",
            at=at,
        )

    return filed


@pytest.fixture
def open_request(
    file_request: Callable[..., RightsRequest],
) -> Callable[..., RightsRequest]:
    """A request whose e-mail is confirmed two minutes after filing."""

    def opened(**asked: Any) -> RightsRequest:
        rights_request = file_request(**asked)
        begin(
            rights_request,
            by=Actor.subject(),
            at=rights_request.received_at + timedelta(minutes=2),
        )
        return rights_request

    return opened


@pytest.fixture
def verified_request(
    open_request: Callable[..., RightsRequest], aida: User
) -> RightsRequest:
    """A request whose person is known."""
    rights_request = open_request()
    identifying.start_identity_check(rights_request, by=aida)
    identifying.settle_identity(rights_request, by=aida, is_verified=True, findings={})
    return rights_request


@pytest.fixture
def decided_request(verified_request: RightsRequest, aida: User) -> RightsRequest:
    """Granted in full, and ready to be sent."""
    deciding.propose(
        verified_request,
        Proposal(outcome=Outcome.GRANTED, granted="Your account"),
        by=aida,
    )
    return verified_request


@pytest.fixture
def recorded() -> Callable[[], AbstractContextManager[None]]:
    """Rows of a test's own, made as a program would."""

    @contextmanager
    def recording() -> Iterator[None]:
        with transaction.atomic(), act(by=Actor.job("tests")):
            yield

    return recording


@pytest.fixture
def post() -> Callable[[RightsRequest, datetime], None]:
    """The mail server takes every letter of a case at that moment."""

    def posted(rights_request: RightsRequest, at: datetime) -> None:
        waiting = Delivery.objects.filter(
            letter__case_id=rights_request.pk, accepted_at=None
        )
        for pk in list(waiting.values_list("pk", flat=True)):
            deliveries.accept(pk, at=at)
        rights_request.refresh_from_db()

    return posted
