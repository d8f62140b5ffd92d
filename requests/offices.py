"""Who of an office hears of a request: its owner, else the officers of the company."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Controller, Membership
from accounts.roles import Role, roles_with
from rights.models import ReminderSettings


@dataclass
class Office:
    """The colleagues who work on one company's requests, by their keys."""

    controller: Controller
    settings: ReminderSettings
    workers: set[int] = field(default_factory=set)
    officers: set[int] = field(default_factory=set)
    approvers: set[int] = field(default_factory=set)

    def told(self, owner_id: int | None) -> set[int]:
        """Who hears of a request of this owner.

        An owner who has left, or lost the role, counts as none: then it is the
        officers, and where a company has no officer, everyone who works there.
        """
        if owner_id in self.workers:
            return {owner_id} if owner_id is not None else set()
        return self.officers or self.workers


def outside_words(chosen: ReminderSettings) -> str:
    """What happens where a recipient outside does not answer, in a sentence."""
    days = [str(number) for number in chosen.recipient_days]
    told = ngettext(
        "After %(number)d day the owner of the request is told.",
        "After %(number)d days the owner of the request is told.",
        chosen.silence_days,
    ) % {"number": chosen.silence_days}
    if not days:
        return told
    reminded = _("Reminded after days %(days)s.") % {"days": ", ".join(days)}
    return f"{reminded} {told}"


def offices(controllers: Iterable[int] | None = None) -> dict[int, Office]:
    """Every company somebody works for, by its key; two queries."""
    known = ReminderSettings.objects.in_bulk(field_name="controller_id")
    found: dict[int, Office] = {}
    members = Membership.objects.filter(
        user__is_active=True, role__in=roles_with("requests.triage")
    )
    if controllers is not None:
        members = members.filter(controller__in=controllers)
    roles: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for member in members.select_related("controller"):
        controller = member.controller
        if controller.pk not in found:
            settings = known.get(controller.pk)
            settings = settings or ReminderSettings(controller=controller)
            found[controller.pk] = Office(controller, settings)
        roles[controller.pk][member.role].add(member.user_id)
    approving = roles_with("requests.approve")
    for pk, office in found.items():
        office.workers = set().union(*roles[pk].values())
        office.officers = roles[pk][Role.OFFICER]
        office.approvers = set().union(*(roles[pk][role] for role in approving))
    return found
