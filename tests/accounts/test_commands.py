import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Controller, Membership, User
from accounts.roles import Role
from audit.models import LedgerEntry
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    """Whatever stands on standard input."""

    def type_in(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return type_in


def create(email="ivan@group.example", controller="all", name="Ivan Petrov"):
    out = io.StringIO()
    call_command(
        "create_administrator",
        email,
        name=name,
        controller=controller,
        password_stdin=True,
        stdout=out,
    )
    return out.getvalue()


def test_the_first_administrator_comes_by_command(typed):
    typed(f"{PASSWORD}\n")

    said = create()

    ivan = User.objects.get()
    assert ivan.check_password(PASSWORD)
    assert Membership.objects.filter(user=ivan, role=Role.ADMINISTRATOR).count() == 5
    assert "N.B. Express" in said
    entries = LedgerEntry.objects.filter(verb="accounts.create_administrator")
    assert {entry.program for entry in entries} == {"create_administrator"}


def test_one_company_is_enough(typed):
    typed(f"{PASSWORD}\n")

    create(controller="nbexpress")

    assert Membership.objects.get().controller.slug == "nbexpress"


@pytest.mark.parametrize(
    ("changes", "password", "sentence"),
    [
        ({"email": "ivan"}, PASSWORD, "is not an e-mail address."),
        ({"controller": "acme"}, PASSWORD, "There is no controller 'acme'."),
        ({}, "short", "too short"),
        ({"name": "Quietus Harbour"}, "quietus harbour", "too similar"),
    ],
)
def test_bad_input_is_refused_with_one_sentence(typed, changes, password, sentence):
    typed(f"{password}\n")

    with pytest.raises(CommandError, match=sentence) as refusal:
        create(**changes)

    assert refusal.value.returncode == 2
    assert not User.objects.exists()


def test_an_address_that_is_taken_is_left_alone(typed):
    typed(f"{PASSWORD}\n")
    create()
    typed("another password here\n")

    with pytest.raises(CommandError, match="already an account"):
        create(email="IVAN@group.example")

    assert User.objects.get().check_password(PASSWORD)


def test_loading_says_what_it_did():
    first, second = io.StringIO(), io.StringIO()

    call_command("load_controllers", stdout=first)
    call_command("load_controllers", stdout=second)

    assert first.getvalue() == "23 rows added.\n"
    assert second.getvalue() == "Nothing to add.\n"
    assert Controller.objects.count() == 5
