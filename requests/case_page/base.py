"""What every part of the request page reads: the case, who looks, what happened."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.models import User
from accounts.roles import PERMISSIONS
from correspondence.models import Delivery, DeliveryEvent
from rights.case_page.parts import OTHERS, TROUBLE, read_parts
from rights.case_page.people import workers
from rights.models import CaseEvent, Decision, Message, RightsRequest
from rights.next_step import standing_decision
from rights.repeats import of_same_person
from rights.timeline import people_in


class CaseBase:
    """One request as one user sees it; the parts of its page stand beside."""

    def __init__(
        self,
        rights_request: RightsRequest,
        *,
        user: User,
        now: datetime,
        roles: set[str] | None = None,
    ) -> None:
        """`roles` are the ones this user holds here, where they are known already."""
        self.rights_request = rights_request
        self.user = user
        self.now = now
        self._roles = roles
        self.shows = ""  # the part of the timeline, one of timeline_looks.PARTS
        self.there = read_parts(rights_request)

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What this user may do here; read anew for each page."""
        roles = self._roles
        if roles is None:
            held = self.user.memberships.filter(
                controller=self.rights_request.controller_id
            )
            roles = set(held.values_list("role", flat=True))
        return frozenset().union(*(PERMISSIONS[role] for role in roles))

    @property
    def may(self) -> dict[str, bool]:
        """For templates: `page.may.triage`."""
        names = ("triage", "decide", "approve", "carry_out", "correct")
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
        found = Delivery.objects.for_case(self.rights_request.pk)
        if TROUBLE not in self.there:  # the page tells only what went wrong on the way
            none = Prefetch("events", DeliveryEvent.objects.none())
            found = found.prefetch_related(None).prefetch_related(none)
        return list(found)

    @cached_property
    def others(self) -> list[RightsRequest]:
        """The other requests of this person to this company, newest first."""
        is_any = OTHERS in self.there
        return list(of_same_person(self.rights_request)) if is_any else []

    @cached_property
    def tags(self) -> list[str]:
        """The words its company put on it, by name."""
        carried = self.rights_request.taggings.all()
        return sorted((one.tag.name for one in carried), key=str.casefold)

    @cached_property
    def messages(self) -> list[Message]:
        return list(self.rights_request.messages.all())

    @property
    def _named(self) -> set[int]:
        """The keys of everyone of the office this page mentions."""
        wanted = people_in(self.events)
        if self.rights_request.logged_by_id:
            wanted.add(self.rights_request.logged_by_id)
        wanted |= {m.author_id for m in self.messages if m.author_id}
        for decision in self.rights_request.decisions.all():
            wanted.add(decision.proposed_by_id)
            wanted |= {decision.second_look_by_id or decision.proposed_by_id}
        return wanted

    @cached_property
    def _office(self) -> list[User]:
        """Whom this page names or offers: told apart by what they may do, read once."""
        able = {
            verb: Exists(workers(self.rights_request, perm).filter(pk=OuterRef("pk")))
            for verb, perm in (
                ("may_take", "requests.triage"),
                ("may_look", "requests.approve"),
            )
        }
        offered = Q(may_take=True) | Q(may_look=True)
        people = User.objects.annotate(**able).filter(offered | Q(pk__in=self._named))
        return list(people.order_by("full_name"))

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The names of everyone of the office this page mentions."""
        return {person.pk: person.full_name for person in self._office}

    @property
    def people(self) -> list[User]:
        """Whom the request can be given to."""
        return [person for person in self._office if getattr(person, "may_take", False)]

    @property
    def approvers(self) -> list[User]:
        """Who may look at the standing decision: not the one who proposed it."""
        proposer = self.decision.proposed_by_id if self.decision else None
        able = [person for person in self._office if getattr(person, "may_look", False)]
        return [person for person in able if person.pk != proposer]

    @cached_property
    def decision(self) -> Decision | None:
        return standing_decision(self.rights_request)
