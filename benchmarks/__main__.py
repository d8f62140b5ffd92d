"""`make bench [ONLY=name]`: each benchmark in turn; exit 1 if a bar was missed."""

import os
import sys
import tempfile
from pathlib import Path

from benchmarks import filing, queue_page

BENCHMARKS = {"queue": queue_page.run, "filing": filing.run}


def main() -> int:
    only = os.environ.get("ONLY")
    if only is not None and only not in BENCHMARKS:
        print(f"There is no benchmark {only!r}: {', '.join(BENCHMARKS)}.")
        return 2
    kept = True
    print(f"{'medians of one run':58} {'portal':>11} {'floor':>11}   ratio")
    for name, run in BENCHMARKS.items():
        if only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                kept = run(Path(folder)) and kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
