"""The tables of the rulebook: its rows, and how a company keeps what it promised."""

from rulebook import rows
from rulebook.models.calendar_day import CalendarDay
from rulebook.models.promise_record import PromiseRecord
from rulebook.models.promises import Promise
from rulebook.models.reference import (
    AgeRule,
    Entitlement,
    IdentityRequirement,
    RefusalGround,
    Rule,
    RulebookLoad,
    RulebookRow,
    SourceKind,
)
from rulebook.models.rule_proposal import RuleProposal
from rulebook.models.statute_confirmation import StatuteConfirmation

__all__ = [
    "MODELS",
    "AgeRule",
    "CalendarDay",
    "Entitlement",
    "IdentityRequirement",
    "Promise",
    "PromiseRecord",
    "RefusalGround",
    "Rule",
    "RuleProposal",
    "RulebookLoad",
    "RulebookRow",
    "SourceKind",
    "StatuteConfirmation",
]

MODELS: dict[type[rows.Row], type[RulebookRow]] = {
    rows.Rule: Rule,
    rows.Entitlement: Entitlement,
    rows.Ground: RefusalGround,
    rows.IdentityRoute: IdentityRequirement,
    rows.Minors: AgeRule,
    rows.Promise: Promise,
}
