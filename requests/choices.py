"""The closed sets of words a case is told in (CLOCKS.md 3, UX.md 4)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Right(TextChoices):
    ACCESS = "access", _("Access")
    INFORMATION = "information", _("Information")
    RECTIFICATION = "rectification", _("Rectification")
    ERASURE = "erasure", _("Erasure")
    ACCOUNT_CANCELLATION = "account_cancellation", _("Account cancellation")
    RESTRICTION = "restriction", _("Restriction")
    OBJECTION = "objection", _("Objection")
    PORTABILITY = "portability", _("Portability")
    CONSENT_WITHDRAWAL = "consent_withdrawal", _("Consent withdrawal")
    MARKETING_STOP = "marketing_stop", _("Stop of marketing")
    AUTOMATED_DECISION = "automated_decision", _("Automated decision")
    CONTACT = "contact", _("Question")
    COMPLAINT = "complaint", _("Complaint")


class State(TextChoices):
    """Where the case stands in law."""

    UNCONFIRMED = "unconfirmed", _("unconfirmed")
    RECEIVED = "received", _("received")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    IDENTITY_CHECK = "identity_check", _("identity check")
    CLARIFICATION = "clarification", _("clarification")
    IN_PROGRESS = "in_progress", _("in progress")
    DECIDED = "decided", _("decided")
    DEFERRED = "deferred", _("deferred")
    FULFILLING = "fulfilling", _("carrying out")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DUPLICATE = "duplicate", _("duplicate")
    TRANSFERRED = "transferred", _("transferred")
    ABANDONED = "abandoned", _("abandoned")
    REJECTED_SPAM = "rejected_spam", _("spam")


TERMINAL = frozenset(
    {
        State.CLOSED,
        State.WITHDRAWN,
        State.DUPLICATE,
        State.TRANSFERRED,
        State.ABANDONED,
        State.REJECTED_SPAM,
    }
)
OPEN = frozenset(set(State) - TERMINAL - {State.UNCONFIRMED})

NEW = frozenset({State.RECEIVED, State.ACKNOWLEDGED})
BEFORE_DECISION = NEW | {
    State.IDENTITY_CHECK,
    State.CLARIFICATION,
    State.IN_PROGRESS,
}


class Stage(TextChoices):
    """What the desk sees: the state in the words of the work."""

    UNCONFIRMED = "unconfirmed", _("Unconfirmed")
    NEW = "new", _("New")
    IDENTITY_CHECK = "identity_check", _("Identity check")
    ASSESSING = "assessing", _("Assessing")
    WAITING = "waiting", _("Waiting on person")
    READY_TO_DECIDE = "ready_to_decide", _("Ready to decide")
    READY_TO_SEND = "ready_to_send", _("Ready to send")
    CARRYING_OUT = "carrying_out", _("Carrying out")
    CLOSED = "closed", _("Closed")


class Channel(TextChoices):
    WEB_FORM = "web_form", _("web form")
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("letter")
    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("phone")
    IN_APP = "in_app", _("app")


class Relation(TextChoices):
    """In whose name the request comes."""

    SELF = "self", _("For myself")
    MINOR = "minor", _("For myself, and I am under age")
    PARENT = "parent", _("For my child")
    REPRESENTATIVE = "representative", _("For someone who authorised me")


class Outcome(TextChoices):
    GRANTED = "granted", _("Granted")
    PARTLY_GRANTED = "partly_granted", _("Granted in part")
    REFUSED = "refused", _("Refused")


class SourceKind(TextChoices):
    """Who says so: the company's own words, the law, or a default of the office."""

    PROMISE = "promise", _("in the policy")
    STATUTE = "statute", _("by law, not in this policy")
    OPERATOR = "operator", _("a default of this office")
