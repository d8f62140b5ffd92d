"""One proposal: what changes, what follows, and who may decide on it."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from rulebook.conflicts import Conflict, conflicts_for
from rulebook.drafting import proposed_row
from rulebook.errors import RulebookError
from rulebook.models import Rule as RuleRow
from rulebook.models import RuleProposal
from rulebook.rows import Rule
from rulebook.rule_page import Changed, changes
from rulebook.scope import Scope
from rulebook.trying import try_rule


class ProposalPage:
    """What the page about one proposal shows to `user`."""

    def __init__(self, proposal: RuleProposal, user: User) -> None:
        self.proposal = proposal
        self.user = user
        self.now = timezone.now()
        where = {
            "controller": proposal.controller.slug,
            "country": proposal.country,
        }
        self.scope = Scope.of(user, where)
        self.book = self.scope.book()
        self.granted = self.scope.granted(self.book)
        self.before, self.after = proposed_row(proposal)

    @property
    def sentence(self) -> str:
        return self.scope.sentence(self.after, self.granted)

    @property
    def clock(self) -> str:
        return str(RuleRow.Clock(self.after.clock).label)

    @cached_property
    def changed(self) -> list[Changed]:
        return changes(self.before, self.after, self.granted)

    @property
    def is_mine(self) -> bool:
        return self.proposal.proposed_by_id == self.user.pk

    @cached_property
    def may_decide(self) -> bool:
        return self.proposal.is_open and not self.is_mine and self.holds_agree

    @cached_property
    def holds_agree(self) -> bool:
        return self.scope.may("rulebook.agree")

    @property
    def may_withdraw(self) -> bool:
        return self.proposal.is_open and self.is_mine

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """What the rule would be at odds with if it stood."""
        if self.after.retired or not self.proposal.is_open:
            return []
        code = self.after.code
        beside = [one for one in self.scope.rules(self.book) if one.code != code]
        found = conflicts_for([self.after, *beside])
        return [conflict for conflict in found if code in conflict.codes]

    @cached_property
    def example(self) -> dict[str, Any] | None:
        """A request received now: due by the rule in force, and by this one."""
        if not self.proposal.is_open or self.after.retired:
            return None
        return {
            "at": self.now,
            "before": self._due(self.before),
            "after": self._due(self.after),
        }

    def _due(self, rule: Rule | None) -> datetime | None:
        if rule is None:
            return None
        try:
            tried = try_rule(
                rule, self.now, self.scope.establishment, get_language() or "en"
            )
        except RulebookError:
            return None
        return tried.clock.due_at if tried else None
