"""Advertising goes only to who agreed, can be stopped with one click, and nothing else
is held back."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from audit.trail import Actor, act
from correspondence import advertising
from correspondence.models import Delivery, Letter
from subjects import consenting, marketing
from subjects.consenting import How
from subjects.errors import MarketingStopped
from subjects.models import ConsentEvent, ConsentPurpose, DataSubject

APP = How(ConsentEvent.Channel.APP, evidence="App 4.2")
DEWI = Actor.subject()


@pytest.fixture
def purpose(maxim) -> ConsentPurpose:
    with transaction.atomic(), act(by=Actor.job("tests")):
        row = ConsentPurpose(
            controller=maxim,
            code="marketing",
            label={"en": "Advertising"},
            effect={"en": "No more advertising."},
            is_marketing=True,
        )
        row.save()
    return row


@pytest.fixture
def person(maxim, purpose) -> DataSubject:
    with transaction.atomic(), act(by=Actor.job("tests")):
        row = DataSubject(controller=maxim, name="Dewi Contoh")
        row.save()
    return row


@pytest.fixture
def advertise(person, purpose) -> Any:
    def written() -> Letter:
        with transaction.atomic(), act(by=Actor.job("tests")):
            return advertising.write(
                "wording/offer",
                kind="offer",
                person=person,
                purpose=purpose,
                language="en",
                to_email="dewi@example.test",
                context={},
            )

    return written


def test_nothing_is_advertised_to_who_never_agreed(advertise):
    with pytest.raises(MarketingStopped, match="no_consent"):
        advertise()


def test_a_stop_takes_back_what_waits_in_the_outbox(advertise, person, purpose, write):
    consenting.give(person, purpose, APP, by=DEWI)
    advertise()
    write()

    marketing.stop(person, How(ConsentEvent.Channel.LINK), by=DEWI)

    offer, receipt = Delivery.objects.order_by("pk")
    assert offer.state == Delivery.State.SUPPRESSED
    assert offer.events.last().detail == "marketing_stopped"
    assert receipt.state == Delivery.State.QUEUED


def test_switching_off_one_purpose_takes_back_its_letters(advertise, person, purpose):
    consenting.give(person, purpose, APP, by=DEWI)
    advertise()

    consenting.withdraw(person, purpose, APP, by=DEWI)

    assert Delivery.objects.get().state == Delivery.State.SUPPRESSED


@pytest.mark.django_db(transaction=True)
def test_an_offer_carries_the_one_click_header_and_a_notice_does_not(
    advertise, person, purpose, write, settings, tmp_path
):
    """RFC 8058; a click must not silence a statutory notice."""
    from django.core import mail

    consenting.give(person, purpose, APP, by=DEWI)
    advertise()
    write()

    call_command("worker", once=True)

    offer, receipt = sorted(mail.outbox, key=lambda one: "offer" not in one.subject)
    assert offer.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = offer.extra_headers["List-Unsubscribe"].strip("<>")
    assert link.startswith(settings.SITE_URL + "/u/")
    assert link.rsplit("/u/")[1] in offer.body
    assert "List-Unsubscribe" not in receipt.extra_headers
    assert advertising.person_of(link.rsplit("/u/")[1].strip("/")) == person
