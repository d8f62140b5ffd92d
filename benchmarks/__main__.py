"""`make bench [ONLY=name]`: each benchmark in turn; exit 1 if a bar was missed."""

import os
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks import (
    browser,
    clocks,
    comparing,
    erasing,
    felt,
    filing,
    kills,
    letters,
    queue_page,
    queue_size,
    report,
    start,
    telling,
    trail,
)
from benchmarks.data import laboratory

BENCHMARKS = {
    "queue": queue_page.run,
    "size": queue_size.run,
    "filing": filing.run,
    "start": start.run,
    "clocks": clocks.run,
    "compare": comparing.run,
    "trail": trail.run,
    "telling": telling.run,
    "letters": letters.run,
    "browser": browser.run,
    "erasure": erasing.run,
    "kills": kills.run,
    "felt": felt.run,
}


def main() -> int:
    only = os.environ.get("ONLY")
    if only is not None and only not in BENCHMARKS:
        print(
            f"There is no benchmark {only!r}: {', '.join(BENCHMARKS)}.", file=sys.stderr
        )
        return 2
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))  # tidies up first
    report.heading()
    kept = True
    with (
        tempfile.TemporaryDirectory() as folder,
        laboratory(Path(folder)) as in_laboratory,
    ):
        for name, run in BENCHMARKS.items():
            if only in (None, name):
                kept = run(in_laboratory) and kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
