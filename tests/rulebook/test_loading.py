from dataclasses import replace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from audit.errors import AppendOnly
from audit.models import LedgerEntry
from rulebook import models
from rulebook.book import live, shipped
from rulebook.errors import BadRow
from rulebook.loading import load_rows, load_shipped, shipped_rows
from rulebook.rows import TABLES, Rule
from rulebook.terms import RIGHTS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_empty_rulebook(db: None) -> None:
    """As an installation has it before its first load."""
    with connection.cursor() as cursor:
        for model in models.MODELS.values():
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608


def test_the_live_book_answers_as_the_shipped_one():
    load_shipped()

    for table in TABLES:
        assert live().current(table) == shipped().current(table)


def test_a_row_is_written_once():
    load_shipped()
    rule = models.Rule.objects.get(code="MAXIM-ANS-MY")

    with pytest.raises(AppendOnly):
        rule.save()
    with pytest.raises(AppendOnly):
        models.Rule.objects.filter(code="MAXIM-ANS-MY").update(number=9)
    with pytest.raises(AppendOnly):
        rule.delete()


def test_loading_leaves_one_entry_and_loading_nothing_leaves_none():
    load_shipped()
    load_shipped()

    [entry] = LedgerEntry.objects.filter(verb="rulebook.load")
    assert (entry.actor_kind, entry.model) == ("job", "rulebook.rulebookload")


def test_loading_twice_adds_nothing():
    first, second = load_shipped(), load_shipped()

    assert first.added == len(shipped_rows())
    assert (second.added, second.kept) == (0, first.added)


def test_a_loaded_row_is_never_changed():
    load_shipped()
    rule = shipped().rule("MAXIM-ANS-MY")
    assert rule is not None

    with pytest.raises(BadRow, match=r"MAXIM-ANS-MY.*number.*version 2"):
        load_rows([replace(rule, number=9)])

    assert live().rule("MAXIM-ANS-MY").number == 7


def test_a_new_version_stands_beside_the_old_which_running_clocks_keep():
    load_shipped()
    rule = shipped().rule("MAXIM-ANS-MY")
    assert rule is not None

    load_rows([replace(rule, number=5, version=2)])

    book = live("maxim")
    assert [one.number for one in book.rules("maxim", "MY", "access")] == [5]
    assert book.rule("MAXIM-ANS-MY", 1).number == 7


def test_an_installation_of_before_takes_colombias_new_rules_beside_the_old():
    new = shipped().rule("MAXIM-DEL18-CO")
    assert new is not None
    old = replace(
        new, version=1, on_clarification="none", then_number=None, then_unit=""
    )
    load_rows([old])

    load_shipped()
    load_shipped()

    book = live("maxim", "CO")
    assert book.rule("MAXIM-DEL18-CO", 1) == old
    assert book.rule("MAXIM-DEL18-CO") == new
    assert (new.version, new.then_number) == (2, 8)


def test_a_rule_that_waits_for_one_that_is_here_is_refused():
    load_shipped()
    wait = shipped().rule("MAXIM-WAIT18-CO")
    assert wait is not None
    back = replace(
        wait,
        code="BACK",
        clock="clarification_request",
        start="clarification_received",
    )

    with pytest.raises(BadRow, match=r"'BACK'.*wait for each other"):
        load_rows([back])

    assert live().rule("BACK") is None


def test_one_question_to_the_live_book_is_one_query(django_assert_num_queries):
    load_shipped()
    book = live("maxim")

    with django_assert_num_queries(1):
        book.rules("maxim", "KZ", "erasure")
        book.rules("maxim", "KZ", "access")
    with django_assert_num_queries(1):
        book.entitlements("maxim", "KZ")


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_not_committed_are_read_in_their_transaction_alone():
    load_shipped()
    rule = live("maxim", "MY").rule("MAXIM-ANS-MY")
    assert rule is not None and rule.number == 7

    with transaction.atomic():
        load_rows([replace(rule, number=5, version=2)])
        inside = live("maxim", "MY").rule("MAXIM-ANS-MY")
        transaction.set_rollback(True)

    assert inside is not None and inside.number == 5
    assert live("maxim", "MY").rule("MAXIM-ANS-MY") == rule


def test_a_controllers_book_holds_its_own_rows_and_the_laws():
    load_shipped()

    rules = live("nbexpress").current(Rule)

    assert {rule.controller for rule in rules} == {"nbexpress", ""}
    assert live("nbexpress").entitlement("nbexpress", "MY", "objection") is not None


def test_a_countrys_book_answers_for_that_country_as_the_whole_one():
    load_shipped()
    whole, part = live(), live("maxim", "KZ")

    for ask in ("rules", "grounds"):
        for right in RIGHTS:
            known = getattr(whole, ask)("maxim", "KZ", right)
            assert getattr(part, ask)("maxim", "KZ", right) == known
    assert part.entitlements("maxim", "KZ") == whole.entitlements("maxim", "KZ")
    assert part.minors("maxim", "KZ") == whole.minors("maxim", "KZ")
    assert {row.country for row in part.current(Rule)} == {"KZ"}


@pytest.mark.parametrize(
    "change",
    [
        {"document": ""},
        {"clause": ""},
        {"promise": ""},
        {"source_kind": "rumour"},
        {"unit": "fortnights"},
        {"unit": ""},
    ],
)
def test_the_database_refuses_a_rule_without_source_or_unit(change):
    load_shipped()
    row = models.Rule.objects.filter(code="MAXIM-ANS-MY").values().get()
    row = {**row, "id": None, "version": 2, **change}

    with pytest.raises(IntegrityError), transaction.atomic():
        models.Rule.objects.create(**row)


def test_the_command_loads_and_says_what_it_did(capsys):
    call_command("load_rulebook")
    call_command("load_rulebook")

    total = len(shipped_rows())
    assert capsys.readouterr().out.splitlines() == [
        f"{total} rows added, 0 already here.",
        f"0 rows added, {total} already here.",
    ]


def test_a_bad_file_is_refused_with_its_row_and_loads_nothing(tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("[policy]\ncontroller = 'x'\n")

    with pytest.raises(CommandError, match=r"bad\.toml") as caught:
        call_command("load_rulebook", str(bad))

    assert caught.value.returncode == 2
    assert not models.Rule.objects.exists()
