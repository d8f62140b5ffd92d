"""The words in which the ledger tells of promises: kinds, capabilities, standings.

The codes are those of the rulebook; a test asks that every one has its words here.
"""

from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from rulebook.promise_terms import Capability, Kept, Party, PromiseKind
from rulebook.rows import Promise
from rulebook.sentences import period_words
from rulebook.terms import Qualifier


class Standing(StrEnum):
    """How a promise is kept, and of a recorded one what has become of its record.

    In the order in which the ledger names them: what is missing comes first.
    """

    OPEN = "open"
    NO_RECORD = "no_record"
    REVIEW_DUE = "review_due"
    ON_RECORD = "on_record"
    ENFORCED = "enforced"
    STATED = "stated"


RECORDED: Final = (Standing.NO_RECORD, Standing.REVIEW_DUE, Standing.ON_RECORD)

STANDINGS: Final[dict[str, Any]] = {
    Standing.OPEN: gettext_lazy("Still open"),
    Standing.NO_RECORD: gettext_lazy("No record yet"),
    Standing.REVIEW_DUE: gettext_lazy("Review due"),
    Standing.ON_RECORD: gettext_lazy("On record"),
    Standing.ENFORCED: gettext_lazy("Enforced"),
    Standing.STATED: gettext_lazy("Stated"),
}

MEANINGS: Final[dict[str, Any]] = {
    Standing.OPEN: gettext_lazy(
        "The portal lacks what this promise needs. Until it is there, people have to "
        "see to it themselves."
    ),
    Standing.NO_RECORD: gettext_lazy(
        "The company keeps it outside the portal, and nobody has written down how yet."
    ),
    Standing.REVIEW_DUE: gettext_lazy(
        "The company keeps it outside the portal. The record of how is to be looked at "
        "again."
    ),
    Standing.ON_RECORD: gettext_lazy(
        "The company keeps it outside the portal. A person keeps a record of how and "
        "looks at it again from time to time."
    ),
    Standing.ENFORCED: gettext_lazy(
        "The portal holds the office to it, by what is named here."
    ),
    Standing.STATED: gettext_lazy(
        "A fact or a definition: the published text itself carries it, and nothing "
        "else has to be done."
    ),
}

KEPT_BY: Final[dict[str, Any]] = {
    Kept.ENFORCED: gettext_lazy("the portal"),
    Kept.RECORDED: gettext_lazy("the company"),
    Kept.STATED: gettext_lazy("the published text"),
    Kept.OPEN: gettext_lazy("nothing yet"),
}

KINDS: Final[dict[str, Any]] = {
    PromiseKind.ARCHIVE: pgettext_lazy("kind of promise", "Old versions"),
    PromiseKind.BREACH: pgettext_lazy("kind of promise", "Data breach"),
    PromiseKind.COLLECTION: pgettext_lazy("kind of promise", "Collection"),
    PromiseKind.COMPLAINT: pgettext_lazy("kind of promise", "Complaint"),
    PromiseKind.CONSENT: pgettext_lazy("kind of promise", "Consent"),
    PromiseKind.CONTACT: pgettext_lazy("kind of promise", "Contact"),
    PromiseKind.COOKIES: pgettext_lazy("kind of promise", "Cookies"),
    PromiseKind.DEADLINE: pgettext_lazy("kind of promise", "Deadline"),
    PromiseKind.DEFINITION: pgettext_lazy("kind of promise", "Definition"),
    PromiseKind.EXCEPTION: pgettext_lazy("kind of promise", "Exception"),
    PromiseKind.FEE: pgettext_lazy("kind of promise", "Fee"),
    PromiseKind.IDENTITY: pgettext_lazy("kind of promise", "Proof of identity"),
    PromiseKind.MARKETING: pgettext_lazy("kind of promise", "Marketing"),
    PromiseKind.MINORS: pgettext_lazy("kind of promise", "Minors"),
    PromiseKind.POLICY_UPDATE: pgettext_lazy("kind of promise", "Policy change"),
    PromiseKind.PURPOSE: pgettext_lazy("kind of promise", "Purpose"),
    PromiseKind.RECIPIENT_NOTICE: pgettext_lazy(
        "kind of promise", "Notice to recipients"
    ),
    PromiseKind.REFUSAL_GROUND: pgettext_lazy("kind of promise", "Ground of refusal"),
    PromiseKind.REGISTER: pgettext_lazy("kind of promise", "Register"),
    PromiseKind.RETENTION: pgettext_lazy("kind of promise", "Retention"),
    PromiseKind.RIGHT: pgettext_lazy("kind of promise", "Right"),
    PromiseKind.SECURITY: pgettext_lazy("kind of promise", "Security"),
    PromiseKind.SHARING: pgettext_lazy("kind of promise", "Sharing"),
    PromiseKind.TRANSFER: pgettext_lazy("kind of promise", "Transfer abroad"),
    PromiseKind.USER_DUTY: pgettext_lazy("kind of promise", "Duty of the person"),
}

