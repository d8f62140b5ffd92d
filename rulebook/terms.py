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
    """The duties that a rule of a policy can set a period for."""

    PROMISE_RESPONSE = "promise_response"
    PROMISE_FULFILMENT = "promise_fulfilment"


class Start(StrEnum):
    """The event a period runs from, in the words of the policy.

    All three are the moment of receipt on a rights request; they are kept apart because
    the text that a person reads says one or the other.
    """

    RECEIPT = "receipt"
    DELETION_REQUEST = "deletion_request"
    ACCOUNT_CANCELLATION = "account_cancellation"


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
