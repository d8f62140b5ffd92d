"""The rows of a rulebook as plain values; the same for data files and the database.

Each row names its source and is versioned: a row never changes, a new version follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from django.utils.translation import gettext, override

from rulebook.clock import Period, Unit

Labels = Mapping[str, str]  # language -> text; English is always there


def label_in(labels: Labels, language: str) -> str:
    """The text in `language`, in its base language, or in English.

    A text that the data files hold in English alone is translated by the catalogues.
    """
    for code in (language, language.split("-")[0]):
        if text := labels.get(code):
            return text
    english = labels.get("en", "")
    if not english:
        return ""
    with override(language):
        return gettext(english)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row says: whose it is, where it holds, and where it is written."""

    KEY: ClassVar[tuple[str, ...]]  # the fields that stay the same over versions

    version: int = 1
    controller: str = ""  # slug; blank on a row of a statute
    country: str = ""  # ISO 3166-1; blank where it holds in every country
    source_kind: str  # promise, statute, operator
    document: str  # the policy or the act
    clause: str  # as printed there
    promise: str = ""  # its number in the register of promises
    confidence: str = ""  # of a statute: high, medium, low; a lawyer confirms the rest

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(str(getattr(self, name)) for name in self.KEY)

    @property
    def source(self) -> str:
        """Where it is written: "Maxim customer privacy policy, 21 (MAXIM-21-KZ)"."""
        number = f" ({self.promise})" if self.promise else ""
        return f"{self.document}, {self.clause}{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Row):
    """A period that a clock counts. No `number` means a duty without a last day."""

    KEY = ("code",)

    code: str
    clock: str
    rights: tuple[str, ...]
    number: int | None = None
    unit: str = ""
    start: str
    start_is_assumed: bool = False  # the text does not say; we read: from receipt
    qualifier: str = ""
    roll_over: str = "none"
    counts_first_day: bool = False  # "beginning with" the day of the start
    means: str = ""  # what the law asks to be done by then
    includes_backups: bool = False  # and in every backup too
    only_after: str = ""  # the event without which nobody owes this
    on_identity: str = "none"  # what a question to the person does to the period
    on_clarification: str = "none"
    then_number: int | None = None  # the period that `replace` puts in its place
    then_unit: str = ""
    extension_number: int | None = None
    extension_unit: str = ""
    extension_condition: str = ""
    condition: str = ""
    exceptions: str = ""
    ambiguity: str = ""
    retired: bool = False  # this version ends the rule: nobody owes it from then on
    # The version of the policy whose changed words brought it: "maxim/privacy@2".
    policy_version: str = ""

    def is_later_than_text(self, policy_version: str) -> bool:
        """Whether a later version of that policy brought it than the one named."""
        mine, _at, number = self.policy_version.rpartition("@")
        theirs, _at, known = policy_version.rpartition("@")
        return bool(mine) and mine == theirs and int(number) > int(known)

    @property
    def period(self) -> Period | None:
        return None if self.number is None else _period(self.number, self.unit)


@cache
def _period(number: int, unit: str) -> Period:
    """One value for the few periods there are; each clock asks for its own again."""
    return Period(number, Unit(unit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement(Row):
    """A right that the policy grants or, where it is silent, the law of the country."""

    KEY = ("controller", "country", "source_kind", "right")

    right: str
    scope: Labels  # where it reaches less far than its name; may be empty

    def scope_in(self, language: str) -> str:
        return label_in(self.scope, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground(Row):
    """A reason for which a request may be refused, limited or put off."""

    KEY = ("controller", "country", "code")

    code: str
    effect: str
    rights: tuple[str, ...]
    label: Labels

    def label_in(self, language: str) -> str:
        return label_in(self.label, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityFact:
    """One thing a person is asked for to show who they are."""

    code: str
    label: Labels
    help: Labels
    asked: str = "with_request"

    def label_in(self, language: str) -> str:
        return label_in(self.label, language)

    def help_in(self, language: str) -> str:
        return label_in(self.help, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRoute(Row):
    """What the policy lets us ask of a person who comes by one of `channels`."""

    KEY = ("code",)

    code: str
    channels: tuple[str, ...]
    rights: tuple[str, ...]
    facts: tuple[IdentityFact, ...] = ()
    note: str = ""

    @property
    def with_request(self) -> tuple[IdentityFact, ...]:
        """The facts that belong on the form; nothing else may be asked there."""
        return tuple(fact for fact in self.facts if fact.asked == "with_request")

    @property
    def when_needed(self) -> tuple[IdentityFact, ...]:
        """The facts the desk may ask for later, if the person is in doubt."""
        return tuple(fact for fact in self.facts if fact.asked == "when_needed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Minors(Row):
    """From what age (in years) a person acts alone, and may register at all."""

    KEY = ("controller", "country")

    adult_age: int | None
    may_register_from: int | None = None
    sensitive_below: int | None = None  # the data of younger ones counts as sensitive
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise(Row):
    """One numbered sentence of a policy, in our words, and how it is kept.

    `promise` is its number. `by` names what keeps it (promise_terms.Reference); `note`
    says how, or what is missing. `number` and `unit` stand where the text has a number.
    """

    KEY = ("promise",)

    kind: str
    countries: tuple[str, ...] = ()  # empty: wherever the policy holds
    text: str
    number: int | None = None
    unit: str = ""  # of a clock, or "years" of an age
    qualifier: str = ""
    capabilities: tuple[str, ...]
    owes: str = "controller"
    to: str = "data_subject"
    kept: str
    by: tuple[str, ...] = ()
    note: str = ""
    condition: str = ""
    exceptions: str = ""
    ambiguity: str = ""

    @property
    def id(self) -> str:
        """Its number in the register: "MAXIM-21-KZ"."""
        return self.promise

    def holds_in(self, country: str) -> bool:
        return not self.countries or country in self.countries


TABLES: tuple[type[Row], ...] = (
    Rule,
    Entitlement,
    Ground,
    IdentityRoute,
    Minors,
    Promise,
)
