"""Administrators let apps in and stop them; a stopped app gets no answer."""

from io import StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.roles import Role
from audit.models import LedgerEntry
from audit.trail import act
from policies.models import NoticeApp
from policies.telling.keeping_apps import keep_app, stop_app
from tests.factories import MembershipFactory, UserFactory
from tests.policies.offices import TESTS

pytestmark = pytest.mark.django_db
APPS = "/desk/settings/apps/"


def new_key():
    key = Ed25519PrivateKey.generate().public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def grace_of_aux(controllers):
    """Administers AUX, and no other company."""
    with transaction.atomic(), act(by=TESTS):
        membership = MembershipFactory(
            user=UserFactory(),
            controller=controllers["aux"],
            role=Role.ADMINISTRATOR,
        )
    return membership.user


def typed(company, key, **more):
    return {
        "controller": company.pk,
        "slug": "maxim-app",
        "name": "Maxim app",
        "public_key": key,
        "origins": "https://app.example.com\nhttps://www.example.com/",
        **more,
    }


def test_an_app_is_let_in_gets_another_key_and_is_stopped(client, grace, maxim):
    client.force_login(grace)
    first, second = new_key(), new_key()

    wrong = client.post(f"{APPS}add/", typed(maxim, "none", origins="app"))
    assert "The key has to be an Ed25519 public key" in wrong.content.decode()
    client.post(f"{APPS}add/", typed(maxim, first))
    app = NoticeApp.objects.get()
    assert app.origins == ["https://app.example.com", "https://www.example.com"]
    assert client.get("/api/v1/notices?app=maxim-app").status_code == 200

    client.post(f"{APPS}maxim-app/", typed(maxim, second))
    app.refresh_from_db()
    assert app.public_key.split() == second.split()

    client.post(f"{APPS}maxim-app/stop/")
    assert client.get("/api/v1/notices?app=maxim-app").status_code == 404
    assert "Stopped" in client.get(APPS).content.decode()
    verb = LedgerEntry.objects.get(verb="policies.stop_notice_app")
    assert verb.actor_id == grace.pk

    client.post(f"{APPS}maxim-app/", typed(maxim, second))
    assert client.get("/api/v1/notices?app=maxim-app").status_code == 200


def test_another_companys_app_is_neither_seen_nor_taken_over(
    client, grace_of_aux, maxim, controllers
):
    theirs = keep_app(
        maxim, "maxim-app", name="Maxim", public_key=new_key(), origins=[], by=TESTS
    )
    client.force_login(grace_of_aux)

    assert "Maxim" not in client.get(APPS).content.decode()
    assert client.get(f"{APPS}maxim-app/").status_code == 404
    assert client.post(f"{APPS}maxim-app/stop/").status_code == 404
    mine = typed(controllers["aux"], new_key())
    taken = client.post(f"{APPS}add/", mine).content.decode()
    assert "This short name is taken" in taken
    elsewhere = client.post(f"{APPS}add/", typed(maxim, new_key(), slug="other"))
    assert elsewhere.status_code == 200
    with pytest.raises(PermissionDenied):
        stop_app(theirs, by=grace_of_aux)
    assert list(NoticeApp.objects.values_list("slug", "is_active")) == [
        ("maxim-app", True)
    ]


def test_the_command_stops_an_app(maxim):
    keep_app(maxim, "maxim-app", name="M", public_key=new_key(), origins=[], by=TESTS)

    call_command("notice_app", "maxim", "maxim-app", "--stop", stdout=StringIO())

    assert not NoticeApp.objects.get().is_active
    with pytest.raises(CommandError, match="no such app"):
        call_command("notice_app", "maxim", "other", "--stop")
    with pytest.raises(CommandError, match="--key"):
        call_command("notice_app", "maxim", "other")
