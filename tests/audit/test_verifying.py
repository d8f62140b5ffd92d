"""Whoever bends the trail with full rights over the database, but without the keys, is
found; whoever erases, migrates or restores as one should is not."""

import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import checkpoints, commitment, profiles, sealing, verifying
from audit.models import Checkpoint, LedgerEntry, Seal
from audit.redacting import Target, redact
from audit.sealing import Sealer
from audit.trail import Actor, act, record, record_access
from tests.audit.sample.models import Note, Person
from tests.without_triggers import triggers_off

pytestmark = pytest.mark.django_db
OFF = {"unguarded"}  # what PostgreSQL says while the triggers are off


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def dewi(acting: Any) -> Person:
    with act(by=Actor.job("test"), reason_code="asked", reason_text="rang"):
        person = Person.objects.create(
            name="Dewi", email="dewi@example.com", controller_id=7
        )
        for city in ("Sibu", "Miri", "Kapit"):
            person.city = city
            person.save()
        Note.objects.create(person=person, text="rang twice")
        record("sample.move", person)
    record_access("record", person, controller_id=7)
    return person


@pytest.fixture
def kept(dewi: Person, tmp_path: Path) -> Path:
    """Sealed, and its checkpoint taken home by the auditor."""
    Sealer().seal()
    path = tmp_path / "taken-home.jsonl"
    path.write_text(checkpoints.as_line(Checkpoint.objects.get()) + "\n")
    return path


@pytest.fixture
def unguarded(kept: Path) -> Iterator[None]:
    """Someone with every right over the database has switched the triggers off."""
    with triggers_off(connection, "audit%"):
        yield


