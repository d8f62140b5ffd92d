"""A company, its letters, and a mail server that does as it is told."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller as SmtpServer
from django.db import transaction
from django.utils import timezone

from accounts.models import Controller
from audit.trail import Actor, act
from correspondence import letters
from correspondence.models import Letter

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def wording(settings: Any) -> None:
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [TEMPLATES, *engine["DIRS"]]}]


@pytest.fixture
def maxim(db: None) -> Controller:
    return Controller.objects.create(slug="maxim", policy_code="MAXIM", name="Maxim")


@pytest.fixture
def write(maxim: Controller) -> Callable[..., Letter]:
    """Write a letter with everything a test does not care about filled in."""

    def write_letter(name: str = "correspondence/letters/code", **given: Any) -> Letter:
        arguments: dict[str, Any] = {
            "kind": "receipt",
            "controller": maxim,
            "language": "en",
            "to_email": "dewi@example.test",
            "to_name": "Dewi",
            "context": {"controller_name": "Maxim", "minutes": 15},
            "at": timezone.now() - timedelta(seconds=1),
        }
        with transaction.atomic(), act(by=Actor.job("test")):
            return letters.write(name, **(arguments | given))

    return write_letter


class Sink:
    """What a mail server took in, and how it answers.

    `answers` maps a recipient to the reply to RCPT; `hold_at` keeps the answer to that
    many-th message back until `let_go` is set.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.arrived: list[str] = []  # Message-IDs, doubles included
        self.contents: list[bytes] = []
        self.sessions: set[int] = set()
        self.answers: dict[str, str] = {}
        self.data_answer = ""
        self.hold_at = 0
        self.let_go = threading.Event()
        self.changed = threading.Condition()

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.sessions.add(id(session))
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_answer:
            return self.data_answer
        with self.changed:
            for line in envelope.content.splitlines():
                if line.lower().startswith(b"message-id:"):
                    self.arrived.append(line.split(b":", 1)[1].strip().decode())
            self.contents.append(envelope.content)
            self.changed.notify_all()
        if self.hold_at and len(self.arrived) == self.hold_at:
            await asyncio.get_running_loop().run_in_executor(None, self.let_go.wait, 20)
        return "250 OK"

    def wait_for(self, count: int, seconds: float = 60) -> None:
        """Until so many letters have arrived, doubles included."""
        with self.changed:
            enough = self.changed.wait_for(
                lambda: len(self.arrived) >= count, timeout=seconds
            )
        assert enough, f"only {len(self.arrived)} of {count} letters arrived"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A mail server on this machine, and settings that send to it."""
    port = free_port()
    handler = Sink(port)
    server = SmtpServer(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
        }
    }
    yield handler
    handler.let_go.set()
    server.stop()
