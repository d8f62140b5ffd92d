import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Invitation, User
from accounts.roles import Role
from audit.models import AccessEntry, LedgerEntry
from audit.trail import Actor, act
from correspondence.models import Delivery, Letter
from tests.factories import InvitationFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
TEAM = "/desk/settings/team/"


@pytest.fixture
def office(client, grace):
    """Grace's browser."""
    client.force_login(grace)
    return client


@pytest.fixture
def form(maxim) -> dict[str, object]:
    return {
        "controller": maxim.pk,
        "full_name": "Hana Yusof",
        "email": "Hana@Office.example",
        "role": Role.OFFICER,
        "language": "ms",
    }


def test_the_team_page_shows_people_and_invitations(office, aida, grace, maxim, chen):
    with transaction.atomic(), act(by=Actor.job("tests")):
        InvitationFactory(controller=maxim, invited_by=grace, full_name="Hana Yusof")

    page = office.get(TEAM).content.decode()

    for name in ["Aida Rahman", "Grace Lim", "Hana Yusof"]:
        assert name in page
    assert "Chen Wei" not in page


def test_looking_at_the_team_is_recorded_with_its_count(office, aida, maxim):
    office.get(TEAM)

    entry = AccessEntry.objects.get()
    assert (entry.what, entry.count, entry.controller_id) == ("list", 2, maxim.pk)


def test_the_team_page_costs_the_same_for_many(office, maxim):
    office.get(TEAM)
    with CaptureQueriesContext(connection) as few:
        office.get(TEAM)
    with transaction.atomic(), act(by=Actor.job("tests")):
        for _ in range(15):
            MembershipFactory(controller=maxim)

    with CaptureQueriesContext(connection) as many:
        office.get(TEAM)

    assert len(many) == len(few) <= 15


def test_an_invitation_and_its_letter_are_one_step(office, form):
    response = office.post(f"{TEAM}invite/", form)

    assert response["Location"] == TEAM
    invitation = Invitation.objects.get(email="hana@office.example")
    letter = Letter.objects.get()
    assert (letter.kind, letter.language) == ("invitation", "ms")
    assert letter.to_email == "hana@office.example"
    assert "[code]" in letter.body
    assert "/accounts/invitation/" in letter.body
    assert invitation.controller.name in letter.body
    assert Delivery.objects.get().code is not None


def test_a_letter_that_cannot_be_written_keeps_no_place(office, form, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("no wording")

    monkeypatch.setattr("correspondence.letters.render", fail)
    office.raise_request_exception = False

    response = office.post(f"{TEAM}invite/", form)

    assert response.status_code == 500
    assert not Invitation.objects.exists()
    assert not LedgerEntry.objects.filter(verb="accounts.invite").exists()


def test_bad_input_is_said_at_the_field_and_kept(office, form):
    response = office.post(f"{TEAM}invite/", form | {"email": "hana"})

    page = response.content.decode()
    assert "There is a problem" in page
    assert 'value="hana"' in page
    assert not Invitation.objects.exists()


def test_a_company_one_does_not_run_cannot_be_chosen(office, form, aux):
    response = office.post(f"{TEAM}invite/", form | {"controller": aux.pk})

    assert response.context["form"].errors["controller"]
    assert not Invitation.objects.exists()


def test_sending_again_voids_the_old_code(office, form):
    office.post(f"{TEAM}invite/", form)
    invitation = Invitation.objects.get()

    office.post(f"{TEAM}invitations/{invitation.pk}/send/")

    assert Letter.objects.count() == 2
    assert Invitation.objects.count() == 1


def test_a_withdrawn_invitation_leaves_the_page(office, form):
    office.post(f"{TEAM}invite/", form)
    invitation = Invitation.objects.get()

    office.post(f"{TEAM}invitations/{invitation.pk}/withdraw/")

    assert "hana@office.example" not in office.get(TEAM).content.decode()
    again = office.post(f"{TEAM}invitations/{invitation.pk}/withdraw/")
    assert again.status_code == 404


def test_a_role_is_changed_on_its_page(office, aida, maxim):
    membership = aida.memberships.get()

    response = office.post(f"{TEAM}{membership.pk}/", {"role": Role.AUDITOR})

    assert response["Location"] == TEAM
    assert aida.has_perm("audit.view", maxim)
    assert not aida.has_perm("requests.decide", maxim)


def test_a_refusal_is_said_in_a_sentence_and_changes_nothing(office, grace):
    membership = grace.memberships.get()

    page = office.post(f"{TEAM}{membership.pk}/remove/", follow=True).content.decode()

    assert "last administrator" in page
    assert grace.memberships.exists()


def test_deactivating_ends_an_account(office, aida):
    membership = aida.memberships.get()

    office.post(f"{TEAM}{membership.pk}/deactivate/")

    assert not User.objects.get(pk=aida.pk).is_active


def test_a_lost_second_factor_is_forgotten(office, aida):
    Authenticator.objects.create(
        user=aida, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )

    office.post(f"{TEAM}{aida.memberships.get().pk}/second-factor/")

    assert not Authenticator.objects.filter(user=aida).exists()
    entry = LedgerEntry.objects.get(verb="accounts.reset_second_factor")
    assert entry.object_pk == str(aida.pk)


def test_another_companys_people_are_not_there(office, chen, aux):
    foreign = chen.memberships.get()
    with transaction.atomic(), act(by=Actor.job("tests")):
        invitation = InvitationFactory(controller=aux, invited_by=UserFactory())

    for path in [
        f"{foreign.pk}/",
        f"{foreign.pk}/remove/",
        f"{foreign.pk}/deactivate/",
        f"invitations/{invitation.pk}/send/",
        f"invitations/{invitation.pk}/withdraw/",
    ]:
        assert office.post(f"{TEAM}{path}").status_code == 404
    assert chen.memberships.exists()


def test_a_profile_is_saved_with_an_entry_and_spoken_at_once(client, aida):
    client.force_login(aida)

    page = client.post(
        "/desk/settings/profile/",
        {
            "full_name": "Aida binti Rahman",
            "language": "ms",
            "time_zone": "Asia/Kuching",
            "theme": "dark",
        },
        follow=True,
    )

    aida.refresh_from_db()
    assert (aida.language, aida.time_zone, aida.theme) == ("ms", "Asia/Kuching", "dark")
    assert not aida.has_shortcuts
    assert not aida.wants_digest
    assert page.headers["Content-Language"] == "ms"
    entry = LedgerEntry.objects.get(verb="accounts.edit_profile")
    assert set(entry.changed_fields) == {
        "full_name",
        "language",
        "time_zone",
        "theme",
        "has_shortcuts",
        "wants_digest",
    }


def test_the_next_persons_page_is_in_their_own_language(client, aida, ben):
    with transaction.atomic(), act(by=Actor.job("tests")):
        aida.language = "ms"
        aida.save()
    client.force_login(aida)
    assert client.get("/desk/settings/profile/").headers["Content-Language"] == "ms"

    client.force_login(ben)

    assert client.get("/desk/settings/profile/").headers["Content-Language"] == "en"


def test_establishments_are_shown_as_the_policy_names_them(client, aida):
    client.force_login(aida)

    page = client.get("/desk/settings/controllers/maxim/").content.decode()

    assert "AIST MALAYSIA SDN. BHD." in page
    assert "Kazakhstan" in page
    assert "Pahang, Malaysia" in page
