"""How a rule changes: one person proposes, another agrees, and a new version stands.

The version before stays as it was: cases that run keep what they were counted by
(CLOCKS.md 2.10), and requests received from then on are counted by the new one. A rule
of the law is nobody's to change here.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import act, record
from rulebook import rows
from rulebook.book import newest
from rulebook.drafting import (
    WAITS,
    as_plain,
    as_row,
    differing,
    free_code,
    guard_rings,
    guard_silence,
    new_default,
)
from rulebook.errors import NotProposable, RuleMoved
from rulebook.loading import as_values
from rulebook.models import Rule, RuleProposal
from rulebook.proposal_checks import check_proposed

__all__ = ["agree", "propose", "reject", "withdraw"]

State = RuleProposal.State


def propose(
    controller: Controller,
    *,
    country: str,
    changes: Mapping[str, Any],
    reason: str,
    by: User,
    code: str = "",
    base_version: int = 0,
    submission: UUID | None = None,
    at: datetime | None = None,
) -> RuleProposal:
    """Put a change forward: `changes` to version `base_version` of rule `code`.

    Version 0 is a new default of this office: `changes` then names its clock (one of
    OWN_CLOCKS), rights, number, unit and clause, that is where the number is taken
    from; without a code it gets one. The same `submission` twice is one proposal.

    Raises PermissionDenied; NotProposable with one sentence, and the field where one
    value is wrong; RuleMoved where the rule is no longer in `base_version`.
    """
    at = at or timezone.now()
    if not by.has_perm("rulebook.propose", controller):
        raise PermissionDenied
    with transaction.atomic(), act(by=by, controller_id=controller.pk, at=at):
        Controller.objects.select_for_update().get(pk=controller.pk)  # one at a time
        if sent := _sent_before(submission, controller):
            return sent
        code, wanted = _draft(controller, country, code, base_version, changes)
        if not reason.strip():
            raise NotProposable(_("Say why the rule changes."), "reason")
        proposal = RuleProposal(
            controller=controller,
            country=country,
            code=code,
            base_version=base_version,
            changes=wanted,
            reason=reason.strip(),
            proposed_by=by,
            proposed_at=at,
            submission=submission or uuid4(),
        )
        proposal.save()
        record("rulebook.propose", proposal)
    return proposal


def agree(
    proposal: RuleProposal, *, by: User, note: str = "", at: datetime | None = None
) -> rows.Rule:
    """Let the proposal stand: a new version of the rule, in force from now on.

    Raises PermissionDenied, NotProposable for the person who proposed it, RuleMoved
    where it was decided already or the rule has a newer version than it was based on.
    """
    at = at or timezone.now()
    with transaction.atomic():
        proposal = _locked(proposal)
        _guard_second_person(proposal, by)
        base = _base_now(proposal)
        row = replace(
            as_row(
                proposal.controller,
                proposal.country,
                proposal.code,
                base,
                proposal.changes,
            ),
            version=proposal.base_version + 1,
        )
        check_proposed(row)
        proposal.version = row.version
        with act(by=by, controller_id=proposal.controller_id, at=at):
            _stand(row, at)
            _decide(proposal, State.AGREED, by, note, at)
            record("rulebook.agree", proposal)
    return row


def reject(
    proposal: RuleProposal, *, by: User, note: str, at: datetime | None = None
) -> None:
    """Leave the rule as it is, and say why. Raises as `agree` does."""
    at = at or timezone.now()
    with transaction.atomic():
        proposal = _locked(proposal)
        _guard_second_person(proposal, by)
        if not note.strip():
            raise NotProposable(_("Say why the change is rejected."), "note")
        with act(by=by, controller_id=proposal.controller_id, at=at):
            _decide(proposal, State.REJECTED, by, note, at)
            record("rulebook.reject", proposal)


def withdraw(proposal: RuleProposal, *, by: User, at: datetime | None = None) -> None:
    """Take one's own proposal back. Raises PermissionDenied, RuleMoved."""
    at = at or timezone.now()
    with transaction.atomic():
        proposal = _locked(proposal)
        if by.pk != proposal.proposed_by_id:
            raise PermissionDenied
        if not by.has_perm("rulebook.propose", proposal.controller):
            raise PermissionDenied
        with act(by=by, controller_id=proposal.controller_id, at=at):
            _decide(proposal, State.WITHDRAWN, by, "", at)
            record("rulebook.withdraw", proposal)


