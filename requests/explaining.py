"""Dates in words: what is owed, by when, and why that date."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rights import told
from rights.choices import Right, SourceKind
from rights.clocks import local
from rights.models import Clock, RightsRequest
from rulebook.book import Rule
from rulebook.clock import explain
from rulebook.confirming import Mark, confirmations

ANSWER, CARRY_OUT, REPLY = "answer", "carry_out", "reply"
FAMILY = {
    **dict.fromkeys(Clock.ANSWERING, ANSWER),
    **dict.fromkeys(Clock.CARRYING_OUT, CARRY_OUT),
    Clock.Kind.CLARIFICATION_ANSWER: REPLY,
}


@dataclass(frozen=True)
class DateOwed:
    """One date as a person reads it. `due_at` is local; None = no number, or waiting.

    `kind` is what is owed: the answer, carrying it out, or the person's own reply.
    """

    kind: str
    what: str
    due_at: datetime | None
    within: str
    source: str  # "in the policy, paragraph 21"
    why: list[str]
    is_open: bool
    by_hour: bool = False  # the clock time counts, not only the day
    status: str = ""
    stopped_at: datetime | None = None
    standstill: str = ""  # why it has no date now

    @property
    def is_owed_after_answer(self) -> bool:
        """Still to come once the answer has gone out."""
        return self.is_open and self.kind == CARRY_OUT


def owed(rights_request: RightsRequest, *, language: str) -> list[DateOwed]:
    """Every date that concerns the person, in the words of `language`."""
    return owed_by(rights_request.clocks.all(), language=language)


def owed_by(
    clocks: Iterable[Clock], *, language: str, confirmed: Set[Mark] | None = None
) -> list[DateOwed]:
    """First those that lead, then the others; the office's own are left out."""
    known = [clock for clock in clocks if clock.kind in FAMILY]
    return in_words(_leading_first(known), language=language, confirmed=confirmed)


def in_words(
    clocks: Iterable[Clock], *, language: str, confirmed: Set[Mark] | None = None
) -> list[DateOwed]:
    """Each clock as a date. A period of the law nobody has confirmed says so.

    `confirmed` is what the company did confirm, where a page has read it.
    """
    clocks = list(clocks)
    unsure = _to_confirm(clocks, confirmed)
    with translation.override(language):
        return [
            DateOwed(
                kind=FAMILY[Clock.Kind(clock.kind)],
                what=what_is_owed(clock),
                due_at=local(clock),
                within=within(clock),
                source=_with_doubt(clock, unsure),
                why=why(clock, language=language),
                is_open=clock.is_open,
                by_hour=clock.period[1] == "hours",
                status=clock.status,
                stopped_at=clock.stopped_at,
                standstill=standstill(clock),
            )
            for clock in clocks
        ]


def _to_confirm(clocks: list[Clock], confirmed: Set[Mark] | None) -> set[Mark]:
    """The unsure rules of law among them that the company has not confirmed yet."""
    unsure = {
        (clock.rule, clock.rule_version): clock
        for clock in clocks
        if clock.source_kind == SourceKind.STATUTE and clock.confidence != "high"
    }
    if not unsure:
        return set()
    if confirmed is None:
        controller = next(iter(unsure.values())).rights_request.controller
        confirmed = confirmations(controller, {code for code, _v in unsure}).keys()
    return set(unsure) - confirmed


def _with_doubt(clock: Clock, unsure: set[Mark]) -> str:
    words = source(clock)
    if (clock.rule, clock.rule_version) not in unsure:
        return words
    return _("%(source)s, still to be confirmed") % {"source": words}


def _leading_first(clocks: list[Clock]) -> list[Clock]:
    """As a person asks: what counts now, then what else counts, then what is over."""
    leading = told.named_of(clocks)
    others = [
        clock
        for clock in clocks
        if clock not in leading
        and not (clock.is_open and clock.kind in told.THEIRS)  # the longest counts
    ]
    return leading + sorted(others, key=lambda clock: not clock.is_open)


def what_is_owed(clock: Clock) -> str:
    match FAMILY[Clock.Kind(clock.kind)]:
        case "answer":
            return _("We answer you")
        case "carry_out":
            return _("We finish what you asked for")
    return _("You reply to us")


