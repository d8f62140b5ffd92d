"""Short words for cases and rules in the tests of the clocks."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rulebook.case_clocks import Case, CaseClock, Event, EventType, count
from rulebook.rows import Rule

KUALA_LUMPUR = ZoneInfo("Asia/Kuala_Lumpur")


def moment(text: str, offset: str = "+08:00") -> datetime:
    """`06-02` is 10:00 on that day of 2026; a longer text is taken as it is."""
    if len(text) == len("06-02"):
        text = f"2026-{text}T10:00:00{offset}"
    return datetime.fromisoformat(text)


def rule(**change: Any) -> Rule:
    """A law's period of 10 days for the answer, or what `change` makes of it."""
    known: dict[str, Any] = {
        "code": "LAW",
        "clock": "statute_response",
        "source_kind": "statute",
        "country": "MY",
        "document": "Tea Act",
        "clause": "1",
        "rights": ("access",),
        "number": 10,
        "unit": "calendar_days",
        "start": "receipt",
    }
    return Rule(**{**known, **change})


def promise(**change: Any) -> Rule:
    own = {"code": "TEA-1", "clock": "promise_response", "source_kind": "promise"}
    return rule(**{**own, "controller": "tea", "promise": "TEA-1", **change})


def case(*events: tuple[str, str], **change: Any) -> Case:
    """A request received on Monday 1 June 2026 at 10:00 in Kuala Lumpur."""
    known: dict[str, Any] = {
        "kind": "rights_request",
        "controller": "tea",
        "country": "MY",
        "subdivision": "MY-14",
        "time_zone": KUALA_LUMPUR,
        "right": "access",
        "received_at": moment("06-01"),
        "events": tuple(Event(EventType(kind), moment(at)) for kind, at in events),
    }
    return Case(**{**known, **change})


def clock(one: Rule, *events: tuple[str, str], **change: Any) -> CaseClock:
    """The only clock of this rule's own kind, or the last of several rounds."""
    found = [
        each
        for each in count([one], case(*events, **change))
        if each.clock == one.clock
    ]
    return max(found, key=lambda each: each.round)


def state(found: CaseClock) -> tuple[str, str | None]:
    """Status and last day, as `("running", "06-11")`."""
    due = found.due_at
    return str(found.status), due.strftime("%m-%d") if due else None
