"""Everything the request page shows, fetched in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import PERMISSIONS, roles_with
from correspondence.models import Delivery
from rights import grounds
from rights.choices import NEW, State
from rights.clock_cards import ClockCard, clock_cards
from rights.desk_words import language_name, relation_words
from rights.explaining import wish
from rights.models import (
    CaseEvent,
    Decision,
    FulfilmentTask,
    IdentityCheck,
    IdentityFinding,
    Message,
    RightsRequest,
)
from rights.next_step import NextStep, next_step, situation_of, standing_decision
from rights.timeline import Entry, letter_name, people_in, timeline
from rulebook import book as rulebook
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


@dataclass(frozen=True)
class Sent:
    """A letter of the case and where it is."""

    pk: int
    name: str
    at: datetime
    state: str
    is_given_up: bool


class CasePage:
    """One request as one user sees it."""

    def __init__(
        self, rights_request: RightsRequest, *, user: User, now: datetime
    ) -> None:
        self.rights_request = rights_request
        self.user = user
        self.now = now
        prefetch_related_objects(
            [rights_request], "clocks", "decisions", "tasks", "messages"
        )

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What this user may do here; read anew for each page."""
        roles = self.user.memberships.filter(
            controller=self.rights_request.controller_id
        ).values_list("role", flat=True)
        return frozenset().union(*(PERMISSIONS[role] for role in roles))

    @property
    def may(self) -> dict[str, bool]:
        """For templates: `page.may.triage`."""
        names = ("triage", "decide", "approve", "carry_out")
        return {name: f"requests.{name}" in self.permissions for name in names}

    @cached_property
    def events(self) -> list[CaseEvent]:
        return list(self.rights_request.events.all())

    @property
    def seen(self) -> int:
        """The key of the newest event, for the forms on this page."""
        return max((event.pk for event in self.events), default=0)

    @cached_property
    def deliveries(self) -> list[Delivery]:
        return list(Delivery.objects.for_case(self.rights_request.pk))

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The names of everyone of the office this page mentions."""
        wanted = people_in(self.events)
        wanted |= {m.author_id for m in self.messages if m.author_id}
        for decision in self.rights_request.decisions.all():
            wanted.add(decision.proposed_by_id)
            wanted |= {decision.second_look_by_id or decision.proposed_by_id}
        found = User.objects.filter(pk__in=wanted).values_list("pk", "full_name")
        return dict(found)

    @cached_property
    def next_step(self) -> NextStep:
        return next_step(situation_of(self.rights_request))

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
        closing = self.can_close and not self.why_not_close
        return self.can_look_twice or self.can_send or closing

    @property
    def next_url(self) -> str:
        """Where the next step is taken: a part of the page, or a page of its own."""
        target = self.next_step.target
        if target.startswith("#"):
            return target
        return reverse(f"requests:{target}", args=[self.rights_request.ref])

    @property
    def leading_clock(self) -> ClockCard | None:
        """The running clock that is due first."""
        running = (card for card in self.clocks if card.status == "running")
        dated = [card for card in running if card.due_at is not None]
        return min(dated, key=lambda card: card.due_at or self.now, default=None)

    @cached_property
    def clocks(self) -> list[ClockCard]:
        return clock_cards(self.rights_request, now=self.now)

    @cached_property
    def timeline(self) -> list[Entry]:
        return timeline(self.rights_request, self.events, self.deliveries, self.names)

    def changes_since(self, seen: int) -> list[Entry]:
        """What happened after the event with the key `seen`, newest first."""
        later = [event for event in self.events if event.pk > seen]
        return timeline(self.rights_request, later, [], self.names)

    @property
    def wish(self) -> str:
        return wish(self.rights_request.right)

    @property
    def language_name(self) -> str:
        return language_name(self.rights_request.language)

    @property
    def relation(self) -> str:
        return relation_words(self.rights_request.claimant.relation)

    # --- identity ---------------------------------------------------------------

    @property
    def identity_check(self) -> IdentityCheck | None:
        return getattr(self.rights_request, "identity_check", None)

    @cached_property
    def facts(self) -> Sequence[IdentityFact]:
        """What the policy lets us ask of someone who came this way."""
        return facts_asked(self.rights_request)

    @cached_property
    def findings(self) -> list[Finding]:
        check = self.identity_check
        results = dict(check.findings.values_list("fact", "result")) if check else {}
        given = self.rights_request.claimant.facts
        language = get_language() or "en"
        return [
            Finding(
                code=fact.code,
                label=fact.label_in(language),
                help=fact.help_in(language),
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

    # --- decision ---------------------------------------------------------------

    @cached_property
    def decision(self) -> Decision | None:
        return standing_decision(self.rights_request)

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

    @property
    def can_decide(self) -> bool:
        in_progress = self.rights_request.state == State.IN_PROGRESS
        undecided = (in_progress or self.is_unproven) and self.decision is None
        return self.may["decide"] and undecided

    @property
    def is_unproven(self) -> bool:
        """The check showed nothing: the one decision there is, is to refuse."""
        check = self.identity_check
        checking = self.rights_request.state == State.IDENTITY_CHECK
        unproven = IdentityCheck.Outcome.UNPROVEN
        return checking and check is not None and check.outcome == unproven

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

    @cached_property
    def approvers(self) -> list[User]:
        """Who may look at the standing decision: not the one who proposed it."""
        found = workers(self.rights_request, "requests.approve")
        proposer = self.decision.proposed_by_id if self.decision else None
        return [person for person in found if person.pk != proposer]

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

    # --- the rest ---------------------------------------------------------------

    @cached_property
    def tasks(self) -> list[FulfilmentTask]:
        return list(self.rights_request.tasks.all())

    @property
    def settled_tasks(self) -> int:
        return sum(not task.is_open for task in self.tasks)

    @property
    def tasks_words(self) -> str:
        total = len(self.tasks)
        return ngettext(
            "%(settled)d of %(total)d settled",
            "%(settled)d of %(total)d settled",
            total,
        ) % {"settled": self.settled_tasks, "total": total}

    @cached_property
    def messages(self) -> list[Message]:
        return list(self.rights_request.messages.all())

    @property
    def letters(self) -> list[Sent]:
        given_up = Delivery.State.given_up()
        return [
            Sent(
                pk=delivery.letter_id,
                name=letter_name(delivery.letter.kind),
                at=delivery.letter.created_at,
                state=str(delivery.get_state_display()),
                is_given_up=delivery.state in given_up,
            )
            for delivery in self.deliveries
        ]

    @property
    def people(self) -> QuerySet[User]:
        """Whom the request can be given to."""
        return workers(self.rights_request, "requests.triage")

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
        if self.rights_request.tasks_open:
            return _("Tasks are still open. Finish them first.")
        if self.decision is None or self.decision.state != Decision.State.SENT:
            return _("The answer is still in the outbox.")
        return ""


def crumbs(rights_request: RightsRequest, *more: str) -> list[tuple[str, str]]:
    """The way to a page about this request; `more` are the pages below it."""
    own = rights_request.get_absolute_url() if more else ""
    way = [(_("Requests"), reverse("requests:queue")), (rights_request.ref, own)]
    return way + [(label, "") for label in more]


def facts_asked(rights_request: RightsRequest) -> Sequence[IdentityFact]:
    """The facts of the route this controller, country, right and channel have."""
    slug = rights_request.controller.slug
    route = rulebook.live(slug).identity_route(
        slug,
        rights_request.establishment.country,
        rights_request.right,
        rights_request.channel,
    )
    return route.facts


def workers(rights_request: RightsRequest, permission: str) -> QuerySet[User]:
    """Who holds this permission for the controller of the request."""
    holders = Membership.objects.filter(
        controller=rights_request.controller_id, role__in=roles_with(permission)
    )
    people = User.objects.filter(is_active=True, pk__in=holders.values("user"))
    return people.order_by("full_name")
