"""A change of words as the rules see it: what went, what came, and where it stands."""

from dataclasses import dataclass
from functools import cached_property

from policies.clauses import Clause
from policies.comparing import ChangeKind, Row
from policies.quantities import Quantity, quantities
from policies.topics import topic_of
from policies.vocabulary import Topic, Words, words
from policies.words import tokens_of


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
    def changed(self) -> str:
        return f"{self.gone} | {self.came}"

    @cached_property
    def whole(self) -> str:
        return f"{self.before} | {self.after}"

    @cached_property
    def above(self) -> str:
        return " | ".join([*map(_lower, self.clause.headings[-3:]), _lower(self.lead)])

    @cached_property
    def topic(self) -> Topic | None:
        return topic_of(self.clause, self.lead)

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
        same = {(one.number, one.unit) for one in olds} & {
            (one.number, one.unit) for one in news
        }
        left = [one for one in olds if (one.number, one.unit) not in same]
        right = [one for one in news if (one.number, one.unit) not in same]
        return [ChangedQuantity(*pair) for pair in zip(left, right, strict=False)]

    @cached_property
    def is_refusal(self) -> bool:
        """Whether it stands in a list of what is not granted."""
        return bool(words("refusing").found_in(_lower(self.lead))) or bool(
            self.clause.number == ""
            and words("refusing").found_in(self.before or self.after)
        )


def _lower(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())
