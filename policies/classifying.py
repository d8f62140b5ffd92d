"""Which changes people have to be told about, suggested with a rule and a snippet.

Deterministic: ordered rules over the words that changed, the clause, its topic and
its headings, in English, Malay and Chinese (`seeds/vocabulary.toml`). A person decides.
What no rule knows is REVIEW, never silently "not material". Source: POLICIES §3.
"""

from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from policies.clauses import Clause, ClauseKind
from policies.comparing import ChangeKind, Comparison, Row
from policies.cosmetic import cosmetic_rule
from policies.cosmetic_lines import (
    is_courtesy,
    is_date_line,
    is_fact,
    is_same_heading,
)
from policies.events import Event
from policies.leads import leads
from policies.rights_reduced import rights_reduced
from policies.rules import RULES
from policies.topics import topic_by_words
from policies.words import Segment

REVIEW = "REVIEW"
CATEGORIES = (
    "C1", "C2", "C3", "C4", "C5", "C6",
    "OTHER_RETENTION", "OTHER_TRANSFER", "OTHER_LEGAL_BASIS", "OTHER_MINORS",
)  # fmt: skip
MOST = 2_000  # changes that are looked at; a text with more is another text
NEAR = 4  # clauses on each side that say what a section is about
OPENING = 6  # clauses at the start, where a text says whose it is
COMMON = 0.5  # of the sections hold a word that is common in a text,
COMMON_IN = 5  # and at least so many of them
WIDE_SHARE = 0.25  # of all clauses stand below a heading that is wide,
WIDE_FROM = 60  # and at least so many
SNIPPET = 60  # characters of each side


@dataclass(frozen=True, slots=True)
class Suggestion:
    category: str
    rule: str
    snippet: str


@dataclass(frozen=True)
class Classified:
    """A change and what is suggested for it. Without a suggestion it is `cosmetic`."""

    row: Row
    suggestions: tuple[Suggestion, ...] = ()
    rights_reduced: bool = False
    cosmetic: str = ""  # the rule by which it says the same as before
    event: Event | None = None

    @property
    def adds_use(self) -> bool:
        """Whether words on the use of data came, and not only went (C1)."""
        is_use = any(one.category == "C1" for one in self.suggestions)
        came = self.event.came if self.event else ""
        return is_use and bool(came.replace("|", "").strip())


@dataclass(frozen=True)
class Classification:
    changes: list[Classified]

    @cached_property
    def categories(self) -> list[str]:
        """Every category that some change suggests, in the order of the list."""
        found = {one.category for change in self.changes for one in change.suggestions}
        return [name for name in (*CATEGORIES, REVIEW) if name in found]

    @property
    def is_material(self) -> bool:
        return any(name != REVIEW for name in self.categories)


def classify(comparison: Comparison) -> Classification:
    """Suggest categories for every change of a comparison, in its order."""
    changes = comparison.changes
    if not any(row.regions for row in changes):
        return Classification([Classified(row, cosmetic=row.kind) for row in changes])
    context = _Context(comparison)
    looked_at = [_classified(row, context) for row in changes[:MOST]]
    return Classification([*looked_at, *map(_not_looked_at, changes[MOST:])])


def _not_looked_at(row: Row) -> Classified:
    if not row.regions:
        return Classified(row, cosmetic=f"cosmetic.{row.kind}")
    return Classified(row, (Suggestion(REVIEW, "too-many-changes", snippet(row)),))


class _Context:
    """What the rules may ask about both texts; worked out when they ask."""

    def __init__(self, comparison: Comparison) -> None:
        self.sides = tuple(_in_order(comparison.rows, old=old) for old in (True, False))
        self.common = _Common(self.sides[1] or self.sides[0])
        self.by_words: dict[str, str] = {}
        self.leads = _by_clause(self.sides[0]) | _by_clause(self.sides[1])

    @cached_property
    def said(self) -> Counter[Hashable]:
        """How often the same is said in one place, on both sides together."""
        return Counter(_said_where(clause) for side in self.sides for clause in side)

    @cached_property
    def words(self) -> Counter[str]:
        texts = {clause.folded.casefold() for side in self.sides for clause in side}
        return Counter(word for text in texts for word in text.split())

    def known(self) -> Counter[str]:
        return self.words

    def event(self, row: Row) -> Event:
        clause = row.clause
        lead = self.leads.get(id(clause), "")
        around = partial(self.around, clause, is_old=not row.after)
        is_opening = id(clause) in self.opening
        return Event(row, lead, around, self.common, self.wide, is_opening)

    @cached_property
    def wide(self) -> frozenset[str]:
        """Headings over so many clauses that they name the whole more than a part."""
        over = Counter(
            title for side in self.sides for one in side for title in set(one.headings)
        )
        most = max(WIDE_FROM, WIDE_SHARE * sum(map(len, self.sides)))
        return frozenset(title for title, count in over.items() if count >= most)

    @cached_property
    def opening(self) -> set[int]:
        return {id(clause) for side in self.sides for clause in side[:OPENING]}

    def around(self, clause: Clause, *, is_old: bool) -> Mapping[str, float]:
        """The share of each topic among the clauses near by under the same headings."""
        side = self.sides[0 if is_old else 1]
        at = self.places[id(clause)]
        near = [
            one
            for one in side[max(0, at - NEAR) : at + NEAR + 1]
            if one is not clause and one.headings == clause.headings
        ]
        found = Counter(filter(None, map(self.topic_by_words, near)))
        return {name: count / len(near) for name, count in found.items()}

    @cached_property
    def places(self) -> dict[int, int]:
        return {id(one): at for side in self.sides for at, one in enumerate(side)}

    def topic_by_words(self, clause: Clause) -> str:
        if clause.folded not in self.by_words:
            topic = topic_by_words(clause.folded.casefold(), self.common)
            self.by_words[clause.folded] = topic.name if topic else ""
        return clause.topic or self.by_words[clause.folded]


