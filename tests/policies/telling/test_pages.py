"""The desk's pages of a notice, and the person's own page."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from audit.trail import Actor, act
from correspondence import notice_links
from correspondence.models import Delivery
from policies.models import Acknowledgement, Campaign, PolicyVersion
from policies.telling import verbs
from subjects.models import DataSubject
from tests.policies.telling.conftest import NOW, Person

Propose = Callable[[], Campaign]


def page(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200, url
    return response.content.decode()


def test_a_notice_is_planned_frozen_and_sent_by_two_people(
    client: Client,
    version: PolicyVersion,
    person: Person,
    prepares: User,
    approves: User,
) -> None:
    dewi = person("dewi@example.test", name="Dewi Contoh", language="ms")
    client.force_login(prepares)
    client.post("/desk/notices/new/", {"version": version.pk})
    campaign = Campaign.objects.get()
    here = f"/desk/notices/{campaign.pk}/"
    client.post(f"{here}plan/", {"ways": ["email"], "shows": ["red_dot"]})
    client.post(f"{here}propose/")
    assert "Another person approves it" in page(client, here)
    refused = client.post(f"{here}approve/")
    assert refused.status_code == 409
    assert "another person approves it" in refused.content.decode()

    client.force_login(approves)
    client.post(f"{here}approve/")

    said = page(client, here)
    assert "0 of 1 handed over" in said
    assert "Kami menjawab dalam 10 hari, bukan 15." in said
    listed = page(client, f"{here}recipients/?channel=email")
    assert dewi.ref in listed
    assert "Dewi" not in listed
    assert "dewi@" not in listed
    assert "Not observed" in page(client, f"{here}recipients/{dewi.pk}/")
    rows = client.get(f"{here}report.csv").content.decode().splitlines()
    assert rows[1] == "email,queued,ms,MY,1"


@pytest.fixture
def told(proposed: Propose, person: Person, approves: User) -> tuple[str, DataSubject]:
    """The address of Dewi's notice, which a mail would carry."""
    dewi = person("dewi@example.test", name="Dewi")
    campaign = proposed()
    verbs.approve(campaign, by=approves, at=NOW)
    row = Delivery.objects.get(campaign_id=campaign.pk)
    return f"/n/{notice_links.token_of(row.pk)}/", dewi


def test_opening_a_notice_records_nothing_and_pressing_does(
    client: Client, told: tuple[str, DataSubject]
) -> None:
    url, dewi = told

    said = page(client, url)
    assert "We answer within 10 days instead of 15." in said
    assert not Acknowledgement.objects.exists()
    browser = Client(enforce_csrf_checks=True)  # the address alone lets one act
    for _time in range(2):
        browser.post(url, {"choice": "read"})

    kept = Acknowledgement.objects.get()
    assert (kept.kind, kept.data_subject, kept.channel) == (
        "acknowledged",
        dewi,
        "link",
    )
    assert "dewi" not in url.lower()


def test_where_a_refusal_is_promised_it_takes_one_press_and_leads_to_a_request(
    client: Client,
    version: PolicyVersion,
    person: Person,
    prepares: User,
    approves: User,
) -> None:

    with transaction.atomic(), act(by=Actor.job("test")):
        version.policy.refusal_countries = ["PH"]
        version.policy.save()
    person("p@example.test", country="PH")
    campaign = verbs.draft(version, by=prepares, at=NOW)
    verbs.propose(campaign, by=prepares, at=NOW)
    verbs.approve(campaign, by=approves, at=NOW)
    row = Delivery.objects.get(campaign_id=campaign.pk)
    assert "refuse this change" in row.letter.body
    url = f"/n/{notice_links.token_of(row.pk)}/"
    assert "I do not agree" in page(client, url)

    client.post(url, {"choice": "decline"})

    assert Acknowledgement.objects.get().kind == "declined"
    assert "If you want to leave" in page(client, url)
    away = client.post(url, {"choice": "erase"})
    assert away.status_code == 302
    assert away["Location"].endswith("/request/details/")
    client.force_login(approves)
    assert row.person is not None
    decliners = page(client, f"/desk/notices/{campaign.pk}/answers/")
    assert row.person.ref in decliners
