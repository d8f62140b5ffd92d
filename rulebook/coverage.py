"""What a policy says of each right at each stage, and where it says nothing."""

from dataclasses import dataclass
from enum import StrEnum

from rulebook.book import Book
from rulebook.rows import Promise, Rule
from rulebook.terms import ClockKind, Right, SourceKind

__all__ = ["Cell", "Stage", "Status", "cell"]


class Stage(StrEnum):
    ANSWER = "answer"
    EXECUTE = "execute"  # carrying it out
    RETAIN = "retain"  # how long data stays afterwards


class Status(StrEnum):
    STATED = "stated"  # a number
    TIMELY = "timely"  # a duty without a number
    GAP = "gap"  # the right is offered and no period is named
    RIGHT_NOT_OFFERED = "right_not_offered"  # not by this policy; perhaps by the law


CLOCKS = {
    Stage.ANSWER: ClockKind.PROMISE_RESPONSE,
    Stage.EXECUTE: ClockKind.PROMISE_FULFILMENT,
}
# Only to say which of two promises is shorter; a date is counted by the calendar.
_IN_HOURS = {"hours": 1.0, "calendar_days": 24.0, "working_days": 33.6, "months": 730.0}


@dataclass(frozen=True, slots=True)
class Cell:
    """One right at one stage. `also` are the rules that run beside the leading one."""

    status: Status
    rule: str = ""  # code of the rule, or number of the promise
    number: int | None = None
    unit: str = ""
    also: tuple[str, ...] = ()


def cell(book: Book, controller: str, country: str, right: str, stage: str) -> Cell:
    """What the policy of `controller` promises there for `right` at `stage`.

    Only the company's own words count: what the law grants or the office chose leaves
    the cell a gap. Of two promises for one thing the shorter one leads. Raises
    ValueError for a stage that does not exist.
    """
    stage = Stage(stage)
    if not _is_offered(book, controller, country, right):
        return Cell(Status.RIGHT_NOT_OFFERED)
    if stage is Stage.RETAIN:
        return _retained(book, controller, country, right)
    rules = sorted(
        (
            rule
            for rule in book.rules(controller, country, right)
            if rule.source_kind == SourceKind.PROMISE and rule.clock == CLOCKS[stage]
        ),
        key=_length,
    )
    if not rules:
        return Cell(Status.GAP)
    leading, *others = rules
    return Cell(
        Status.TIMELY if leading.number is None else Status.STATED,
        leading.code,
        leading.number,
        leading.unit,
        tuple(rule.code for rule in others),
    )


def _is_offered(book: Book, controller: str, country: str, right: str) -> bool:
    entitlement = book.entitlement(controller, country, right)
    return entitlement is not None and entitlement.source_kind == SourceKind.PROMISE


def _retained(book: Book, controller: str, country: str, right: str) -> Cell:
    """How long an account's data stays once it is closed: a promise, not a clock."""
    promises: list[Promise] = []
    if right == Right.ACCOUNT_CANCELLATION:
        promises = [
            promise
            for promise in book.promises(controller, country)
            if promise.kind == "retention" and promise.number is not None
        ]
    if not promises:
        return Cell(Status.GAP)
    leading, *others = sorted(promises, key=_length)
    return Cell(
        Status.STATED,
        leading.promise,
        leading.number,
        leading.unit,
        tuple(promise.promise for promise in others),
    )


def _length(row: Rule | Promise) -> float:
    if row.number is None:
        return float("inf")
    return row.number * _IN_HOURS[row.unit]
