"""What a person may ask for in one place, and how soon it is answered there.

Everything is read from the rulebook: a right nobody grants is not offered, and a period
nobody set is never named.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from accounts.models import Establishment
from rights.choices import Right, SourceKind
from rights.explaining import HINTS, wish, within
from rights.models import Clock
from rulebook import book as rulebook
from rulebook.book import Book, Entitlement, Rule

# What most people come for; the others stand behind one click.
COMMON = (
    Right.ACCESS,
    Right.RECTIFICATION,
    Right.ERASURE,
    Right.MARKETING_STOP,
    Right.RESTRICTION,
    Right.PORTABILITY,
)

ORDER = (*COMMON, *(right for right in Right if right not in COMMON))


@dataclass(frozen=True)
class Option:
    """One right as the form offers it."""

    right: Right
    is_common: bool
    is_by_law: bool
    scope: str  # where the policy grants less than the name says; may be blank
    answer: str  # "within 7 days"; blank where nobody names a period
    done: str  # the same for carrying it out

    @property
    def label(self) -> str:
        return wish(self.right)

    @property
    def hint(self) -> str:
        return str(HINTS[self.right])


@dataclass(frozen=True)
class Offer:
    """The rights of one place: those of the policy first, then the law's alone."""

    options: tuple[Option, ...]
    book: Book  # read once; the pages of the form ask it too

    @property
    def common(self) -> list[Option]:
        return [option for option in self.options if option.is_common]

    @property
    def rarer(self) -> list[Option]:
        return [option for option in self.options if not option.is_common]

    def option(self, right: str) -> Option | None:
        return next((o for o in self.options if o.right == right), None)

    def chosen(self, rights: Iterable[str]) -> list[Option]:
        """These rights as options, in the order of the form."""
        wanted = set(rights)
        return [option for option in self.options if option.right in wanted]

    def granted_by(self, right: str) -> SourceKind:
        option = self.option(right)
        by_law = option is not None and option.is_by_law
        return SourceKind.STATUTE if by_law else SourceKind.PROMISE

    @property
    def answer(self) -> str:
        """The one period for every answer; blank where it depends or is not named."""
        periods = {option.answer for option in self.options if not option.is_by_law}
        return periods.pop() if len(periods) == 1 else ""

    @property
    def has_answers(self) -> bool:
        return any(option.answer for option in self.options)

    @property
    def periods_differ(self) -> bool:
        return self.has_answers and not self.answer

    @property
    def done_within(self) -> list[Option]:
        """The rights that are also carried out within a period of their own."""
        return [option for option in self.options if option.done]


def offer(establishment: Establishment) -> Offer:
    """What is offered at `establishment`, in the reader's language."""
    slug, country = establishment.controller.slug, establishment.country
    book = rulebook.live(slug, country)
    options = [
        _option(book, entitlement, slug, country)
        for entitlement in book.entitlements(slug, country)
    ]
    order = {right: number for number, right in enumerate(ORDER)}
    options.sort(key=lambda o: (o.is_by_law, order[o.right]))
    return Offer(tuple(options), book)


def _option(
    book: Book, entitlement: Entitlement, controller: str, country: str
) -> Option:
    right = Right(entitlement.right)
    rules = book.rules(controller, country, right)
    return Option(
        right=right,
        is_common=right in COMMON,
        is_by_law=entitlement.source_kind == SourceKind.STATUTE,
        scope=entitlement.scope_in(get_language() or "en"),
        answer=_period(rules, Clock.Kind.PROMISE_RESPONSE),
        done=_period(rules, Clock.Kind.PROMISE_FULFILMENT),
    )


def _period(rules: list[Rule], clock: str) -> str:
    """The shortest period of this kind in words; blank where there is no rule."""
    found = [rule for rule in rules if rule.clock == clock]
    return within(min(found, key=_length)) if found else ""


def _length(rule: Rule) -> int:
    """Roughly how long, to tell which of two is shorter; a duty without number last."""
    hours = {"hours": 1, "calendar_days": 24, "working_days": 33, "months": 720}
    return sys.maxsize if rule.number is None else rule.number * hours[rule.unit]
