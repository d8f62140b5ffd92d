"""An exported trail is verified without the portal, by whoever kept a checkpoint."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command

from audit import checkpoints, exporting, offline
from audit.models import Checkpoint
from audit.redacting import Target, redact
from audit.sealing import Sealer
from audit.trail import record_access
from tests.audit.sample.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(acting: Any, settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    dewi = Person.objects.create(
        name="陈 Dewi", email="d@example.com", photo=b"\x00\xff"
    )
    Person.objects.create(name="Ben", controller_id=8)
    record_access("record", dewi, controller_id=7)
    redact([Target(Person, dewi.pk, ["email"])])
    Sealer().seal()
    path = tmp_path / "trail.zip"
    exporting.export(path)
    return path


@pytest.fixture
def kept(archive: Path, tmp_path: Path) -> Path:
    path = tmp_path / "kept.jsonl"
    path.write_text(checkpoints.as_line(Checkpoint.objects.get()))
    return path


def lines(archive: Path) -> list[Any]:
    return [json.loads(line) for line in offline.lines_of(archive)]


def test_the_exported_verifier_needs_python_alone(archive: Path, kept: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(archive.parent / "out")
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            archive.parent / "out/verify_trail.py",
            archive.parent / "out/trail.jsonl",
            "--checkpoint",
            kept,
        ],
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 seals followed; 4 entries and 2 sets of values" in done.stdout
    assert "This trail is as it was sealed." in done.stdout


def edited(change: Callable[[list[Any]], Any]) -> Callable[[list[Any]], list[Any]]:
    def edit(found: list[Any]) -> list[Any]:
        change(found)
        return found

    return edit


BENT: dict[str, Callable[[list[Any]], list[Any]]] = {
    "a value": edited(lambda f: f[2]["values"].__setitem__(1, "sForged")),
    "the actor": edited(lambda f: f[1]["metadata"].__setitem__(6, "i99")),
    "a digest": edited(lambda f: f[1].update(digest="00" * 32)),
    "a line removed": lambda f: [f[0], *f[2:]],
    "the order": lambda f: [f[0], f[2], f[1], *f[3:]],
    "the tail": lambda f: f[:3],
    "the erasure's entry": edited(lambda f: f[3].pop("metadata")),
    "the signature": edited(lambda f: f[-1].update(signature="00" * 64)),
}


@pytest.mark.parametrize("what", BENT)
def test_a_bent_export_is_found(what: str, archive: Path, tmp_path: Path) -> None:
    bent = tmp_path / "bent.jsonl"
    bent.write_text("\n".join(json.dumps(row) for row in BENT[what](lines(archive))))

    assert offline.verify(bent).findings


def test_an_export_of_one_company_keeps_the_others_values_back(
    archive: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.zip"
    count = exporting.export(path, readable=lambda e: e.filter(controller_id=8))

    assert count == 1
    assert "Dewi" not in json.dumps(lines(path), ensure_ascii=False)
    assert offline.verify(path).findings == []


def test_a_kept_checkpoint_that_goes_further_shows_what_is_missing(
    archive: Path, kept: Path
) -> None:
    further = json.loads(kept.read_text()) | {"seq": 9}
    kept.write_text(json.dumps(further))

    found = " ".join(offline.verify(archive, kept).findings)

    assert "you kept a checkpoint of 9" in found


def test_signatures_are_checked_as_everywhere() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"trail")

    assert offline.signature_holds(public, signature, b"trail")
    assert not offline.signature_holds(public, signature, b"trial")
    assert not offline.signature_holds(bytes(32), signature, b"trail")


def test_the_command_verifies_an_export_and_writes_one(
    archive: Path, tmp_path: Path, capsys: Any
) -> None:
    call_command("verify", archive)
    call_command("export_trail", tmp_path / "again.zip")

    said = capsys.readouterr().out
    assert "The trail is as it was sealed." in said
    assert "4 entries are in" in said
