"""Entries are chained as they are seen, and signed checkpoints leave the database."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from audit import alarms, checkpoints, commitment, keys, sealing, sinks, verifying
from audit.errors import MissingKey
from audit.lane import SealLane
from audit.models import (
    AccessEntry,
    Checkpoint,
    LedgerEntry,
    LedgerField,
    Publication,
    Seal,
)
from audit.sealing import Sealer
from audit.trail import Actor, act, audit_context, record_access
from audit.verifying_chain import is_signed_by_us
from tests.audit.sample.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def dewi(acting: Any) -> Person:
    person = Person.objects.create(name="Dewi", controller_id=7)
    person.city = "Sibu"
    person.save()
    record_access("record", person, controller_id=7)
    return person


def test_each_entry_gets_the_next_place_in_the_chain(dewi: Person) -> None:
    assert Sealer().seal() == 3

    seals = list(Seal.objects.order_by("seq"))
    assert [(s.seq, s.kind, s.is_forged) for s in seals] == [
        (1, "c", False),
        (2, "c", False),
        (3, "a", False),
    ]
    chain = commitment.FIRST
    for seal in seals:
        model = LedgerEntry if seal.kind == "c" else AccessEntry
        digest = bytes(model.objects.get(pk=seal.entry_id).digest)
        chain = commitment.chained(chain, digest)
        assert bytes(seal.chain) == chain


def test_a_batch_ends_in_a_signed_checkpoint(dewi: Person) -> None:
    Sealer().seal()

    checkpoint = Checkpoint.objects.get()
    assert checkpoint.seq == 3
    assert is_signed_by_us(checkpoint)
    checkpoint.made_at += timedelta(seconds=1)
    assert not is_signed_by_us(checkpoint)


def test_nothing_new_leaves_no_checkpoint(dewi: Person) -> None:
    sealer = Sealer()
    sealer.seal()

    assert sealer.seal() == 0
    assert Sealer().seal() == 0
    assert Checkpoint.objects.count() == 1


def test_many_entries_are_sealed_batch_by_batch(
    acting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    Person.objects.audited_bulk_create([Person(name=f"P{n}") for n in range(7)])

    sealer = Sealer()
    assert [sealer.seal() for _ in range(4)] == [3, 3, 1, 0]
    assert [c.seq for c in Checkpoint.objects.order_by("seq")] == [3, 6, 7]


def test_the_entries_of_a_field_are_found_by_its_code(dewi: Person) -> None:
    Sealer().seal()

    code = commitment.field_code("audit_sample.person", "city")
    entry = LedgerEntry.objects.get(action="~")
    assert list(
        LedgerField.objects.filter(field_code=code).values_list("entry_id", flat=True)
    ) == [entry.pk]


def test_a_row_that_somebody_wrote_by_hand_is_sealed_as_forged(dewi: Person) -> None:
    forged = LedgerEntry.objects.get(action="~")
    forged.pk, forged.actor_id = None, 99
    forged._state.adding = True
    forged.save()

    Sealer().seal()

    assert Seal.objects.get(is_forged=True).entry_id == forged.pk
    assert "forged" in [alarm.code for alarm in alarms.current(timezone.now())]


def test_the_file_beside_the_database_gets_every_checkpoint(dewi: Person) -> None:
    lane = SealLane("test", threading.Event())
    lane.step()
    dewi.city = "Miri"
    dewi.save()
    lane.published_at = None
    lane.step()

    kept = sinks.kept_lines()
    assert [one["seq"] for one in kept] == [3, 4]
    assert kept[1] == checkpoints.as_dict(Checkpoint.objects.get(seq=4))
    assert sinks.newest_kept() == kept[1]


def test_a_sink_that_fails_is_tried_again_and_said(
    dewi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []

    def publish(new: Any) -> None:
        if not heard:
            heard.append("failed")
            raise OSError("no line")
        heard.append([one.seq for one in new])

    monkeypatch.setattr(sinks, "_sinks", {})
    sinks.register("elsewhere", publish, every=timedelta(0))
    Sealer().seal()
    now = timezone.now()

    sinks.publish_due(now)
    assert "unpublished" in [alarm.code for alarm in alarms.current(now)]
    sinks.publish_due(now + timedelta(seconds=30))
    sinks.publish_due(now + timedelta(seconds=90))

    assert heard == ["failed", [3]]
    assert Publication.objects.get(sink="elsewhere").seq == 3
    assert alarms.current(now) == []


def test_an_entry_that_waits_for_its_seal_raises_an_alarm(acting: Any) -> None:
    now = timezone.now()
    with act(by=Actor.job("x"), at=now - timedelta(seconds=6)):
        Person.objects.create(name="Dewi")

    assert [alarm.code for alarm in alarms.current(now)] == ["unsealed"]
    Sealer().seal()
    assert alarms.current(now) == []


def test_a_database_older_than_its_checkpoints_is_noticed(dewi: Person) -> None:
    Sealer().seal()
    line = {**checkpoints.as_dict(Checkpoint.objects.get()), "seq": 9}
    sinks.folder().mkdir(parents=True)
    (sinks.folder() / "checkpoints-2026.jsonl").write_text(json.dumps(line) + "\n")

    assert [alarm.code for alarm in alarms.current(timezone.now())] == ["older"]


def test_a_key_that_another_machine_made_is_waited_for(
    dewi: Person, key_folder: Path
) -> None:
    Sealer().seal()
    made = keys.make("ledger", rotate=True)
    assert made is not None
    dewi.city = "Miri"
    dewi.save()
    elsewhere = made.rename(key_folder / "elsewhere")

    with pytest.raises(MissingKey, match="copy it to"):
        Sealer().seal()
    elsewhere.rename(made)
    Sealer().seal()

    assert not Seal.objects.filter(is_forged=True).exists()
    made.rename(elsewhere)
    found = {finding.kind for finding in verifying.verify().findings}
    assert "entry_changed:key" in found
    assert "entry_changed" not in found


def test_an_older_key_still_proves_what_it_signed(dewi: Person) -> None:
    Sealer().seal()
    keys.make("checkpoint", rotate=True)
    dewi.city = "Miri"
    dewi.save()
    Sealer().seal()

    signed = Checkpoint.objects.order_by("seq")
    assert [one.key_number for one in signed] == [1, 2]
    assert all(is_signed_by_us(one) for one in signed)


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_with_a_lower_number_is_sealed_later() -> None:
    """Only PostgreSQL lets two transactions write at once."""
    if connection.vendor != "postgresql":
        return
    wrote, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with audit_context("job", name="slow"), transaction.atomic():
                Person.objects.create(name="Slow")
                wrote.set()
                assert go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert wrote.wait(10)
    with audit_context("job", name="quick"), transaction.atomic():
        Person.objects.create(name="Quick")
    sealer = Sealer()
    assert sealer.seal() == 1
    assert sealer.seal() == 0
    go_on.set()
    thread.join()

    assert sealer.seal() == 1
    order = [LedgerEntry.objects.get(pk=s.entry_id).program for s in Seal.objects.all()]
    assert order == ["quick", "slow"]
    assert sealer.seal() == 0
