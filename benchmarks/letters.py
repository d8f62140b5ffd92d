"""Letters by post: a thousand put together by one act, and the PDF of a batch of them.

In the demo's own notice, whose words are those of a policy, in two languages. What a
PDF takes is the time of the page that asks for it and the memory of the process that
draws it.
"""

import json
from typing import Any

from benchmarks import report
from benchmarks.data import Laboratory, manage

LETTERS = 1_000
BAR_TOGETHER, BAR_PDF = 10.0, 20.0  # seconds
BAR_MEMORY = 300.0  # MB
MEASURE = "from benchmarks.letters_measuring import tell; tell({letters})"


def run(laboratory: Laboratory) -> bool:
    env = laboratory.portal("letters", 1)
    call = MEASURE.format(letters=LETTERS)
    printed = manage(env, "shell", "--verbosity", "0", "-c", call)
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    print(f"{found['batches']} batches, {found['pages']} pages in the PDF of the first")
    what = f"{LETTERS:,} letters put together"
    kept = [
        report.amount(what, found["together"], "s", BAR_TOGETHER),
        report.amount("PDF of 100 letters: the page", found["pdf"], "s", BAR_PDF),
        report.amount("PDF of 100 letters: memory", found["mb"], "MB", BAR_MEMORY),
    ]
    return all(kept)
