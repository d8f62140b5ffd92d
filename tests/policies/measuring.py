"""How well the suggestions meet labelled edits of texts."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from policies.classifying import REVIEW, classify
from policies.comparing import compare
from policies.parsing import parse
from tests.policies.facts import SEEDS, SHARED, seed_text

SEED_EDITS = SHARED / "reference/material-changes-dev.json"
LABELLED = Path(__file__).resolve().parent / "labelled"
SETS = (
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


@dataclass
class Score:
    right: int = 0
    wrong: int = 0
    missed: int = 0
    cosmetic: int = 0
    flagged: int = 0  # cosmetic edits that got a suggestion, REVIEW too
    silent: list[str] = field(default_factory=list)  # material ones that got none
    reduced: list[str] = field(default_factory=list)  # found, as labelled
    reduced_wrong: list[str] = field(default_factory=list)
    reduced_missed: list[str] = field(default_factory=list)

    @property
    def precision(self):
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self):
        return self.right / max(1, self.right + self.missed)

    @property
    def reduced_precision(self):
        return len(self.reduced) / max(1, len(self.reduced) + len(self.reduced_wrong))

    @property
    def reduced_recall(self):
        return len(self.reduced) / max(1, len(self.reduced) + len(self.reduced_missed))

    def add(self, edit, classified):
        expected, also = set(edit["categories"]), set(edit.get("also_accepted", ()))
        found = set(classified.categories) - {REVIEW}
        accepted = bool(also and found & (expected | also))
        self.right += 1 if accepted else len(found & expected)
        self.wrong += len(found - expected - also)
        self.missed += 0 if accepted else len(expected - found)
        if not expected:
            self.cosmetic += 1
            self.flagged += bool(classified.categories)
        elif not classified.categories:
            self.silent.append(edit["id"])
        reduced = any(change.rights_reduced for change in classified.changes)
        lists = {
            (True, True): self.reduced,
            (True, False): self.reduced_missed,
            (False, True): self.reduced_wrong,
        }
        if edit["rights_reduced"] or reduced:
            lists[edit["rights_reduced"], reduced].append(edit["id"])


def own_edits(*halves):
    """The project's own edits of its own texts, as (text, edit)."""
    for folder in (
        LABELLED,
        *(LABELLED / name for name in SETS),
    ):
        for edit in json.loads((folder / "edits.json").read_text("utf-8")):
            if edit["half"] in halves:
                text = (folder / f"{edit['language']}.txt").read_text("utf-8")
                yield text, {"edits": [edit]} | edit


def seed_edits():
    """The labelled edits of the five published policies beside the project."""
    listed = json.loads(SEED_EDITS.read_text("utf-8"))["items"]
    policies = {name[:3]: policy for policy, name in SEEDS.items()}
    return [(seed_text(policies[edit["file"]]), edit) for edit in listed]


def measured(edits):
    score = Score()
    for text, edit in edits:
        after = text
        for one in edit["edits"]:
            after = after.replace(one["find"], one["replace"], 1)
        score.add(edit, classify(compare(parse(text), parse(after))))
    return score
