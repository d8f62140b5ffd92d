"""What an answer to a version writes into the consent ledger."""

from datetime import timedelta

import pytest
from django.db import transaction

from audit.trail import Actor, act
from policies import changes, deciding
from policies.telling.answering import Channel, Kind, Shown, note
from subjects import consenting
from subjects.models import ConsentEvent, ConsentPurpose
from tests.factories import DataSubjectFactory
from tests.policies.offices import AT, TESTS, open_office
from tests.policies.sample import SAMPLE

pytestmark = pytest.mark.django_db
SHOWN = Shown(Channel.LINK, "en", "I agree")


@pytest.fixture
def asked(controllers):
    """AuxconnBeauty's couriers may advertise now; Dewi agreed to what they did."""
    text = SAMPLE.replace("delivery alone", "delivery and adverts")
    found = open_office(controllers, "auxconnbeauty", text=text)
    with transaction.atomic(), act(by=TESTS):
        purpose = ConsentPurpose(
            controller=found.policy.controller,
            code="couriers",
            label={"en": "Couriers"},
            clause="2.1",
        )
        purpose.save()
        dewi = DataSubjectFactory(controller=found.policy.controller)
    how = consenting.How(ConsentEvent.Channel.WEB, "en")
    consenting.give(dewi, purpose, how, by=Actor.subject(), at=AT)
    return found, dewi, purpose


@pytest.mark.parametrize(("new_use", "written"), [(True, 2), (False, 1)])
def test_a_yes_to_a_new_use_is_written_beside_the_older_yes(asked, new_use, written):
    found, dewi, purpose = asked
    (change,) = changes.difference(found.version).to_decide
    deciding.decide(
        found.version,
        changes.mark_of(change.row),
        categories=["C1"],
        reason="They advertise.",
        new_use=new_use,
        by=found.author,
        at=AT,
    )

    note(dewi, found.version, Kind.ACCEPTED, SHOWN, at=AT + timedelta(days=1))

    events = ConsentEvent.objects.filter(consent__purpose=purpose)
    assert [event.state for event in events] == ["given"] * written