def standstill(clock: Clock) -> str:
    """Why an open clock has no date now; blank where it has one, or never had one."""
    if clock.status == Clock.Status.PAUSED:
        return _("we wait for your reply")
    if clock.status == Clock.Status.ON_HOLD:
        return _("on hold")
    return ""


def source(clock: Clock) -> str:
    """Who says so, and where: “in the policy, paragraph 21”."""
    return cited(clock.source_kind, clock.clause)


def cited(source_kind: str, clause: str) -> str:
    words = {"clause": clause}
    match source_kind:
        case SourceKind.PROMISE:
            return _("in the policy, paragraph %(clause)s") % words
        case SourceKind.STATUTE:
            return _("by law, %(clause)s") % words
    return _("a default of this office, promised by no text")


def within(clock: Clock | Rule) -> str:
    """The period in words: “within 7 days”; what the text says where it has none."""
    number, unit = (
        clock.period if isinstance(clock, Clock) else (clock.number, clock.unit)
    )
    if number is None:
        if clock.source_kind == SourceKind.STATUTE:
            return _("without delay; the law names no number of days")
        return _("without delay; the policy names no number of days")
    if number == 0:
        return _("at once")
    numbers = {"number": number}
    match unit:
        case "hours":
            text = ngettext("within %(number)d hour", "within %(number)d hours", number)
        case "working_days":
            text = ngettext(
                "within %(number)d working day",
                "within %(number)d working days",
                number,
            )
        case "months":
            text = ngettext(
                "within %(number)d month", "within %(number)d months", number
            )
        case _other:
            text = ngettext("within %(number)d day", "within %(number)d days", number)
    if isinstance(clock, Clock) and clock.was_extended:
        return _("%(within)s, extended once") % {"within": text % numbers}
    return text % numbers


def why(clock: Clock, *, language: str) -> list[str]:
    """The count in sentences: rule, start, days, skipped holidays."""
    return explain(clock.steps, language)


def wish(right: str) -> str:
    """What a right asks for, in the everyday words of the form."""
    return str(WISHES[Right(right)])


WISHES = {
    Right.ACCESS: gettext_lazy("Show me my data"),
    Right.INFORMATION: gettext_lazy("Tell me what you do with my data"),
    Right.RECTIFICATION: gettext_lazy("Correct my data"),
    Right.ERASURE: gettext_lazy("Erase my data"),
    Right.ACCOUNT_CANCELLATION: gettext_lazy("Close my account"),
    Right.RESTRICTION: gettext_lazy("Limit the use of my data"),
    Right.OBJECTION: gettext_lazy("Stop a use of my data"),
    Right.PORTABILITY: gettext_lazy("Give me my data to take elsewhere"),
    Right.CONSENT_WITHDRAWAL: gettext_lazy("Take back my consent"),
    Right.MARKETING_STOP: gettext_lazy("Stop advertising to me"),
    Right.AUTOMATED_DECISION: gettext_lazy("Have a person review a decision"),
    Right.CONTACT: gettext_lazy("Ask a question"),
    Right.COMPLAINT: gettext_lazy("Make a complaint"),
}

HINTS = {
    Right.ACCESS: gettext_lazy("Get a copy of the data we keep about you."),
    Right.INFORMATION: gettext_lazy(
        "Why we use it, where it comes from and who receives it."
    ),
    Right.RECTIFICATION: gettext_lazy("Something is wrong or not complete."),
    Right.ERASURE: gettext_lazy(
        "We delete it so that it cannot be restored. Some records must be kept."
    ),
    Right.ACCOUNT_CANCELLATION: gettext_lazy(
        "We close the account and delete what belongs to it."
    ),
    Right.RESTRICTION: gettext_lazy(
        "We only keep it and do not use it while something is checked."
    ),
    Right.OBJECTION: gettext_lazy("You tell us which use, and why."),
    Right.PORTABILITY: gettext_lazy("Get a file to take to another company."),
    Right.CONSENT_WITHDRAWAL: gettext_lazy("You agreed to something once."),
    Right.MARKETING_STOP: gettext_lazy("E-mail, SMS, calls and app notices."),
    Right.AUTOMATED_DECISION: gettext_lazy("A computer decided about you alone."),
    Right.CONTACT: gettext_lazy("About your data or the privacy policy."),
    Right.COMPLAINT: gettext_lazy("You are not content with how we treat your data."),
}
