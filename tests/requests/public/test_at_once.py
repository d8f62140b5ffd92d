"""Two presses of one button at the same moment, on two connections."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.loading import load_controllers
from accounts.models import Establishment
from audit.trail import Actor
from correspondence.models import Letter
from rights import workflow
from rights.choices import Right, SourceKind
from rights.confirming import begin
from rights.filing import Asked, file
from rights.models import Message, RightsRequest
from rulebook import book

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    load_controllers()
    monkeypatch.setattr(book, "live", lambda *_place, **_at: book.shipped())
    return Asked(
        establishment=Establishment.objects.get(controller__slug="maxim", country="MY"),
        right=Right.ERASURE,
        granted_by=SourceKind.PROMISE,
        name="Dewi Contoh",
        email="dewi@example.test",
        language="en",
    )


def at_once[T](act: Callable[[], T]) -> list[T]:
    """What two threads get that begin together."""
    together = Barrier(2)

    def one() -> T:
        try:
            together.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(one), pool.submit(one)]]


def test_a_double_click_files_one_request_and_mails_one_code(asked: Asked) -> None:
    submission = uuid.uuid4()

    filed = at_once(
        lambda: file(
            asked, by=Actor.subject(), submission=submission, browser_key="a browser"
        )
    )

    assert filed[0].ref == filed[1].ref
    assert RightsRequest.objects.count() == 1
    assert Letter.objects.filter(kind="code").count() == 1


def test_a_double_click_writes_one_message(asked: Asked) -> None:
    rights_request = file(
        asked, by=Actor.subject(), submission=uuid.uuid4(), browser_key="a browser"
    )
    begin(rights_request, by=Actor.subject(), at=rights_request.received_at)
    submission = uuid.uuid4()

    at_once(
        lambda: workflow.hear_from_person(
            RightsRequest.objects.get(), body="Hello.", submission=submission
        )
    )

    assert Message.objects.count() == 1
