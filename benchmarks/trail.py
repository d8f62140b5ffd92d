"""The trail beside plain Django and django-simple-history: T1 to T3, T6, T8 to T10.

Each measure runs in a process of its own, all on one fresh installation.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.data import IS_POSTGRES, ROOT, Laboratory, manage

UNDONE = ("dpo_portal", "zero")  # the topmost room, which holds no tracked table
SETTINGS = "benchmarks.trail_site.settings"


def run(laboratory: Laboratory) -> bool:
    env = laboratory.environment("trail", DJANGO_SETTINGS_MODULE=SETTINGS)
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "migrate", "--run-syncdb", "--verbosity", "0")  # the three tables

    def measure(name: str) -> dict[str, Any]:
        return measured(env, name)

    kept = [saves(measure("saves")), markers(measure("markers"))]
    kept += [bulk(measure("bulk")), sizes(measure("sizes"))]
    kept += [verification(measure("verification"))]
    if IS_POSTGRES:
        kept.append(crowd(measure("crowd")))
    kept += [tamperings(), *no_false_alarms(laboratory, env)]
    return all(kept)


def measured(env: dict[str, str], name: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.trail_site.measuring", name],
        cwd=ROOT,
        env={**os.environ, **env},
        check=False,
        capture_output=True,
        text=True,
    )
    for line in done.stdout.splitlines():
        if line.startswith("measured "):
            found: dict[str, Any] = json.loads(line.removeprefix("measured "))
            return found
    raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")


def no_false_alarms(laboratory: Laboratory, env: dict[str, str]) -> Iterator[bool]:
    """What is done as it should be is no finding."""
    measured(env, "people")
    backup = laboratory.environment("backup", "trail", DJANGO_SETTINGS_MODULE=SETTINGS)
    yield _quiet("1,000 erasures", measured(env, "erasures"))
    listed = Path(env["DPO_DATA_DIR"]) / "redactions.jsonl"
    shutil.copy(listed, backup["DPO_DATA_DIR"])
    yield _quiet("a restore and its erasures again", measured(backup, "restored"))
    manage(env, "migrate", *UNDONE, "--verbosity", "0")
    manage(env, "migrate", "--verbosity", "0")
    yield _quiet("migrations undone and done again", measured(env, "found"))


def _quiet(what: str, found: dict[str, Any]) -> bool:
    said = [f"{n} findings" if (n := len(found["findings"])) else "no finding"]
    said += [f"{found['erased']} erased rows looked at", *found["findings"][:3]]
    print(f"T10 after {what}: {'; '.join(said)}", flush=True)
    return not found["findings"]


def saves(found: dict[str, Any]) -> bool:
    plain, remembered, tracked = found["save"]
    bar = 4.5 if IS_POSTGRES else 7
    one = report.ratio("T1 tracked save : simple-history's", tracked, remembered, 1.8)
    return report.ratio("T1 tracked save : plain save", tracked, plain, bar) and one


def markers(found: dict[str, Any]) -> bool:
    kept = report.ratio("T2 save with markers : without", *found["markers"], 1.2)
    print(f"T2 ways round the side that are marked: {found['caught']} of 7")
    print(f"T2 markers left after normal writes: {found['left']}")
    return kept and found["caught"] == 7 and found["left"] == 0


def bulk(found: dict[str, Any]) -> bool:
    plain, tracked, update, audited, loop = found["bulk"]
    kept = [
        report.ratio("T3 audited bulk create of 1,000 : plain", tracked, plain, 3),
        report.ratio("T3 audited update of 1,000 : bulk_update", audited, update, 3),
        report.ratio(
            "T3 audited update : 1,000 saves in a loop", audited, loop * 10, 0.2
        ),
    ]
    return all(kept)


def sizes(found: dict[str, Any]) -> bool:
    mine, floor = found["tracked"], found["remembered"]
    print(f"T6 bytes for a change: {mine:.0f}, simple-history's {floor:.0f}")
    print(f"T6 bytes for its seal and field index: {found['seal']:.0f}")
    return report.amount("T6 a change : simple-history's", mine / floor, "x", 2.5)


def verification(found: dict[str, Any]) -> bool:
    scan, chain, full = found["verify"]
    kept = [
        report.ratio("T8 verify the chain : bare scan", chain, scan, 3),
        report.ratio("T8 verify all : bare scan", full, scan, 8),
    ]
    if found["findings"]:
        print(f"T8 findings in an untouched trail: {found['findings']}")
    return all(kept) and not found["findings"]


def crowd(found: dict[str, Any]) -> bool:
    free, sealed = found["free"], found["sealed"]
    print(f"T9 eight writers: {sealed:.0f} changes a second, {free:.0f} unsealed")
    kept = [
        report.ratio("T9 a change unsealed : sealed", 1 / sealed, 1 / free, 1 / 0.9),
        report.amount("T9 oldest unsealed entry", found["oldest"], "s", 5),
        report.amount("T9 forks and gaps", found["forks"], "", 0),
    ]
    return all(kept)


def tamperings() -> bool:
    """The tests that bend the trail, on this database."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/audit/test_verifying.py"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    said = done.stdout.splitlines()[-1] if done.stdout else "no answer"
    passed = re.search(r"(\d+) passed", said)
    print(f"T10 tamperings found, nothing else: {passed[0] if passed else said}")
    return done.returncode == 0
