"""Bringing the shipped registers in, once and again."""

import pytest
from django.core.management import call_command
from django.db import transaction

from audit.models import LedgerEntry
from audit.trail import Actor, act
from processing.loading import load_shipped
from processing.models import Activity, DataItem, Recipient, System

pytestmark = pytest.mark.django_db


def test_loading_twice_adds_nothing_the_second_time(controllers):
    first = load_shipped()
    second = load_shipped()

    assert second == 0
    assert first == sum(
        model.objects.count() for model in (DataItem, Activity, Recipient)
    )


def test_no_policy_names_a_system_so_none_is_shipped(registers):
    assert System.objects.count() == 0


def test_what_the_office_changed_is_left_as_it_is(registers):
    row = Recipient.objects.get(code="stripe")
    row.agreement = "DPA of 2026-03-01"
    with transaction.atomic(), act(by=Actor.job("tests")):
        row.save()

    load_shipped()

    assert Recipient.objects.get(code="stripe").agreement == "DPA of 2026-03-01"


def test_each_company_has_an_entry_and_each_row_its_history(registers):
    entries = LedgerEntry.objects.filter(verb="processing.load")

    assert set(entries.values_list("controller_id", flat=True)) == {
        controller.pk for controller in registers.values()
    }
    assert Activity.history.count() == Activity.objects.count()


def test_a_company_that_is_not_here_is_passed_over(db):
    assert load_shipped() == 0


def test_the_queries_do_not_grow_with_the_rows(
    controllers, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30):
        load_shipped()


def test_the_command_says_what_it_did(controllers, capsys):
    call_command("load_processing")
    call_command("load_processing")

    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("rows added.")
    assert second == "Nothing to add."
