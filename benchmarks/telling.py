"""Telling people: filling the outbox, mails a second, and what `kill -9` leaves.

Everything goes to a mail server of our own on this machine (sink.py). The floor is the
loop that anyone writes first: connect, render, send, save, for each person.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import report
from benchmarks.data import ROOT, Laboratory, manage

NAIVE, SENT, KILLS = 300, 6_000, 3
QUEUED = 1_000_000 if os.environ.get("LARGE") else 100_000
SECONDS = 60.0  # for a million
NAIVE_BAR = 0.25
MEMORY = 32.0  # MB: the same for a hundred and for a million


def run(laboratory: Laboratory) -> bool:
    kept = fill_outbox(laboratory)
    return send(laboratory) and kept


def fill_outbox(laboratory: Laboratory) -> bool:
    env = installation(laboratory, "queueing")
    campaign = step(env, "fill", QUEUED)["campaign"]
    laboratory.settle(env)
    done = step(env, "enqueue", campaign)
    if done["queued"] != QUEUED:
        raise RuntimeError(f"{done['queued']} of {QUEUED} were queued.")
    bar = SECONDS * QUEUED / 1_000_000
    what = f"{QUEUED:,} deliveries queued"
    kept = report.amount(what, done["seconds"], "s", bar)
    return report.amount("memory added by it", done["more_mb"], "MB", MEMORY) and kept


def send(laboratory: Laboratory) -> bool:
    log = laboratory.folder / "mails.log"
    with sink(log) as port:
        env = installation(laboratory, "telling", port=port)
        campaign = step(env, "fill", SENT)["campaign"]
        step(env, "enqueue", campaign)
        laboratory.settle(env)
        slow = step(env, "naive", NAIVE)["rate"]
        log.write_text("")
        for _kill in range(KILLS):
            kill_amid(env, log)
        fast = finish(env, log)
        left = arrived(log)
        manage(env, "worker", "--lane", "notices", "--once")
        again = len(arrived(log)) - len(left)
    counted = Counter(left)
    states = step(env, "states", int(campaign))
    if states != {"accepted": SENT}:
        raise RuntimeError(f"Not all were accepted: {states}.")
    print(f"{fast:.0f} mails a second; {slow:.0f} by the loop")
    doubled = len(left) - len(counted)
    kept = [
        report.ratio(
            "a mail : a mail of the naive loop", 1 / fast, 1 / slow, NAIVE_BAR
        ),
        report.amount("mails lost", SENT - len(counted), "", 0),
        report.amount(f"mails doubled by {KILLS} kill -9", doubled, "", KILLS),
        report.amount("mails more when run again", again, "", 0),
    ]
    return all(kept)


def kill_amid(env: dict[str, str], log: Path) -> None:
    """Start a worker, and kill it -9 while it sends."""
    begun = len(arrived(log))
    worker = start(env)
    wait_until(lambda: len(arrived(log)) >= begun + 200)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(timeout=10)


def finish(env: dict[str, str], log: Path) -> float:
    """Send what is left; mails a second between the first and the last of them."""
    begun = len(arrived(log))
    worker = start(env)
    try:
        wait_until(lambda: len(set(arrived(log))) >= SENT, seconds=300)
        time.sleep(0.5)
    finally:
        worker.terminate()
        worker.wait(timeout=20)
    moments = [float(line.split()[0]) for line in log.read_text().splitlines()][begun:]
    return (len(moments) - 1) / (moments[-1] - moments[0])


def start(env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--lane", "notices"],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def installation(
    laboratory: Laboratory, name: str, *, port: int = 25
) -> dict[str, str]:
    env = laboratory.environment(
        name,
        MAIL_PER_SECOND="0",
        MAIL_PER_DAY="0",
        MAIL_FROM="privacy@c.test",
        SMTP_HOST="127.0.0.1",
        SMTP_PORT=str(port),
        SMTP_TLS="false",
    )
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "createcachetable")
    return env


def step(env: dict[str, str], name: str, *numbers: int) -> dict[str, float]:
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.telling_steps", name, *map(str, numbers)],
        cwd=ROOT,
        env={**os.environ, **env},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")
    said = next(row for row in done.stdout.splitlines() if row.startswith("result "))
    found: dict[str, float] = json.loads(said.removeprefix("result "))
    return found


@contextmanager
def sink(log: Path) -> Iterator[int]:
    server = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.sink", str(log)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if server.stdout is None:
            raise RuntimeError("The sink does not speak.")
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.wait(timeout=10)


def arrived(log: Path) -> list[str]:
    """The Message-IDs of all mails so far, doubles included."""
    return [line.split()[1] for line in log.read_text().splitlines() if " " in line]


def wait_until(done: Callable[[], bool], seconds: float = 120) -> None:
    ends = time.monotonic() + seconds
    while not done():
        if time.monotonic() > ends:
            raise RuntimeError("The mails did not arrive in time.")
        time.sleep(0.05)
