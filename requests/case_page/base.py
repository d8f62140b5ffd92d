"""What every part of the request page reads: the case, who looks, what happened."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from django.db.models import prefetch_related_objects

from accounts.models import User
from accounts.roles import PERMISSIONS
from correspondence.models import Delivery
from rights.models import CaseEvent, Decision, Message, RightsRequest
from rights.next_step import standing_decision
from rights.timeline import people_in


class CaseBase:
    """One request as one user sees it; the parts of its page stand beside."""

    def __init__(
        self, rights_request: RightsRequest, *, user: User, now: datetime
    ) -> None:
        self.rights_request = rights_request
        self.user = user
        self.now = now
        self.shows = ""  # the part of the timeline, one of timeline_looks.PARTS
        prefetch_related_objects(
            [rights_request],
            *(
                "clocks__corrections__by",
                "decisions__sets",
                "tasks__backups",
                "tasks__hold",
                "tasks__files",
                "messages",
                "files",
                "holds__matter",
                "packages",
                "events",
            ),
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
        return list(Delivery.objects.for_case(self.rights_request.pk))

    @cached_property
    def tags(self) -> list[str]:
        """The words its company put on it, by name."""
        carried = self.rights_request.taggings.values_list("tag__name", flat=True)
        return sorted(carried, key=str.casefold)

    @cached_property
    def messages(self) -> list[Message]:
        return list(self.rights_request.messages.all())

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The names of everyone of the office this page mentions."""
        wanted = people_in(self.events)
        if self.rights_request.logged_by_id:
            wanted.add(self.rights_request.logged_by_id)
        wanted |= {m.author_id for m in self.messages if m.author_id}
        for decision in self.rights_request.decisions.all():
            wanted.add(decision.proposed_by_id)
            wanted |= {decision.second_look_by_id or decision.proposed_by_id}
        found = User.objects.filter(pk__in=wanted).values_list("pk", "full_name")
        return dict(found)

    @cached_property
    def decision(self) -> Decision | None:
        return standing_decision(self.rights_request)
