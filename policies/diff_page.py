"""A comparison as a page shows it: changes with their marks, the rest folded up.

`templates/policies/_diff.html` draws it: on the compare page, in the archive, in the
style guide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.categories import LABELS
from policies.classifying import REVIEW, Classification, Classified, longest_snippet
from policies.comparing import ChangeKind, Comparison, Row
from policies.words import Segment

TITLE = 42  # characters of a change in the list of changes
NEAR = 90  # characters of the same words shown on each side of a change
KINDS: dict[str, Promise] = {
    "modified": _("Changed"),
    "inserted": _("New"),
    "deleted": _("No longer there"),
    "moved": _("Moved"),
    "moved_modified": _("Moved and changed"),
    "renumbered": _("Another number"),
    "formatting": _("Layout only"),
}
STATES: dict[str, Promise] = {
    "material": _("Material"),
    "open": _("Not classified"),
    "editorial": _("Editorial"),
}
MOVED = frozenset({ChangeKind.MOVED, ChangeKind.MOVED_MODIFIED})


@dataclass(frozen=True)
class Part:
    text: str
    mark: str = ""  # "removed", "added", or the same on both sides


@dataclass
class Shown:
    """One change. Whoever decides may set what stands below `short`."""

    number: int
    change: Classified
    short: bool = True
    state: str = ""
    decided_by: str = ""
    decided_as: list[Promise] = field(default_factory=list)  # categories
    reason: str = ""
    told_as: str = ""
    notes: list[str] = field(default_factory=list)  # what the rulebook makes of it
    warnings: list[str] = field(default_factory=list)
    decide_url: str = ""
    form: Any = None

    def __post_init__(self) -> None:
        self.state = self.state or ("open" if self.change.suggestions else "editorial")

    @property
    def anchor(self) -> str:
        """Its permalink on the page."""
        return f"c{self.number}"

    @property
    def row(self) -> Row:
        return self.change.row

    @property
    def kind_label(self) -> Promise:
        return KINDS[self.row.kind]

    @property
    def state_label(self) -> Promise:
        return STATES[self.state]

    @property
    def title(self) -> str:
        """A few of its words, for a list of changes."""
        text = longest_snippet(self.row)
        return text if len(text) <= TITLE else f"{text[: TITLE - 1].rstrip()}…"

    @property
    def categories(self) -> list[Promise]:
        if self.decided_by:
            return self.decided_as
        return [LABELS[one.category] for one in self.change.suggestions]

    @property
    def evidence(self) -> list[tuple[Promise, str, str]]:
        """What is suggested, by which rule, because of which words."""
        return [
            (LABELS[one.category], one.rule, one.snippet)
            for one in self.change.suggestions
            if one.category != REVIEW
        ]

    @property
    def moved_from(self) -> str:
        if self.row.kind not in MOVED:
            return ""
        return self.row.before[0].section

    @property
    def numbers(self) -> tuple[str, str]:
        """The printed numbers, where it is the number that changed."""
        if self.row.kind is not ChangeKind.RENUMBERED:
            return "", ""
        return self.row.before[0].number, self.row.after[0].number

    @property
    def before(self) -> list[Part]:
        return list(_parts(self.row.segments, self.short, sides=("before",)))

    @property
    def after(self) -> list[Part]:
        return list(_parts(self.row.segments, self.short, sides=("after",)))

    @property
    def together(self) -> list[Part]:
        """Both sides as one text."""
        return list(_parts(self.row.segments, self.short, sides=("before", "after")))


@dataclass
class Unchanged:
    rows: list[Row] = field(default_factory=list)


def diff_items(
    comparison: Comparison,
    classification: Classification | None = None,
    *,
    everything: bool = False,
) -> list[Shown | Unchanged]:
    """The changes of words, numbered; with `everything` all the text, what is the same
    folded up and what only looks different without a number of its own."""
    classified = classification.changes if classification else []
    by_row = {id(change.row): change for change in classified}
    items: list[Shown | Unchanged] = []
    number = 0
    for row in comparison.rows if everything else comparison.changes:
        if row.kind is ChangeKind.EQUAL:
            if not items or isinstance(items[-1], Shown):
                items.append(Unchanged())
            rest = items[-1]
            if isinstance(rest, Unchanged):
                rest.rows.append(row)
            continue
        number += 1
        change = by_row.get(id(row)) or Classified(row)
        items.append(Shown(number, change, short=not everything))
    return items


def _parts(
    segments: Sequence[Segment], short: bool, sides: tuple[str, ...]
) -> Iterator[Part]:
    last = len(segments) - 1
    changed = any(not one.is_same for one in segments)
    for at, segment in enumerate(segments):
        if segment.is_same:
            text = segment.before if sides == ("before",) else segment.after
            if short and changed:
                text = shortened(text, is_first=at == 0, is_last=at == last)
            yield Part(text)
            continue
        removed = segment.before if "before" in sides else ""
        added = segment.after if "after" in sides else ""
        if removed:
            yield Part(removed, "removed")
        if removed and added:
            yield Part(" ")
        if added:
            yield Part(added, "added")


def shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    """The words next to a change; whole words only."""
    if len(text) <= 2 * NEAR + 20:
        return text
    start = "" if is_first else _cut(text[:NEAR], forward=False)
    end = "" if is_last else _cut(text[-NEAR:], forward=True)
    return f"{start}…{end}" if start and end else f"{start} …" if start else f"… {end}"


def _cut(text: str, *, forward: bool) -> str:
    at = text.find(" ") if forward else text.rfind(" ")
    if at < 0:
        return text
    return text[at:].lstrip() if forward else text[:at]
