"""The identity check on the request page: what may be asked, what it showed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from rights.case_page.base import CaseBase
from rights.choices import NEW, State
from rights.fact_words import desk_help, desk_label
from rights.identifying import facts_of
from rights.models import IdentityCheck, IdentityFinding
from rulebook.rows import IdentityFact


@dataclass(frozen=True)
class Finding:
    """A fact the policy lets us ask: what it is, what it showed."""

    code: str
    label: str
    help: str
    given: str
    result: str
    result_label: str


class IdentityPart(CaseBase):
    """Facts and findings."""

    @property
    def identity_check(self) -> IdentityCheck | None:
        return getattr(self.rights_request, "identity_check", None)

    @cached_property
    def facts(self) -> Sequence[IdentityFact]:
        """What the policy lets us ask of someone who came this way."""
        return facts_of(self.rights_request)

    @cached_property
    def findings(self) -> list[Finding]:
        check = self.identity_check
        found = check.findings.all() if check else ()
        results = {one.fact: one.result for one in found}
        given = self.rights_request.claimant.facts
        return [
            Finding(
                code=fact.code,
                label=desk_label(fact),
                help=desk_help(fact),
                given=str(given.get(fact.code, "")),
                result=results.get(fact.code, ""),
                result_label=str(
                    IdentityFinding.Result(results[fact.code]).label
                    if fact.code in results
                    else _("Not checked yet")
                ),
            )
            for fact in self.facts
        ]

    @property
    def matching(self) -> int:
        match = IdentityFinding.Result.MATCH
        return sum(finding.result == match for finding in self.findings)

    @property
    def can_start_identity(self) -> bool:
        return self.may["triage"] and self.rights_request.state in NEW

    @property
    def can_settle_identity(self) -> bool:
        checking = self.rights_request.state == State.IDENTITY_CHECK
        return self.may["triage"] and checking

    @property
    def is_unproven(self) -> bool:
        """The check showed nothing: the one decision there is, is to refuse."""
        check = self.identity_check
        checking = self.rights_request.state == State.IDENTITY_CHECK
        unproven = IdentityCheck.Outcome.UNPROVEN
        return checking and check is not None and check.outcome == unproven