def _draft(
    controller: Controller,
    country: str,
    code: str,
    base_version: int,
    changes: Mapping[str, Any],
) -> tuple[str, dict[str, Any]]:
    """The code of the rule and the values that change, once they can stand."""
    wanted = {name: as_plain(value) for name, value in changes.items()}
    base = None
    if base_version:
        base = _base(controller, code, base_version)
        wanted = differing(base, wanted)
    else:
        wanted = new_default(controller, country, wanted)
        guard_silence(controller, country, wanted)
        code = free_code(controller, code, wanted["clock"])
    row = as_row(controller, country, code, base, wanted)
    check_proposed(row)
    guard_rings(controller, row)
    return code, wanted


def _sent_before(
    submission: UUID | None, controller: Controller
) -> RuleProposal | None:
    """What the first press of the same button made."""
    if submission is None:
        return None
    sent: RuleProposal | None = RuleProposal.objects.filter(
        submission=submission
    ).first()
    if sent and sent.controller_id != controller.pk:
        raise PermissionDenied
    return sent


def _base(controller: Controller, code: str, version: int) -> rows.Rule:
    """The rule that a change starts from, if it can be changed now."""
    rule = newest(controller.slug).rule(code)
    if rule is None or rule.controller != controller.slug:
        raise NotProposable(
            _(
                "%(code)s is not a rule of this controller, so it cannot be changed "
                "here."
            )
            % {"code": code}
        )
    if rule.version != version:
        raise _moved(rule)
    if rule.retired:
        raise NotProposable(_("This rule was ended; it cannot be changed any more."))
    if RuleProposal.objects.filter(code=code, state=State.PROPOSED).exists():
        raise NotProposable(WAITS)
    return rule


def _base_now(proposal: RuleProposal) -> rows.Rule | None:
    """The base of a proposal, if it is still the newest version."""
    rule = newest(proposal.controller.slug).rule(proposal.code)
    if (rule.version if rule else 0) != proposal.base_version:
        raise _moved(rule)
    return rule


def _moved(rule: rows.Rule | None) -> RuleMoved:
    return RuleMoved(
        _(
            "The rule changed in the meantime: version %(version)s is in force now. "
            "Read it, then propose the change again."
        )
        % {"version": rule.version if rule else 0}
    )


def _locked(proposal: RuleProposal) -> RuleProposal:
    found: RuleProposal = (
        RuleProposal.objects.select_for_update(of=("self",))
        .select_related("controller")
        .get(pk=proposal.pk)
    )
    if not found.is_open:
        raise RuleMoved(
            _("This proposal was decided already: it is %(state)s.")
            % {"state": found.get_state_display()}
        )
    return found


def _guard_second_person(proposal: RuleProposal, by: User) -> None:
    if not by.has_perm("rulebook.agree", proposal.controller):
        raise PermissionDenied
    if by.pk == proposal.proposed_by_id:
        raise NotProposable(
            _("You proposed this yourself: another person has to decide on it.")
        )


def _stand(row: rows.Rule, at: datetime) -> None:
    try:
        with transaction.atomic():
            Rule(**as_values(row), loaded_at=at).save()
    except IntegrityError:  # a data file brought this version in the same moment
        raise _moved(row) from None


def _decide(
    proposal: RuleProposal, state: str, by: User, note: str, at: datetime
) -> None:
    proposal.state = state
    proposal.decided_by = by
    proposal.decided_at = at
    proposal.note = note.strip()
    proposal.save()
