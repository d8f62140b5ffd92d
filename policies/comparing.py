"""Two texts of a policy, clause by clause: what is new, gone, changed, moved.

Pure: no database, no clock. Source: POLICIES §2. Start reading in `compare`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from policies.aligning import Alignment, align
from policies.clauses import Clause, path_of
from policies.ordering import heaviest_in_order
from policies.words import Segment, compare_words


class ChangeKind(StrEnum):
    EQUAL = "equal"
    MODIFIED = "modified"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED = "moved"
    MOVED_MODIFIED = "moved_modified"
    RENUMBERED = "renumbered"
    FORMATTING = "formatting"


K = ChangeKind
WITH_WORDS = frozenset({K.MODIFIED, K.INSERTED, K.DELETED, K.MOVED_MODIFIED})


@dataclass(frozen=True)
class Row:
    """A clause of both texts, or of one. `before` and `after` hold more than one only
    where the same words are cut into clauses elsewhere."""

    kind: ChangeKind
    before: tuple[Clause, ...]
    after: tuple[Clause, ...]
    old_at: int | None
    new_at: int | None

    @property
    def clause(self) -> Clause:
        """The clause as it stands now, or as it stood."""
        return (self.after or self.before)[0]

    @property
    def section(self) -> str:
        return self.clause.section

    @property
    def before_text(self) -> str:
        return " ".join(clause.text for clause in self.before)

    @property
    def after_text(self) -> str:
        return " ".join(clause.text for clause in self.after)

    @cached_property
    def segments(self) -> list[Segment]:
        """The words of both sides, in stretches that are the same or not."""
        if self.kind in {K.MODIFIED, K.MOVED_MODIFIED}:
            return compare_words(self.before_text, self.after_text)
        same = self.kind not in {K.INSERTED, K.DELETED}
        return [Segment(self.before_text, self.after_text, same)]

    @property
    def regions(self) -> int:
        """How many separate places are marked in it."""
        if self.kind not in WITH_WORDS:
            return 0
        return sum(not segment.is_same for segment in self.segments)


@dataclass(frozen=True)
class Comparison:
    rows: list[Row]  # as the new text reads, with what is gone where it stood

    @property
    def changes(self) -> list[Row]:
        return [row for row in self.rows if row.kind is not K.EQUAL]

    @property
    def changed_words(self) -> list[Row]:
        return [row for row in self.rows if row.kind in WITH_WORDS]

    def stats(self) -> dict[str, int]:
        counts = Counter(str(row.kind) for row in self.rows)
        changed = [
            segment
            for row in self.changed_words
            for segment in row.segments
            if not segment.is_same
        ]
        return {
            "clauses_before": sum(len(row.before) for row in self.rows),
            "clauses_after": sum(len(row.after) for row in self.rows),
            **{str(kind): counts[kind] for kind in ChangeKind},
            "regions": self.regions,
            "characters_removed": sum(len(segment.before) for segment in changed),
            "characters_added": sum(len(segment.after) for segment in changed),
        }

    @property
    def regions(self) -> int:
        """The separate marks a reader sees; clauses added in a row are one."""
        count, last = 0, None
        for row in self.rows:
            whole = row.kind in {K.INSERTED, K.DELETED}
            count += 0 if whole and row.kind is last else row.regions
            last = row.kind
        return count


def compare(
    old: Sequence[Clause], new: Sequence[Clause], *, keyed: bool = False
) -> Comparison:
    """Compare two texts. `keyed` where the clauses carry inherited keys, as stored
    versions do; two imported files are told by their words alone."""
    found = align(old, new, keyed=keyed)
    rows = sorted(_paired(found), key=lambda row: row.new_at or 0)
    rows += [
        Row(K.INSERTED, (), (new[at],), None, at)
        for at in found.free_new(range(len(new)))
    ]
    rows.sort(key=lambda row: row.new_at or 0)
    return Comparison(list(_with_deleted(rows, found)))


def inherit_keys(old: Sequence[Clause], new: Sequence[Clause]) -> list[Clause]:
    """Give the clauses of a new text the keys and topics of those they continue.

    What is new gets the key it was imported with, or the next free one like it.
    """
    found = align(old, new)
    taken = {clause.key for clause in old}
    inherited = []
    for at, clause in enumerate(new):
        before = found.back.get(at)
        if before is not None and found.pairs.get(before) == at:
            came_from = old[before]
            topic = clause.topic or came_from.topic
            inherited.append(replace(clause, key=came_from.key, topic=topic))
            continue
        key, number = clause.key, 2
        while key in taken:
            key, number = f"{clause.key}~{number}", number + 1
        taken.add(key)
        inherited.append(replace(clause, key=key))
    return inherited


def _paired(found: Alignment) -> Iterator[Row]:
    grouped = {places[0]: (places, new_places) for places, new_places in found.groups}
    within = {at for places, _new in found.groups for at in places[1:]}
    places = sorted(at for at in found.pairs if at not in within)
    weighed = [(at, found.pairs[at], len(found.old_words[at]) + 1) for at in places]
    stays = heaviest_in_order(weighed)
    for (at, new_at, _weight), is_in_place in zip(weighed, stays, strict=True):
        olds, news = grouped.get(at, ((at,), (new_at,)))
        before = tuple(found.old[one] for one in olds)
        after = tuple(found.new[one] for one in news)
        same = _words(found.old_words, olds) == _words(found.new_words, news)
        kind = _kind(before, after, same=same, is_in_place=is_in_place)
        yield Row(kind, before, after, at, new_at)


def _words(words: list[str], places: tuple[int, ...]) -> str:
    if len(places) == 1:
        return words[places[0]]
    return "".join(words[at] for at in places).replace(" ", "")


def _kind(
    before: tuple[Clause, ...],
    after: tuple[Clause, ...],
    *,
    same: bool,
    is_in_place: bool,
) -> ChangeKind:
    several = len(before) > 1 or len(after) > 1
    if several and not same:
        words = "".join(clause.folded for clause in before).replace(" ", "")
        same = words == "".join(clause.folded for clause in after).replace(" ", "")
    if not same:
        return K.MODIFIED if is_in_place else K.MOVED_MODIFIED
    if not is_in_place:
        return K.MOVED
    if several:
        return K.FORMATTING
    one, other = before[0], after[0]
    if one.number != other.number:
        same_number = path_of(one.number) == path_of(other.number)
        return K.FORMATTING if same_number and other.number else K.RENUMBERED
    if (one.text, one.bullet, one.kind) != (other.text, other.bullet, other.kind):
        return K.FORMATTING
    return K.EQUAL


def _with_deleted(rows: list[Row], found: Alignment) -> Iterator[Row]:
    """Put what is gone behind the clause that it followed."""
    gone: dict[int, list[Row]] = {}
    anchor = -1
    moved = {row.old_at for row in rows if row.kind in {K.MOVED, K.MOVED_MODIFIED}}
    for at, clause in enumerate(found.old):
        if at not in found.pairs:
            gone.setdefault(anchor, []).append(Row(K.DELETED, (clause,), (), at, None))
        elif at not in moved:
            anchor = at
    yield from gone.pop(-1, ())
    for row in rows:
        yield row
        if row.old_at is not None:
            yield from gone.pop(row.old_at, ())
    for rest in gone.values():
        yield from rest
