"""Where two rules for one thing pull apart: pure, no database, no now().

Nothing is decided here. Both rules keep their clocks and the open clock with the
nearest due instant leads (CLOCKS.md 2.1); a conflict only says what to know.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, permutations
from math import ceil

from django.utils.translation import gettext as _

from rulebook.clock import Unit
from rulebook.rows import Rule
from rulebook.sentences import period_words
from rulebook.terms import ClockKind, Start

__all__ = ["Conflict", "ConflictKind", "conflicts_for"]

ANSWER = {ClockKind.PROMISE_RESPONSE, ClockKind.STATUTE_RESPONSE}
CARRYING_OUT = {ClockKind.PROMISE_FULFILMENT, ClockKind.STATUTE_FULFILMENT}
FAMILIES = (ANSWER, CARRYING_OUT)
# Only periods that start together can be compared by their length.
FROM_RECEIPT = {Start.RECEIPT, Start.DELETION_REQUEST, Start.ACCOUNT_CANCELLATION}


class ConflictKind(StrEnum):
    PROMISE_LONGER = "promise_longer"  # the policy promises later than the law asks
    OTHER_UNIT = "other_unit"  # policy and law count differently
    BEFORE_ANSWER = "before_answer"  # carried out before the answer is due
    ANSWER_OTHER_UNIT = "answer_other_unit"  # answer and carrying out count differently
    TWO_TEXTS = "two_texts"  # the policy says it twice, with two periods


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rules and the rights they share; `first` is the one that asks for more."""

    kind: ConflictKind
    first: Rule
    second: Rule
    rights: tuple[str, ...]

    @property
    def rules(self) -> tuple[Rule, Rule]:
        return self.first, self.second

    @property
    def codes(self) -> tuple[str, str]:
        return self.first.code, self.second.code

    @property
    def sentence(self) -> str:
        """What is at odds and what follows from it, in the active language."""
        return SENTENCES[self.kind](self.first, self.second)


def conflicts_for(rules: Iterable[Rule], right: str | None = None) -> list[Conflict]:
    """The conflicts among `rules`, each once; of one `right` only, where it is named.

    Give the rules of one company: what a case counts, or all that a policy and the law
    say in a country. Rules that hold in different countries, share no right or start at
    different events are not compared.
    """
    once = {(rule.code, rule.version): rule for rule in rules}.values()
    able = [
        rule for rule in once if rule.start in FROM_RECEIPT and rule.number is not None
    ]
    found = []
    for one, other in combinations(able, 2):
        rights = tuple(name for name in one.rights if name in other.rights)
        if right is not None:
            rights = tuple(name for name in rights if name == right)
        if rights and _together(one, other):
            found += list(_between(one, other, rights))
    return found


def _together(one: Rule, other: Rule) -> bool:
    """Whether both can run on one case."""
    countries = {one.country, other.country} - {""}
    owners = {one.controller, other.controller} - {""}
    return len(countries) < 2 and len(owners) < 2 and one.only_after == other.only_after


def _between(one: Rule, other: Rule, rights: tuple[str, ...]) -> Iterator[Conflict]:
    for first, second in permutations((one, other)):
        if kind := _promise_and_law(promise=first, law=second):
            yield Conflict(kind, second, first, rights)
        if kind := _order(answer=first, carrying_out=second):
            yield Conflict(kind, second, first, rights)
    if one.clock == other.clock and {one.source_kind, other.source_kind} == {"promise"}:
        shorter, longer = sorted((one, other), key=_usual)
        if (shorter.number, shorter.unit) != (longer.number, longer.unit):
            yield Conflict(ConflictKind.TWO_TEXTS, shorter, longer, rights)


def _promise_and_law(*, promise: Rule, law: Rule) -> ConflictKind | None:
    if promise.source_kind != "promise" or law.source_kind != "statute":
        return None
    if not any({promise.clock, law.clock} <= family for family in FAMILIES):
        return None
    (soonest, latest), (law_soonest, law_latest) = _span(promise), _span(law)
    if promise.unit == law.unit:
        longer = (promise.number or 0) > (law.number or 0)
        return ConflictKind.PROMISE_LONGER if longer else None
    if soonest >= law_latest:
        return ConflictKind.PROMISE_LONGER
    return ConflictKind.OTHER_UNIT if latest >= law_soonest else None


