"""What an office does as it should is no finding: a restore, migrations.

Erasures are in test_verifying.py; `make bench ONLY=trail` erases a thousand people, and
restores a copy of the whole database.
"""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from audit import checkpoints, replaying, verifying
from audit.models import Checkpoint
from audit.redacting import Target, redact
from audit.sealing import Sealer
from audit.trail import Actor, act
from tests.audit.sample.models import Note, Person


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """Two people, one of them erased; sealed, and the checkpoint taken home."""
    settings.DATA_DIR = tmp_path
    with transaction.atomic(), act(by=Actor.job("test")):
        dewi, eko = (Person.objects.create(name=name) for name in ("Dewi", "Eko"))
        Note.objects.create(person=eko, text="rang")
        dewi.name = ""
        dewi.save()
        redact([Target(Person, dewi.pk, ["name"])], subject_id=dewi.pk)
    Sealer().seal()
    path = tmp_path / "home.jsonl"
    path.write_text(checkpoints.as_line(Checkpoint.objects.get()) + "\n")
    return path


@pytest.mark.django_db(transaction=True)
def test_migrations_undone_and_done_again_are_no_finding(home: Path) -> None:
    call_command("migrate", "dpo_portal", "zero", verbosity=0)  # the topmost room
    call_command("migrate", verbosity=0)

    report = verifying.verify(checkpoint=home)

    assert [finding.sentence for finding in report.findings] == []
    assert report.counts["erased_rows"] == 2


@pytest.mark.django_db
def test_a_backup_put_back_and_erased_again_is_no_finding(
    home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    eko = Person.objects.get(name="Eko")
    with transaction.atomic():
        with (
            django_capture_on_commit_callbacks(execute=True),
            act(by=Actor.job("test")),
        ):
            redact([Target(Person, eko.pk, ["name"])], subject_id=eko.pk)
        transaction.set_rollback(True)  # the database is that of the backup again

    with act(by=Actor.job("restore")), transaction.atomic():
        assert replaying.replay() == 1
    Sealer().seal()

    report = verifying.verify(checkpoint=home)
    assert [finding.sentence for finding in report.findings] == []
    assert report.counts["erased_rows"] == 3
