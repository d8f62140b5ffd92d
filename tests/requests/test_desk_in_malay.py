"""The office in Malay, page by page: no English is left where a translation exists."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.trail import Actor, act
from dpo_portal.record_words import field_words, kind_words
from rights import (
    answering,
    asking,
    deciding,
    identifying,
    workflow,
)
from rights.choices import Outcome, Right
from rights.deciding import Proposal
from rights.models import RightsRequest
from tests.english import english_left
from tests.factories import DataSubjectFactory

pytestmark = pytest.mark.django_db

ABOUT = {"name": "Dewi Contoh", "details": "Perjalanan saya.", "language": "ms"}


@pytest.fixture
def reads_malay(client: Client) -> Callable[[User], Client]:
    """The browser of a colleague who chose Malay in the profile."""

    def signed_in(user: User) -> Client:
        with transaction.atomic(), act(by=Actor.job("tests")):
            user.language = "ms"
            user.save(update_fields=["language"])
        client.force_login(user, backend="accounts.backends.MembershipBackend")
        return client

    return signed_in


def english_at(client: Client, *paths: str, quoted: str = "") -> dict[str, list[str]]:
    """The English found at each address; only addresses where there is some."""
    found = {}
    for path in paths:
        html = client.get(path, follow=True).content.decode()
        assert '<html lang="ms"' in html, path
        if left := english_left(html, quoted=quoted):
            found[path] = left
    return found


def test_the_queue_is_in_malay(reads_malay, aida, open_request):
    open_request(**ABOUT, at=timezone.now() - timedelta(days=6))
    open_request(**ABOUT, at=timezone.now() - timedelta(days=9), right=Right.ACCESS)
    office = reads_malay(aida)

    views = ["needs_us", "mine", "unassigned", "waiting", "open", "closed"]

    assert english_at(office, *(f"/desk/requests/?view={v}" for v in views)) == {}


def test_a_request_is_in_malay_from_its_first_page_to_its_last(
    reads_malay, aida, open_request, post
):
    rights_request: RightsRequest = open_request(**ABOUT)
    office = reads_malay(aida)
    page = f"/desk/requests/{rights_request.ref}/"
    left = [english_at(office, page, f"{page}identity/")]

    identifying.start_identity_check(rights_request, by=aida)
    left.append(english_at(office, page, f"{page}identity/"))
    identifying.settle_identity(rights_request, by=aida, is_verified=True, findings={})
    workflow.add_note(rights_request, body="Nota.", by=aida)
    asking.ask(rights_request, body="Helo.", by=aida)
    left.append(english_at(office, page))
    workflow.hear_from_person(rights_request, body="Ya.")
    left.append(english_at(office, page, f"{page}decision/"))
    deciding.propose(
        rights_request, Proposal(outcome=Outcome.GRANTED, granted="Akaun"), by=aida
    )
    left.append(english_at(office, page))
    answering.send_answer(rights_request, by=aida)
    post(rights_request, timezone.now())
    left.append(english_at(office, page))
    workflow.close(rights_request, by=aida)
    left.append(english_at(office, page))

    assert [found for found in left if found] == []


def test_a_person_is_in_malay(reads_malay, aida, maxim):
    with transaction.atomic(), act(by=Actor.job("tests")):
        page = f"/desk/subjects/{DataSubjectFactory(controller=maxim).pk}/"
    office = reads_malay(aida)
    parts = ["data", "data/add", "consents", "consents/note", "restrictions", "history"]
    parts += ["restrictions/add", "holds/add", "identifiers", "merge", "export", "edit"]

    left = english_at(office, "/desk/subjects/", page, *(f"{page}{p}/" for p in parts))

    assert left == {}


def test_the_trail_is_in_malay(reads_malay, ben, open_request):
    open_request(**ABOUT)
    ours_alone = "\n".join(  # the tests' own models have no words in the catalogue
        words
        for model in apps.get_app_config("audit_sample").get_models()
        for words in (
            kind_words(model),
            *(field_words(field) for field in model._meta.concrete_fields),
        )
    )

    left = english_at(reads_malay(ben), "/audit/changes/", quoted=ours_alone)

    assert left == {}


def test_the_team_and_the_account_are_in_malay(reads_malay, grace):
    paths = [
        "/desk/settings/team/",
        "/desk/settings/team/invite/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/password/change/",
        "/accounts/sessions/",
        "/accounts/logout/",
        "/desk/styleguide/",
        "/desk/styleguide/?side=public",
        "/desk/no-such-page/",
    ]

    assert english_at(reads_malay(grace), *paths) == {}


def test_the_entrance_is_in_malay(client):
    client.cookies["django_language"] = "ms"
    login = {"login": "a@b.example", "password": "salah"}

    pages = [
        client.get("/accounts/login/"),
        client.post("/accounts/login/", {}),
        client.post("/accounts/login/", login),
        client.get("/accounts/password/reset/"),
        client.get("/accounts/invitation/"),
    ]

    assert [english_left(page.content.decode()) for page in pages] == [[]] * len(pages)
