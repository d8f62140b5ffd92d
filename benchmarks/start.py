"""From the end of the installation to the first page, and the memory of it all.

`scripts/serve.py --demo` is what `make demo` runs once packages are installed: it makes
the database, fills it with examples and starts web server and worker.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import report
from benchmarks.data import Laboratory, session_of_an_officer
from benchmarks.filing import READING, fill_in, send
from benchmarks.serving import Browser, free_port, running, wait_until

FORM = "/en/c/maxim/my/request/"
PAGES = (
    *("/", "/en/", "/en/c/maxim/", "/en/c/maxim/my/", f"{FORM}who/"),
    *("/ms/c/maxim/my/", "/ms/c/aux/my/"),
    *("/desk/requests/", "/desk/requests/?view=closed", "/desk/requests/?view=waiting"),
)
ROUNDS = 5  # fifty pages in all
SECONDS, MEGABYTES = 10, 150
PROCESSES = 2  # the one, and what watches it; another fills examples


def run(laboratory: Laboratory) -> bool:
    port = free_port()
    env = laboratory.environment("started", PORT=str(port))
    command = [sys.executable, "scripts/serve.py", "--demo"]
    began = time.perf_counter()
    with running(command, env) as process:
        wait_until(lambda: _answers(port), "The demo did not start.")
        seconds = time.perf_counter() - began
        kept = report.amount(
            "start of the demo to its first page", seconds, "s", SECONDS
        )
        _use(port, env)
        wait_until(
            lambda: len(list(_tree(process.pid))) <= PROCESSES,
            "The example data are not finished.",
        )
        memory = sum(_pss(pid) for pid in _tree(process.pid)) / 1_000_000
    return report.amount("web server and worker, PSS", memory, "MB", MEGABYTES) and kept


def _answers(port: int) -> bool:
    try:
        Browser(port).get(f"{FORM}who/")
    except OSError:
        return False
    return True


def _use(port: int, env: dict[str, str]) -> None:
    """Read fifty pages, file a request, and wait until its letter has left."""
    reader = Browser(port, {"dpo_session": session_of_an_officer(env)})
    for _ in range(ROUNDS):
        for path in PAGES:
            reader.get(path)
    person = Browser(port)
    mail = Path(env["DPO_DATA_DIR"]) / "mail"
    before = _letters(mail)
    fill_in(person, "memory@example.test")
    time.sleep(READING)
    send(person)
    wait_until(lambda: _letters(mail) > before, "The worker sent no letter.")


def _letters(mail: Path) -> int:
    return sum(1 for _ in mail.glob("*")) if mail.exists() else 0


def _tree(pid: int) -> Iterator[int]:
    """This process and all that descend from it (Linux)."""
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from _tree(int(child))


def _pss(pid: int) -> int:
    """Bytes of memory, each shared page counted by its share."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = next(row for row in rollup.splitlines() if row.startswith("Pss:"))
    return int(kilobytes.split()[1]) * 1024
