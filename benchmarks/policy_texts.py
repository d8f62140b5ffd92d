"""Texts to compare: the longest of the five policies, or one invented of its size.

And releases of it whose true change is known: so many words changed, one section moved,
numbers counted on, other spaces.
"""

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

SEED = Path(__file__).resolve().parents[2] / "shared/seeds/004_1c7930d6879cb064.txt"
SIZE = 54_000  # characters
NOUNS = ["account", "order", "parcel", "courier", "payment", "address", "driver"]
VERBS = ["keep", "send", "check", "store", "show", "delete", "correct", "match"]
ENDS = ["at once", "by hand", "on request", "in the app", "for the office", "with care"]
COUNTRIES = ["Argentina", "Brazil", "Colombia", "Indonesia", "Malaysia", "Peru"]
NUMBERED = re.compile(r"^(\d+)((?:\.\d+)*\.?\s)", re.MULTILINE)


def long_text() -> tuple[str, str]:
    """The text and where it comes from."""
    if SEED.is_file():
        return SEED.read_text("utf-8"), "seed 004"
    return invented(SIZE, seed=4), "invented"


def invented(size: int, seed: int) -> str:
    """Numbered sections, clauses of one to four sentences, lists by country."""
    pick = random.Random(seed)
    lines, section, length = [], 0, 0
    while length < size:
        section += 1
        block = [
            f"{section}. About every {pick.choice(NOUNS)} and {pick.choice(NOUNS)}"
        ]
        for clause in range(1, pick.randint(4, 12)):
            words = " ".join(_sentence(pick) for _ in range(pick.randint(1, 4)))
            block.append(f"{section}.{clause}. {words}")
        if section % 4 == 0:
            for country in COUNTRIES:
                items = pick.sample(NOUNS, 4)
                block += ["", f"{country}:"]
                block += [
                    f"{section}.20.{at}. The {item};"
                    for at, item in enumerate(items, 1)
                ]
        lines += [*block, ""]
        length += sum(map(len, block)) + len(block) + 1
    return "\n".join(lines)


def _sentence(pick: random.Random) -> str:
    nouns = " and the ".join(pick.sample(NOUNS, pick.randint(1, 3)))
    number = pick.randint(2, 400)
    return f"We {pick.choice(VERBS)} the {nouns} of item {number} {pick.choice(ENDS)}."


@dataclass
class Release:
    text: str
    edits: int = 0
    changed: int = 0  # characters that truly went or came
    moved: list[str] = field(
        default_factory=list
    )  # the lines of the section that moved


def release(text: str, seed: int = 1, edits: int = 14) -> Release:
    """What a legal office does between two versions: words, a clause more and one
    less, a section elsewhere, numbers counted on, spaces."""
    pick = random.Random(seed)
    lines = text.split("\n")
    moved = _move(lines, pick)
    done = Release("", moved=moved)
    free = [
        at
        for at, line in enumerate(lines)
        if len(line.split()) > 8 and line not in moved and at > 20
    ]
    for kind, at in zip(range(edits), sorted(pick.sample(free, edits)), strict=True):
        lines[at] = _edited(lines[at], kind, done)
    for at in pick.sample(range(len(lines)), 12):
        lines[at] = lines[at].replace(" ", "  ", 2)
    done.text = NUMBERED.sub(_counted_on, "\n".join(lines))
    return done


def _move(lines: list[str], pick: random.Random) -> list[str]:
    """Take one of the later sections to the end."""
    starts = [at for at, line in enumerate(lines) if re.match(r"\d+\. ", line)]
    at = pick.randrange(len(starts) // 2, len(starts) - 2)
    section = lines[starts[at] : starts[at + 1]]
    del lines[starts[at] : starts[at + 1]]
    lines += ["", *section]
    return [line for line in section if line.strip()]


def _edited(line: str, kind: int, done: Release) -> str:
    words = line.split(" ")
    at = len(words) // 2
    if kind % 7 == 6:  # a clause that is no longer there
        done.changed += len(line.split(" ", 1)[1])
        done.edits += 1
        return ""
    if kind % 7 == 5:  # and a new one
        new = f"Quarterly audit number {kind} examines whether everybody complies."
        done.changed += len(new)
        done.edits += 1
        return f"{line}\n{new}"
    if kind % 2:
        done.changed += len(words[at]) + len("zebra")
        words[at] = "zebra"
    else:
        phrase = f"unless section {kind + 70} objects"
        done.changed += len(phrase)
        words.insert(at, phrase)
    done.edits += 1
    return " ".join(words)


def _counted_on(found: re.Match[str]) -> str:
    number = int(found[1])
    return f"{number + 1 if 12 < number < 29 else number}{found[2]}"
