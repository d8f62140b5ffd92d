"""Two officers keeping the same row at the same moment, on whichever database runs."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from accounts.loading import load_controllers
from accounts.models import Controller, User
from accounts.roles import Role
from audit.models import LedgerEntry
from audit.trail import Actor, act
from processing import keeping
from processing.models import System
from tests.factories import MembershipFactory, SystemFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def maxim() -> Controller:
    load_controllers()
    return Controller.objects.get(slug="maxim")


@pytest.fixture
def officers(maxim: Controller) -> list[User]:
    with transaction.atomic(), act(by=Actor.job("tests")):
        return [
            MembershipFactory(controller=maxim, role=Role.OFFICER).user
            for _ in range(2)
        ]


def at_once(officers: list[User], verb: Callable[[User], object]) -> list[str]:
    """What came of `verb`, done by both at the same moment, sorted."""
    ready, outcomes = Barrier(2), []

    def run(officer: User) -> None:
        try:
            ready.wait(10)
            verb(officer)
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    both = [Thread(target=run, args=[officer]) for officer in officers]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    return sorted(outcomes)


def test_one_name_added_twice_at_once_is_one_system(maxim, officers):
    def add(officer: User) -> System:
        return keeping.add_system(
            maxim, name="Archive", kind="files", erasure="delete", by=officer
        )

    assert at_once(officers, add) == ["NotKeepable", "done"]
    assert System.objects.count() == 1


def test_two_edits_at_once_are_one_edit_and_one_refusal(maxim, officers):
    with transaction.atomic(), act(by=Actor.job("tests")):
        row = SystemFactory(controller=maxim)

    def edit(officer: User) -> System:
        note = f"By {officer.pk}"
        return keeping.edit_system(row, revision=row.revision, note=note, by=officer)

    assert at_once(officers, edit) == ["RowChanged", "done"]
    assert LedgerEntry.objects.filter(verb="processing.edit_system").count() == 1
