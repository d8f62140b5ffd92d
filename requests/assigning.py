"""Who works on a request: given to one colleague, many at once, or handed over.

What giving means is said once (`why_not`, `give`), for one request as for many.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import roles_with
from rights.choices import OPEN
from rights.errors import StepNotAllowed
from rights.many import Batch, Chosen, Result, batches, permitted, together
from rights.models import CaseEvent, RightsRequest
from rights.steps import event

WORKS = "requests.triage"


def workplaces(owner: User | None) -> set[int]:
    """The companies on whose requests this person may work."""
    return set() if owner is None else permitted(owner, WORKS)


def workers_of(controllers: Sequence[int]) -> QuerySet[User]:
    """Who works on the requests of any of these companies."""
    holders = Membership.objects.filter(
        controller__in=controllers, role__in=roles_with(WORKS)
    )
    people = User.objects.filter(is_active=True, pk__in=holders.values("user"))
    return people.order_by("full_name")


def why_not(case: RightsRequest, owner: User | None, workplaces: set[int]) -> str:
    """Why this person cannot have the request; blank if they can."""
    if owner is None or case.controller_id in workplaces:
        return ""
    return _("%(name)s does not work on the requests of %(controller)s.") % {
        "name": owner.full_name,
        "controller": case.controller,
    }


def give(
    case: RightsRequest, owner: User | None, *, by: User, at: datetime
) -> CaseEvent:
    """Change the owner; the caller saves the request and the event."""
    case.owner = owner
    data = {"owner": owner.pk if owner else None}
    return event(case, CaseEvent.Type.ASSIGNED, by=by, at=at, data=data)


def assign_many(
    chosen: Sequence[Chosen],
    *,
    owner: User | None,
    by: User,
    at: datetime | None = None,
) -> Result:
    """Give many requests to one person, or to nobody: one act, an entry for each.

    Skips what `workflow.assign` refuses, and what that person has already.
    """
    at = at or timezone.now()
    places = workplaces(owner)
    with together(by=by, at=at) as result:
        for batch in batches(
            chosen, "assign", result, by=by, states=OPEN, permission=WORKS
        ):
            for case in batch.cases:
                _give_in(batch, case, owner, places, by=by, at=at)
    return result


def _give_in(
    batch: Batch,
    case: RightsRequest,
    owner: User | None,
    places: set[int],
    *,
    by: User,
    at: datetime,
) -> None:
    why = why_not(case, owner, places)
    if not why and case.owner_id == (owner.pk if owner else None):
        why = _("%(name)s has it already.") % {
            "name": owner.full_name if owner else _("Nobody")
        }
    if why:
        batch.skip(case, why)
    else:
        batch.events.append(give(case, owner, by=by, at=at))


def left_by(person: User, by: User) -> list[tuple[int, int]]:
    """The open requests of a colleague that this user may hand over: key and company,

    the nearest date first.
    """
    mine = permitted(by, "requests.hand_over")
    left = RightsRequest.objects.open().filter(owner=person, controller__in=mine)
    return list(left.by_deadline().values_list("pk", "controller_id"))


def shares(
    cases: Sequence[tuple[int, int]], to: Sequence[User]
) -> dict[int, User | None]:
    """Who gets which of these requests (key, company), as evenly as it goes.

    Each goes to the one of `to` who works for its company and has got the fewest so
    far; to nobody where none of them works there.
    """
    places = {person.pk: workplaces(person) for person in to}
    got: Counter[int] = Counter()
    found: dict[int, User | None] = {}
    for pk, controller_id in cases:
        able = [person for person in to if controller_id in places[person.pk]]
        chosen = min(able, key=lambda person: got[person.pk], default=None)
        found[pk] = chosen
        if chosen is not None:
            got[chosen.pk] += 1
    return found


def hand_over(
    person: User, *, to: Sequence[User], by: User, at: datetime | None = None
) -> Result:
    """Give all open requests of a colleague who leaves to others, dealt out evenly.

    In one act, at every company where `by` may do so. Raises StepNotAllowed without a
    colleague to take them; skips requests of a company where none of them works.
    """
    at = at or timezone.now()
    takers = [taker for taker in to if taker.pk != person.pk]
    if not takers:
        raise StepNotAllowed(_("Choose at least one other colleague to take them."))
    with together(by=by, at=at) as result:
        cases = left_by(person, by)
        dealt = shares(cases, takers)
        places = {taker.pk: workplaces(taker) for taker in takers}
        for batch in batches(
            [Chosen(pk) for pk, _controller in cases],
            "hand_over",
            result,
            by=by,
            states=OPEN,
            permission="requests.hand_over",
        ):
            _deal(batch, dealt, places, by=by, at=at)
    return result


def _deal(
    batch: Batch,
    dealt: Mapping[int, User | None],
    places: Mapping[int, set[int]],
    *,
    by: User,
    at: datetime,
) -> None:
    for case in batch.cases:
        taker = dealt.get(case.pk)
        if taker is None:
            sentence = _(
                "None of those chosen works on the requests of %(controller)s."
            )
            batch.skip(case, sentence % {"controller": case.controller})
        else:
            _give_in(batch, case, taker, places[taker.pk], by=by, at=at)
