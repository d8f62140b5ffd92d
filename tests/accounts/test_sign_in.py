import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from audit.models import LedgerEntry
from audit.trail import Actor, act
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def no_limits_reached():
    cache.clear()


def sign_in(client, email, password=PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def confirm_password(client):
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def set_up_authenticator(client) -> str:
    """Sign-in done; returns the secret the app would hold."""
    confirm_password(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    return secret


def code_of(secret: str) -> str:
    cache.clear()  # the app's next code: one code is good once
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_e_mail_and_password_open_the_desk(client, aida):
    response = sign_in(client, "AIDA@maxim.example")

    assert response["Location"] == "/desk/"
    aida.refresh_from_db()
    assert aida.last_login is not None
    entry = LedgerEntry.objects.get(verb="accounts.sign_in")
    assert entry.actor_id == aida.pk


def test_a_refused_sign_in_says_nothing_about_who_exists(client, aida, ben):
    with transaction.atomic(), act(by=Actor.job("tests")):
        ben.is_active = False
        ben.save()

    answers = [
        sign_in(client, aida.email, "wrong password").context["form"].errors,
        sign_in(client, "nobody@maxim.example").context["form"].errors,
        sign_in(client, ben.email).context["form"].errors,  # the right password
    ]

    assert answers[0] == answers[1] == answers[2]
    assert "_auth_user_id" not in client.session


def test_guessing_a_password_is_stopped(client, aida):
    for _ in range(5):
        sign_in(client, aida.email, "wrong password")

    response = sign_in(client, aida.email)

    assert "_auth_user_id" not in client.session
    assert "too many" in str(response.context["form"].errors).lower()


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "confirm-email/", "inactive/", "3rdparty/", "password/set/"],
)
def test_pages_we_do_not_use_do_not_exist(client, aida, path):
    client.force_login(aida)

    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}").status_code == 404


def test_there_is_no_sign_up():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_session_ends_with_the_browser(client, aida):
    response = sign_in(client, aida.email)

    assert response.cookies["dpo_session"]["max-age"] == ""


def test_the_second_factor_is_asked_and_its_secret_is_sealed(client, aida):
    sign_in(client, aida.email)
    secret = set_up_authenticator(client)

    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data
    assert secret not in json.dumps(stored)
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    seed = codes.wrap()
    assert len(seed.get_unused_codes()) == 10
    client.logout()
    assert sign_in(client, aida.email)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/desk/settings/profile/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/desk/settings/profile/").status_code == 200


def test_a_recovery_code_works_once(client, aida):
    sign_in(client, aida.email)
    set_up_authenticator(client)
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    [first, *_rest] = codes.wrap().get_unused_codes()

    for expected in [200, 302]:
        client.logout()
        sign_in(client, aida.email)
        client.post("/accounts/2fa/authenticate/", {"code": first})
        assert client.get("/desk/settings/profile/").status_code == expected


def test_secrets_do_not_move_to_another_key(client, aida, settings, tmp_path):
    sign_in(client, aida.email)
    set_up_authenticator(client)
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    tampered = row.data["secret"][:-6] + "AAAAA="

    row.data["secret"] = tampered
    row.save()

    client.logout()
    sign_in(client, aida.email)
    with pytest.raises(Exception, match="altered"):
        client.post("/accounts/2fa/authenticate/", {"code": "123456"})


def test_where_it_is_required_nobody_works_with_a_password_alone(
    client, aida, settings
):
    settings.MFA_REQUIRED = True
    sign_in(client, aida.email)

    response = client.get("/desk/settings/profile/")

    assert response["Location"] == "/accounts/2fa/totp/activate/"
    set_up_authenticator(client)
    assert client.get("/desk/settings/profile/").status_code == 200


def test_where_it_is_required_it_cannot_be_switched_off(client, aida, settings):
    settings.MFA_REQUIRED = True
    sign_in(client, aida.email)
    set_up_authenticator(client)
    confirm_password(client)

    client.post("/accounts/2fa/totp/deactivate/")

    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_changing_the_password_leaves_an_entry_and_no_hash_in_history(client, aida):
    sign_in(client, aida.email)

    client.post(
        "/accounts/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "amber window cello",
            "password2": "amber window cello",
        },
    )

    assert User.objects.get(pk=aida.pk).check_password("amber window cello")
    entry = LedgerEntry.objects.get(verb="accounts.change_password")
    assert (entry.actor_id, entry.changed_fields) == (aida.pk, ["password"])
    columns = {field.name for field in User.history.model._meta.get_fields()}
    assert not columns & {"password", "last_login"}


def test_an_old_hash_is_renewed_at_sign_in(client, aida, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    aida.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    aida.save(update_fields=["password"])

    sign_in(client, aida.email)

    assert User.objects.get(pk=aida.pk).password.startswith("md5$")


def test_other_sessions_can_be_ended(client, aida):
    sign_in(client, aida.email)
    other = type(client)()
    sign_in(other, aida.email)
    assert UserSession.objects.filter(user=aida).count() == 2

    client.post("/accounts/sessions/")

    assert client.get("/desk/settings/profile/").status_code == 200
    assert other.get("/desk/settings/profile/").status_code == 302


def test_authenticator_rows_hold_no_readable_secret(client, aida):
    sign_in(client, aida.email)
    secret = set_up_authenticator(client)

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        dump = str(cursor.fetchall())

    assert secret not in dump


def test_a_secret_waiting_for_its_first_code_is_sealed_in_the_session(client, aida):
    sign_in(client, aida.email)
    confirm_password(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": "000000"})  # a wrong one

    stored = json.dumps(dict(client.session.items()))
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})

    assert secret not in stored
    assert Authenticator.objects.filter(user=aida, type="totp").exists()


def test_a_secret_that_cannot_be_opened_any_more_is_made_anew(client, aida):
    sign_in(client, aida.email)
    confirm_password(client)
    session = client.session
    session["mfa.totp.secret"] = "JBSWY3DPEHPK3PXP"  # in the clear, from before
    session.save()

    answer = client.post("/accounts/2fa/totp/activate/", {"code": "123456"})

    assert answer.status_code == 200
    assert "JBSWY3DPEHPK3PXP" not in json.dumps(dict(client.session.items()))