CAPABILITIES: Final[dict[str, Any]] = {
    Capability.ACCESS: pgettext_lazy("capability", "Give access to data"),
    Capability.ARCHIVE: pgettext_lazy("capability", "Keep old versions"),
    Capability.AUTOMATED_DECISION: pgettext_lazy(
        "capability", "Review automated decisions"
    ),
    Capability.BREACH: pgettext_lazy("capability", "Handle data breaches"),
    Capability.CLOCK: pgettext_lazy("capability", "Count periods"),
    Capability.CLOSURE: pgettext_lazy("capability", "Wind up a service"),
    Capability.COMPLAINT: pgettext_lazy("capability", "Answer complaints"),
    Capability.CONSENT: pgettext_lazy("capability", "Keep track of consent"),
    Capability.CONTACT: pgettext_lazy("capability", "Be reached"),
    Capability.COOKIES: pgettext_lazy("capability", "Manage cookies"),
    Capability.DECIDE: pgettext_lazy("capability", "Decide on requests"),
    Capability.ERASE: pgettext_lazy("capability", "Erase data"),
    Capability.FEE: pgettext_lazy("capability", "Charge fees"),
    Capability.IDENTITY: pgettext_lazy("capability", "Check identities"),
    Capability.INTAKE: pgettext_lazy("capability", "Take requests in"),
    Capability.INVENTORY: pgettext_lazy("capability", "List data and uses"),
    Capability.LEGAL_HOLD: pgettext_lazy("capability", "Hold data for a dispute"),
    Capability.LIA: pgettext_lazy("capability", "Weigh interests"),
    Capability.MARKETING: pgettext_lazy("capability", "Stop marketing"),
    Capability.MINORS: pgettext_lazy("capability", "Protect minors"),
    Capability.OBJECT: pgettext_lazy("capability", "Stop a use"),
    Capability.POLICY_CHANGE: pgettext_lazy("capability", "Announce policy changes"),
    Capability.POLICY_PUBLISH: pgettext_lazy("capability", "Publish policies"),
    Capability.PORTABILITY: pgettext_lazy("capability", "Hand data over as a file"),
    Capability.RECIPIENT_NOTICE: pgettext_lazy("capability", "Tell recipients"),
    Capability.RECIPIENTS: pgettext_lazy("capability", "List recipients"),
    Capability.RECTIFY: pgettext_lazy("capability", "Correct data"),
    Capability.RESTRICT: pgettext_lazy("capability", "Limit a use"),
    Capability.RETENTION: pgettext_lazy("capability", "Keep to storage periods"),
    Capability.SECURITY: pgettext_lazy("capability", "Keep data safe"),
    Capability.TRANSFERS: pgettext_lazy("capability", "List transfers abroad"),
}

PARTIES: Final[dict[str, Any]] = {
    Party.CONTROLLER: pgettext_lazy("party of a promise", "the company"),
    Party.CONTROLLER_AND_NEW_HOLDER: pgettext_lazy(
        "party of a promise", "the company and who takes it over"
    ),
    Party.DATA_SUBJECT: pgettext_lazy("party of a promise", "the person"),
    Party.BOTH: pgettext_lazy("party of a promise", "both sides"),
    Party.GUARDIAN: pgettext_lazy("party of a promise", "the guardian"),
    Party.MINOR: pgettext_lazy("party of a promise", "the minor"),
    Party.PUBLIC: pgettext_lazy("party of a promise", "everyone"),
    Party.REGULATOR: pgettext_lazy("party of a promise", "the authority"),
    Party.SELF: pgettext_lazy("party of a promise", "itself"),
    Party.THIRD_PARTY: pgettext_lazy("party of a promise", "other companies"),
}

QUALIFIED: Final[dict[str, Any]] = {
    Qualifier.AT_MOST: gettext_lazy("at most %(period)s"),
    Qualifier.GENERALLY: gettext_lazy("as a rule %(period)s"),
    Qualifier.WITHOUT_UNDUE_DELAY: gettext_lazy(
        "without needless delay, and at most %(period)s"
    ),
}
UNDATED: Final[dict[str, Any]] = {
    Qualifier.WITHOUT_UNDUE_DELAY: gettext_lazy("without needless delay; no number"),
    Qualifier.TIMELY: gettext_lazy("in good time; no number"),
    Qualifier.AS_SOON_AS_POSSIBLE: gettext_lazy("as soon as possible; no number"),
}


def quantity(promise: Promise) -> str:
    """ "at most 7 days", "18 years"; nothing where the text has no quantity."""
    if promise.number is None:
        return str(UNDATED.get(promise.qualifier, ""))
    if promise.unit == "years":
        return ngettext("%(number)s year", "%(number)s years", promise.number) % {
            "number": promise.number
        }
    period = period_words(promise.number, promise.unit)
    qualified = QUALIFIED.get(promise.qualifier)
    return str(qualified) % {"period": period} if qualified else period


def parties(promise: Promise) -> str:
    """ "the company, to the person": who owes it to whom."""
    return _("%(owes)s, to %(to)s") % {
        "owes": PARTIES[promise.owes],
        "to": PARTIES[promise.to],
    }
