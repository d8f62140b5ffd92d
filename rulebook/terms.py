"""The closed sets of words that rules are written in (CLOCKS.md 2.1, DESIGN.md)."""

from enum import StrEnum
from typing import Final


class Right(StrEnum):
    """What a person may ask for. A policy or a statute grants it, or nobody does."""

    INFORMATION = "information"
    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PORTABILITY = "portability"
    CONSENT_WITHDRAWAL = "consent_withdrawal"
    MARKETING_STOP = "marketing_stop"
    AUTOMATED_DECISION = "automated_decision"
    ACCOUNT_CANCELLATION = "account_cancellation"
    CONTACT = "contact"
    COMPLAINT = "complaint"


class ClockKind(StrEnum):
    """The duties that a rule can set a period for (CLOCKS.md 2.1).

    `operator_*` are the office's own defaults, where policy and law name no number.
    """

    ACKNOWLEDGE = "acknowledge"
    IDENTITY_CHECK = "identity_check"
    CLARIFICATION_REQUEST = "clarification_request"  # we must ask
    CLARIFICATION_ANSWER = "clarification_answer"  # the person's time
    CLAIM_FLAG = "claim_flag"
    TRANSFER_FORWARD = "transfer_forward"
    PROMISE_RESPONSE = "promise_response"
    PROMISE_FULFILMENT = "promise_fulfilment"
    STATUTE_RESPONSE = "statute_response"
    STATUTE_FULFILMENT = "statute_fulfilment"
    OPERATOR_RESPONSE = "operator_response"
    OPERATOR_FULFILMENT = "operator_fulfilment"
    EXTENSION_NOTICE = "extension_notice"  # the last moment to tell of an extension
    COMPLAINT_ANSWER = "complaint_answer"
    AUTHORITY_ORDER = "authority_order"  # its last day is the order's, no rule's
    BREACH_AUTHORITY = "breach_authority"
    BREACH_SUBJECTS = "breach_subjects"
    BREACH_SUPPLEMENT = "breach_supplement"


class Start(StrEnum):
    """The event a period runs from, in the words of its source.

    The first four are the moment of receipt (of a request, or awareness of a breach);
    they are kept apart because the text that a person reads says one or the other.
    """

    RECEIPT = "receipt"
    DELETION_REQUEST = "deletion_request"
    ACCOUNT_CANCELLATION = "account_cancellation"
    AWARENESS = "awareness"
    CLARIFICATION_REQUESTED = "clarification_requested"
    CLARIFICATION_RECEIVED = "clarification_received"
    IDENTITY_REQUESTED = "identity_requested"
    IDENTITY_RECEIVED = "identity_received"
    NOT_COMPETENT = "not_competent"
    COMPLAINT_RECEIVED = "complaint_received"
    AUTHORITY_NOTIFIED = "authority_notified"
    REOPENED = "reopened"


class Qualifier(StrEnum):
    """How firmly the policy puts the period; kept promises are reported apart by it."""

    AT_MOST = "at_most"
    GENERALLY = "generally"
    WITHOUT_UNDUE_DELAY = "without_undue_delay"  # and at most the number
    TIMELY = "timely"  # no number
    AS_SOON_AS_POSSIBLE = "as_soon_as_possible"  # no number


class Pause(StrEnum):
    """What a question to the person does to the period (CLOCKS.md 2.5)."""

    NONE = "none"
    RESTART = "restart"
    SUSPEND = "suspend"
    REPLACE = "replace"


class RollOver(StrEnum):
    """Whether a last day that is a day off moves on; for statutes (CLOCKS.md 2.4)."""

    NONE = "none"
    WEEKLY_AND_PUBLIC_HOLIDAYS = "weekly_and_public_holidays"
    SUNDAYS_AND_PUBLIC_HOLIDAYS = "sundays_and_public_holidays"


class SourceKind(StrEnum):
    PROMISE = "promise"
    STATUTE = "statute"
    OPERATOR = "operator"


class Effect(StrEnum):
    """How far a refusal ground reaches (reference: refusal-grounds)."""

    MAY = "may"  # the controller may refuse, with reasons
    MUST_NOT_ANSWER = "must_not_answer"  # the law forbids an answer
    LIMITS = "limits"  # the right stops where the ground begins
    DEFER = "defer"  # the case stays open until the obstacle is gone


class Channel(StrEnum):
    """The way a request came in; what may be asked of the person depends on it."""

    WEB_FORM = "web_form"
    EMAIL = "email"
    LETTER = "letter"
    IN_PERSON = "in_person"
    PHONE = "phone"
    IN_APP = "in_app"


class Asked(StrEnum):
    """When a fact that proves identity is asked for."""

    WITH_REQUEST = "with_request"
    WHEN_NEEDED = "when_needed"  # the policy says it may be asked


RIGHTS: Final = tuple(Right)
