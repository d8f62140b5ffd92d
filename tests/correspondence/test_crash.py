"""Workers as real processes: killed in the middle, and several at once."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from correspondence.models import Letter
from tests.correspondence.conftest import Sink
from tests.outside import Outside, environment

Write = Callable[..., Letter]
Start = Callable[[], "subprocess.Popen[bytes]"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(tmp_path)


@pytest.fixture
def start(outside: Outside, sink: Sink, tmp_path: Path) -> Iterator[Start]:
    """Start one worker process; the first call fixes the database it works on."""
    running: list[subprocess.Popen[bytes]] = []
    url: list[str] = []

    def start_worker() -> "subprocess.Popen[bytes]":
        url[:] = url or [outside.url()]
        here = environment(url[0], tmp_path) | {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(sink.port),
            "SMTP_TLS": "false",
        }
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker", "--lane", "letters"],
            cwd=django_settings.BASE_DIR,
            env=here,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        running.append(worker)
        return worker

    yield start_worker
    for worker in running:
        if worker.poll() is None:
            worker.kill()
        worker.communicate(timeout=10)


def stop_politely(worker: "subprocess.Popen[bytes]") -> str:
    worker.send_signal(signal.SIGTERM)
    output, _ = worker.communicate(timeout=10)
    assert worker.returncode == 0, output.decode()
    return output.decode()


def test_kill_9_amid_200_letters_loses_none_and_doubles_at_most_one(
    write: Write, sink: Sink, start: Start, outside: Outside
) -> None:
    for number in range(200):
        write(to_email=f"person{number}@example.test")
    # The worst moment: the server has the 87th letter, the worker does not know yet.
    sink.hold_at = 87
    worker = start()
    sink.wait_for(87)

    worker.kill()
    assert worker.wait(timeout=10) == -signal.SIGKILL
    sink.let_go.set()
    assert outside.states() == {"accepted": 86, "sending": 1, "queued": 113}

    again = start()
    sink.wait_for(201)  # the letter in doubt comes again, long before its lease ends
    stop_politely(again)

    assert len(set(sink.arrived)) == 200
    assert len(sink.arrived) == 201
    assert outside.states() == {"accepted": 200}
    assert outside.events()["uncertain"] == 1
    assert outside.events()["accepted"] == 200


def test_two_workers_share_the_letters_and_double_none(
    write: Write, sink: Sink, start: Start, outside: Outside
) -> None:
    for number in range(150):
        write(to_email=f"person{number}@example.test")
    workers = [start(), start()]

    sink.wait_for(150)
    output = [stop_politely(worker) for worker in workers]

    assert Counter(sink.arrived).most_common(1)[0][1] == 1
    assert outside.states() == {"accepted": 150}
    assert all("Traceback" not in text for text in output)


def test_sigterm_lets_the_letter_in_hand_be_finished(
    write: Write, sink: Sink, start: Start, outside: Outside
) -> None:
    for number in range(40):
        write(to_email=f"person{number}@example.test")
    sink.hold_at = 7
    worker = start()
    sink.wait_for(7)

    worker.send_signal(signal.SIGTERM)
    sink.let_go.set()
    worker.communicate(timeout=10)

    assert worker.returncode == 0
    states = outside.states()
    assert set(states) == {"accepted", "queued"}
    assert states["accepted"] == len(sink.arrived) < 40
    assert "uncertain" not in outside.events()


def test_a_worker_that_names_no_one_in_its_output(
    write: Write, sink: Sink, start: Start, outside: Outside, settings: Any
) -> None:
    sink.answers["dewi@example.test"] = "550 5.1.1 dewi@example.test has moved"
    write()
    write(to_email="ben@example.test")
    worker = start()
    sink.wait_for(1)

    output = stop_politely(worker)

    assert "smtp_550_5.1.1" in output
    assert "example.test" not in output
    assert outside.states() == {"accepted": 1, "bounced": 1}
