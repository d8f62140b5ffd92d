"""The lane: what leaves, what comes back, when it pauses, and what proves it."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.trail import Actor, act
from correspondence import bounces, notice_links
from correspondence.models import Delivery
from policies.models import Campaign
from policies.telling import lane, verbs
from policies.telling.lane import NoticesLane
from policies.telling.progress import progress_of
from policies.telling.proof import proof_of
from tests.correspondence.conftest import Sink
from tests.policies.telling.conftest import NOW, Person

pytestmark = pytest.mark.django_db(transaction=True)
Propose = Callable[[], Campaign]
Sent = Callable[[], Campaign]


def drain(times: int = 6) -> None:
    made = NoticesLane("test:1:notices", threading.Event())
    try:
        for _time in range(times):
            made.looked_at -= timedelta(minutes=1)
            made.step()
    finally:
        made.close()


@pytest.fixture
def approved(proposed: Propose, approves: User) -> Sent:
    def make() -> Campaign:
        campaign = proposed()
        verbs.approve(campaign, by=approves, at=NOW)
        return campaign

    return make


def states(campaign: Campaign) -> dict[str, str]:
    rows = Delivery.objects.filter(campaign_id=campaign.pk).order_by("pk")
    return {
        f"{row.person.ref if row.person else ''} {row.channel}": row.state
        for row in rows
    }


def test_every_person_gets_their_own_mail_once_and_the_campaign_completes(
    approved: Sent, person: Person, sink: Sink
) -> None:
    people = [person(f"p{n}@example.test", name=f"Person {n}") for n in range(60)]
    campaign = approved()

    drain()
    drain()  # again: nothing more leaves

    campaign.refresh_from_db()
    assert campaign.state == "completed"
    assert len(sink.arrived) == len(set(sink.arrived)) == 60
    mails = [message_from_bytes(raw, policy=default) for raw in sink.contents]
    to = {str(mail["To"]): mail.get_body(("plain",)).get_content() for mail in mails}  # type: ignore[attr-defined]
    row = people[7].notices.get()
    assert "Person 7," in to["p7@example.test"]
    assert notice_links.url_of(notice_links.token_of(row.pk)) in to[
        "p7@example.test"
    ].replace("\r\n", "\n")
    proof = proof_of(campaign, people[7])
    assert [fact.at is not None for fact in proof.facts] == [True, False, False, False]
    assert proof.letter is not None
    assert proof.letter.body_sha256 == campaign.texts.get().sha256


def test_notices_come_from_an_address_of_their_own_where_one_is_set(
    approved: Sent, person: Person, sink: Sink, settings: Any
) -> None:
    settings.NOTICE_FROM_EMAIL = "Notices <notices@office.test>"
    person("aina@example.test")
    approved()

    drain()

    (raw,) = sink.contents
    sender = message_from_bytes(raw, policy=default)["From"]
    assert str(sender) == "Maxim <notices@office.test>"


def test_an_address_that_is_refused_or_comes_back_leads_to_the_next_way(
    approved: Sent, person: Person, sink: Sink
) -> None:
    refused = person("gone@example.test", "A-1", name="Refused")
    returned = person("back@example.test", name="Returned")
    sink.answers["gone@example.test"] = "550 5.1.1 no such mailbox"
    campaign = approved()
    drain()
    mail = returned.notices.get()
    report = (
        "To: x@y.test\nMIME-Version: 1.0\nContent-Type: multipart/report; "
        'boundary="b"\n\n--b\nContent-Type: message/delivery-status\n\n'
        "Reporting-MTA: dns; r\n\nAction: failed\nStatus: 5.1.1\n\n--b\n"
        f"Content-Type: message/rfc822\n\nMessage-ID: {mail.message_id}\n\n--b--\n"
    )

    bounces.take(report.encode(), at=timezone.now())
    drain()

    assert states(campaign) == {
        f"{refused.ref} email": "escalated",
        f"{returned.ref} email": "escalated",
        f"{refused.ref} app": "queued",
        f"{returned.ref} public": "announced",
    }
    whole = progress_of(campaign, at=timezone.now()).whole
    assert (whole.people, whole.on_the_way, whole.announced) == (2, 1, 1)


def test_too_many_returned_mails_pause_the_campaign(
    approved: Sent, person: Person, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "FEWEST", 20)
    for number in range(20):
        person(f"p{number}@example.test")
        if number < 2:
            sink.answers[f"p{number}@example.test"] = "550 5.1.1 gone"
    campaign = approved()

    drain()

    campaign.refresh_from_db()
    assert campaign.state == "paused"
    assert campaign.reason == "returned 2, unwanted 0 of the last 20"


def test_an_erased_person_gets_nothing_and_leaves_no_address_behind(
    approved: Sent, person: Person, sink: Sink
) -> None:
    one = person("gone@example.test")
    campaign = approved()
    with transaction.atomic(), act(by=Actor.job("test")):
        identifier = one.identifiers.get()
        identifier.value = ""
        identifier.save()
        one.name, one.erased_at = "", NOW
        one.save()

    drain()

    assert sink.arrived == []
    assert states(campaign) == {f"{one.ref} email": "suppressed"}
    campaign.refresh_from_db()
    assert campaign.state == "completed"


def test_a_version_that_is_withdrawn_is_told_to_nobody_more(
    approved: Sent, person: Person, sink: Sink, prepares: User
) -> None:
    person("p@example.test", name="Not told yet")
    campaign = approved()
    version = campaign.version
    with transaction.atomic(), act(by=Actor.job("test")):
        version.state, version.withdrawn_at = "withdrawn", timezone.now()
        version.save()

    drain()

    campaign.refresh_from_db()
    assert sink.arrived == []
    assert (campaign.state, campaign.reason) == (
        "cancelled",
        "The version was withdrawn.",
    )
    assert not Campaign.objects.shown(timezone.now()).exists()


def test_the_relays_pace_is_kept(
    approved: Sent, person: Person, sink: Sink, settings: Any
) -> None:
    for number in range(9):
        person(f"p{number}@example.test")
    campaign = approved()
    settings.MAIL_PER_DAY = 4
    begun = datetime.now(tz=NOW.tzinfo)

    drain()

    waiting = Delivery.objects.due_of(campaign.pk, timezone.now()).count()
    if datetime.now(tz=NOW.tzinfo).date() == begun.date():  # no midnight in between
        assert (len(sink.arrived), waiting) == (4, 5)
