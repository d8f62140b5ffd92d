import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Controller
from audit.errors import AppendOnly
from audit.models import LedgerEntry
from audit.trail import Actor, act
from correspondence import codes, letters
from correspondence.errors import LetterNotWritten
from correspondence.models import Delivery, DeliveryEvent, Letter
from tests.factories import DataSubjectFactory

CONTEXT = {
    "case_ref": "R-2026-0042",
    "name": "D'Arcy <Dewi> & Co",
    "received_at": datetime(2026, 5, 15, 13, 0, tzinfo=UTC),
    "reason": "",
    "point": " ".join(["a point that goes on"] * 8),
}

Write = Callable[..., Letter]


def test_a_letter_and_its_delivery_come_to_be_together(write: Write) -> None:
    letter = write("wording/answer", context=CONTEXT, case_id=7, case_ref="R-2026-0042")

    [delivery] = Delivery.objects.for_case(7)
    assert delivery.letter == letter
    assert delivery.state == Delivery.State.QUEUED
    assert [event.kind for event in delivery.events.all()] == ["queued"]
    entry = LedgerEntry.objects.get()
    assert (entry.case_id, entry.controller_id) == (7, letter.controller_id)
    assert letter.subject == "Answer to your request R-2026-0042"
    assert letter.body_sha256 == hashlib.sha256(letter.body.encode()).hexdigest()


def test_a_verb_that_fails_leaves_no_letter(write: Write) -> None:
    @transaction.atomic
    def verb() -> None:
        write()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        verb()

    assert not Letter.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_letter_outside_a_transaction_is_refused(maxim: Controller) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        letters.write(
            "wording/answer",
            kind="answer",
            controller=maxim,
            language="en",
            to_email="dewi@example.test",
            context=CONTEXT,
        )


def test_preview_shows_what_would_be_written_and_stores_nothing(
    write: Write, maxim: Controller
) -> None:
    seen = letters.preview(
        "wording/answer",
        language="en",
        context=CONTEXT,
        kind="answer",
        controller=maxim,
        to_email="dewi@example.test",
    )

    assert not Letter.objects.exists()
    letter = write("wording/answer", context=CONTEXT)
    assert seen == (letter.subject, letter.body)


def test_plain_text_is_not_escaped_and_is_wrapped() -> None:
    _, body = letters.preview("wording/answer", language="en", context=CONTEXT)

    lines = body.split("\n")
    assert "Dear D'Arcy <Dewi> & Co," in lines
    assert all(len(line) <= 76 for line in lines if "https://" not in line)
    assert any(line.endswith("any-more/") for line in lines if "https://" in line)
    item = lines.index(next(line for line in lines if line.startswith("* ")))
    assert lines[item + 1].startswith("  a point") or lines[item + 1].startswith("  ")
    assert "\n\n\n" not in body


def test_dates_are_in_the_language_and_the_zone_of_the_letter() -> None:
    _, body = letters.preview(
        "wording/answer", language="ms", context=CONTEXT, time_zone="Asia/Kuala_Lumpur"
    )

    assert "15 Mei 2026, 21:00" in body


def test_a_language_without_wording_falls_back_to_its_base_then_to_english(
    write: Write,
) -> None:
    assert write("wording/answer", language="ms-my", context=CONTEXT).language == "ms"
    assert write("wording/answer", language="th", context=CONTEXT).language == "en"


def test_a_name_cannot_add_a_line_to_the_subject() -> None:
    subject, _ = letters.preview(
        "wording/answer",
        language="en",
        context=CONTEXT | {"case_ref": "x\u2028Bcc: a@example.test\x00"},
    )

    assert subject == "Answer to your request x Bcc: a@example.test"


@pytest.mark.parametrize("name", ["wording/headless", "wording/none-such"])
def test_wording_that_is_no_letter_is_refused(name: str) -> None:
    with pytest.raises(LetterNotWritten):
        letters.preview(name, language="en", context={})


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@example.test, b@example.test", "a@b.c\nBcc: d@e.f"]
)
def test_an_address_that_cannot_be_one_is_refused(write: Write, address: str) -> None:
    with pytest.raises(LetterNotWritten):
        write(to_email=address)


def test_a_code_needs_its_place_in_the_wording(write: Write) -> None:
    code = codes.issue("confirm", subject_key="s", browser_key="b")

    with pytest.raises(LetterNotWritten):
        write("wording/answer", context=CONTEXT, code=code)


def test_proof_is_append_only(write: Write) -> None:
    write()
    event = DeliveryEvent.objects.get()

    for change in (
        event.save,
        event.delete,
        DeliveryEvent.objects.all().delete,
        lambda: DeliveryEvent.objects.update(detail="x"),
    ):
        with pytest.raises(AppendOnly):
            change()


def test_a_campaign_reaches_a_person_once_per_channel(write: Write) -> None:
    letter = write()
    with transaction.atomic(), act(by=Actor.job("test")):
        person = DataSubjectFactory(controller=letter.controller)
    Delivery.objects.create(letter=letter, campaign_id=1, person=person)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(letter=letter, campaign_id=1, person=person)