def sql(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def codes(**options: Any) -> set[str]:
    return {finding.code for finding in verifying.verify(**options).findings} - OFF


def reorder() -> None:
    first, second = Seal.objects.order_by("seq")[:2]
    sql("UPDATE audit_seal SET entry_id = 0 WHERE seq = %s", first.seq)
    sql(
        "UPDATE audit_seal SET entry_id = %s WHERE seq = %s",
        first.entry_id,
        second.seq,
    )
    sql(
        "UPDATE audit_seal SET entry_id = %s WHERE seq = %s",
        second.entry_id,
        first.seq,
    )


def forge() -> None:
    """A well-formed row, chained properly: only the key was missing."""
    entry = LedgerEntry.objects.order_by("-id")[0]
    entry.pk, entry.actor_id, entry._state.adding = None, 99, True
    entry.save()
    last = Seal.objects.order_by("-seq")[0]
    Seal.objects.create(
        seq=last.seq + 1,
        kind="c",
        entry_id=entry.pk,
        chain=commitment.chained(bytes(last.chain), entry.digest),
    )


def blank() -> None:
    """A value destroyed in the very form of an erasure, but nobody had ordered it."""
    row = Person.history.earliest()
    names = profiles.shape_fields(profiles.profile(Person).fields)
    place = names.index("name")
    bit = 1 << place
    (leaf,) = profiles.leaves_of(Person, ["name"], row)
    secret = commitment.forget({place: leaf}, bytes(row.secret), 0, len(names))
    sql(
        "UPDATE audit_sample_historicalperson SET name = '', redacted = %s, "
        "secret = %s WHERE history_id = %s",
        bit,
        secret,
        row.history_id,
    )


def cut() -> None:
    sql("DELETE FROM audit_seal WHERE seq > 3")
    sql("DELETE FROM audit_checkpoint")
    sql(
        "DELETE FROM audit_ledgerentry WHERE id > "
        "(SELECT entry_id FROM audit_seal WHERE seq = 3)"
    )
    last = Seal.objects.get(seq=3)
    whole = Checkpoint(
        seq=3,
        chain=last.chain,
        made_at="2026-05-04T10:00:00Z",
        quiet_at="2026-05-04T10:00:00Z",
        key_number=1,
        public_key=b"0" * 32,
        signature=b"0" * 64,
    )
    whole.save()


def rewrite() -> None:
    """Everything made anew: entries, chain, checkpoint, under keys of one's own."""
    sql("UPDATE audit_ledgerentry SET actor_id = 99")
    mine = Ed25519PrivateKey.generate()
    chain = commitment.FIRST
    for seal in Seal.objects.order_by("seq"):
        entry = sealing.KINDS[seal.kind].objects.get(pk=seal.entry_id)
        mac = b"\x00\x01" + hmac.digest(b"mine", entry.digest, "sha256")[:16]
        table = entry._meta.db_table
        sql(f"UPDATE {table} SET mac = %s WHERE id = %s", mac, entry.pk)  # noqa: S608
        chain = commitment.chained(chain, entry.digest)
        sql("UPDATE audit_seal SET chain = %s WHERE seq = %s", chain, seal.seq)
    last = Checkpoint.objects.get()
    text = checkpoints.text(last.seq, chain, last.made_at, last.quiet_at)
    sql(
        "UPDATE audit_checkpoint SET chain = %s, public_key = %s, signature = %s",
        chain,
        mine.public_key().public_bytes_raw(),
        mine.sign(text.encode()),
    )


TAMPERINGS: dict[str, tuple[Callable[[], None], set[str]]] = {
    "a value in history": (
        lambda: sql("UPDATE audit_sample_historicalperson SET city = 'X'"),
        {"history_changed"},
    ),
    "a value in the table": (
        lambda: sql("UPDATE audit_sample_person SET city = 'X'"),
        {"drift"},
    ),
    "the actor": (
        lambda: sql("UPDATE audit_ledgerentry SET actor_id = 99"),
        {"entry_changed"},
    ),
    "the time": (
        lambda: sql(
            "UPDATE audit_ledgerentry SET occurred_at = '2020-01-01 00:00:00+00:00'"
        ),
        {"entry_changed"},
    ),
    "the actor in history": (
        lambda: sql("UPDATE audit_sample_historicalperson SET history_user_id = 9"),
        {"history_changed"},
    ),
    "an entry removed": (
        lambda: sql("DELETE FROM audit_ledgerentry WHERE action = '+'"),
        {"entry_missing"},
    ),
    "an access removed": (
        lambda: sql("DELETE FROM audit_accessentry"),
        {"entry_missing"},
    ),
    "a history row removed": (
        lambda: sql(
            "DELETE FROM audit_sample_historicalperson WHERE history_type = '+'"
        ),
        {"history_missing"},
    ),
    "a history row added": (
        lambda: sql(
            "INSERT INTO audit_sample_historicalnote (id, text, person_id, entry_uid, "
            "secret, redacted, reason_text, history_date, history_change_reason, "
            "history_type, history_user_id) SELECT id, 'x', person_id, entry_uid, "
            "secret, 0, reason_text, history_date, history_change_reason, '~', 9 "
            "FROM audit_sample_historicalnote"
        ),
        {"stray"},
    ),
    "an entry and its seal removed": (
        lambda: (
            sql("DELETE FROM audit_seal WHERE seq = 2"),
            sql("DELETE FROM audit_ledgerentry WHERE action = '+'"),
        )[0],
        {"seal_missing"},
    ),
    "the order": (reorder, {"chain"}),
    "an entry written by hand": (forge, {"unsigned"}),
    "a copy of an entry": (
        lambda: (
            LedgerEntry.objects.bulk_create(
                [
                    LedgerEntry(
                        **{
                            f.attname: getattr(entry, f.attname)
                            for f in LedgerEntry._meta.concrete_fields
                            if f.name != "id"
                        }
                    )
                    for entry in LedgerEntry.objects.filter(action="v")
                ]
            )
            and None
        ),
        {"replayed"},
    ),
    "a value blanked without leave": (blank, {"blanked"}),
    "the tail cut off": (cut, {"cut"}),
    "all of it written anew": (rewrite, {"checkpoint"}),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampering_is_found(what: str, kept: Path, unguarded: None) -> None:
    tamper, expected = TAMPERINGS[what]
    tamper()

    assert codes(checkpoint=kept) & expected


def test_a_rewrite_with_the_portals_own_keys_is_found_by_the_kept_checkpoint(
    kept: Path, unguarded: None, key_folder: Path
) -> None:
    """Even then: what the auditor took home says another chain."""
    sql("DELETE FROM audit_ledgerentry WHERE action = 'v'")
    sql("DELETE FROM audit_seal")
    sql("DELETE FROM audit_checkpoint")
    Sealer().seal()

    assert not codes() & {"chain", "forged", "signature", "entry_changed"}
    assert codes(checkpoint=kept) & {"checkpoint", "cut"}


def test_a_trail_that_nobody_touched_is_clean(kept: Path) -> None:
    report = verifying.verify(checkpoint=kept)

    assert report.findings == []
    assert report.counts == {
        "checkpoints": 1,
        "seals": 7,
        "changes": 6,
        "accesses": 1,
        "history_rows": 5,
    }


def test_erasing_is_no_finding(kept: Path, dewi: Person) -> None:
    redact([Target(Person, dewi.pk, ["name", "reason_text"])], subject_id=dewi.pk)
    redact(
        [
            Target(Person, dewi.pk, ["email"]),
            Target(Note, dewi.notes.get().pk, ["text"]),
        ]
    )
    Sealer().seal()

    report = verifying.verify(checkpoint=kept)

    assert report.findings == []
    assert report.counts["erased_rows"] == 5


def test_a_hundred_erasures_are_no_finding_and_cost_no_statement_each(
    acting: Any,
) -> None:
    people = [
        Person.objects.create(name=f"Invented {n}", email=f"p{n}@example.com")
        for n in range(100)
    ]
    Sealer().seal()
    with CaptureQueriesContext(connection) as before:
        assert verifying.verify().is_clean
    for person in people:
        redact([Target(Person, person.pk, ["name", "email"])], subject_id=person.pk)
    Sealer().seal()

    with CaptureQueriesContext(connection) as after:
        report = verifying.verify()
    with CaptureQueriesContext(connection) as again:
        newest = verifying.verify(only_new=True)

    assert report.findings == newest.findings == []
    assert report.counts["erased_rows"] == newest.counts["erased_rows"] == 100
    assert len(after) <= len(before) + 10
    assert len(again) <= len(before) + 20


def test_a_value_put_back_after_its_erasure_is_found(kept: Path, dewi: Person) -> None:
    redact([Target(Person, dewi.pk, ["name"])])
    Sealer().seal()
    with triggers_off(connection, "audit%"):
        sql("UPDATE audit_sample_historicalperson SET name = 'Dewi'")

    assert codes() == {"not_erased"}


def test_only_what_is_new_is_verified_and_what_was_erased_again(
    kept: Path, dewi: Person
) -> None:
    redact([Target(Person, dewi.pk, ["name"])])
    Sealer().seal()
    assert verifying.verify().is_clean
    dewi.city = "Bau"
    dewi.save()
    Sealer().seal()

    report = verifying.verify(only_new=True)

    assert report.is_clean
    assert report.counts["seals"] == 1
    assert report.counts["erased_rows"] == 4
    with triggers_off(connection, "audit%"):
        sql("UPDATE audit_sample_historicalperson SET secret = %s", b"x")
    assert "history_changed" in codes(only_new=True)


def test_a_verification_that_somebody_wrote_by_hand_is_not_believed(
    kept: Path,
) -> None:
    verifying.verify()
    sql("UPDATE audit_verification SET seq = 3")

    report = verifying.verify(only_new=True)

    assert report.counts["seals"] == 7


def test_a_backlog_of_several_batches_is_no_finding(
    acting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No worker ran for ten minutes, and it seals in more than one step."""
    monkeypatch.setattr(sealing, "BATCH", 2)
    with act(by=Actor.subject(), at=timezone.now() - timedelta(minutes=10)):
        for n in range(5):
            Person.objects.create(name=f"Invented {n}")
    while Sealer().seal():
        pass

    assert Checkpoint.objects.count() == 3
    assert codes() == set()


def test_an_entry_dated_back_is_found(acting: Any) -> None:
    Sealer().seal()
    with act(by=Actor.subject(), at=datetime(2026, 1, 1, tzinfo=UTC)):
        Person.objects.create(name="Dewi")
    sealer = Sealer()
    sealer.quiet_at = datetime(2026, 1, 2, tzinfo=UTC)
    sealer.seal()

    assert codes() == {"time"}


def test_the_command_says_it_in_words_and_by_its_exit_status(
    kept: Path, tmp_path: Path
) -> None:
    said = StringIO()
    call_command("verify", stdout=said)
    assert "The trail is as it was sealed." in said.getvalue()

    with triggers_off(connection, "audit%"):
        sql("DELETE FROM audit_accessentry")
    said = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify", json=True, stdout=said)
    assert stopped.value.code == 1
    assert json.loads(said.getvalue())["findings"][0]["code"] == "entry_missing"

    (tmp_path / "letter.txt").write_text("no checkpoint")
    with pytest.raises(CommandError, match="no checkpoint") as refused:
        call_command("verify", checkpoint=tmp_path / "letter.txt")
    assert refused.value.returncode == 2
