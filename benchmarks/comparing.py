"""Comparing two texts, beside what Python brings for it, and the suggestions.

Source of the bars: POLICIES §2 and §3.
"""

import difflib
import random
import re
import time
from collections.abc import Callable
from statistics import median

from benchmarks import report
from benchmarks.data import Laboratory
from benchmarks.policy_texts import Release, invented, long_text, release
from policies.classifying import classify
from policies.comparing import ChangeKind, Comparison, compare
from policies.parsing import parse
from tests.policies.measuring import (
    SEED_EDITS,
    SETS,
    Score,
    measured,
    own_edits,
    seed_edits,
)

WORDS = re.compile(r"\w+|\s+|[^\w\s]")  # nothing lost: a page shows all of it
SLOWEST = 2  # of the median case
MEGABYTE = 1_000_000


def run(_laboratory: Laboratory) -> bool:
    text, origin = long_text()
    released = release(text)
    print(f"text: {origin}, {len(text):,} characters; {released.edits} edits")
    kept = [*_beside_difflib(text, released), *_quality(text, released)]
    kept += [_steady(text), _megabyte(), _suggestions(text, released), _labels()]
    return all(kept)


def processor_time(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _whole(old: str, new: str) -> Comparison:
    compared = compare(parse(old), parse(new))
    compared.stats()  # the words, too
    return compared


def _beside_difflib(text: str, released: Release) -> list[bool]:
    """From the two texts to the marked words, as a page needs them."""
    words = WORDS.findall(text), WORDS.findall(released.text)
    mine, quick = report.interleaved(
        lambda: processor_time(lambda: _whole(text, released.text)),
        lambda: processor_time(
            lambda: difflib.SequenceMatcher(None, *words).get_opcodes()
        ),
        rounds=7,
    )
    slow = processor_time(
        lambda: difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes()
    )
    return [
        report.ratio("release : difflib over words", mine, quick, 1 / 3),
        report.ratio(
            "200 releases : difflib without its shortcut", 200 * mine, slow, 1
        ),
    ]


def _quality(text: str, released: Release) -> list[bool]:
    compared = _whole(text, released.text)
    stats = compared.stats()
    marked = stats["characters_removed"] + stats["characters_added"]
    moved = sum(
        len(row.before_text) for row in compared.rows if row.kind is ChangeKind.MOVED
    )
    section = sum(len(line.split(" ", 1)[-1]) for line in released.moved)
    spaces = text.replace(" ", "  ").replace("\n", "\n\n")
    spaced = _whole(text, spaces).regions
    left = 100 - 100 * min(1, moved / section)
    places = compared.regions / released.edits
    marks = marked / released.changed
    return [
        report.amount("characters marked : truly changed", marks, "x", 1.6),
        report.amount("places marked : edits", places, "x", 1.25),
        report.amount("moved section not shown as moved", left, "%", 5),
        report.amount("places marked where only spaces changed", spaced, "", 0),
    ]


def cases(text: str) -> dict[str, str]:
    lines = text.split("\n")
    shuffled = lines[:]
    random.Random(2).shuffle(shuffled)
    half = [
        line if at % 2 else " ".join(reversed(line.split()))
        for at, line in enumerate(lines)
    ]
    return {
        "same": text,
        "one word": text.replace("30", "31", 1),
        "release": release(text).text,
        "second release": release(text, seed=5, edits=40).text,
        "spaces": text.replace(" ", "  "),
        "half rewritten": "\n".join(half),
        "shuffled": "\n".join(shuffled),
        "reversed": "\n".join(reversed(lines)),
        "another text": invented(len(text), seed=9),
    }


def _steady(text: str) -> bool:
    took = {}
    for name, other in cases(text).items():
        times = [processor_time(lambda: _whole(text, other)) for _ in range(5)]  # noqa: B023
        took[name] = median(times)
    slowest = max(took, key=lambda name: took[name])
    each = ", ".join(f"{name} {seconds * 1000:.0f}" for name, seconds in took.items())
    print(f"  ms: {each}")
    what = f"slowest case ({slowest}) : median case"
    return report.ratio(what, took[slowest], median(took.values()), SLOWEST)


def _megabyte() -> bool:
    one, other = (invented(MEGABYTE, seed=seed) for seed in (1, 2))
    bad = "a " * 499 + "a\n"
    pairs = [
        (one, release(one, edits=200).text),
        (one, other),
        (bad * 1_000, bad.replace("a\n", "b\n") * 1_000),
    ]
    slowest = max(processor_time(lambda pair=pair: _whole(*pair)) for pair in pairs)
    return report.amount("1 MB beside 1 MB, the slowest of three", slowest, "s", 3)


def _suggestions(text: str, released: Release) -> bool:
    compared = _whole(text, released.text)
    took = median(processor_time(lambda: classify(compared)) for _ in range(7))
    return report.amount("suggestions for the release", took * 1000, "ms", 50)


def _labels() -> bool:
    """Edits of our own texts (tests/policies), and of the five policies where they lie
    beside the project; first measures: docs/policies.md."""
    sets = {"labelled edits": own_edits("final", "fresh", "eleventh", *SETS)}
    if SEED_EDITS.is_file():
        sets["labelled edits of the five policies"] = seed_edits()
    return all([_keeps(name, measured(edits)) for name, edits in sets.items()])


def _keeps(name: str, score: Score) -> bool:
    shares = {
        "wrong of all suggestions": (1 - score.precision, 10),
        "categories not suggested": (1 - score.recall, 8),
        "wrong of all rights found reduced": (1 - score.reduced_precision, 10),
        "reduced rights not found": (1 - score.reduced_recall, 15),
        "cosmetic edits flagged": (score.flagged / score.cosmetic, 20),
        "material edits without a word": (len(score.silent), 0),
    }
    return all(
        [
            report.amount(f"{name}: {what}", 100 * share, "%", bar)
            for what, (share, bar) in shares.items()
        ]
    )