class _Common(Container[str]):
    """The words that stand in most sections, so that they tell nothing of any: what a
    text calls its own company ("the Insurer"), its people or its records."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = clauses
        self.known: dict[str, bool] = {}

    @cached_property
    def sections(self) -> list[str]:
        texts: dict[tuple[str, ...], list[str]] = {}
        for clause in self.clauses:
            if clause.kind is not ClauseKind.HEADING:
                texts.setdefault(clause.headings, []).append(clause.folded)
        return ["\n".join(section).casefold() for section in texts.values()]

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str):
            return False
        if word not in self.known:
            held = sum(word in section for section in self.sections)
            enough = max(COMMON_IN, COMMON * len(self.sections))
            self.known[word] = held >= enough
        return self.known[word]


def _said_where(clause: Clause) -> Hashable:
    """Of a list a line counts by itself: another list may say the same of others."""
    return clause.country, clause.headings, clause.folded.casefold()


def _in_order(rows: Sequence[Row], *, old: bool) -> list[Clause]:
    """The clauses of one side as they stood."""
    if not old:
        return [clause for row in rows for clause in row.after]
    with_old = [row for row in rows if row.before]
    with_old.sort(key=lambda row: row.old_at or 0)
    return [clause for row in with_old for clause in row.before]


def _by_clause(clauses: list[Clause]) -> dict[int, str]:
    found = zip(clauses, leads(clauses), strict=True)
    return {id(clause): lead for clause, lead in found}


def _classified(row: Row, context: _Context) -> Classified:
    if not row.regions:
        return Classified(row, cosmetic=f"cosmetic.{row.kind}")
    event = context.event(row)
    rule = _without_meaning(event, context)
    if rule:
        return Classified(row, cosmetic=rule, event=event)
    suggestions = _suggestions(event)
    categories = {one.category for one in suggestions}
    return Classified(row, suggestions, rights_reduced(event, categories), event=event)


def _without_meaning(event: Event, context: _Context) -> str:
    """The rule by which the change says nothing new, or nothing."""
    row, clause = event.row, event.clause
    if clause.kind is ClauseKind.CONTENTS:
        return "cosmetic.contents"
    if row.kind in {ChangeKind.INSERTED, ChangeKind.DELETED}:
        if clause.kind is ClauseKind.HEADING and not is_fact(clause.text):
            return "cosmetic.heading"
        twice = context.said[_said_where(clause)] > 1
        return "cosmetic.said_elsewhere" if twice else ""
    if is_date_line(event):
        return "cosmetic.date_line"
    if clause.kind is ClauseKind.HEADING and is_same_heading(event):
        return "cosmetic.heading"
    if is_courtesy(event):
        return "cosmetic.courtesy"
    return cosmetic_rule(row.segments, context.known)


def _suggestions(event: Event) -> tuple[Suggestion, ...]:
    found: dict[str, Suggestion] = {}
    for rule, categories in _matching(event):
        for category in categories:
            found.setdefault(category, Suggestion(category, rule, snippet(event.row)))
        break
    if not found:
        return (Suggestion(REVIEW, "no-rule", snippet(event.row)),)
    return tuple(found.values())


def _matching(event: Event) -> Iterator[tuple[str, tuple[str, ...]]]:
    rules: Sequence[tuple[str, Callable[[Event], tuple[str, ...]]]] = RULES
    for name, rule in rules:
        categories = rule(event)
        if categories:
            yield name, categories


def snippet(row: Row) -> str:
    """The first words that changed, short enough for a line."""
    return _told(row, next((one for one in row.segments if not one.is_same), None))


def longest_snippet(row: Row) -> str:
    """The longest words that changed: they say most in a list of changes."""
    changed = [one for one in row.segments if not one.is_same]
    return _told(row, max(changed, key=_length, default=None))


def _length(segment: Segment) -> int:
    return len(segment.before) + len(segment.after)


def _told(row: Row, segment: Segment | None) -> str:
    if segment is None:
        return _short(row.after_text)
    sides = [_short(side) for side in (segment.before, segment.after)]
    if all(sides):
        return f"{sides[0]} → {sides[1]}"
    return f"− {sides[0]}" if sides[0] else f"+ {sides[1]}"


def _short(text: str) -> str:
    text = " ".join(text.split()).lstrip(",.;:、，。； ") or text.strip()
    return text if len(text) <= SNIPPET else f"{text[: SNIPPET - 1].rstrip()}…"
