"""When data goes that nobody asked about: its last day, or a consent taken back."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Controller
from audit.trail import Actor, act
from rulebook.book import shipped
from subjects import consenting, ending
from subjects.consenting import How
from subjects.loading import load_purposes
from subjects.models import ConsentEvent, ConsentPurpose
from tests.factories import DataHeldFactory, DataSubjectFactory

WEB = How(ConsentEvent.Channel.WEB)
SELF = Actor.subject()


def made(factory, **words):
    with transaction.atomic(), act(by=Actor.job("tests")):
        return factory(**words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "promise"), [("aux", "AUX-7.6"), ("auxconnbeauty", "AXB-5.3")]
)
def test_data_is_due_when_its_time_is_over(controllers, slug, promise):
    company = Controller.objects.get(slug=slug)
    now = timezone.now()
    person = made(DataSubjectFactory, controller=company)
    today = timezone.localdate(now)
    rows = [
        made(DataHeldFactory, data_subject=person, controller=company, ends_on=day)
        for day in (today, today + timedelta(days=1))
    ]

    assert list(ending.due([company.pk], now=now)) == rows[:1]
    assert "page:ending:due" in shipped().promise(promise).by


@pytest.mark.django_db
def test_maxim_deletes_what_rested_on_a_consent_taken_back(maxim):
    """MAXIM-17.2."""
    load_purposes()
    card = ConsentPurpose.objects.get(controller=maxim, code="cards")
    person = made(DataSubjectFactory, controller=maxim)
    consenting.give(person, card, WEB, by=SELF)
    row = made(
        DataHeldFactory,
        data_subject=person,
        controller=maxim,
        basis="consent",
        items=["bank_card"],
        activity=None,
        ends_on=None,
    )
    now = timezone.now()
    assert not ending.due([maxim.pk], now=now).exists()

    consenting.withdraw(person, card, WEB, by=SELF)

    assert list(ending.due([maxim.pk], now=now)) == [row]
    kept_by = shipped().promise("MAXIM-17.2").by
    assert "check:subjects.ending_consents.fall_due" in kept_by
