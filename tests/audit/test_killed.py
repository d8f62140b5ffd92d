"""Processes that write and seal are killed in the middle: nothing forks, nothing lacks.

`make bench ONLY=kills` does the same for a minute, with the web server and its worker.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from audit import sealing, verifying
from audit.models import LedgerEntry, Seal
from audit.sealing import Sealer
from tests.audit.sample.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4
WRITE = """
import os, django
django.setup()
from django.db import transaction
from audit.trail import audit_context
from tests.audit.sample.models import Person
with audit_context("job", name="writer"):
    while True:
        with transaction.atomic():
            Person.objects.create(name="Dewi")
"""
SEAL = """
import django
django.setup()
from django.core.management import call_command
call_command("worker", lane="seal")
"""
Start = Callable[[str], "subprocess.Popen[bytes]"]


def address() -> str:
    to = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{to['NAME']}"
    secret = f":{quote(to['PASSWORD'])}" if to["PASSWORD"] else ""
    where = f"{to['HOST']}:{to['PORT'] or 5432}"
    return f"postgres://{quote(to['USER'])}{secret}@{where}/{to['NAME']}"


@pytest.fixture
def start(tmp_path: Path, settings: Any) -> Iterator[Start]:
    settings.DATA_DIR = tmp_path
    running: list[subprocess.Popen[bytes]] = []
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "dpo_portal.settings_test",
        "DATABASE_URL": address(),
        "DPO_DATA_DIR": str(tmp_path),
        "DPO_KEY_DIR": str(settings.KEY_DIR),
    }

    def start_process(script: str) -> "subprocess.Popen[bytes]":
        made = subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=django_settings.BASE_DIR,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        running.append(made)
        return made

    yield start_process
    for process in running:
        process.kill()
        process.wait(timeout=10)


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until, "It did not come so far."
        time.sleep(0.05)


def sealed(more_than: int) -> Callable[[], bool]:
    return lambda: Seal.objects.count() > more_than


def test_kill_9_of_writers_and_sealers_leaves_no_fork_no_gap_and_nothing_unsealed(
    start: Start,
) -> None:
    crew = [start(WRITE) for _ in range(WRITERS)]
    sealer = start(SEAL)
    wait_for(sealed(50))
    for _round in range(2):
        for process in (sealer, crew.pop()):
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=10)
        sealer = start(SEAL)
        crew.append(start(WRITE))
        wait_for(sealed(Seal.objects.count() + 50))
    for process in crew:
        process.kill()
        process.wait(timeout=10)
    wait_for(lambda: sealing.oldest_unsealed_seconds(timezone.now()) == 0)
    sealer.terminate()
    assert sealer.wait(timeout=20) == 0
    Sealer().seal()

    seqs = list(Seal.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
    created = LedgerEntry.objects.filter(model="audit_sample.person", action="+")
    assert created.count() == Person.objects.count()
    assert verifying.verify().findings == []
