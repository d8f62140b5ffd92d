"""Every page, what each role is answered. A URL missing here fails the suite.

A row is: route as urls.py writes it, method, the answers in the order of ROLES, and,
where the route has parameters, a sample path. In a sample path `{name}` is replaced by
the fixture `samples`. Answers: a status, or

    login   302 to the sign-in page
    away    302 anywhere else
    -       not asked

To add a page, add its rows to TABLE, and what its sample paths need to `samples`.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from audit.models import LedgerEntry
from audit.trail import Actor, act
from tests.factories import (
    FulfilmentTaskFactory,
    InvitationFactory,
    LetterFactory,
    RightsRequestFactory,
)

ROLES = ("anonymous", "officer", "approver", "auditor", "administrator", "other")
#         nobody       Aida       Farid       Ben        Grace            Chen, of AUX


class Row(NamedTuple):
    route: str
    method: str
    answers: str
    sample: str = ""

    @property
    def path(self) -> str:
        return "/" + (self.sample or self.route)


EVERYONE = "login 200 200 200 200 200"
PUBLIC = "200 200 200 200 200 200"
TEAM = "login 403 403 403 200 403"
TEAM_ACT = "login 403 403 403 away 403"
TEAM_NO_GET = "login 403 403 403 405 403"
NOT_THEIRS = "login 403 403 403 404 403"
READ = "login 200 200 200 403 404"
WORK = "login 200 200 403 403 404"  # an empty form is shown again, saying what lacks
APPROVE = "login 403 200 403 403 403"
BACK = "login away away 403 403 404"

NO_WORKER = "503 503 503 503 503 503"  # none runs beside the tests
AWAY = "away away away away away away"
NO_GET = "405 405 405 405 405 405"
PLACE, AUX = "en/c/<slug:controller>/<country:country>/", "en/c/aux/my/"
CASE, A_CASE = "r/<reference:ref>/", "r/R-2026-0001/"

TABLE = [
    # --- public pages; a case without its code is nobody's, whoever is signed in ---
    Row("", "GET", AWAY),
    Row("en/", "GET", PUBLIC),
    Row("en/c/<slug:controller>/", "GET", AWAY, "en/c/aux/"),
    Row("en/c/<slug:controller>/request/", "GET", AWAY, "en/c/aux/request/"),
    Row(PLACE, "GET", PUBLIC, AUX),
    Row(f"{PLACE}request/", "GET", AWAY, f"{AUX}request/"),
    Row(f"{PLACE}request/<step:step>/", "GET", PUBLIC, f"{AUX}request/who/"),
    Row(f"{PLACE}request/<step:step>/", "GET", AWAY, f"{AUX}request/contact/"),
    Row(f"{PLACE}request/check/", "GET", AWAY, f"{AUX}request/check/"),
    Row(f"{PLACE}request/check/", "POST", AWAY, f"{AUX}request/check/"),
    Row(f"{PLACE}request/code/", "GET", AWAY, f"{AUX}request/code/"),
    Row(f"{PLACE}request/code/again/", "POST", AWAY, f"{AUX}request/code/again/"),
    Row(f"{PLACE}request/code/again/", "GET", NO_GET, f"{AUX}request/code/again/"),
    Row(f"{PLACE}request/sent/", "GET", AWAY, f"{AUX}request/sent/"),
    Row("r/", "GET", PUBLIC),
    Row("r/", "POST", PUBLIC),
    Row(CASE, "GET", AWAY, A_CASE),
    Row(f"{CASE}code/", "GET", PUBLIC, f"{A_CASE}code/"),
    Row(f"{CASE}code/", "POST", PUBLIC, f"{A_CASE}code/"),
    Row(f"{CASE}code/send/", "POST", AWAY, f"{A_CASE}code/send/"),
    Row(f"{CASE}code/send/", "GET", NO_GET, f"{A_CASE}code/send/"),
    Row(f"{CASE}messages/", "GET", AWAY, f"{A_CASE}messages/"),
    Row(f"{CASE}messages/", "POST", AWAY, f"{A_CASE}messages/"),
    Row(f"{CASE}withdraw/", "GET", AWAY, f"{A_CASE}withdraw/"),
    Row(f"{CASE}withdraw/", "POST", AWAY, f"{A_CASE}withdraw/"),
    Row(f"{CASE}receipt/", "GET", AWAY, f"{A_CASE}receipt/"),
    Row(f"{CASE}sign-out/", "POST", AWAY, f"{A_CASE}sign-out/"),
    Row(f"{CASE}sign-out/", "GET", NO_GET, f"{A_CASE}sign-out/"),
    Row("healthz", "GET", NO_WORKER),
    # --- signing in ---
    Row("accounts/login/", "GET", "200 away away away away away"),
    Row("accounts/login/", "POST", "200 away away away away away"),
    Row("accounts/logout/", "GET", EVERYONE),
    Row("accounts/logout/", "POST", "login login login login login login"),
    # asks for the password again, and leads on: nobody without a session
    Row("accounts/reauthenticate/", "GET", EVERYONE),
    Row("accounts/password/change/", "GET", EVERYONE),
    Row("accounts/password/change/", "POST", EVERYONE),
    Row("accounts/2fa/", "GET", EVERYONE),
    Row("accounts/2fa/authenticate/", "GET", "login away away away away away"),
    Row("accounts/2fa/reauthenticate/", "GET", "login away away away away away"),
    Row("accounts/2fa/totp/activate/", "GET", "login away away away away away"),
    Row("accounts/2fa/totp/deactivate/", "GET", "login 404 404 404 404 404"),
    Row("accounts/2fa/recovery-codes/", "GET", "login 404 404 404 404 404"),
    Row(
        "accounts/2fa/recovery-codes/generate/",
        "GET",
        "login away away away away away",
    ),
    Row(
        "accounts/2fa/recovery-codes/download/",
        "GET",
        "login 404 404 404 404 404",
    ),
    Row("accounts/sessions/", "GET", EVERYONE),
    Row("accounts/sessions/", "POST", "login away away away away away"),
    Row("accounts/invitation/", "GET", PUBLIC),
    Row("accounts/invitation/", "POST", PUBLIC),
    Row("accounts/invitation/accept/", "GET", "away away away away away away"),
    Row("accounts/password/reset/", "GET", PUBLIC),
    Row("accounts/password/reset/code/", "GET", "away away away away away away"),
    # --- the office ---
    Row("desk/styleguide/", "GET", EVERYONE),
    Row("desk/", "GET", "login away away away away away"),
    Row("desk/settings/team/", "GET", TEAM),
    Row("desk/settings/team/invite/", "GET", TEAM),
    Row("desk/settings/team/invite/", "POST", TEAM),
    Row(
        "desk/settings/team/invitations/<int:pk>/send/",
        "POST",
        TEAM_ACT,
        "desk/settings/team/invitations/{invitation.pk}/send/",
    ),
    Row(
        "desk/settings/team/invitations/<int:pk>/send/",
        "GET",
        TEAM_NO_GET,
        "desk/settings/team/invitations/{invitation.pk}/send/",
    ),
    Row(
        "desk/settings/team/invitations/<int:pk>/withdraw/",
        "POST",
        TEAM_ACT,
        "desk/settings/team/invitations/{invitation.pk}/withdraw/",
    ),
    Row(
        "desk/settings/team/invitations/<int:pk>/withdraw/",
        "POST",
        NOT_THEIRS,
        "desk/settings/team/invitations/{foreign_invitation.pk}/withdraw/",
    ),
    Row(
        "desk/settings/team/<int:pk>/",
        "GET",
        TEAM,
        "desk/settings/team/{membership.pk}/",
    ),
    Row(
        "desk/settings/team/<int:pk>/",
        "GET",
        NOT_THEIRS,
        "desk/settings/team/{foreign_membership.pk}/",
    ),
    Row(
        "desk/settings/team/<int:pk>/remove/",
        "POST",
        TEAM_ACT,
        "desk/settings/team/{membership.pk}/remove/",
    ),
    Row(
        "desk/settings/team/<int:pk>/remove/",
        "POST",
        NOT_THEIRS,
        "desk/settings/team/{foreign_membership.pk}/remove/",
    ),
    Row(
        "desk/settings/team/<int:pk>/deactivate/",
        "POST",
        TEAM_ACT,
        "desk/settings/team/{membership.pk}/deactivate/",
    ),
    Row(
        "desk/settings/team/<int:pk>/deactivate/",
        "POST",
        NOT_THEIRS,
        "desk/settings/team/{foreign_membership.pk}/deactivate/",
    ),
    Row(
        "desk/settings/team/<int:pk>/second-factor/",
        "POST",
        TEAM_ACT,
        "desk/settings/team/{membership.pk}/second-factor/",
    ),
    Row("desk/settings/controllers/", "GET", EVERYONE),
    Row(
        "desk/settings/controllers/<slug:slug>/",
        "GET",
        "login 200 200 200 200 404",
        "desk/settings/controllers/maxim/",
    ),
    Row("desk/settings/profile/", "GET", EVERYONE),
    Row("desk/settings/profile/", "POST", EVERYONE),
    # --- requests ---
    Row("desk/requests/", "GET", "login 200 200 200 403 200"),
    Row("desk/requests/", "POST", "login 405 405 405 405 405"),
    *(
        Row(
            f"desk/requests/<slug:ref>/{page}",
            method,
            answers,
            "desk/requests/{rights_request.ref}/" + (sample or page),
        )
        for page, method, answers, sample in (
            ("", "GET", READ, ""),
            ("assign/", "POST", WORK, ""),
            ("assign/", "GET", BACK, ""),
            ("contact/", "POST", READ, ""),
            ("identity/", "GET", READ, ""),
            ("identity/", "POST", WORK, ""),
            ("identity/reveal/", "POST", WORK, ""),
            ("messages/", "POST", WORK, ""),
            ("notes/", "POST", WORK, ""),
            ("systems/", "POST", WORK, ""),
            ("systems/<int:pk>/", "POST", WORK, "systems/{task.pk}/"),
            ("decision/", "GET", WORK, ""),
            ("decision/", "POST", WORK, ""),
            ("decision/preview/", "GET", "login away away away 403 404", ""),
            ("decision/preview/", "POST", WORK, ""),
            ("decision/approve/", "POST", APPROVE, ""),
            ("decision/return/", "POST", APPROVE, ""),
            ("decision/send/", "POST", WORK, ""),
            ("letters/<int:pk>/", "GET", READ, "letters/{letter.pk}/"),
            ("close/", "POST", WORK, ""),
            ("spam/", "POST", WORK, ""),
        )
    ),
    # --- the trail ---
    Row("audit/changes/", "GET", "login 403 403 200 403 403"),
    Row("audit/changes/", "POST", "login 403 403 405 403 403"),
    Row(
        "audit/changes/<int:entry_id>/",
        "GET",
        "login 403 403 200 403 403",
        "audit/changes/{entry.pk}/",
    ),
    Row(
        "audit/changes/<int:entry_id>/",
        "GET",
        "login 403 403 404 403 403",
        "audit/changes/{foreign_entry.pk}/",
    ),
]


@pytest.fixture
def samples(cast, maxim, aux) -> dict[str, object]:
    """What sample paths may name."""
    with transaction.atomic(), act(by=Actor.job("tests")):
        rights_request = RightsRequestFactory(establishment__controller=maxim)
        task = FulfilmentTaskFactory(rights_request=rights_request)
        letter = LetterFactory(controller=maxim, case_id=rights_request.pk)
        invitation = InvitationFactory(controller=maxim, invited_by=cast.grace)
        foreign = InvitationFactory(controller=aux, invited_by=cast.chen)
    return {
        "rights_request": rights_request,
        "task": task,
        "letter": letter,
        "membership": cast.aida.memberships.get(),
        "foreign_membership": cast.chen.memberships.get(),
        "invitation": invitation,
        "foreign_invitation": foreign,
        "entry": LedgerEntry.objects.filter(controller_id=maxim.pk).latest("id"),
        "foreign_entry": LedgerEntry.objects.filter(controller_id=aux.pk).latest("id"),
    }


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} {row.path}")
def test_each_role_is_answered_as_the_table_says(row, cast, samples):
    path = row.path.format(**samples)
    expected = dict(zip(ROLES, row.answers.split(), strict=True))

    answers = {role: _answer(_client(role, cast), row.method, path) for role in ROLES}

    asked = {role: answer for role, answer in expected.items() if answer != "-"}
    assert {role: answers[role] for role in asked} == asked


def test_every_url_is_in_the_table():
    with translation.override("en"):
        routes = set(_routes(get_resolver()))
    known = {row.route for row in TABLE}

    assert sorted(routes - known) == [], "add a row for these pages"
    assert sorted(known - routes) == [], "these pages are gone"


def _client(role: str, cast: SimpleNamespace) -> Client:
    names = {
        "officer": "aida",
        "approver": "farid",
        "auditor": "ben",
        "administrator": "grace",
        "other": "chen",
    }
    client = Client(raise_request_exception=True)
    if role != "anonymous":
        client.force_login(getattr(cast, names[role]))
    return client


def _answer(client: Client, method: str, path: str) -> str:
    """The status; what one role changed is undone before the next one asks."""
    with transaction.atomic():
        response = client.generic(method, path)
        transaction.set_rollback(True)
    if response.status_code == 302:
        login = reverse(settings.LOGIN_URL)
        return "login" if response["Location"].startswith(login) else "away"
    return str(response.status_code)


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)
