"""Eight who write through the web server, while it and the worker are killed six times.

A minute (`KILLING_SECONDS`) and `kill -9` in turns: a process of the web server, which
gunicorn starts anew, and the worker, which is started anew here. Afterwards every
answer that said "written" must have its entry, and the chain no fork and no gap.
"""

import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from benchmarks import report, serving
from benchmarks.data import IS_POSTGRES, ROOT, Laboratory, manage

WRITERS = 8
KILLS = 6
SECONDS = int(os.environ.get("KILLING_SECONDS", "60"))
RECOVERY = 5.0  # seconds from a worker's "runs" until an old entry counts
SETTINGS = "benchmarks.trail_site.settings"
COUNT = """
from audit.models import LedgerEntry, Seal
from benchmarks.trail_site.models import Tracked
written = dict(Tracked.objects.values_list("pk", "visits"))
entries = LedgerEntry.objects.filter(model="trail_site.tracked", action="~").count()
chain = list(Seal.objects.order_by("seq").values_list("seq", "entry_id", "kind"))
gaps = sum(n != seal[0] for n, seal in enumerate(chain, 1))
forks = len(chain) - len({seal[1:] for seal in chain})
import json
print("found " + json.dumps([sum(written.values()), entries, gaps + forks]))
"""


@dataclass
class Crowd:
    """The writers' threads; each counts what was answered with 200."""

    port: int
    until: float
    written: dict[int, int] = field(default_factory=dict)
    refused: int = 0

    def run(self) -> list[threading.Thread]:
        numbers = range(1, WRITERS + 1)
        threads = [threading.Thread(target=self._write, args=(n,)) for n in numbers]
        for thread in threads:
            thread.start()
        return threads

    def _write(self, number: int) -> None:
        while time.monotonic() < self.until:
            try:
                connection = HTTPConnection("localhost", self.port, timeout=30)
                connection.request("GET", f"/write/{number}/")
                answer = connection.getresponse()
                said = answer.read().decode()
                connection.close()
                if answer.status == 200:
                    self.written[number] = max(self.written.get(number, 0), int(said))
                    time.sleep(0.01)
                    continue
            except (OSError, HTTPException):
                pass
            self.refused += 1
            time.sleep(0.05)


def run(laboratory: Laboratory) -> bool:
    env = laboratory.environment("kills", DJANGO_SETTINGS_MODULE=SETTINGS)
    env["WEB_CONCURRENCY"] = "2" if IS_POSTGRES else "1"
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "migrate", "--run-syncdb", "--verbosity", "0")
    manage(env, "createcachetable")
    port = serving.free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"]
    command.append("dpo_portal.wsgi")
    with serving.running(command, {**env, "PORT": str(port)}) as server:
        serving.wait_until(lambda: serving.listens(port), "The server did not start.")
        crowd = Crowd(port, time.monotonic() + SECONDS)
        threads = crowd.run()
        oldest, worker = kill_in_turns(env, port, server)
        for thread in threads:
            thread.join()
        time.sleep(RECOVERY)
        worker.terminate()
        worker.wait(timeout=serving.PATIENCE)
    printed = manage(env, "shell", "--verbosity", "0", "-c", COUNT)
    visits, entries, broken = json.loads(printed.split("found ", 1)[1])
    findings = verify(env)
    answered = sum(crowd.written.values())
    print(f"eight writers, {KILLS} kills: {answered} written, {crowd.refused} refused")
    kept = [
        report.amount("killed: written without an entry", visits - entries, "", 0),
        report.amount("killed: answered but not there", answered - visits, "", 0),
        report.amount("killed: forks and gaps of the chain", broken, "", 0),
        report.amount("killed: findings of verify", findings, "", 0),
        report.amount("killed: oldest unsealed once recovered", oldest, "s", 5),
    ]
    return all(kept)


def kill_in_turns(
    env: dict[str, str], port: int, server: "subprocess.Popen[bytes]"
) -> tuple[float, "subprocess.Popen[bytes]"]:
    """Kills and watches; the longest that an entry waited, and the last worker."""
    worker, found = start_worker(env), list[float]()
    ends = time.monotonic() + SECONDS
    pause = SECONDS / (KILLS + 1)
    recovered: float | None = None
    for n in range(KILLS + 1):
        until = min(time.monotonic() + pause, ends)
        while time.monotonic() < until:
            if recovered is None and says_it_runs(env):
                recovered = time.monotonic() + RECOVERY
            if recovered is not None and time.monotonic() >= recovered:
                found += unsealed(port)
            time.sleep(0.25)
        if n == KILLS:
            break
        if n % 2:
            worker.kill()
            worker.wait()
            worker, recovered = start_worker(env), None
        else:
            os.kill(process_of(server), signal.SIGKILL)
    return max(found, default=math.inf), worker  # nobody answered: nothing is kept


def start_worker(env: dict[str, str]) -> "subprocess.Popen[bytes]":
    with said(env).open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "manage.py", "worker", "--lane", "seal"],
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=log,
            stderr=subprocess.DEVNULL,
        )


def said(env: dict[str, str]) -> Path:
    return Path(env["DPO_DATA_DIR"]) / "worker.txt"


def says_it_runs(env: dict[str, str]) -> bool:
    """A process that is still being loaded has not recovered yet."""
    return "Worker runs" in said(env).read_text()


def process_of(server: "subprocess.Popen[bytes]") -> int:
    """One of those that gunicorn has forked."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return int(children.split()[-1])


def unsealed(port: int) -> list[float]:
    """What the portal itself says to a monitor; nothing if it was just killed."""
    try:
        connection = HTTPConnection("localhost", port, timeout=30)
        connection.request("GET", "/healthz")
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return [float(found["unsealed_seconds"])]
    except (OSError, HTTPException, ValueError, KeyError):
        return []


def verify(env: dict[str, str]) -> int:
    done = subprocess.run(
        [sys.executable, "manage.py", "verify", "--json"],
        cwd=ROOT,
        env={**os.environ, **env},
        check=False,
        capture_output=True,
        text=True,
    )
    return int(json.loads(done.stdout)["total"])
