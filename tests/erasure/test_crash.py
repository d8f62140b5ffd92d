"""Erasing as a real process that is killed: nothing is half erased, and it goes on."""

import signal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from rights import files
from rights.models import CaseFile
from subjects.models import DataSubject
from tests.erasure.conftest import EMAIL, MARK, NAME
from tests.erasure.searching import database_holds, places_with
from tests.outside import Outside, run

pytestmark = pytest.mark.django_db(transaction=True)

# A process that erases the person and is killed where `{where}` would run.
ERASE = """
import os
from audit.trail import Actor
from correspondence import erasing_letters
from subjects import erasing, erasing_duties
from subjects.models import DataSubject
{where} = lambda *found, **options: os.kill(os.getpid(), 9)
erasing.erase_person(DataSubject.objects.get(pk={pk}), by=Actor.job("tests"))
"""
IN_HISTORY = "erasing_duties.redact"
AFTER_THE_COMMIT = "erasing_letters._remove"


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """The copy of a letter to her, in the folder that stands in for a mail server."""
    copy = tmp_path / "mail" / "1.eml"
    copy.parent.mkdir()
    copy.write_text(f"To: {EMAIL}\nMIME-Version: 1.0\n\nHello {NAME}\n")
    return copy


def in_files(outside: Outside) -> list[str]:
    """SQLite's file and journal that hold her words; the tests' own is another."""
    found = outside.file.parent.glob(f"{outside.file.name}*")
    return [path.name for path in found if database_holds(path, MARK.lower().encode())]


@pytest.mark.parametrize(
    "where", [IN_HISTORY, AFTER_THE_COMMIT], ids=["before-commit", "after-commit"]
)
def test_killed_amid_an_erasure_nothing_is_half_done_and_the_rest_follows(
    where: str, dewi: DataSubject, mail: Path, tmp_path: Path
) -> None:
    outside = Outside(tmp_path)
    url = outside.url()
    before = places_with(MARK)
    uid = CaseFile.objects.get().uid

    script = ERASE.format(where=where, pk=dewi.pk)
    killed = run(url, tmp_path, "shell", "-v", "0", "-c", script)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert mail.exists()
    if where == IN_HISTORY:
        assert said(url, tmp_path, "places") == str(before)
        assert files.SHELF.read(uid).decode() == f"{NAME}, Sibu"
        again = ERASE.format(where="nobody", pk=dewi.pk)
        assert run(url, tmp_path, "shell", "-v", "0", "-c", again).returncode == 0

    cleaned = run(url, tmp_path, "clean_up_erased", "--json")
    assert cleaned.stdout.strip().endswith('{"cleaned": 1, "found": 0}'), cleaned.stderr
    assert said(url, tmp_path, "places") == "[]"
    assert not mail.exists()
    assert list(tmp_path.rglob("*.sealed")) == []
    assert len((tmp_path / "erasures.jsonl").read_text().splitlines()) == 1
    assert len((tmp_path / "redactions.jsonl").read_text().splitlines()) == 1
    assert said(url, tmp_path, "findings") == "[]"
    if connection.vendor == "sqlite":
        assert in_files(outside) == []


def said(url: str, folder: Path, what: str) -> Any:
    """What another process finds in the database: places of the word, or findings."""
    script = {
        "places": "from tests.erasure.searching import places_with as find; "
        f"print(find({MARK!r}))",
        "findings": "from audit.sealing import Sealer; from audit import verifying; "
        "Sealer().seal(); "
        "print([f.code for f in verifying.verify().findings if f.code != 'time'])",
    }[what]
    done = run(url, folder, "shell", "-v", "0", "-c", script)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
