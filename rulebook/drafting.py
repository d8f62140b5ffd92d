"""What a proposed rule would say, and whether it could stand at all.

Every refusal is NotProposable: one sentence, with the field where one value is wrong.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Controller
from rulebook import rows
from rulebook.book import newest
from rulebook.errors import BadRow, NotProposable
from rulebook.loading import as_values
from rulebook.models import Rule, RuleProposal
from rulebook.rule_checks import refuse_cycles
from rulebook.sentences import rights_words
from rulebook.suggestions import is_silent
from rulebook.terms import RIGHTS, ClockKind, SourceKind, Start

# What a proposal may change; who owns a rule, its code and its clock stay.
EDITABLE = (
    *("clause", "document", "rights", "number", "unit", "qualifier"),
    *("start", "start_is_assumed", "on_identity", "on_clarification"),
    *("then_number", "then_unit", "condition", "exceptions", "ambiguity", "retired"),
)
# What an office may set a period for where policy and law name none. The two that say
# when a reply is awaited or a step is taken wait for the event they are about.
OWN_CLOCKS = (
    ClockKind.OPERATOR_RESPONSE,
    ClockKind.OPERATOR_FULFILMENT,
    ClockKind.ACKNOWLEDGE,
    ClockKind.IDENTITY_CHECK,
    ClockKind.CLARIFICATION_ANSWER,
    ClockKind.COMPLAINT_ANSWER,
)
BEGINS = {
    ClockKind.IDENTITY_CHECK: Start.IDENTITY_REQUESTED,
    ClockKind.CLARIFICATION_ANSWER: Start.CLARIFICATION_REQUESTED,
    ClockKind.COMPLAINT_ANSWER: Start.COMPLAINT_RECEIVED,
}
OFFICE = "Default of this office"  # in the place of a document
WAITS = gettext_lazy(
    "A change of this rule waits for a second person already. It has to be decided or "
    "withdrawn first."
)


def new_default(
    controller: Controller, country: str, wanted: dict[str, Any]
) -> dict[str, Any]:
    """A default of the office with all that it says by itself."""
    _guard_fields(wanted, (*EDITABLE, "clock", "only_after"))
    if not controller.establishments.filter(country=country).exists():
        raise NotProposable(
            _("%(company)s has no establishment in this country.")
            % {"company": controller.name},
            "country",
        )
    clock = wanted.get("clock", "")
    if clock not in OWN_CLOCKS:
        raise NotProposable(_("Choose what the period is for."), "clock")
    return {"start": str(BEGINS.get(clock, Start.RECEIPT)), **wanted}


def _guard_fields(wanted: Mapping[str, Any], known: Collection[str]) -> None:
    if unknown := sorted(set(wanted) - set(known)):
        raise NotProposable(
            _("%(field)s of a rule cannot be changed.") % {"field": unknown[0]}
        )


def guard_silence(
    controller: Controller, country: str, wanted: Mapping[str, Any]
) -> None:
    """A default counts only where policy and law are silent: never propose another."""
    book = newest(controller.slug)
    named = [
        right
        for right in wanted.get("rights", ())
        if right in RIGHTS
        and not is_silent(book, controller.slug, country, right, wanted["clock"])
    ]
    if named:
        raise NotProposable(
            _(
                "A number is named already for %(rights)s, so a default would never "
                "count there. Leave it out."
            )
            % {"rights": rights_words(named)},
            "rights",
        )


def free_code(controller: Controller, code: str, clock: str) -> str:
    """`code` if nothing has it yet, or "AUX-OP-RESPONSE-1": never one used before."""
    if code:
        if RuleProposal.objects.filter(
            code=code, state=RuleProposal.State.PROPOSED
        ).exists():
            raise NotProposable(WAITS)
        if Rule.objects.filter(code=code).exists():
            raise NotProposable(_("This default was chosen already."))
        return code
    kind = clock.removeprefix("operator_").replace("_", "-").upper()
    stem = f"{controller.policy_code}-OP-{kind}-"
    used = set(
        RuleProposal.objects.filter(code__startswith=stem).values_list(
            "code", flat=True
        )
    )
    used |= set(
        Rule.objects.filter(code__startswith=stem).values_list("code", flat=True)
    )
    return next(f"{stem}{n}" for n in count(1) if f"{stem}{n}" not in used)


def differing(base: rows.Rule, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The values that would really change. Raises NotProposable if none would."""
    _guard_fields(wanted, EDITABLE)
    known = as_values(base)
    found = {name: v for name, v in wanted.items() if known[name] != v}
    if not found:
        raise NotProposable(
            _("Nothing differs from the rule in force: there is no change to propose.")
        )
    return found


def as_row(
    controller: Controller,
    country: str,
    code: str,
    base: rows.Rule | None,
    changes: Mapping[str, Any],
) -> rows.Rule:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in changes.items()
    }
    if base is not None:
        return replace(base, **values)
    return rows.Rule(
        **{
            "controller": controller.slug,
            "country": country,
            "source_kind": SourceKind.OPERATOR,
            "document": OFFICE,
            "code": code,
            "clock": "",
            "rights": (),
            "clause": "",
            "qualifier": "at_most",
            **values,
        }
    )


def guard_rings(controller: Controller, row: rows.Rule) -> None:
    """No rule may wait for one that waits for it."""
    standing = [
        rule
        for rule in newest(controller.slug, row.country).current(rows.Rule)
        if not rule.retired and rule.code != row.code
    ]
    if row.retired:
        return
    try:
        refuse_cycles([*standing, row])
    except BadRow as error:
        raise NotProposable(str(error), "start") from None


def difference(
    before: rows.Rule | None, after: rows.Rule
) -> dict[str, tuple[Any, Any]]:
    """What changed from one version to the next, by field: (before, after)."""
    old = as_values(before) if before else {}
    new = as_values(after)
    return {
        name: (old.get(name), new[name])
        for name in (*("clock",), *EDITABLE)
        if name in new and old.get(name) != new[name] and (old or new[name])
    }


def proposed_row(proposal: RuleProposal) -> tuple[rows.Rule | None, rows.Rule]:
    """The version a proposal was based on, and what it would become."""
    base = None
    if not proposal.is_new:
        book = newest(proposal.controller.slug)
        base = book.rule(proposal.code, proposal.base_version)
    row = as_row(
        proposal.controller, proposal.country, proposal.code, base, proposal.changes
    )
    return base, replace(row, version=proposal.base_version + 1)


def as_plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return list(value) if isinstance(value, tuple) else value
