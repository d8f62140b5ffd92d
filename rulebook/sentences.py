"""A rule in plain words, in the reader's language. Pure: no database, no now().

"Maxim, Vietnam, erasure: 3 days after receipt, policy §5.5": pages, entries and
conflicts all read it from here.
"""

from collections.abc import Collection, Iterable

from django.utils.functional import Promise as LazyText
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rulebook.clock import Unit
from rulebook.lengths import period_words
from rulebook.rows import Rule
from rulebook.terms import Pause, Qualifier, Right, RollOver, SourceKind, Start

Words = dict[str, str | LazyText]

RIGHTS: Words = {
    Right.INFORMATION: gettext_lazy("information"),
    Right.ACCESS: gettext_lazy("access"),
    Right.RECTIFICATION: gettext_lazy("rectification"),
    Right.ERASURE: gettext_lazy("erasure"),
    Right.RESTRICTION: gettext_lazy("restriction"),
    Right.OBJECTION: gettext_lazy("objection"),
    Right.PORTABILITY: gettext_lazy("portability"),
    Right.CONSENT_WITHDRAWAL: gettext_lazy("consent withdrawal"),
    Right.MARKETING_STOP: gettext_lazy("stop of marketing"),
    Right.AUTOMATED_DECISION: gettext_lazy("automated decision"),
    Right.ACCOUNT_CANCELLATION: gettext_lazy("account cancellation"),
    Right.CONTACT: gettext_lazy("question"),
    Right.COMPLAINT: gettext_lazy("complaint"),
}
# Where the name alone does not say what is asked for (UX.md 7).
RIGHTS_EXPLAINED: Words = {
    Right.INFORMATION: gettext_lazy("what is done with the data, and why"),
    Right.ACCESS: gettext_lazy("a copy of the data"),
    Right.RECTIFICATION: gettext_lazy("correct it"),
    Right.ERASURE: gettext_lazy("delete it so that it cannot be restored"),
    Right.RESTRICTION: gettext_lazy("keep it, but do not use it"),
    Right.OBJECTION: gettext_lazy("stop a use"),
    Right.PORTABILITY: gettext_lazy("a file to take elsewhere"),
    Right.CONSENT_WITHDRAWAL: gettext_lazy("take back a yes"),
    Right.MARKETING_STOP: gettext_lazy("no more advertising"),
    Right.AUTOMATED_DECISION: gettext_lazy("a person looks at it again"),
    Right.ACCOUNT_CANCELLATION: gettext_lazy("close the account"),
}
STARTS: Words = {
    Start.RECEIPT: gettext_lazy("receipt of the request"),
    Start.DELETION_REQUEST: gettext_lazy("receipt of the request to delete"),
    Start.ACCOUNT_CANCELLATION: gettext_lazy("cancellation of the account"),
    Start.AWARENESS: gettext_lazy("the moment we know of the breach"),
    Start.CLARIFICATION_REQUESTED: gettext_lazy("our question to the person"),
    Start.CLARIFICATION_RECEIVED: gettext_lazy("the person's reply"),
    Start.IDENTITY_REQUESTED: gettext_lazy("our request for proof of identity"),
    Start.IDENTITY_RECEIVED: gettext_lazy("receipt of the proof of identity"),
    Start.NOT_COMPETENT: gettext_lazy("the finding that another office is in charge"),
    Start.COMPLAINT_RECEIVED: gettext_lazy("receipt of the complaint"),
    Start.AUTHORITY_NOTIFIED: gettext_lazy("the notice to the authority"),
    Start.REOPENED: gettext_lazy("the day the case is taken up again"),
}
AFTER: Words = {
    Start.RECEIPT: gettext_lazy("%(period)s after receipt"),
    Start.DELETION_REQUEST: gettext_lazy("%(period)s after the request to delete"),
    Start.ACCOUNT_CANCELLATION: gettext_lazy(
        "%(period)s after the account is cancelled"
    ),
    Start.AWARENESS: gettext_lazy("%(period)s after we know of the breach"),
    Start.CLARIFICATION_REQUESTED: gettext_lazy(
        "%(period)s after we ask for what is missing"
    ),
    Start.CLARIFICATION_RECEIVED: gettext_lazy("%(period)s after the person replies"),
    Start.IDENTITY_REQUESTED: gettext_lazy(
        "%(period)s after we ask for proof of identity"
    ),
    Start.IDENTITY_RECEIVED: gettext_lazy(
        "%(period)s after the proof of identity arrives"
    ),
    Start.NOT_COMPETENT: gettext_lazy(
        "%(period)s after we find that another office is in charge"
    ),
    Start.COMPLAINT_RECEIVED: gettext_lazy("%(period)s after the complaint arrives"),
    Start.AUTHORITY_NOTIFIED: gettext_lazy("%(period)s after the authority is told"),
    Start.REOPENED: gettext_lazy("%(period)s after the case is taken up again"),
}
QUALIFIERS: Words = {
    Qualifier.AT_MOST: gettext_lazy("at most, without exception"),
    Qualifier.GENERALLY: gettext_lazy("as a rule, not always"),
    Qualifier.WITHOUT_UNDUE_DELAY: gettext_lazy(
        "without undue delay, and at most the number"
    ),
    Qualifier.TIMELY: gettext_lazy("timely, without a number"),
    Qualifier.AS_SOON_AS_POSSIBLE: gettext_lazy(
        "as soon as possible, without a number"
    ),
}
UNITS: Words = {
    Unit.HOURS: gettext_lazy("hours"),
    Unit.CALENDAR_DAYS: gettext_lazy("days"),
    Unit.WORKING_DAYS: gettext_lazy("working days"),
    Unit.MONTHS: gettext_lazy("months"),
}
UNITS_EXPLAINED: Words = {
    Unit.HOURS: gettext_lazy("Elapsed hours; nights, weekends and holidays count."),
    Unit.CALENDAR_DAYS: gettext_lazy(
        "Every day counts, weekends and holidays too. It ends at the end of the day."
    ),
    Unit.WORKING_DAYS: gettext_lazy(
        "Weekends and public holidays of the place do not count. It ends at the end of "
        "the day."
    ),
    Unit.MONTHS: gettext_lazy(
        "To the same day number, or to the last day of a shorter month. It ends at the "
        "end of the day."
    ),
}
ROLL_OVERS: Words = {
    RollOver.NONE: gettext_lazy("It does not move, even on a day off."),
    RollOver.WEEKLY_AND_PUBLIC_HOLIDAYS: gettext_lazy(
        "On a weekend day or public holiday it moves to the next working day."
    ),
    RollOver.SUNDAYS_AND_PUBLIC_HOLIDAYS: gettext_lazy(
        "On a Sunday or public holiday it moves to the next day that is neither."
    ),
}
PAUSES: Words = {
    Pause.NONE: gettext_lazy("The period runs on."),
    Pause.RESTART: gettext_lazy("The whole period begins again with the reply."),
    Pause.SUSPEND: gettext_lazy(
        "The period stops; the days until the reply do not count."
    ),
    Pause.REPLACE: gettext_lazy("Another period begins with the reply."),
}
SOURCES: Words = {
    SourceKind.PROMISE: gettext_lazy("Promised in the policy"),
    SourceKind.STATUTE: gettext_lazy("Set by law"),
    SourceKind.OPERATOR: gettext_lazy("Our own default"),
}
FIELDS: Words = {
    "clock": gettext_lazy("What is counted"),
    "clause": gettext_lazy("Paragraph"),
    "document": gettext_lazy("Text"),
    "rights": gettext_lazy("Requests"),
    "number": gettext_lazy("Number"),
    "unit": gettext_lazy("Unit"),
    "qualifier": gettext_lazy("How firmly"),
    "start": gettext_lazy("Starts with"),
    "start_is_assumed": gettext_lazy("The start is our reading"),
    "on_identity": gettext_lazy("When we ask for proof of identity"),
    "on_clarification": gettext_lazy("When we ask for what is missing"),
    "then_number": gettext_lazy("Number of the period that follows"),
    "then_unit": gettext_lazy("Unit of the period that follows"),
    "only_after": gettext_lazy("Owed only after"),
    "condition": gettext_lazy("Condition"),
    "exceptions": gettext_lazy("Exceptions"),
    "ambiguity": gettext_lazy("Open to reading"),
    "retired": gettext_lazy("Ended"),
}


