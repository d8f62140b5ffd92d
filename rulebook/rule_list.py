"""The rulebook of one company in one country, as the list page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rulebook.book import Book
from rulebook.confirming import to_confirm
from rulebook.conflicts import Conflict, conflicts_for
from rulebook.coverage import Cell, Stage, Status, cell
from rulebook.models import Rule as RuleRow
from rulebook.models import RuleProposal
from rulebook.rows import Rule
from rulebook.scope import Scope
from rulebook.sentences import (
    RIGHTS,
    RIGHTS_EXPLAINED,
    length_words,
    period_words,
    rights_words,
    source_words,
)
from rulebook.suggestions import Suggestion, suggested
from rulebook.terms import ClockKind, SourceKind

STAGES = {
    Stage.ANSWER: (ClockKind.STATUTE_RESPONSE, ClockKind.OPERATOR_RESPONSE),
    Stage.EXECUTE: (ClockKind.STATUTE_FULFILMENT, ClockKind.OPERATOR_FULFILMENT),
}

# What a default is for, without saying twice that it would be our own.
DUTY: dict[str, str] = {
    ClockKind.OPERATOR_RESPONSE: ClockKind.PROMISE_RESPONSE,
    ClockKind.OPERATOR_FULFILMENT: ClockKind.PROMISE_FULFILMENT,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rule of the list."""

    rule: Rule
    sentence: str
    clock: str
    url: str
    try_url: str
    is_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    lede: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What stands in the coverage for one right and stage. `status` as Cell's."""

    status: str
    text: str = ""
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    right: str
    explained: str
    cells: list[MatrixCell]


@dataclass(frozen=True, slots=True)
class Gap:
    """A period nobody names, and what the office could choose for itself."""

    clock: str
    rights: str
    suggestion: str
    reason: str
    url: str
    is_waiting: bool


@dataclass
class RuleList:
    SHORT: ClassVar[dict[str, Any]] = {
        SourceKind.PROMISE: gettext_lazy("Policy"),
        SourceKind.STATUTE: gettext_lazy("Law"),
        SourceKind.OPERATOR: gettext_lazy("Our own"),
    }

    scope: Scope

    @cached_property
    def book(self) -> Book:
        return self.scope.book()

    @cached_property
    def rules(self) -> list[Rule]:
        return self.scope.rules(self.book)

    @cached_property
    def granted(self) -> list[str]:
        return self.scope.granted(self.book)

    @cached_property
    def groups(self) -> list[Group]:
        company = self.scope.controller.name
        words = {"company": company, "country": self.scope.country_words}
        groups = [
            Group(
                SourceKind.PROMISE,
                _("Promised in the policy"),
                _("%(company)s said so in its own words.") % words,
            ),
            Group(
                SourceKind.STATUTE,
                _("Set by the law of %(country)s") % words,
                _(
                    "The same for every controller there. It cannot be changed here, "
                    "only confirmed."
                ),
            ),
            Group(
                SourceKind.OPERATOR,
                _("Our own defaults"),
                _(
                    "Chosen by this office where policy and law name no number. Never "
                    "a promise, and always shown as our own."
                ),
            ),
        ]
        for group in groups:
            group.lines.extend(self._lines(group.key))
        return groups

    def _lines(self, source_kind: str) -> Iterable[Line]:
        for rule in self.rules:
            if rule.source_kind == source_kind:
                yield Line(
                    rule,
                    self.scope.sentence(rule, self.granted),
                    str(RuleRow.Clock(rule.clock).label),
                    self.url("rule", rule),
                    self.url("try", rule),
                    (rule.code, rule.version) in self.unconfirmed,
                )

    @property
    def anchors(self) -> list[dict[str, Any]]:
        """The parts of the page with their counts, as components/views.html has it."""
        parts: list[tuple[str, str, int | None]] = [
            (f"#group-{group.key}", str(self.SHORT[group.key]), len(group.lines))
            for group in self.groups
        ]
        parts.append(("#gaps", _("Gaps"), len(self.gaps)))
        parts.append(("#coverage", _("Coverage"), None))
        return [
            {"url": url, "label": label, "count": count}
            for url, label, count in parts
            if count != 0 or url != "#gaps"
        ]

    @cached_property
    def unconfirmed(self) -> set[tuple[str, int]]:
        return to_confirm(self.rules, self.scope.controller)

    def url(self, name: str, rule: Rule) -> str:
        url = reverse(f"rulebook:{name}", args=[rule.code])
        return url if rule.controller else f"{url}?{self.scope.query}"

    @cached_property
    def conflicts(self) -> list[Conflict]:
        return conflicts_for(self.rules)

    @cached_property
    def matrix(self) -> list[MatrixRow]:
        """Every right, whether anybody promised an answer and the doing, and when."""
        return [
            MatrixRow(
                capfirst(str(RIGHTS[right])),
                str(RIGHTS_EXPLAINED.get(right, "")),
                [self._cell(right, stage) for stage in STAGES],
            )
            for right in RIGHTS
        ]

    def _cell(self, right: str, stage: Stage) -> MatrixCell:
        scope = self.scope
        found = cell(self.book, scope.controller.slug, scope.country, right, stage)
        note = self._beside(right, stage)
        if found.status is Status.GAP:
            return MatrixCell(found.status, note=note)
        if found.status is Status.RIGHT_NOT_OFFERED:
            return MatrixCell(found.status, note=note)
        rule = self.book.rule(found.rule)
        if rule is None:
            return MatrixCell(found.status, period_words(found.number, found.unit))
        text = length_words(rule)
        return MatrixCell(
            found.status, capfirst(text), _also(found, note), self.url("rule", rule)
        )

    def _beside(self, right: str, stage: Stage) -> str:
        """What the law or the office says where the policy says nothing."""
        for rule in self.rules:
            if rule.clock in STAGES[stage] and right in rule.rights:
                if rule.number is None:
                    continue
                words = {"period": length_words(rule)}
                if rule.source_kind == SourceKind.STATUTE:
                    return _("by law: %(period)s") % words
                return _("our own default: %(period)s") % words
        return ""

    @cached_property
    def waiting(self) -> list[RuleProposal]:
        """Changes of this company's rules that wait for a second person."""
        return list(
            RuleProposal.objects.filter(
                controller=self.scope.controller, state=RuleProposal.State.PROPOSED
            ).select_related("proposed_by")
        )

    @cached_property
    def gaps(self) -> list[Gap]:
        scope = self.scope
        asked = {proposal.code for proposal in self.waiting}
        return [
            Gap(
                str(RuleRow.Clock(DUTY.get(one.clock, one.clock)).label),
                rights_words(one.rights, self.granted),
                self._offer(one),
                one.reason_in(get_language() or "en"),
                f"{reverse('rulebook:new')}?{scope.query}&suggestion={one.code}",
                one.code in asked,
            )
            for one in suggested(self.book, scope.controller.slug, scope.country)
        ]

    def _offer(self, one: Suggestion) -> str:
        """ "Suggested: 30 days, taken from policy §18 Cambodia"."""
        if one.number is None:
            return ""
        lender = self.book.rule(one.taken_from)
        return _("Suggested: %(period)s, taken from %(source)s.") % {
            "period": period_words(one.number, one.unit),
            "source": source_words(lender) if lender else one.taken_from,
        }


def _also(found: Cell, note: str) -> str:
    """Beside a stated period: that other texts run too."""
    if found.also:
        return _("and %(codes)s") % {"codes": ", ".join(found.also)}
    return note
