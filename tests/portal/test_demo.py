"""`make demo` after the installation: one command on an empty folder."""

import os
import signal
import socket
import sys
from contextlib import closing, suppress
from http.client import HTTPException
from pathlib import Path

import pytest
from django.db import connection

from benchmarks.serving import Browser, free_port, running, wait_until

FORM = "/en/c/maxim/my/request/who/"


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a first demo makes its own SQLite"
)
def test_a_first_demo_comes_up_and_takes_answers(tmp_path: Path) -> None:
    port = free_port()
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "dpo_portal.settings",
        "DPO_DATA_DIR": str(tmp_path),
        "DPO_ENV": "demo",
        "DPO_ENV_FILE": str(tmp_path / "env"),
        "PORT": str(port),
        "SECRET_KEY": "only for this test" * 4,
    }

    with running([sys.executable, "scripts/serve.py", "--demo"], environment) as demo:
        wait_until(
            lambda: demo.poll() is not None or listens(port), "It did not come up."
        )
        assert demo.poll() is None, "It ended before it answered."
        person = Browser(port)
        with closing(person.connection):
            assert "Whose data is it?" in person.get(FORM).body
            person.post(FORM, {"relation": "self"})
            assert person.location == "/en/c/maxim/my/request/what/"
            person.connection.close()
            killed = children(demo.pid)
            for number in killed:
                os.kill(number, signal.SIGKILL)
            wait_until(
                lambda: bool(children(demo.pid) - killed) and answers(person),
                "Killed, it did not start anew.",
            )
            assert "Whose data is it?" in person.body

    assert demo.returncode == 0


def children(number: int) -> set[int]:
    """The processes that this one has started (Linux)."""
    path = Path(f"/proc/{number}/task/{number}/children")
    return {int(child) for child in path.read_text().split()}


def answers(person: Browser) -> bool:
    with suppress(OSError, HTTPException):
        return bool(person.get(FORM).body)
    person.connection.close()
    return False


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
