"""The closed sets of words that promises are written in (reference: promises)."""

from enum import StrEnum
from typing import Final

from rulebook.clock import Unit

UNITS: Final = (
    *(unit.value for unit in Unit),
    "years",
)  # years are ages, which no clock counts


class PromiseKind(StrEnum):
    """What sort of sentence it is in the policy."""

    ARCHIVE = "archive"
    BREACH = "breach"
    COLLECTION = "collection"
    COMPLAINT = "complaint"
    CONSENT = "consent"
    CONTACT = "contact"
    COOKIES = "cookies"
    DEADLINE = "deadline"
    DEFINITION = "definition"
    EXCEPTION = "exception"
    FEE = "fee"
    IDENTITY = "identity"
    MARKETING = "marketing"
    MINORS = "minors"
    POLICY_UPDATE = "policy-update"
    PURPOSE = "purpose"
    RECIPIENT_NOTICE = "recipient-notice"
    REFUSAL_GROUND = "refusal-ground"
    REGISTER = "register"
    RETENTION = "retention"
    RIGHT = "right"
    SECURITY = "security"
    SHARING = "sharing"
    TRANSFER = "transfer"
    USER_DUTY = "user-duty"


class Capability(StrEnum):
    """What an office must be able to do to keep it."""

    ACCESS = "access"
    ARCHIVE = "archive"
    AUTOMATED_DECISION = "automated-decision"
    BREACH = "breach"
    CLOCK = "clock"
    CLOSURE = "closure"
    COMPLAINT = "complaint"
    CONSENT = "consent"
    CONTACT = "contact"
    COOKIES = "cookies"
    DECIDE = "decide"
    ERASE = "erase"
    FEE = "fee"
    IDENTITY = "identity"
    INTAKE = "intake"
    INVENTORY = "inventory"
    LEGAL_HOLD = "legal-hold"
    LIA = "lia"
    MARKETING = "marketing"
    MINORS = "minors"
    OBJECT = "object"
    POLICY_CHANGE = "policy-change"
    POLICY_PUBLISH = "policy-publish"
    PORTABILITY = "portability"
    RECIPIENT_NOTICE = "recipient-notice"
    RECIPIENTS = "recipients"
    RECTIFY = "rectify"
    RESTRICT = "restrict"
    RETENTION = "retention"
    SECURITY = "security"
    TRANSFERS = "transfers"


class Party(StrEnum):
    """Who owes it, and to whom."""

    CONTROLLER = "controller"
    CONTROLLER_AND_NEW_HOLDER = "controller and new holder"
    DATA_SUBJECT = "data_subject"
    BOTH = "both"
    GUARDIAN = "guardian"
    MINOR = "minor"
    PUBLIC = "public"
    REGULATOR = "regulator"
    SELF = "self"
    THIRD_PARTY = "third_party"


class Reference(StrEnum):
    """What keeps a promise, written `form:name` (keeping.py finds each)."""

    RULE = "rule"  # a period: rule:NBX-30
    RIGHT = "right"  # what the policy grants: right:erasure
    GROUND = "ground"  # of a refusal: ground:repetitive
    IDENTITY = "identity"  # what may be asked as proof: identity:NBX-ID
    AGE = "age"  # the ages of the policy: `age:` and no name
    VERB = "verb"  # a step of the portal: verb:requests.settle_identity
    CHECK = "check"  # a function or class of ours, by its dotted path
    PAGE = "page"  # by its URL name: page:requests:public:request


class Kept(StrEnum):
    """How a promise is kept."""

    ENFORCED = "enforced"  # something of the portal makes it happen
    RECORDED = "recorded"  # people do it, and keep a record that they review
    STATED = "stated"  # a fact or a definition that the published text carries
    OPEN = "open"  # the portal lacks what it needs
