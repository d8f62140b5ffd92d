"""The decision on the request page: worded, looked at twice, sent."""

from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rights import grounds
from rights.case_page.identity import IdentityPart
from rights.choices import State
from rights.models import Decision


class DecisionPart(IdentityPart):
    """What stands decided, and who may do what with it."""

    @property
    def returned_decisions(self) -> list[Decision]:
        returned = Decision.State.RETURNED
        return [d for d in self.rights_request.decisions.all() if d.state == returned]

    @cached_property
    def ground(self) -> str:
        """The ground of the standing decision in the reader's language."""
        if self.decision is None or not self.decision.ground:
            return ""
        language = get_language() or "en"
        ground = grounds.named(self.rights_request, self.decision.ground)
        return ground.label_in(language) if ground else self.decision.ground

    @cached_property
    def ground_names(self) -> dict[str, str]:
        """The grounds of the data sets in the reader's language."""
        language = get_language() or "en"
        known = {g.code: g for g in grounds.available(self.rights_request)}
        return {code: ground.label_in(language) for code, ground in known.items()}

    @cached_property
    def decision_grounds(self) -> dict[str, str]:
        """The grounds of every decision of the case, for the case on paper."""
        language = get_language() or "en"
        found = {
            decision.ground: grounds.named(self.rights_request, decision.ground)
            for decision in self.rights_request.decisions.all()
            if decision.ground
        }
        return {
            code: ground.label_in(language) if ground else code
            for code, ground in found.items()
        }

    @property
    def can_decide(self) -> bool:
        in_progress = self.rights_request.state == State.IN_PROGRESS
        undecided = (in_progress or self.is_unproven) and self.decision is None
        return self.may["decide"] and undecided

    @property
    def can_look_twice(self) -> bool:
        return (
            self.may["approve"]
            and self.waits_for_second_look
            and self.decision is not None
            and self.decision.proposed_by_id != self.user.pk
        )

    @property
    def waits_for_second_look(self) -> bool:
        proposed = Decision.State.PROPOSED
        return self.decision is not None and self.decision.state == proposed

    @property
    def can_send(self) -> bool:
        return self.may["decide"] and self.rights_request.state == State.DECIDED

    @property
    def why_not_decide(self) -> str:
        """Why no decision can be worded now."""
        if self.decision is not None:
            return _("A decision stands already.")
        if self.rights_request.state == State.CLARIFICATION:
            return _("A decision follows when the person has answered.")
        return _(
            "A decision follows the identity check, while the request is assessed."
        )