def _order(*, answer: Rule, carrying_out: Rule) -> ConflictKind | None:
    """Peru and Tajikistan promise to delete before they promise to answer."""
    if answer.clock not in ANSWER or carrying_out.clock not in CARRYING_OUT:
        return None
    if answer.source_kind != carrying_out.source_kind:
        return None
    if _usual(carrying_out) < _usual(answer):
        return ConflictKind.BEFORE_ANSWER
    touch = _span(carrying_out)[0] <= _span(answer)[1]
    if answer.unit != carrying_out.unit and touch:
        return ConflictKind.ANSWER_OTHER_UNIT
    return None


def _span(rule: Rule) -> tuple[float, float]:
    """The fewest and the most days after the day of receipt at whose end it is due.

    Hours end within a day, so they are never later than as many days of 24 hours. A
    working day is a day at least; at most a weekend more for each five, one more
    weekend at the edge and a week of holidays. A month has 28 to 31 days.
    """
    number = rule.number or 0
    match rule.unit:
        case Unit.HOURS:
            return max(number / 24 - 1, 0), number / 24
        case Unit.WORKING_DAYS:
            return number, ceil(number * 7 / 5) + 2 + 7
        case Unit.MONTHS:
            return 28 * number, 31 * number
        case _:
            return number, number


def _usual(rule: Rule) -> float:
    """About how many days it takes, to put two periods in order."""
    number = rule.number or 0
    match rule.unit:
        case Unit.HOURS:
            return number / 24
        case Unit.WORKING_DAYS:
            return number * 7 / 5
        case Unit.MONTHS:
            return number * 365 / 12
        case _:
            return number


def _words(first: Rule, second: Rule) -> dict[str, str]:
    return {
        "first": period_words(first.number, first.unit),
        "first_clause": first.clause,
        "second": period_words(second.number, second.unit),
        "second_clause": second.clause,
    }


def _promise_longer(law: Rule, promise: Rule) -> str:
    return _(
        "The policy promises %(second)s (%(second_clause)s), but the law allows only "
        "%(first)s (%(first_clause)s): the law's date is the earlier one."
    ) % _words(law, promise)


def _other_unit(law: Rule, promise: Rule) -> str:
    words = _words(law, promise)
    if _span(promise)[1] <= _span(law)[0]:
        return (
            _(
                "The policy says %(second)s (%(second_clause)s) and the law %(first)s "
                "(%(first_clause)s): they count differently, and the policy's date is "
                "never the later one."
            )
            % words
        )
    return (
        _(
            "The policy says %(second)s (%(second_clause)s) and the law %(first)s "
            "(%(first_clause)s): they count differently, so which date comes first "
            "depends on the day of receipt."
        )
        % words
    )


def _before_answer(carrying_out: Rule, answer: Rule) -> str:
    return _(
        "Carrying it out is due after %(first)s (%(first_clause)s), usually before the "
        "answer after %(second)s (%(second_clause)s): both run, and the earlier date "
        "leads."
    ) % _words(carrying_out, answer)


def _answer_other_unit(carrying_out: Rule, answer: Rule) -> str:
    return _(
        "The answer is due after %(second)s (%(second_clause)s) and carrying it out "
        "after %(first)s (%(first_clause)s): they count differently, both run, and the "
        "earlier date leads."
    ) % _words(carrying_out, answer)


def _two_texts(shorter: Rule, longer: Rule) -> str:
    return _(
        "The policy names two periods for this: %(first)s (%(first_clause)s) and "
        "%(second)s (%(second_clause)s). The shorter one leads; both are shown."
    ) % _words(shorter, longer)


SENTENCES = {
    ConflictKind.PROMISE_LONGER: _promise_longer,
    ConflictKind.OTHER_UNIT: _other_unit,
    ConflictKind.BEFORE_ANSWER: _before_answer,
    ConflictKind.ANSWER_OTHER_UNIT: _answer_other_unit,
    ConflictKind.TWO_TEXTS: _two_texts,
}
