"""One rule in words: what it says, where it is written, how it came to be so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from rulebook.book import live, shipped
from rulebook.confirming import confirmations, needs_confirmation
from rulebook.conflicts import Conflict, conflicts_for
from rulebook.drafting import difference
from rulebook.models import Rule as RuleRow
from rulebook.models import RuleProposal, StatuteConfirmation
from rulebook.rows import Promise, Rule
from rulebook.scope import Scope
from rulebook.sentences import (
    FIELDS,
    PAUSES,
    QUALIFIERS,
    ROLL_OVERS,
    SOURCES,
    STARTS,
    UNITS_EXPLAINED,
    length_words,
    period_words,
    rights_words,
    value_words,
)
from rulebook.terms import Pause, SourceKind


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that differs between two versions."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version with who brought it, when and why; newest first on the page."""

    number: int
    at: datetime
    proposal: RuleProposal | None
    changed: list[Changed]
    is_ended: bool
    is_in_force: bool = False
    is_to_come: bool = False  # a text brings it on the day it takes effect


class RulePage:
    """What the page about one rule shows."""

    def __init__(self, scope: Scope, code: str) -> None:
        self.scope = scope
        self.book = live(scope.controller.slug)
        found = self.book.rule(code)
        if found is None:
            raise LookupError(code)
        self.rule: Rule = found
        self.granted = scope.granted(self.book)

    @property
    def sentence(self) -> str:
        return self.scope.sentence(self.rule, self.granted)

    @property
    def clock(self) -> str:
        return str(RuleRow.Clock(self.rule.clock).label)

    @property
    def source_label(self) -> str:
        return str(SOURCES[self.rule.source_kind])

    @property
    def is_law(self) -> bool:
        return self.rule.source_kind == SourceKind.STATUTE

    @cached_property
    def is_unconfirmed(self) -> bool:
        """Whether the law's row is unsure, and nobody of the company confirmed it."""
        return needs_confirmation(self.rule, self.scope.controller)

    @cached_property
    def confirmation(self) -> StatuteConfirmation | None:
        found = confirmations(self.scope.controller, [self.rule.code])
        return found.get((self.rule.code, self.rule.version))

    @property
    def confidence_words(self) -> str:
        if self.rule.confidence == "low":
            return _("uncertain")
        return _("probably right")

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """How the period runs, question by question."""
        rule = self.rule
        told = [
            (_("For"), capfirst(rights_words(rule.rights, self.granted))),
            (_("Period"), self._period()),
            (_("Starts with"), self._start()),
        ]
        if rule.qualifier:
            told.append((_("How firmly"), str(QUALIFIERS[rule.qualifier])))
        if rule.number is None:
            return told
        return [
            *told,
            (_("First day"), self._first_day()),
            (_("Last day"), str(ROLL_OVERS[rule.roll_over])),
            (str(FIELDS["on_identity"]), self._pause(rule.on_identity)),
            (str(FIELDS["on_clarification"]), self._pause(rule.on_clarification)),
            (_("Extension"), self._extension()),
        ]

    def _period(self) -> str:
        rule = self.rule
        if rule.number is None:
            return _(
                "%(words)s: the text names no number, so there is no last day."
            ) % {"words": capfirst(length_words(rule))}
        return f"{capfirst(length_words(rule))}. {UNITS_EXPLAINED[rule.unit]}"

    def _start(self) -> str:
        start = capfirst(str(STARTS[self.rule.start]))
        if self.rule.start_is_assumed:
            return _("%(start)s. The text does not say; this is how we read it.") % {
                "start": start
            }
        return start

    def _first_day(self) -> str:
        if self.rule.unit == "hours":
            return _("Hours run from the minute.")
        if self.rule.counts_first_day:
            return _("The day of the start counts.")
        return _("The day of the start does not count.")

    def _pause(self, pause: str) -> str:
        if pause == Pause.REPLACE:
            words = period_words(self.rule.then_number, self.rule.then_unit)
            return _("A new period begins with the reply: %(period)s.") % {
                "period": words
            }
        return str(PAUSES[pause])

    def _extension(self) -> str:
        rule = self.rule
        if rule.extension_number is None:
            return _("None.")
        words = period_words(rule.extension_number, rule.extension_unit)
        once = _("Once, by %(period)s, if the person is told before the last day.")
        told = once % {"period": words}
        return f"{told} {capfirst(rule.extension_condition)}".strip()

    @cached_property
    def remarks(self) -> list[tuple[str, str]]:
        """What the text asks, limits and leaves open, in our words."""
        rule = self.rule
        pairs = (
            (_("What is asked"), rule.means),
            (_("Condition"), rule.condition),
            (_("Exceptions"), rule.exceptions),
            (_("Open to reading"), rule.ambiguity),
        )
        return [(label, capfirst(text)) for label, text in pairs if text]

    @cached_property
    def promise(self) -> Promise | None:
        return self.book.promise(self.rule.promise) if self.rule.promise else None

    @cached_property
    def conflicts(self) -> list[Conflict]:
        code = self.rule.code
        if self.rule.retired:
            return []
        return [
            conflict
            for conflict in conflicts_for(self.scope.rules(self.book))
            if code in conflict.codes
        ]

    @cached_property
    def proposals(self) -> list[RuleProposal]:
        """Every change of this rule that was ever put forward, newest first."""
        if self.is_law:
            return []
        found = RuleProposal.objects.filter(
            code=self.rule.code, controller=self.scope.controller
        )
        return list(found.select_related("proposed_by", "decided_by"))

    @property
    def waiting(self) -> RuleProposal | None:
        return next((one for one in self.proposals if one.is_open), None)

    @cached_property
    def versions(self) -> list[Version]:
        loaded = RuleRow.objects.filter(code=self.rule.code).order_by("version")
        moments = dict(loaded.values_list("version", "loaded_at"))
        agreed = {one.version: one for one in self.proposals if one.version}
        found = []
        before: Rule | None = None
        for number, at in moments.items():
            row = self.book.rule(self.rule.code, number)
            if row is None:
                continue
            changed = changes(before, row, self.granted) if before else []
            found.append(
                Version(
                    number,
                    at,
                    agreed.get(number),
                    changed,
                    row.retired,
                    is_in_force=number == self.rule.version,
                    is_to_come=number > self.rule.version,
                )
            )
            before = row
        return found[::-1]

    @cached_property
    def shipped_words(self) -> str:
        """What the portal ships, where this office agreed on something else."""
        theirs = shipped().rule(self.rule.code)
        if theirs is None or self.book.rule(theirs.code, theirs.version) == theirs:
            return ""
        return self.scope.sentence(theirs, self.granted)


def changes(
    before: Rule | None, after: Rule, granted: Iterable[str] = ()
) -> list[Changed]:
    """What differs, field by field, a number together with its unit."""
    granted = list(granted)
    told = []
    differing = difference(before, after)
    if "number" in differing or "unit" in differing:
        told.append(
            Changed(
                _("Period"),
                capfirst(length_words(before)) if before else "–",
                capfirst(length_words(after)),
            )
        )
    for name, (old, new) in differing.items():
        if name in {"number", "unit"}:
            continue
        told.append(
            Changed(
                str(FIELDS[name]),
                value_words(name, old, granted),
                value_words(name, new, granted),
            )
        )
    return told
