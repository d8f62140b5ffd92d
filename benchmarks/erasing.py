"""T7: erasing one person among very many changes, and what is left of their words.

CHANGES=1000000 in the environment asks for the full size; 200,000 are the rule. The
person comes in through the site itself, so that drafts, letters, copies of mails and
the server's log are those that a visit leaves.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.data import Laboratory, manage
from benchmarks.filing import DIGITS, READING, confirm, digits_of, fill_in, send
from benchmarks.serving import Browser, server

MARK = "zyxwarta"
NAME = f"Dewi {MARK.title()}"
EMAIL = f"{MARK}@example.test"
REQUESTS = 60
CHANGES = int(os.environ.get("CHANGES", "200000"))
BACKUP_DAYS = 30
BAR_SAVES, BAR_STATEMENTS = 1, 3


def run(laboratory: Laboratory) -> bool:
    made = laboratory.portal("erasing", REQUESTS)
    env = {**made, "BEHIND_PROXY": "true", "BACKUPS_KEPT_DAYS": str(BACKUP_DAYS)}
    _do(env, "erasing_filling", f"fill({CHANGES})")
    _visit(env)
    laboratory.settle(env)
    said = _do(env, "erasing_measuring", "measure()")
    return _tell(json.loads(said.splitlines()[-1]))


def _do(env: dict[str, str], module: str, call: str) -> str:
    name = call.partition("(")[0]
    script = f"from benchmarks.{module} import {name}; {call}"
    return manage(env, "shell", "--verbosity", "0", "-c", script)


def _visit(env: dict[str, str]) -> None:
    """The person files a request, confirms it, and leaves a second one unsent."""
    folder = Path(env["DPO_DATA_DIR"])
    with server("dpo_portal.wsgi", env, folder / "web.log") as port:
        asking = Browser(port, headers={"X-Forwarded-For": "127.0.2.1"})
        details = f"Everything about {NAME}, please."
        fill_in(asking, EMAIL, name=NAME, details=details)
        time.sleep(READING)
        send(asking)
        confirm(asking, digits_of(manage(env, "shell", "-v", "0", "-c", DIGITS))[EMAIL])
        unsent = Browser(port, headers={"X-Forwarded-For": "127.0.2.2"})
        fill_in(unsent, EMAIL, name=NAME, details=details)
    manage(env, "worker", "--once")


def _tell(found: dict[str, Any]) -> bool:
    kept = [
        report.ratio(
            f"T7 erase 100 of {found['changes']:,} changes : 100 tracked saves",
            found["erase"],
            100 * found["save"],
            BAR_SAVES,
        ),
        report.amount(
            "T7 statements for a tracked model", found["statements"], "", BAR_STATEMENTS
        ),
        report.amount("T7 findings of verify", found["findings"], "", 0),
    ]
    print(f"T7 places with {MARK!r} before: {found['before']}")
    for place, left in found["after"].items():
        kept.append(report.amount(f"T7 markers left in {place}", left, "", 0))
    seen = [n for place, n in found["before"].items() if "log" not in place]
    kept.append(all(seen))  # else the search is blind; a log never holds a name
    print(f"T7 the product's own scan looked into {found['looked']}")
    if found["journal"] is not None:
        print(f"T7 markers in pg_wal, gone with its archive: {found['journal']}")
    print(f"T7 backups and journals that hold it are gone on {found['gone_on']}")
    print(f"T7 then {found['redactions']:,} more erasures: {found['each']:.0f} ms each")
    again = found["findings_after"]
    return all([*kept, report.amount("T7 findings of verify after", again, "", 0)])
