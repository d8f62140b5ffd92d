"""The steps a case may take beside its straight way, and why not, where it may not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from rights import (
    asking,
    authority_matters,
    charging,
    ending,
    extending,
    forwarding,
    holding,
    keeping_files,
    representing,
)
from rights.models import Clock, RightsRequest
from rulebook.case_clocks import EventType
from rulebook.rows import Rule
from subjects.models import Guardian


@dataclass(frozen=True)
class Situation:
    """A case with what its steps depend on, read once for a page."""

    case: RightsRequest
    clocks: list[Clock]
    rules: dict[tuple[str, int], Rule]
    now: datetime
    others: list[RightsRequest]  # of the same person
    guardian: Guardian | None  # who acts for the person


@dataclass(frozen=True)
class Way:
    """One step with a page of its own; `name` is its URL's."""

    name: str
    title: Any
    icon: str
    permission: str
    why_not: Callable[[Situation], str]
    event: EventType | None = None  # what it does to the clocks is said first


WAYS = (
    Way(
        "clarify",
        gettext_lazy("Ask the person"),
        "message-square",
        "requests.triage",
        lambda now: asking.why_not_ask(now.case),
        EventType.CLARIFICATION_REQUESTED,
    ),
    Way(
        "complete",
        gettext_lazy("Accept as complete"),
        "circle-check",
        "requests.triage",
        lambda now: asking.why_not_complete(now.case, now.clocks),
    ),
    Way(
        "flag",
        gettext_lazy("Mark the record as disputed"),
        "flag",
        "requests.triage",
        lambda now: asking.why_not_flag(now.case, now.clocks),
        EventType.CLAIM_FLAGGED,
    ),
    Way(
        "guardian",
        gettext_lazy("Note who acts for the person"),
        "users",
        "requests.triage",
        lambda now: representing.why_not_note(now.case, now.guardian),
    ),
    Way(
        "of-age",
        gettext_lazy("The person acts alone"),
        "user",
        "requests.triage",
        lambda now: representing.why_not_alone(now.case, now.guardian, at=now.now),
    ),
    Way(
        "extend",
        gettext_lazy("Take more time"),
        "calendar-clock",
        "requests.decide",
        lambda now: extending.why_not(now.case, now.clocks, now.rules, at=now.now),
        EventType.EXTENSION_NOTIFIED,
    ),
    Way(
        "hold",
        gettext_lazy("Put on hold"),
        "pause",
        "requests.decide",
        lambda now: holding.why_not_place(now.case),
        EventType.LEGAL_HOLD_PLACED,
    ),
    Way(
        "release",
        gettext_lazy("Lift the hold"),
        "play",
        "requests.decide",
        lambda now: holding.why_not_release(now.case),
        EventType.LEGAL_HOLD_RELEASED,
    ),
    Way(
        "not-competent",
        gettext_lazy("Not ours to answer"),
        "undo-2",
        "requests.decide",
        lambda now: forwarding.why_not_declare(now.case),
        EventType.NOT_COMPETENT,
    ),
    Way(
        "forward",
        gettext_lazy("Pass it on"),
        "send",
        "requests.decide",
        lambda now: forwarding.why_not_forward(now.case),
        EventType.FORWARDED,
    ),
    Way(
        "fee",
        gettext_lazy("Ask for a fee"),
        "tag",
        "requests.decide",
        lambda now: charging.why_not_propose(now.case, now.others),
    ),
    Way(
        "duplicate",
        gettext_lazy("Set aside as a duplicate"),
        "copy",
        "requests.triage",
        lambda now: ending.why_not_duplicate(now.case),
        EventType.DUPLICATE_FOUND,
    ),
    Way(
        "abandon",
        gettext_lazy("Close without a reply"),
        "hourglass",
        "requests.decide",
        lambda now: ending.why_not_abandon(now.case, now.clocks, at=now.now),
    ),
    Way(
        "authority",
        gettext_lazy("Note that an authority writes"),
        "building-2",
        "requests.decide",
        lambda now: authority_matters.why_not_note(now.case),
    ),
    Way(
        "keep",
        gettext_lazy("Keep the file longer"),
        "lock",
        "requests.erase_case",
        lambda now: keeping_files.why_not_keep(now.case),
    ),
    Way(
        "reopen",
        gettext_lazy("Open it again"),
        "refresh-cw",
        "requests.reopen",
        lambda now: ending.why_not_reopen(now.case),
        EventType.REOPENED,
    ),
)
BY_NAME = {way.name: way for way in WAYS}


@dataclass(frozen=True)
class Offered:
    """A step as the request page shows it: open to this user, or why it is not."""

    way: Way
    why_not: str


def offered(now: Situation, permissions: Iterable[str]) -> list[Offered]:
    """The steps that this user could take on such a case, in the order of the work.

    Of a closed request only what may come later: it is opened again, its file is kept
    longer, or an authority writes. An open one cannot be opened.
    """
    held = set(permissions)
    return [
        Offered(way, way.why_not(now))
        for way in WAYS
        if way.permission in held and _is_for(way, now.case)
    ]


def _is_for(way: Way, case: RightsRequest) -> bool:
    """Whether the step belongs to an open request or to a closed one."""
    if way.name == "authority":
        return True
    return (way.name in {"keep", "reopen"}) == case.is_closed
