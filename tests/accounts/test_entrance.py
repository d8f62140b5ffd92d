from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import workflow
from accounts.models import User
from accounts.roles import Role
from audit.models import LedgerEntry
from correspondence import codes
from correspondence.models import Letter, OneTimeCode
from dpo_portal.views.team import invite_by_letter
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "amber window cello"


@pytest.fixture(autouse=True)
def no_limits_reached():
    cache.clear()


@pytest.fixture
def letter_to_hana(maxim, grace) -> str:
    """Hana is invited; the code of the letter she got."""
    invite(maxim, "hana@office.example", Role.OFFICER, by=grace)
    return sent_code()


def invite(controller, email: str, role: str, *, by: User) -> None:
    invite_by_letter(controller, email=email, full_name="Hana Yusof", role=role, by=by)


def sent_code() -> str:
    """The digits of the newest letter's code, as the worker makes them at sending."""
    newest = Letter.objects.latest("pk").deliveries.get().code
    return codes.make_digits(newest, at=timezone.now())


def enter(client: Client, email: str, code: str):
    return client.post("/accounts/invitation/", {"email": email, "code": code})


def test_an_invited_person_comes_in_by_their_letter(client, letter_to_hana, maxim):
    response = enter(client, "Hana@office.example", letter_to_hana)
    assert response["Location"] == "/accounts/invitation/accept/"
    page = client.get(response["Location"]).content.decode()
    assert "Maxim" in page

    client.post("/accounts/invitation/accept/", {"password": NEW_PASSWORD})

    hana = User.objects.get(email="hana@office.example")
    assert hana.has_perm("requests.decide", maxim)
    login = {"login": hana.email, "password": NEW_PASSWORD}
    assert client.post("/accounts/login/", login)["Location"] == "/desk/"


def test_a_weak_password_is_refused_with_a_reason(client, letter_to_hana):
    enter(client, "hana@office.example", letter_to_hana)

    response = client.post("/accounts/invitation/accept/", {"password": "hana"})

    assert response.context["form"].errors["password"]
    assert not User.objects.filter(email="hana@office.example").exists()


def test_a_wrong_code_and_an_unknown_address_are_answered_alike(client, letter_to_hana):
    wrong = enter(client, "hana@office.example", "00000000")
    unknown = enter(client, "nobody@office.example", letter_to_hana)

    assert wrong.context["form"].errors == unknown.context["form"].errors
    accept = client.get("/accounts/invitation/accept/")
    assert accept["Location"] == "/accounts/invitation/"


def test_the_proof_belongs_to_the_browser_that_gave_it(client, letter_to_hana):
    enter(client, "hana@office.example", letter_to_hana)
    stranger = Client()

    response = stranger.post("/accounts/invitation/accept/", {"password": NEW_PASSWORD})

    assert response["Location"] == "/accounts/invitation/"
    assert not User.objects.filter(email="hana@office.example").exists()


def test_a_withdrawn_invitation_takes_no_one_in(client, letter_to_hana, grace, maxim):
    workflow.withdraw_invitation(maxim.invitations.get(), by=grace)

    enter(client, "hana@office.example", letter_to_hana)
    client.post("/accounts/invitation/accept/", {"password": NEW_PASSWORD})

    assert not User.objects.filter(email="hana@office.example").exists()


def test_someone_with_an_account_accepts_without_a_password(client, aida, maxim, grace):
    invite(maxim, aida.email, Role.APPROVER, by=grace)
    enter(client, aida.email, sent_code())

    client.post("/accounts/invitation/accept/")

    assert aida.has_perm("requests.approve", maxim)
    assert User.objects.get(pk=aida.pk).check_password(PASSWORD)


def ask_for_reset(client: Client, email: str):
    return client.post("/accounts/password/reset/", {"email": email})


def test_a_forgotten_password_is_set_anew_by_a_code(client, aida):
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": aida.email, "password": PASSWORD})
    ask_for_reset(client, aida.email)

    client.post(
        "/accounts/password/reset/code/",
        {"code": sent_code(), "password": NEW_PASSWORD},
    )

    assert User.objects.get(pk=aida.pk).check_password(NEW_PASSWORD)
    assert elsewhere.get("/desk/settings/profile/").status_code == 302
    entry = LedgerEntry.objects.get(verb="accounts.change_password")
    assert entry.actor_id == aida.pk


def test_asking_for_an_unknown_address_looks_the_same(client, aida):
    known, unknown = (ask_for_reset(client, e) for e in [aida.email, "no@one.example"])

    assert known["Location"] == unknown["Location"]
    pages = [client.get(known["Location"]).status_code]
    assert pages == [200]
    assert [letter.to_email for letter in Letter.objects.all()] == [aida.email]
    assert OneTimeCode.objects.count() == 2


def test_a_wrong_code_changes_no_password(client, aida):
    ask_for_reset(client, aida.email)

    response = client.post(
        "/accounts/password/reset/code/",
        {"code": "00000000", "password": NEW_PASSWORD},
    )

    assert response.context["form"].errors["code"]
    assert User.objects.get(pk=aida.pk).check_password(PASSWORD)


def test_the_code_of_one_browser_is_nothing_in_another(client, aida):
    ask_for_reset(client, aida.email)
    code = sent_code()
    other = Client()
    ask_for_reset(other, aida.email)

    response = other.post(
        "/accounts/password/reset/code/", {"code": code, "password": NEW_PASSWORD}
    )

    assert response.context["form"].errors["code"]


def test_mails_to_one_address_are_limited(client, aida):
    for _ in range(3):
        ask_for_reset(client, aida.email)

    response = ask_for_reset(client, aida.email)

    assert response.context["form"].non_field_errors()
    assert Letter.objects.count() == 3


def test_an_invitation_is_good_for_a_week(client, letter_to_hana, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=7, seconds=1))

    enter(client, "hana@office.example", letter_to_hana)

    response = client.get("/accounts/invitation/accept/")
    assert response["Location"] == "/accounts/invitation/"


def test_letters_lead_to_this_site(letter_to_hana):
    assert f"{settings.SITE_URL}/accounts/invitation/" in Letter.objects.get().body
