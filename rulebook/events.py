"""What can happen on a case, and which clock each event stops (CLOCKS.md 2.8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from rulebook.terms import ClockKind, Start


class EventType(StrEnum):
    """An event that moves no clock of a case is read and left."""

    CLARIFICATION_REQUESTED = "clarification_requested"
    CLARIFICATION_RECEIVED = "clarification_received"
    IDENTITY_REQUESTED = "identity_requested"
    IDENTITY_RECEIVED = "identity_received"
    IDENTITY_VERIFIED = "identity_verified"
    EXTENSION_NOTIFIED = "extension_notified"
    NOT_COMPETENT = "not_competent"
    FORWARDED = "forwarded"
    ACKNOWLEDGED = "acknowledged"
    CLAIM_COMPLETE = "claim_complete"
    CLAIM_FLAGGED = "claim_flagged"
    LEGAL_HOLD_PLACED = "legal_hold_placed"
    LEGAL_HOLD_RELEASED = "legal_hold_released"
    ANSWERED = "answered"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"
    DUPLICATE_FOUND = "duplicate_found"
    REOPENED = "reopened"
    COMPLAINT_RECEIVED = "complaint_received"
    COMPLAINT_ANSWERED = "complaint_answered"
    AUTHORITY_NOTIFIED = "authority_notified"
    SUBJECTS_NOTIFIED = "subjects_notified"
    SUPPLEMENT_SENT = "supplement_sent"


@dataclass(frozen=True, slots=True)
class Event:
    """`at` is an instant: it needs its time zone (ValueError without)."""

    type: EventType
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("The moment of an event needs a time zone.")


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events by their moment; those of one moment stay as they were given."""
    return tuple(sorted(events, key=lambda event: event.at.timestamp()))


# These starts are the moment the case begins, not a later event.
AT_RECEIPT: Final = frozenset(
    {Start.RECEIPT, Start.DELETION_REQUEST, Start.ACCOUNT_CANCELLATION, Start.AWARENESS}
)

STOPPED_BY: Final = {
    ClockKind.ACKNOWLEDGE: EventType.ACKNOWLEDGED,
    ClockKind.IDENTITY_CHECK: EventType.IDENTITY_VERIFIED,
    ClockKind.CLARIFICATION_REQUEST: EventType.CLARIFICATION_REQUESTED,
    ClockKind.CLARIFICATION_ANSWER: EventType.CLARIFICATION_RECEIVED,
    ClockKind.CLAIM_FLAG: EventType.CLAIM_FLAGGED,
    ClockKind.TRANSFER_FORWARD: EventType.FORWARDED,
    ClockKind.PROMISE_RESPONSE: EventType.ANSWERED,
    ClockKind.PROMISE_FULFILMENT: EventType.FULFILLED,
    ClockKind.STATUTE_RESPONSE: EventType.ANSWERED,
    ClockKind.STATUTE_FULFILMENT: EventType.FULFILLED,
    ClockKind.OPERATOR_RESPONSE: EventType.ANSWERED,
    ClockKind.OPERATOR_FULFILMENT: EventType.FULFILLED,
    ClockKind.EXTENSION_NOTICE: EventType.EXTENSION_NOTIFIED,
    ClockKind.COMPLAINT_ANSWER: EventType.COMPLAINT_ANSWERED,
    ClockKind.BREACH_AUTHORITY: EventType.AUTHORITY_NOTIFIED,
    ClockKind.BREACH_SUBJECTS: EventType.SUBJECTS_NOTIFIED,
    ClockKind.BREACH_SUPPLEMENT: EventType.SUPPLEMENT_SENT,
}

# After these nobody owes the rest of the case.
ENDS: Final = frozenset(
    {EventType.WITHDRAWN, EventType.DUPLICATE_FOUND, EventType.FORWARDED}
)

# Once the answer is sent, nothing is left to ask, to check or to put off.
ENDED_BY_ANSWER: Final = frozenset(
    {
        ClockKind.IDENTITY_CHECK,
        ClockKind.CLARIFICATION_REQUEST,
        ClockKind.CLARIFICATION_ANSWER,
        ClockKind.EXTENSION_NOTICE,
    }
)

BREACH: Final = frozenset(kind for kind in ClockKind if kind.startswith("breach_"))
FULFILMENT: Final = frozenset(
    kind for kind in ClockKind if kind.endswith("_fulfilment")
)
