"""The invented systems of the demo companies."""

import pytest

from dpo_portal.demo.systems import keep_systems
from processing.asking import systems_for
from processing.models import Activity, System

pytestmark = pytest.mark.django_db


def test_every_company_has_a_few_systems_that_say_they_are_examples(registers):
    first = keep_systems()
    second = keep_systems()

    assert (first, second) == (System.objects.count(), 0)
    for controller in registers.values():
        systems = systems_for(controller, "")
        assert len(systems) >= 2
        assert all(row.is_example and "(example)" in row.name for row in systems)


def test_the_example_of_accounts_holds_the_data_of_every_activity(registers):
    keep_systems()

    accounts = System.objects.get(controller__slug="maxim", code="example-accounts")
    assert len(accounts.activities) == Activity.objects.of(accounts.controller).count()


def test_no_company_no_system(db):
    assert keep_systems() == 0
