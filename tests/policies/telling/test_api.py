"""The notices API: whose notices, for whom it answers, and how little it tells."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Controller, User
from audit.trail import Actor, act
from correspondence.models import Delivery
from policies.models import Acknowledgement, Campaign, NoticeApp
from policies.telling import verbs
from tests.policies.telling.conftest import NOW, Person

KEY = Ed25519PrivateKey.generate()
URL = "/api/v1/notices"
SITE = "https://app.maxim.test"


@pytest.fixture
def app(maxim: Controller) -> NoticeApp:
    public = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    with transaction.atomic(), act(by=Actor.job("test")):
        return NoticeApp.objects.create(
            controller=maxim,
            slug="maxim-app",
            name="App",
            public_key=public.decode(),
            origins=[SITE],
        )


@pytest.fixture
def campaign(
    app: NoticeApp,
    proposed: Callable[[], Campaign],
    person: Person,
    approves: User,
) -> Campaign:
    person("", "A-1", name="Dewi")
    made = proposed()
    verbs.approve(made, by=approves, at=NOW)
    return made


def token(*, key: Ed25519PrivateKey = KEY, **changed: Any) -> dict[str, str]:
    """The header that the company's server makes for a person."""
    now = int(timezone.now().timestamp())
    claims = {
        "iss": "maxim-app",
        "aud": django_settings.SITE_URL,
        "sub": "A-1",
        "iat": now,
        "exp": now + 600,
    } | changed
    parts = [_packed({"alg": "EdDSA"}), _packed(claims)]
    signature = key.sign(".".join(parts).encode())
    parts.append(base64.urlsafe_b64encode(signature).decode().rstrip("="))
    return {"Authorization": f"Bearer {'.'.join(parts)}"}


def _packed(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_person_is_shown_their_notice_until_they_saw_it(
    client: Client, campaign: Campaign
) -> None:
    first = client.get(URL, headers=token())
    said = first.json()

    assert said["unread"] == 1
    notice = said["notices"][0]
    assert notice["id"] == campaign.pk
    assert notice["summary"] == ["We answer within 10 days instead of 15."]
    assert notice["shows"] == ["red_dot"]
    assert "/n/" in notice["diff_url"]
    row = Delivery.objects.get(campaign_id=campaign.pk)
    assert row.state == "delivered"  # fetched by the app, and nobody says "seen"
    assert not Acknowledgement.objects.exists()

    tag = first["ETag"]
    again = client.get(URL, headers={**token(), "If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")

    for _time in range(2):
        seen = client.post(f"{URL}/{campaign.pk}/seen", headers=token())
        assert seen.json() == {"kept": "seen"}
    assert Acknowledgement.objects.get().kind == "seen"
    assert client.get(URL, headers=token()).json()["unread"] == 0


def test_anyone_is_told_what_is_announced_and_nothing_of_a_person(
    client: Client, campaign: Campaign
) -> None:
    said = client.get(URL, {"app": "maxim-app", "lang": "ms"}).json()

    assert said["notices"][0]["title"] == "Dasar privasi"
    assert said["notices"][0]["answer"] is None
    assert "/announcements/" in said["notices"][0]["diff_url"]
    page = client.get(
        said["notices"][0]["diff_url"].removeprefix(django_settings.SITE_URL)
    )
    assert page.status_code == 200
    assert Delivery.objects.get(campaign_id=campaign.pk).state == "queued"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"exp": 10**9}, id="over"),
        pytest.param({"iat": 1_000_000_000}, id="longer than ten minutes"),
        pytest.param({"aud": "https://elsewhere.test"}, id="another audience"),
        pytest.param({"iss": "nobody"}, id="no app of ours"),
        pytest.param({"sub": ""}, id="nobody named"),
        pytest.param({"key": Ed25519PrivateKey.generate()}, id="another key"),
        pytest.param({"exp": "tomorrow"}, id="no time"),
    ],
)
def test_a_token_that_does_not_fit_opens_nothing(
    client: Client, campaign: Campaign, changed: dict[str, Any]
) -> None:
    response = client.get(URL, headers=token(**changed))

    assert response.status_code == 401
    assert "Dewi" not in response.content.decode()


def test_agreeing_needs_the_companys_server(client: Client, campaign: Campaign) -> None:
    url = f"{URL}/{campaign.pk}/accept"

    by_page = client.post(url, headers=token())
    by_browser = client.post(url, headers={**token(scope="answer"), "Origin": SITE})
    nobody = client.post(url)
    assert [r.status_code for r in (by_page, by_browser, nobody)] == [403, 403, 401]
    assert not Acknowledgement.objects.exists()

    words = json.dumps({"shown": "I agree to the new text"})
    by_server = client.post(
        url, words, content_type="application/json", headers=token(scope="answer")
    )

    assert by_server.status_code == 200
    kept = Acknowledgement.objects.get()
    assert (kept.kind, kept.shown) == ("accepted", "I agree to the new text")


def test_another_companys_notice_is_not_there(
    client: Client, campaign: Campaign, person: Person
) -> None:
    person("", "A-2", name="Came later")

    mine = client.post(f"{URL}/{campaign.pk}/ack", headers=token(sub="A-2"))
    none = client.post(f"{URL}/999999/ack", headers=token())

    assert [mine.status_code, none.status_code] == [404, 404]


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        pytest.param(SITE, SITE, id="the app's"),
        pytest.param("https://evil.test", None, id="another's"),
    ],
)
def test_only_the_apps_own_sites_may_ask_from_a_browser(
    client: Client, campaign: Campaign, origin: str, allowed: str | None
) -> None:
    preflight = client.options(URL, headers={"Origin": origin})
    answer = client.get(URL, {"app": "maxim-app"}, headers={"Origin": origin})

    for response in (preflight, answer):
        assert response.get("Access-Control-Allow-Origin") == allowed
        assert "Access-Control-Allow-Credentials" not in response
