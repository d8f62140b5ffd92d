"""The auditor's pages over many changes (AUDIT.md T4, T5).

CHANGES=1000000 in the environment asks for the full size; 200,000 are the rule. The
entries are copies of a generated office's; the rare values are in the oldest of them,
where a list that is read from its newest end comes last.
"""

import json
import os

from benchmarks import report
from benchmarks.data import Laboratory, manage

REQUESTS = 600
CHANGES = int(os.environ.get("CHANGES", "200000"))
BAR_FILTER, BAR_PAGE, BAR_WINDOW, BAR_JSON = 10, 2, 200, 20
BAR_QUERIES, BAR_VERSIONS, BAR_LOOP = 4, 5, 10
RUN = "from benchmarks.browser_measuring import measure; measure({changes})"


def run(laboratory: Laboratory) -> bool:
    env = laboratory.portal("browser", REQUESTS)
    fill = f"from benchmarks.browser_filling import fill; fill({CHANGES})"
    manage(env, "shell", "--verbosity", "0", "-c", fill)
    laboratory.settle(env)
    script = RUN.format(changes=CHANGES)
    printed = manage(env, "shell", "--verbosity", "0", "-c", script)
    found = json.loads(printed.splitlines()[-1])
    first = found["pages"]["unfiltered"]
    kept = [
        report.ratio(f"{CHANGES:,} changes, {name} : unfiltered", it, first, BAR_FILTER)
        for name, it in found["pages"].items()
        if name not in {"unfiltered", "page 2,000"}
    ]
    kept += [
        report.ratio(
            "page 2,000 : page 1", found["pages"]["page 2,000"], first, BAR_PAGE
        ),
        report.amount("pages whose statements differ", found["uneven"], "", 0),
        _faster("window scan over history : field filter", found, "window", BAR_WINDOW),
        _faster("JSON of changes, rare field : field filter", found, "json", BAR_JSON),
        report.amount("statements of 100 versions", found["queries"], "", BAR_QUERIES),
        report.ratio(
            "100 versions : one values_list",
            found["versions"],
            found["values_list"],
            BAR_VERSIONS,
        ),
        _faster("loop of prev_record : 100 versions", found, "loop", BAR_LOOP),
    ]
    return all(kept)


def _faster(what: str, found: dict[str, float], slow: str, least: int) -> bool:
    """So many times as long must the other way take; printed upside down."""
    mine = found["versions" if slow == "loop" else "field_query"]
    return report.ratio(f"{what}, upside down", mine, found[slow], 1 / least)
