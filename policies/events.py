"""A change of words as the rules see it: what went, what came, and where it stands."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from policies.clauses import Clause
from policies.comparing import ChangeKind, Row
from policies.quantities import Quantity, quantities
from policies.sentences import spans
from policies.topics import topic_of
from policies.vocabulary import Topic, Words, words
from policies.words import Segment, tokens_of


@dataclass(frozen=True)
class ChangedQuantity:
    """A period that became another: 15 calendar_days, 10 calendar_days."""

    before: Quantity
    after: Quantity

    @property
    def is_longer(self) -> bool:
        return self.after.days > self.before.days

    @property
    def is_shorter(self) -> bool:
        return self.after.days < self.before.days


@dataclass
class Event:
    row: Row
    lead: str = ""
    look_around: Callable[[], Mapping[str, float]] = dict
    common: Container[str] = frozenset()  # words that stand all over the text
    wide: Container[str] = frozenset()  # headings over much of it
    is_opening: bool = False  # it stands where a text says whose it is

    @cached_property
    def clause(self) -> Clause:
        return self.row.clause

    @cached_property
    def before(self) -> str:
        return _lower(self.row.before_text)

    @cached_property
    def after(self) -> str:
        return _lower(self.row.after_text)

    @cached_property
    def gone(self) -> str:
        """The words that are no longer there, in pieces."""
        return " | ".join(
            _lower(one.before) for one in self.row.segments if not one.is_same
        )

    @cached_property
    def came(self) -> str:
        return " | ".join(
            _lower(one.after) for one in self.row.segments if not one.is_same
        )

    @cached_property
    def only_came(self) -> bool:
        """Words came, and none went."""
        return not self.gone.strip(" |")

    @cached_property
    def only_went(self) -> bool:
        return not self.came.strip(" |")

    @cached_property
    def changed(self) -> str:
        return f"{self.gone} | {self.came}"

    @cached_property
    def whole(self) -> str:
        return f"{self.before} | {self.after}"

    @cached_property
    def above(self) -> str:
        return " | ".join([*map(_lower, self.clause.headings[-3:]), _lower(self.lead)])

    @cached_property
    def said_before(self) -> str:
        """The sentences of the old side in which something changed."""
        return _changed_sentences(self.row.segments, "before")

    @cached_property
    def said_after(self) -> str:
        return _changed_sentences(self.row.segments, "after")

    @cached_property
    def said(self) -> str:
        return f"{self.said_before} | {self.said_after}"

    @cached_property
    def topic(self) -> Topic | None:
        return self._topic_of(self.said)

    @cached_property
    def topic_before(self) -> Topic | None:
        """What it was about, whatever the new words speak of."""
        return self._topic_of(self.said_before)

    def _topic_of(self, told: str) -> Topic | None:
        around, common = self.around, self.common
        return topic_of(
            self.clause,
            self.lead,
            told=told,
            around=around,
            common=common,
            wide=self.wide,
        )

    @cached_property
    def around(self) -> Mapping[str, float]:
        return self.look_around()

    @cached_property
    def kinds(self) -> set[str]:
        """The kinds of the changed tokens: mail, link, number, word."""
        return {
            token.kind
            for one in self.row.segments
            if not one.is_same
            for token in tokens_of(f"{one.before} {one.after}")
        }

    def topic_is(self, *names: str) -> bool:
        return self.topic is not None and self.topic.name in names

    def swapped(self, name: Words) -> tuple[bool, bool]:
        """Whether words of this list went, and whether they came."""
        return name.found_in(self.gone), name.found_in(self.came)

    @cached_property
    def periods(self) -> list[ChangedQuantity]:
        """Periods that changed in place, number or unit."""
        if self.row.kind not in {ChangeKind.MODIFIED, ChangeKind.MOVED_MODIFIED}:
            return []
        olds, news = quantities(self.before), quantities(self.after)
        if len(olds) != len(news):
            olds, news = _left_over(olds, news), _left_over(news, olds)
        pairs = zip(olds, news, strict=False)
        return [ChangedQuantity(*pair) for pair in pairs if _differ(*pair)]

    @cached_property
    def is_refusal(self) -> bool:
        """Whether it stands in a list of what is not granted."""
        return bool(words("refusing").found_in(_lower(self.lead))) or bool(
            self.clause.number == ""
            and words("refusing").found_in(self.before or self.after)
        )


def _differ(one: Quantity, other: Quantity) -> bool:
    return (one.number, one.unit) != (other.number, other.unit)


def _left_over(some: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    """Those that are none of the others, where periods came or went as well."""
    return [one for one in some if all(_differ(one, other) for other in others)]


def _changed_sentences(segments: Sequence[Segment], side: str) -> str:
    texts = [(getattr(one, side), one.is_same) for one in segments]
    text = "".join(stretch for stretch, _is_same in texts)
    changed, at = [], 0
    for stretch, is_same in texts:
        if not is_same:
            changed.append((at, at + len(stretch)))
        at += len(stretch)
    told = [
        text[start:end]
        for start, end in spans(text)
        if any(_overlap(start, end, *one) for one in changed)
    ]
    return _lower(" ".join(told))


def _overlap(start: int, end: int, from_: int, to: int) -> bool:
    """Whether a change stands in a sentence; one without length, where words went."""
    return from_ < end and to > start if from_ < to else start <= from_ < end


def _lower(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())
