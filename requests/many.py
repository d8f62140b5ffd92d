"""One step taken on many requests at once: in one transaction, with an entry for each.

What a step means is said once, by the verb of a single request. `step_many` is
`steps.step` for a set: it locks, guards, settles, saves and records them together, so
that thousands take seconds. `each` takes a verb on one after the other where its work
cannot be put together (letters, clocks).

A request for which the step is not allowed is left as it is and said to be skipped.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import NamedTuple

from django.db import transaction
from django.db.models import FETCH_PEERS
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.querysets import controllers_of
from audit.trail import act, record_many
from rights.choices import State
from rights.errors import ChangedMeanwhile, StepNotAllowed
from rights.models import CaseEvent, RightsRequest
from rights.stages import settle_many
from rights.steps import why_not

BATCH = 1_000  # locked, settled and saved at a time
MOST = 10_000  # in one act
MOST_ONE_BY_ONE = 500


class Chosen(NamedTuple):
    """One request of a selection, and its version when it was chosen."""

    pk: int
    version: int | None = None


class Skipped(NamedTuple):
    ref: str
    why: str


@dataclass
class Result:
    """What became of a selection."""

    done: list[str] = field(default_factory=list)  # references
    skipped: list[Skipped] = field(default_factory=list)


@dataclass
class Batch:
    """Locked requests for which the step is allowed; a verb may leave out more."""

    result: Result
    events: list[CaseEvent] = field(default_factory=list)
    _taken: dict[int, RightsRequest] = field(default_factory=dict)

    @property
    def cases(self) -> list[RightsRequest]:
        """Those that were not left out, by key."""
        return [*self._taken.values()]

    def take(self, case: RightsRequest) -> None:
        self._taken[case.pk] = case

    def skip(self, case: RightsRequest, why: str) -> None:
        self._taken.pop(case.pk, None)
        self.result.skipped.append(Skipped(case.ref, why))


@contextmanager
def together(*, by: User, at: datetime, reason: str = "") -> Iterator[Result]:
    """One transaction and one act around the batches of a step."""
    with transaction.atomic(), act(by=by, at=at, reason_text=reason):
        yield Result()


def batches(
    chosen: Sequence[Chosen],
    verb: str,
    result: Result,
    *,
    by: User,
    states: frozenset[State],
    permission: str,
) -> Iterator[Batch]:
    """The chosen requests, some at a time, each batch as `steps.step` holds one.

    Inside `together`. When the caller comes back for the next batch, this one is
    settled, saved and recorded.
    """
    allowed_at = permitted(by, permission)
    for some in batched(sorted(chosen), BATCH):
        versions = dict(some)
        locked = (
            RightsRequest.objects.select_for_update(of=("self",))
            .fetch_mode(FETCH_PEERS)  # a company is asked for if one is left out
            .filter(pk__in=list(versions), controller__in=allowed_at)
            .order_by("pk")
        )
        batch = Batch(result)
        for case in locked:
            why = why_not(case, states=states, version=versions.pop(case.pk))
            if why is None:
                batch.take(case)
            else:
                batch.skip(case, left_out(case, why))
        result.skipped += _not_yours(versions, by)
        yield batch
        _finish(batch, verb)


def left_out(case: RightsRequest, error: StepNotAllowed) -> str:
    """The refusal in words that are the same for all requests it concerns."""
    if isinstance(error, ChangedMeanwhile):
        return _("It has changed since the list was drawn.")
    return _("At the stage “%(stage)s” this cannot be done.") % {
        "stage": case.get_stage_display()
    }


def permitted(by: User, permission: str) -> set[int]:
    """The companies where this person holds the permission, asked once for a set."""
    if not by.is_active:
        return set()
    return set(controllers_of(by, permission).values_list("controller_id", flat=True))


def _not_yours(pks: Collection[int], by: User) -> list[Skipped]:
    """Those of another company, or gone: one statement, and none without any.

    Only what this person may see is named.
    """
    mine = RightsRequest.objects.visible_to(by).filter(pk__in=pks)
    named = dict(mine.values_list("pk", "ref")) if pks else {}
    why = _("You may not do this at its controller.")
    return [Skipped(named.get(pk, ""), why) for pk in pks]


def _finish(batch: Batch, verb: str) -> None:
    cases = batch.cases
    for case in cases:
        case.version += 1
    settle_many(cases)
    RightsRequest.objects.audited_bulk_save(cases)
    CaseEvent.objects.bulk_create(batch.events)
    record_many(f"requests.{verb}", cases)
    batch.result.done += [case.ref for case in cases]


def each(
    chosen: Sequence[Chosen],
    take: Callable[[RightsRequest, int | None], object],
    *,
    by: User,
    at: datetime,
    permission: str,
) -> Result:
    """Take a verb on one request after the other, in one transaction and one act.

    `take` is the verb, given the request and the version that was chosen. What it
    refuses is skipped: nothing of it is stored.
    """
    allowed_at = permitted(by, permission)
    versions = dict(chosen)
    with together(by=by, at=at) as result:
        mine = RightsRequest.objects.filter(
            pk__in=list(versions), controller__in=allowed_at
        )
        for case in mine.select_related("controller", "establishment").order_by("pk"):
            try:
                take(case, versions.pop(case.pk))
            except ChangedMeanwhile as error:
                result.skipped.append(Skipped(case.ref, left_out(case, error)))
            except StepNotAllowed as error:
                result.skipped.append(Skipped(case.ref, str(error)))
            else:
                result.done.append(case.ref)
        result.skipped += _not_yours(versions, by)
    return result
