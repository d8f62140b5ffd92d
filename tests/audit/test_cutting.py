"""A prefix of the trail may go once it was kept long enough, and only behind a
checkpoint that has left; what stays can be verified as before, also by an outsider."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import checkpoints, exporting, offline, sinks, verifying
from audit.cutting import cut
from audit.errors import NotCut
from audit.models import AccessEntry, Checkpoint, Cut, LedgerEntry, Seal
from audit.redacting import Target, redact
from audit.sealing import Sealer
from audit.trail import Actor, act, record_access
from tests.audit.sample.models import Note, Person
from tests.without_triggers import triggers_off

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=400)


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.LEDGER_KEPT_DAYS = 365
    return tmp_path


def sql(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def seal() -> Checkpoint:
    Sealer().seal()
    sinks.write_file(timezone.now())
    newest: Checkpoint = Checkpoint.objects.latest("seq")
    return newest


@pytest.fixture
def kept(acting: Any) -> Checkpoint:
    """Two people, one of them erased and one gone, sealed and published; then more."""
    with act(by=Actor.job("test"), reason_text="rang"):
        dewi = Person.objects.create(name="Dewi", email="dewi@example.com")
        gone = Person.objects.create(name="Eko")
        Note.objects.create(person=dewi, text="rang twice")
        dewi.city = "Miri"
        dewi.save()
        gone.delete()
        record_access("record", dewi, controller_id=None)
        redact([Target(Note, dewi.notes.get().pk, ["text"])])
    old = seal()
    with act(by=Actor.job("test")):
        Person.objects.create(name="Farid")
    seal()
    return old


def test_what_was_kept_long_enough_goes_and_the_rest_verifies(
    kept: Checkpoint, tmp_path: Path
) -> None:
    home = tmp_path / "home.jsonl"
    home.write_text(checkpoints.as_line(kept) + "\n")

    with time_machine.travel(LATER):
        made = cut(timezone.now())
        seal()

    assert made is not None
    assert (made.seq, bytes(made.chain)) == (kept.seq, bytes(kept.chain))
    assert Seal.objects.earliest("seq").seq == kept.seq + 1
    assert not AccessEntry.objects.exists()
    assert not Person.history.filter(name="Eko").exists()
    carried = LedgerEntry.objects.filter(reason_code="carried_over")
    assert sorted(carried.values_list("model", flat=True)) == [
        "audit_sample.note",
        "audit_sample.person",
    ]
    report = verifying.verify(checkpoint=home)
    assert [finding.sentence for finding in report.findings] == []
    assert f"before seal {kept.seq}" in report.notes[0]
    assert verifying.verify(only_new=True).findings == []
    exporting.export(tmp_path / "trail.zip")
    assert offline.verify(tmp_path / "trail.zip", home).findings == []
    assert cut(timezone.now()) is None  # what is left has not been there for a year


def test_nothing_goes_too_early_unpublished_or_bent(
    kept: Checkpoint, settings: Any
) -> None:
    assert cut(timezone.now()) is None
    for path in sinks.folder().glob("*"):
        path.rename(path.with_suffix(".away"))
    assert cut(LATER) is None
    for path in sinks.folder().glob("*"):
        path.rename(path.with_suffix(".jsonl"))
    with triggers_off(connection, "audit%"):
        sql("UPDATE audit_ledgerentry SET program = 'x' WHERE action = '-'")
    with pytest.raises(NotCut, match="not as it was sealed"):
        cut(LATER)
    settings.LEDGER_KEPT_DAYS = None
    with pytest.raises(CommandError, match="for ever") as refused:
        call_command("cut_trail")
    assert refused.value.returncode == 2
    assert not Cut.objects.exists()


def test_a_cut_that_somebody_made_by_hand_is_found(
    kept: Checkpoint, tmp_path: Path
) -> None:
    """The database refuses what no cut covers; a forged cut is found afterwards."""
    home = tmp_path / "home.jsonl"
    home.write_text(checkpoints.as_line(kept) + "\n")
    with pytest.raises(DatabaseError), transaction.atomic():
        sql("DELETE FROM audit_accessentry")
    Cut.objects.create(
        seq=kept.seq - 1, chain=b"0" * 32, made_at=timezone.now(), mac=b"0" * 18
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        sql("DELETE FROM audit_seal WHERE seq > %s", kept.seq)
    sql("DELETE FROM audit_seal WHERE seq < %s", kept.seq)
    sql("UPDATE audit_cut SET is_open = %s", False)

    codes = {finding.code for finding in verifying.verify(checkpoint=home).findings}

    assert {"cut", "chain"} <= codes
