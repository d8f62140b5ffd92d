"""How many clocks one core counts in a second, calendars warm.

Beside it the least that any counting could do: a loop that adds as many days to as many
dates.
"""

from benchmarks import report
from benchmarks.data import Laboratory, manage

BAR = 100  # microseconds for each date: 10,000 in a second
COUNT = "from benchmarks.clock_count import main; main()"


def run(laboratory: Laboratory) -> bool:
    printed = manage(
        laboratory.environment("clocks"), "shell", "--verbosity", "0", "-c", COUNT
    )
    _name, dates, mine, floor = printed.split()
    each = float(mine) / int(dates)
    what = f"{dates} dates, {1 / each:,.0f} in a second; a bare loop"
    report.ratio(what, float(mine), float(floor))
    return report.amount("one date of a mixed clock", each * 1e6, "us", BAR)