def length_words(rule: Rule) -> str:
    """Only how long: "3 working days", "at once", "timely", "no period"."""
    if rule.number == 0:
        return _("at once")
    if rule.number is not None:
        return period_words(rule.number, rule.unit)
    match rule.qualifier:
        case Qualifier.TIMELY:
            return _("timely")
        case Qualifier.AS_SOON_AS_POSSIBLE:
            return _("as soon as possible")
        case Qualifier.WITHOUT_UNDUE_DELAY:
            return _("without undue delay")
        case _:
            return _("no period")


def duty_words(rule: Rule) -> str:
    """How long after what: "generally 3 working days after receipt"."""
    if rule.number is None:
        return _("%(length)s, without a last day") % {"length": length_words(rule)}
    if rule.number == 0:
        return _("at once, on the day of %(start)s") % {"start": STARTS[rule.start]}
    told = str(AFTER[rule.start]) % {"period": length_words(rule)}
    match rule.qualifier:
        case Qualifier.GENERALLY:
            return _("generally %(period)s") % {"period": told}
        case Qualifier.WITHOUT_UNDUE_DELAY:
            return _("without undue delay, at most %(period)s") % {"period": told}
        case _:
            return told


def rights_words(rights: Collection[str], granted: Iterable[str] = ()) -> str:
    """ "erasure", "access and information"; all that is `granted` is "every request",
    and no right at all is a breach."""
    if not rights:
        return _("personal data breach")
    if len(rights) > 1 and set(rights) >= set(granted or RIGHTS):
        return _("every request")
    return get_text_list([str(RIGHTS[right]) for right in rights], _("and"))


