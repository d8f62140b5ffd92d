"""The verbs that keep systems and recipients, on a row of each kind."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import LedgerEntry
from audit.trail import Actor, act
from processing import keeping
from processing.errors import NotKeepable, RowChanged
from processing.models import Recipient, System
from processing.terms import ErasureMethod, RecipientKind, SystemKind, Told
from tests.factories import ActivityFactory, RecipientFactory, SystemFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 8, 4, tzinfo=UTC)


def add(controller, by, **change):
    words = {
        "name": "Order database",
        "kind": SystemKind.DATABASE,
        "erasure": ErasureMethod.ANONYMISE,
        "backup_days": 35,
        "owner": by,
        "reviewed_on": date(2026, 5, 8),
        "next_review_on": date(2027, 5, 8),
    }
    return keeping.add_system(controller, by=by, at=NOW, **{**words, **change})


def add_recipient(controller, by, **change):
    words = {
        "name": "Courier",
        "kind": RecipientKind.PROCESSOR,
        "told": Told.ALWAYS,
        "told_after": ["erasure"],
    }
    return keeping.add_recipient(controller, by=by, at=NOW, **{**words, **change})


def test_an_added_system_stands_in_the_register_with_its_entry(maxim, aida):
    add(maxim, aida, name="  Order database ")

    [row] = System.objects.visible_to(aida)
    assert (row.name, row.code, row.backup_days) == (
        "Order database",
        "order-database",
        35,
    )
    entry = LedgerEntry.objects.get(verb="processing.add_system")
    assert (entry.actor_id, entry.controller_id) == (aida.pk, maxim.pk)
    assert entry.occurred_at == NOW


def test_an_edit_keeps_what_was_before(maxim, aida):
    row = add(maxim, aida)

    keeping.edit_system(row, revision=row.revision, by=aida, at=NOW, backup_days=90)

    row.refresh_from_db()
    said = row.history.order_by("history_id").values_list("backup_days", flat=True)
    assert list(said) == [35, 90]
    assert LedgerEntry.objects.filter(verb="processing.edit_system").count() == 1


def test_an_edit_that_changes_nothing_leaves_no_entry(maxim, aida):
    row = add(maxim, aida)

    keeping.edit_system(row, revision=row.revision, by=aida, at=NOW, backup_days=35)

    assert not LedgerEntry.objects.filter(verb="processing.edit_system").exists()


def test_a_row_changed_meanwhile_is_not_overwritten(maxim, aida, farid):
    row = add(maxim, aida)
    seen = row.revision
    keeping.edit_system(row, revision=seen, by=farid, at=NOW, backup_days=90)

    with pytest.raises(RowChanged, match="Order database"):
        keeping.edit_system(row, revision=seen, by=aida, at=NOW, backup_days=7)

    assert System.objects.get().backup_days == 90


def test_a_retired_system_is_asked_no_more_and_changes_no_more(maxim, aida):
    row = add(maxim, aida)
    row = keeping.retire_system(
        row,
        on=date(2026, 5, 9),
        because="Replaced by the new one",
        revision=row.revision,
        by=aida,
        at=NOW,
    )

    assert list(System.objects.active(date(2026, 5, 9))) == []
    with pytest.raises(NotKeepable, match="retired"):
        keeping.edit_system(row, revision=row.revision, by=aida, at=NOW, note="x")
    assert LedgerEntry.objects.filter(verb="processing.retire_system").count() == 1


def test_the_name_of_a_retired_row_is_free_again_and_its_code_is_not(maxim, aida):
    row = add(maxim, aida)
    keeping.retire_system(
        row,
        on=date(2026, 5, 9),
        because="Replaced",
        revision=row.revision,
        by=aida,
        at=NOW,
    )

    assert add(maxim, aida).code == "order-database-2"


def test_a_name_without_latin_letters_gets_a_code_too(maxim, aida):
    assert add(maxim, aida, name="订单").code == "system"


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name": " "}, "name", "cannot be blank"),
        ({"kind": "shed"}, "kind", "not a valid choice"),
        ({"erasure": "forget"}, "erasure", "not a valid choice"),
        ({"backup_days": 4000}, "backup_days", "at most 3660 days"),
        ({"reviewed_on": date(2026, 5, 10)}, "reviewed_on", "in the future"),
        ({"next_review_on": date(2026, 5, 8)}, "next_review_on", "after this one"),
        ({"countries": ["US"]}, "countries", "no entity in US"),
        ({"activities": ["AUX-R1"]}, "activities", "no activity AUX-R1"),
    ],
)
def test_what_cannot_stand_in_the_register_is_refused(
    maxim, aida, change, field, sentence
):
    with pytest.raises(NotKeepable, match=sentence) as refusal:
        add(maxim, aida, **change)

    assert refusal.value.field == field
    assert not System.objects.exists()
    assert not LedgerEntry.objects.filter(verb="processing.add_system").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"told": Told.NOT_PROMISED}, "told"),
        ({"told_after": []}, "told_after"),
        ({"told_after": ["sleep"]}, "told_after"),
        ({"country": "xx"}, "country"),
        ({"kind": "friend"}, "kind"),
        ({"safeguard": "hope"}, "safeguard"),
    ],
)
def test_a_recipient_says_when_it_is_told_or_is_refused(maxim, aida, change, field):
    with pytest.raises(NotKeepable) as refusal:
        add_recipient(maxim, aida, **change)

    assert refusal.value.field == field


def test_a_recipient_comes_changes_and_goes_with_an_entry_each(maxim, aida):
    row = add_recipient(maxim, aida)
    row = keeping.edit_recipient(
        row, revision=row.revision, by=aida, at=NOW, agreement="DPA 2026-3"
    )
    keeping.retire_recipient(
        row,
        on=date(2026, 5, 9),
        because="Contract ended",
        revision=row.revision,
        by=aida,
        at=NOW,
    )

    assert Recipient.objects.get().agreement == "DPA 2026-3"
    verbs = LedgerEntry.objects.filter(verb__startswith="processing.").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "processing.add_recipient",
        "processing.edit_recipient",
        "processing.retire_recipient",
    ]


def test_one_name_is_in_use_once(maxim, aida):
    add(maxim, aida)

    with pytest.raises(NotKeepable, match="already") as refusal:
        add(maxim, aida)

    assert refusal.value.field == "name"


def test_the_owner_works_for_the_company(maxim, aida, chen):
    with pytest.raises(NotKeepable, match="Chen Wei does not work") as refusal:
        add(maxim, aida, owner=chen)

    assert refusal.value.field == "owner"


@pytest.mark.parametrize("who", ["ben", "grace", "chen"])
def test_who_may_not_keep_the_register_is_refused(maxim, cast, who):
    with pytest.raises(PermissionDenied):
        add(maxim, getattr(cast, who), owner=None)
    with pytest.raises(PermissionDenied):
        add_recipient(maxim, getattr(cast, who))


def test_a_system_names_the_activities_whose_data_it_holds(maxim, aida):
    with transaction.atomic(), act(by=Actor.job("tests")):
        ActivityFactory(controller=maxim, code="MAXIM-R-X")

    assert add(maxim, aida, activities=["MAXIM-R-X"]).activities == ["MAXIM-R-X"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"kind": "shed"},
        {"reviewed_on": date(2026, 1, 2), "next_review_on": date(2026, 1, 1)},
        {"retired_on": date(2026, 1, 1)},
        {"retired_because": "No day"},
    ],
)
@pytest.mark.parametrize("factory", [SystemFactory, RecipientFactory])
def test_the_database_refuses_it_too(maxim, factory, change):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        act(by=Actor.job("tests")),
    ):
        factory(controller=maxim, **change)
