"""Rules that follow the published words: a new text brings a rule, or takes it back.

Two people already stand for the words, whoever decided on the change and whoever
approved the version, so the rule needs no second round of its own. It holds for
requests received from the day the text takes effect on, by people to whom that text
applies; cases that run keep what they were counted by (CLOCKS.md 2.10).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import record
from rulebook import rows
from rulebook.book import newest
from rulebook.drafting import WAITS, as_plain, differing, guard_rings
from rulebook.errors import NotProposable
from rulebook.loading import as_values
from rulebook.models import Rule, RuleProposal
from rulebook.proposal_checks import check_proposed


def check(
    controller: Controller, base: rows.Rule, changes: Mapping[str, Any]
) -> rows.Rule:
    """The rule as the new text words it. Raises NotProposable where it cannot stand."""
    last = newest(controller.slug).rule(base.code)
    if last is None or last.version != base.version or last.retired:
        raise NotProposable(
            _("The rule %(code)s has changed since: look at the change again.")
            % {"code": base.code}
        )
    open_ones = RuleProposal.objects.filter(code=base.code, state="proposed")
    if open_ones.exists():
        raise NotProposable(WAITS)
    wanted = differing(base, {k: as_plain(v) for k, v in changes.items()})
    row = replace(base, **{k: _value(v) for k, v in wanted.items()})
    check_proposed(row)
    guard_rings(controller, row)
    return row


def stand(
    controller: Controller,
    *,
    base: rows.Rule,
    changes: Mapping[str, Any],
    policy_version: str,
    effective_at: datetime,
    reason: str,
    proposed_by: User,
    agreed_by: User,
    at: datetime,
) -> rows.Rule:
    """Let the rule of the new text hold from `effective_at` on.

    The caller holds a transaction and acts (`audit.trail.act`), and has asked both
    people's permissions for the text. Raises NotProposable as `check` does.
    """
    row = check(controller, base, changes)
    row = replace(row, version=base.version + 1, policy_version=policy_version)
    proposal = RuleProposal(
        controller=controller,
        country=row.country,
        code=row.code,
        base_version=base.version,
        version=row.version,
        changes={name: as_plain(value) for name, value in changes.items()},
        reason=reason,
        state=RuleProposal.State.AGREED,
        proposed_by=proposed_by,
        proposed_at=at,
        decided_by=agreed_by,
        decided_at=at,
    )
    proposal.save()
    Rule(**as_values(row), loaded_at=effective_at).save()
    record("rulebook.follow_text", proposal)
    return row


def take_back(
    controller: Controller, *, policy_version: str, at: datetime
) -> list[rows.Rule]:
    """The text is withdrawn: the rules it brought are again what they were before.

    From the day on which they would have begun, or from now. As `stand`, inside the
    caller's act. Returns the rules that stand again.
    """
    brought = Rule.objects.filter(
        controller=controller.slug, policy_version=policy_version
    )
    restored = []
    for given in brought.order_by("pk"):
        book = newest(controller.slug)
        last, before = book.rule(given.code), _before(book, given)
        if last is None or last.version != given.version or before is None:
            continue  # another change came after it, and stays
        row = replace(before, version=given.version + 1)
        Rule(**as_values(row), loaded_at=max(at, given.loaded_at)).save()
        restored.append(row)
    if restored:
        record("rulebook.take_back", controller, controller_id=controller.pk)
    return restored


def _before(book: Any, given: Rule) -> rows.Rule | None:
    for version in range(given.version - 1, 0, -1):
        if row := book.rule(given.code, version):
            found: rows.Rule = row
            return found
    return None


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
