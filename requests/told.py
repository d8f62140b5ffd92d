"""Which dates a letter names to the person, and that it did (CLOCKS.md 2.9).

A person is told two dates at most, when we answer and when it is done, and while we
wait for them, how long they have. All other clocks are the office's own business.
"""

from collections.abc import Iterable
from datetime import datetime

from rights.models import Clock, RightsRequest

THEIRS = (Clock.Kind.CLARIFICATION_ANSWER,)
FAMILIES = (Clock.ANSWERING, Clock.CARRYING_OUT, THEIRS)


def leading(clocks: Iterable[Clock], family: Iterable[str]) -> Clock | None:
    """The open clock of a family due first; without a date the first that is open.

    One that stands still or has no last day gives way to one that counts. Of the time
    the person has, the longest counts: no text takes from them what another gives.
    """
    kinds = set(family)
    found = [clock for clock in clocks if clock.kind in kinds and clock.is_open]
    dated = [clock for clock in found if clock.due_at is not None]
    if dated and kinds == set(THEIRS):
        return max(dated, key=_due)
    return min(dated, key=_due, default=None) or next(
        (clock for clock in found if clock.status != Clock.Status.RUNNING),
        found[0] if found else None,
    )


def named_of(clocks: Iterable[Clock]) -> list[Clock]:
    """The clocks whose dates a letter of now would name."""
    known = list(clocks)
    found = (leading(known, family) for family in FAMILIES)
    return [clock for clock in found if clock is not None]


def named(rights_request: RightsRequest) -> list[Clock]:
    return named_of(Clock.objects.filter(rights_request=rights_request))


def note(clocks: Iterable[Clock], at: datetime) -> list[Clock]:
    """Write on the clocks, which the caller saves, that a letter names their dates."""
    return _note(named_of(clocks), at)


def _note(named: Iterable[Clock], at: datetime) -> list[Clock]:
    noted = [clock for clock in named if clock.due_at is not None]
    for clock in noted:
        clock.told_due_at, clock.told_at = clock.due_at, at
    return noted


def keep(clocks: Iterable[Clock], at: datetime) -> None:
    """A letter names the dates of these clocks; they are saved with that."""
    if noted := _note(clocks, at):
        Clock.objects.bulk_update(noted, ["told_due_at", "told_at"])


def _due(clock: Clock) -> datetime:
    return clock.due_at or clock.started_at
