"""Servers to measure and a client to measure them with; all on this machine."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90  # seconds for a server to answer its first request
KEEP_ALIVE = 1  # seconds; gunicorn ends an idle connection after two


@contextmanager
def server(
    application: str, environment: dict[str, str], log: Path | None = None
) -> Iterator[int]:
    """One gunicorn with the portal's own configuration; yields its port.

    What it says goes to the file `log`, or nowhere.
    """
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", application]
    with running(command, {**environment, "PORT": str(port)}, log):
        wait_until(lambda: listens(port), "The server to be measured did not start.")
        yield port


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def running(
    command: list[str], environment: dict[str, str], log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The command in the background, ended on leaving."""
    with (log or Path(os.devnull)).open("ab") as said:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=said,
            stderr=said,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def wait_until(is_so: Callable[[], bool], otherwise: str) -> None:
    """Ask again and again. Raises TimeoutError with the sentence `otherwise`."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if is_so():
            return
        time.sleep(0.05)
    raise TimeoutError(otherwise)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Browser:
    """Keeps its connection and its cookies, and times what it asks for."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("localhost", self.port, timeout=PATIENCE)
        self.body = ""
        self.location = ""
        self.seconds = 0.0
        self.asked_at = 0.0

    def get(self, path: str) -> "Browser":
        return self._ask("GET", path)

    def post(self, path: str, data: dict[str, str]) -> "Browser":
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.body)
        token = {"csrfmiddlewaretoken": found.group(1)} if found else {}
        return self._ask("POST", path, urlencode({**token, **data}))

    def hidden(self, name: str) -> str:
        """The value of a hidden input of the page read last."""
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.body)
        return found.group(1) if found else ""

    def _ask(self, method: str, path: str, data: str | None = None) -> "Browser":
        headers = {
            **self.headers,
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Referer": f"http://localhost:{self.port}{path}",
        }
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self.asked_at > KEEP_ALIVE:
            self.connection.close()  # it opens again by itself
        self.asked_at = time.monotonic()
        began = time.perf_counter()
        self.connection.request(method, path, data, headers)
        answer = self.connection.getresponse()
        self.body = answer.read().decode()
        self.seconds = time.perf_counter() - began
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.split(";")[0]
        self.location = answer.getheader("Location") or ""
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path} answered {answer.status}.")
        return self
