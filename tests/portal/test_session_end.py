"""A session that ends while someone writes: said before, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from rights.models import Message
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
UNSENT = "/accounts/unsent/"
WORDS = "Called the shop, they will look it up."


@pytest.fixture(autouse=True)
def no_limits_reached():
    cache.clear()


@pytest.fixture
def sign_in(client):
    def enter(user, **data):
        data |= {"login": user.email, "password": PASSWORD}
        return client.post("/accounts/login/", data)

    return enter


def end_sessions() -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def post_note(client, open_request):
    """Write a note on a case, in a form drawn before whatever happened since."""
    case = open_request()
    data = {"version": case.version, "seen": 0, "body": WORDS}
    return lambda: client.post(f"/desk/requests/{case.ref}/notes/", data)


def test_a_note_that_came_too_late_waits_behind_the_sign_in(
    client, cast, sign_in, post_note
):
    sign_in(cast.aida)
    end_sessions()

    answer = post_note()

    assert answer["Location"] == f"/accounts/login/?next={UNSENT}"
    assert not Message.objects.exists()
    assert sign_in(cast.aida, next=UNSENT)["Location"] == UNSENT
    page = client.get(UNSENT)
    assert WORDS in page.content.decode()
    kept = page.context["kept"]
    client.post(kept.path, dict(kept.fields))
    assert Message.objects.get().body == WORDS
    assert client.get(UNSENT)["Location"] == "/desk/"


def test_words_that_waited_can_be_deleted(client, cast, sign_in, post_note):
    sign_in(cast.aida)
    end_sessions()
    post_note()
    sign_in(cast.aida)

    client.post(UNSENT)

    assert "unsent" not in client.session
    assert not Message.objects.exists()


def test_nobody_else_is_shown_what_waits_in_a_shared_browser(
    client, cast, sign_in, post_note
):
    sign_in(cast.aida)
    end_sessions()
    post_note()

    sign_in(cast.farid)

    assert client.get(UNSENT)["Location"] == "/desk/"
    assert "unsent" not in client.session


def test_nothing_is_kept_of_someone_who_never_worked_here(client, post_note):
    answer = post_note()

    assert "next=/desk/requests/" in answer["Location"]
    assert "unsent" not in client.session


def test_nothing_is_kept_after_a_sign_out(client, cast, sign_in, post_note):
    sign_in(cast.aida)
    client.post("/accounts/logout/")

    post_note()

    assert "unsent" not in client.session


def test_a_password_is_never_kept(client, cast, sign_in):
    sign_in(cast.aida)
    end_sessions()

    client.post("/accounts/password/change/", {"oldpassword": "a secret of mine"})

    assert "unsent" not in client.session


def test_a_form_from_another_site_leaves_nothing(cast, open_request):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.aida)
    strict.get("/desk/settings/profile/")
    end_sessions()

    answer = strict.post(
        f"/desk/requests/{open_request().ref}/notes/", {"body": "Erase it all."}
    )

    assert answer.status_code == 403
    assert "unsent" not in strict.session


def test_the_end_is_said_in_the_last_ten_minutes_and_can_be_put_off(
    client, cast, sign_in
):
    sign_in(cast.aida)
    early = client.get("/desk/settings/profile/")
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=9))
    late = client.get("/desk/settings/profile/")

    back = client.post("/accounts/stay/", {"next": "/desk/settings/profile/"})

    assert not early.context["session_end"].is_soon
    assert late.context["session_end"].is_soon
    assert re.search(r"signed out at \d\d:\d\d", late.content.decode())
    assert back["Location"] == "/desk/settings/profile/"
    longest = timezone.now() + timedelta(hours=11)
    assert Session.objects.get(session_key=client.session.session_key).expire_date > (
        longest
    )


@pytest.mark.parametrize(
    ("path", "promised"),
    [("/desk/settings/profile/", True), ("/accounts/password/change/", False)],
)
def test_only_what_is_kept_is_said_to_be_kept(path, promised, client, cast, sign_in):
    sign_in(cast.aida)

    page = client.get(path, follow=True).content.decode()

    assert "You will be signed out at" in page
    assert ("What you type is kept" in page) is promised


def test_staying_leads_to_no_other_site(client, cast, sign_in):
    sign_in(cast.aida)

    back = client.post("/accounts/stay/", {"next": "https://elsewhere.example/"})

    assert back["Location"] == "/desk/"
