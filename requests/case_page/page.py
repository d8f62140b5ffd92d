"""The request page as a whole: next step, clocks, steps beside, timeline, rail."""

from dataclasses import replace
from functools import cached_property

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies.naming import words_of
from rights import (
    filed_together,
    grounds,
    holding,
)
from rights.case_page.decision import DecisionPart
from rights.case_page.parts import POLICY
from rights.case_page.post import PostPart
from rights.case_page.tasks import TasksPart
from rights.case_page.who_asks import WhoAsksPart
from rights.choices import NEW, State
from rights.clock_cards import ClockBoard, ClockCard, clock_board
from rights.clocks import rules_of
from rights.desk_words import language_name, relation_words
from rights.explaining import wish
from rights.models import (
    AuthorityMatter,
    CaseErasure,
    Clock,
    Decision,
    Hold,
    RightsRequest,
)
from rights.next_step import NextStep, next_step, situation_of
from rights.stages import NO_DUTY
from rights.timeline import Entry, timeline
from rights.timeline_looks import PART_LABELS
from rights.ways import Offered, Situation, offered
from rulebook.confirming import to_confirm
from rulebook.conflicts import conflicts_for
from rulebook.rows import Rule


class CasePage(DecisionPart, TasksPart, PostPart, WhoAsksPart):
    """Everything the page shows, fetched in a fixed number of queries."""

    @cached_property
    def next_step(self) -> NextStep:
        step = next_step(situation_of(self.rights_request))
        if step.permission == "requests.approve" and self.can_look_twice:
            return replace(step, text=_("take the second look"))
        return step

    @property
    def can_take_next_step(self) -> bool:
        step = self.next_step
        if step.permission not in self.permissions:
            return False
        proposed_it = self.decision is not None and (
            self.decision.proposed_by_id == self.user.pk
        )
        return bool(step.action) and not (
            step.permission == "requests.approve" and proposed_it
        )

    @property
    def acts_here(self) -> bool:
        """The next step is a button of this page, so no other link stands out."""
        closing = self.can_close and not (
            self.why_not_close or self.rights_request.tasks_open
        )
        here = self.can_look_twice or self.can_send or closing
        return here and self.next_step.target != "package"

    @property
    def closes_empty_handed(self) -> bool:
        """Whether closing now would leave the person without what was granted."""
        return self.can_close and self.next_step.target == "package"

    @property
    def next_url(self) -> str:
        """Where the next step is taken: a part of the page, or a page of its own."""
        target = self.next_step.target
        if target.startswith("#"):
            return target
        return reverse(f"requests:{target}", args=[self.rights_request.ref])

    @property
    def leading_clock(self) -> ClockCard | None:
        """The running clock that is due first; of two times for a reply the longer."""
        longest = self.clocks.main
        running = (
            card
            for card in self.clocks.all
            if card.status == "running"
            and (card.kind != Clock.Kind.CLARIFICATION_ANSWER or card in longest)
        )
        dated = [
            card
            for card in running
            if card.due_at is not None and card.kind not in NO_DUTY
        ]
        return min(dated, key=lambda card: card.due_at or self.now, default=None)

    @property
    def is_late(self) -> bool:
        """Whether something that the office owes is past its last instant."""
        leading = self.leading_clock
        if leading is None or leading.kind == Clock.Kind.CLARIFICATION_ANSWER:
            return False  # the person's own time is only over
        return leading.code == "overdue"

    @cached_property
    def clocks(self) -> ClockBoard:
        case = self.rights_request
        unconfirmed = to_confirm(self.rules.values(), case.controller)
        return clock_board(case, now=self.now, unconfirmed=unconfirmed)

    @property
    def conflicts(self) -> list[str]:
        """Where the texts this case is measured by say different things."""
        found = conflicts_for(self.rules.values(), self.rights_request.right)
        return [conflict.sentence for conflict in found]

    @cached_property
    def rules(self) -> dict[tuple[str, int], Rule]:
        """The rules that the clocks of this request run by."""
        return rules_of(self.rights_request)

    @cached_property
    def ways(self) -> list[Offered]:
        """The steps beside the straight way, open or not, with the reason why not."""
        if self.rights_request.state == State.UNCONFIRMED:
            return []
        clocks = list(self.rights_request.clocks.all())
        case = self.rights_request
        beside = self.others, self.guardian
        now = Situation(case, clocks, self.rules, self.now, *beside)
        return offered(now, self.permissions)

    @property
    def open_ways(self) -> list[Offered]:
        return [way for way in self.ways if not way.why_not]

    @property
    def shut_ways(self) -> list[Offered]:
        return [way for way in self.ways if way.why_not]

    @cached_property
    def hold(self) -> Hold | None:
        return holding.standing(self.rights_request)

    @property
    def hold_ground(self) -> str:
        """The ground of the hold in the reader's language."""
        if self.hold is None:
            return ""
        language = get_language() or "en"
        ground = grounds.named(self.rights_request, self.hold.ground)
        return ground.label_in(language) if ground else self.hold.ground

    @cached_property
    def timeline(self) -> list[Entry]:
        """Of the part that is asked for, or everything."""
        told = self.rights_request, self.events, self.deliveries, self.names
        return timeline(*told, part=self.shows)

    @property
    def timeline_parts(self) -> list[tuple[str, str, bool]]:
        """Value, label and whether it is shown, for the links above the timeline."""
        return [
            (code, str(label), code == self.shows)
            for code, label in PART_LABELS.items()
        ]

    def changes_since(self, seen: int) -> list[Entry]:
        """What happened after the event with the key `seen`, newest first."""
        later = [event for event in self.events if event.pk > seen]
        return timeline(self.rights_request, later, [], self.names)

    @cached_property
    def complaints(self) -> list[RightsRequest]:
        """Complaints that were made about this request."""
        return list(self.rights_request.complaints.all())

    @property
    def erasure(self) -> CaseErasure | None:
        """The record of it, once its words are gone."""
        return getattr(self.rights_request, "erasure", None)

    @cached_property
    def matters(self) -> list[AuthorityMatter]:
        """What authorities have of it, of the first request and of complaints."""
        case = self.rights_request
        if case.parent_id is None and not self.complaints:
            return list(case.authority_matters.all())
        family = {case.pk, case.parent_id, *(one.pk for one in self.complaints)}
        found = AuthorityMatter.objects.filter(rights_request__in=family - {None})
        return list(found.select_related("rights_request"))

    @cached_property
    def together(self) -> list[RightsRequest]:
        """The other requests of the same act."""
        return filed_together.asked_with(self.rights_request)

    @property
    def can_print_receipt(self) -> bool:
        """A person without e-mail gets it on paper, with a one-time secret.

        Of several requests of one act it is the first that has the receipt.
        """
        case = self.rights_request
        by_post = case.claimant.goes_by_post
        has_it = all(case.pk < other.pk for other in self.together)
        return by_post and has_it and self.may["triage"] and case.is_open

    @property
    def wish(self) -> str:
        return wish(self.rights_request.right)

    @property
    def policy(self) -> str:
        """The version in force on the day of receipt, by its title."""
        return words_of(self.rights_request.policy_version, self.there[POLICY])

    @property
    def language_name(self) -> str:
        return language_name(self.rights_request.language)

    @property
    def relation(self) -> str:
        return relation_words(self.rights_request.claimant.relation)

    @property
    def can_reject(self) -> bool:
        early = NEW | {State.UNCONFIRMED}
        return self.may["triage"] and self.rights_request.state in early

    @property
    def can_close(self) -> bool:
        fulfilling = self.rights_request.state == State.FULFILLING
        return self.may["carry_out"] and fulfilling

    @property
    def why_not_close(self) -> str:
        """What is in the way of closing, or nothing."""
        if self.decision is None or self.decision.state != Decision.State.SENT:
            return _("The answer is still in the outbox.")
        return ""
