"""Dates in words: what is owed, by when, and why that date."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rights.choices import Right, SourceKind
from rights.clocks import local
from rights.models import Clock, RightsRequest
from rulebook.book import Rule
from rulebook.clock import explain


@dataclass(frozen=True)
class DateOwed:
    """One promised date as a person reads it. `due_at` is local; None = no number."""

    kind: str
    what: str
    due_at: datetime | None
    within: str
    clause: str
    source: str
    why: list[str]
    is_open: bool
    by_hour: bool = False  # the clock time counts, not only the day
    status: str = ""
    stopped_at: datetime | None = None

    @property
    def is_owed_after_answer(self) -> bool:
        """Still to come once the answer has gone out."""
        return self.is_open and self.kind != Clock.Kind.PROMISE_RESPONSE


def owed(rights_request: RightsRequest, *, language: str) -> list[DateOwed]:
    """Every date this request has, nearest first, in the words of `language`."""
    with translation.override(language):
        return [
            DateOwed(
                kind=clock.kind,
                what=what_is_owed(clock),
                due_at=local(clock),
                within=within(clock),
                clause=clock.clause,
                source=str(SourceKind(clock.source_kind).label),
                why=why(clock, language=language),
                is_open=clock.is_open,
                by_hour=clock.unit == "hours",
                status=clock.status,
                stopped_at=clock.stopped_at,
            )
            for clock in rights_request.clocks.all()
        ]


def what_is_owed(clock: Clock) -> str:
    if clock.kind == Clock.Kind.PROMISE_RESPONSE:
        return _("We answer you")
    return _("We finish what you asked for")


def within(clock: Clock | Rule) -> str:
    """The period in words: “within 7 days”; the policy's own word where it has none."""
    if clock.number is None:
        return _("without delay; the policy names no number of days")
    numbers = {"number": clock.number}
    match clock.unit:
        case "hours":
            text = ngettext(
                "within %(number)d hour", "within %(number)d hours", clock.number
            )
        case "working_days":
            text = ngettext(
                "within %(number)d working day",
                "within %(number)d working days",
                clock.number,
            )
        case "months":
            text = ngettext(
                "within %(number)d month", "within %(number)d months", clock.number
            )
        case _other:
            text = ngettext(
                "within %(number)d day", "within %(number)d days", clock.number
            )
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
