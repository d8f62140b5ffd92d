"""The queue at 10,000 requests beside a bare list of 10,000 rows, and beside itself."""

from benchmarks import report
from benchmarks.data import Laboratory, session_of_an_officer
from benchmarks.serving import Browser, server

QUEUE = "/desk/requests/?view=open"
FILTERED = "/desk/requests/?view=open&right=erasure&sort=owner"
ROUNDS = 80
WARM_UP = 10


def run(laboratory: Laboratory) -> bool:
    large = laboratory.portal("large", 10_000)
    small = laboratory.portal("small", 100)
    floor = laboratory.floor("floor", 10_000)
    with (
        server("dpo_portal.wsgi", large) as at_large,
        server("dpo_portal.wsgi", small) as at_small,
        server("benchmarks.floor.wsgi", floor) as at_floor,
    ):
        many = Browser(at_large, {"dpo_session": session_of_an_officer(large)})
        few = Browser(at_small, {"dpo_session": session_of_an_officer(small)})
        bare = Browser(at_floor)
        turns = (
            lambda: many.get(QUEUE).seconds,
            lambda: few.get(QUEUE).seconds,
            lambda: bare.get("/").seconds,
            lambda: many.get(FILTERED).seconds,
        )
        report.interleaved(*turns, rounds=WARM_UP)
        at_many, at_few, least, filtered = report.interleaved(*turns, rounds=ROUNDS)
    kept = [
        report.ratio("queue of 10,000 : bare list of 10,000", at_many, least, 3),
        report.ratio("queue of 10,000 : queue of 100", at_many, at_few, 1.5),
        report.ratio("queue filtered and sorted : bare list", filtered, least),
    ]
    return all(kept)
