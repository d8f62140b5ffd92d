"""The pages that are measured, who opens them and how; tells it as a line of JSON."""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Controller, Membership, User
from accounts.roles import Role
from audit.models import LedgerEntry
from audit.trail import Actor, act
from policies.models import PolicyVersion
from rights.choices import Stage
from rights.grants import GRANTS
from rights.models import RightsRequest

HOME = "/en/c/maxim/my/"


def tell() -> None:
    """Print the addresses, what each asks of the database, and the cookies for them."""
    cases = RightsRequest.objects.exclude(owner=None)
    staff, public = cases.latest("pk"), _followed()
    signed_in = _session(_officer())
    asks = _session(grants=public)
    told: dict[str, Any] = {
        "requests": RightsRequest.objects.count(),
        "entries": LedgerEntry.objects.count(),
        "cookies": {"staff": signed_in, "public": asks},
        "staff": _counted(_of_the_office(staff), signed_in),
        "public": _counted(_of_the_public(public), asks),
    }
    print(json.dumps(told))


def _of_the_office(case: RightsRequest) -> dict[str, str]:
    return {
        "home": "/desk/",
        "queue": "/desk/requests/?view=open",
        "request": case.get_absolute_url(),
        "change history": "/audit/changes/",
        "report of what was kept": "/desk/reports/kept/",
    }


def _of_the_public(case: RightsRequest) -> dict[str, str]:
    return {
        "privacy home": HOME,
        "privacy policy": _policy(),
        "first question": f"{HOME}request/who/",
        "page of a request": reverse("status:page", args=[case.ref]),
    }


def _policy() -> str:
    """The version in force of the company whose home is measured."""
    [controller] = Controller.objects.filter(slug="maxim")
    version = PolicyVersion.objects.filter(policy__controller=controller).latest("pk")
    where = (controller.slug, version.policy.slug, version.number)
    return "/en/c/{}/policy/{}/v/{}/".format(*where)


def _followed() -> RightsRequest:
    """A closed request, so that its page holds an answer too."""
    closed = RightsRequest.objects.filter(stage=Stage.CLOSED, controller__slug="maxim")
    return closed.latest("pk")


def _officer() -> User:
    """Who works in every company and may read the trail of each."""
    user = User.objects.get(email="aina@demo.test")
    with act(by=Actor.job("bench")), transaction.atomic():
        for controller in Controller.objects.all():
            Membership.objects.get_or_create(
                user=user, controller=controller, role=Role.AUDITOR
            )
    return user


def _session(
    user: User | None = None, grants: RightsRequest | None = None
) -> dict[str, str]:
    store = SessionStore()
    if user is not None:
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "accounts.backends.MembershipBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if grants is not None:
        until = (timezone.now() + timedelta(hours=12)).isoformat()
        store[GRANTS] = {grants.ref: {"until": until, "language": "en"}}
    store.create()
    return {settings.SESSION_COOKIE_NAME: str(store.session_key)}


def _counted(
    addresses: dict[str, str], cookies: dict[str, str]
) -> dict[str, dict[str, Any]]:
    """Each address with its statements, once what is kept between pages is warm."""
    client = Client(HTTP_HOST="localhost")
    for name, value in cookies.items():
        client.cookies[name] = value
    found = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}.")
        found[name] = {"address": address, "statements": len(captured)}
    return found