def source_words(rule: Rule) -> str:
    """ "policy §5.5", "law, art. 14", "our own default (MAXIM-DEL18-KH)"."""
    match rule.source_kind:
        case SourceKind.PROMISE:
            return _("policy §%(clause)s") % {"clause": rule.clause}
        case SourceKind.OPERATOR:
            return _("our own default (%(clause)s)") % {"clause": rule.clause}
        case _:
            return _("law, %(clause)s") % {"clause": rule.clause}


def rule_sentence(
    rule: Rule, *, company: str, country: str, granted: Iterable[str] = ()
) -> str:
    """The whole rule: "Maxim, Vietnam, erasure: 3 days after receipt, policy §5.5"."""
    words = {
        "company": company,
        "country": country,
        "rights": rights_words(rule.rights, granted),
        "duty": duty_words(rule),
        "source": source_words(rule),
    }
    if rule.source_kind == SourceKind.STATUTE:
        return _("%(country)s, %(rights)s: %(duty)s, %(source)s") % words
    return _("%(company)s, %(country)s, %(rights)s: %(duty)s, %(source)s") % words


def value_words(field: str, value: object, granted: Iterable[str] = ()) -> str:
    """One field of a rule as a reader sees it, for what changed between versions."""
    if field == "rights" and isinstance(value, list | tuple):
        return rights_words(value, granted)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, ""):
        return "–"
    known = WORDS.get(field, {})
    return str(known.get(str(value), value))


WORDS: dict[str, Words] = {
    "unit": UNITS,
    "then_unit": UNITS,
    "qualifier": QUALIFIERS,
    "start": STARTS,
    "on_identity": PAUSES,
    "on_clarification": PAUSES,
}
