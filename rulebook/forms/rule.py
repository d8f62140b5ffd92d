"""A change of a rule, a new default, and what a second person says to it."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from rulebook.drafting import OWN_CLOCKS
from rulebook.models import Rule as RuleRow
from rulebook.rows import Rule
from rulebook.sentences import PAUSES, QUALIFIERS, RIGHTS, STARTS, UNITS
from rulebook.terms import RIGHTS as ALL_RIGHTS
from rulebook.terms import SourceKind, Start

TEXT = {"rows": 3}
LATER = (
    *("start", "start_is_assumed", "on_identity", "on_clarification"),
    *("then_number", "then_unit", "condition", "exceptions", "ambiguity"),
)
AT_RECEIPT = (Start.RECEIPT, Start.DELETION_REQUEST, Start.ACCOUNT_CANCELLATION)


def _choices(words: dict[str, Any], first: Any = None) -> list[tuple[str, Any]]:
    start = [] if first is None else [("", first)]
    return [*start, *((str(code), label) for code, label in words.items())]


def _capital(words: dict[str, str | LazyText]) -> dict[str, Any]:
    return {code: capfirst(str(label)) for code, label in words.items()}


class PeriodForm(forms.Form):
    """Number, unit, requests, source and the reason: what every proposal has."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    number = forms.IntegerField(
        label=_("Number"),
        required=False,
        min_value=0,
        error_messages={
            "invalid": _("Write a whole number."),
            "min_value": _("Write a number from 0 on."),
        },
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    clause = forms.CharField(
        label=_("Paragraph"),
        max_length=60,
        error_messages={"required": _("Name the paragraph of the policy.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs=TEXT),
        max_length=2_000,
        error_messages={"required": _("Say why the rule changes.")},
    )
    rights = forms.MultipleChoiceField(
        label=_("Requests it is for"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one right.")},
    )

    def __init__(self, *args: Any, rights: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer("unit", _choices(UNITS, _("No number, no unit")))
        words = _capital(RIGHTS)
        offered = [right for right in ALL_RIGHTS if right in rights]
        self._offer("rights", [(str(right), words[right]) for right in offered])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    @property
    def changes(self) -> dict[str, Any]:
        """The values as a proposal keeps them."""
        beside = {"submission", "reason", "base_version", "suggestion"}
        return {k: v for k, v in self.cleaned_data.items() if k not in beside}

    def _in_order(self, *names: str) -> None:
        self.order_fields(names)


class ChangeForm(PeriodForm):
    """A new version of a rule that is here; it opens with what is in force."""

    base_version = forms.IntegerField(widget=forms.HiddenInput)
    document = forms.CharField(
        label=_("Text and its version"),
        help_text=_("Where people read it now."),
        max_length=200,
        error_messages={"required": _("Name the text that says so.")},
    )
    qualifier = forms.ChoiceField(label=_("How firmly the text puts it"))
    start = forms.ChoiceField(label=_("The period starts with"))
    start_is_assumed = forms.BooleanField(
        label=_("The text does not say so: it is our reading"), required=False
    )
    on_identity = forms.ChoiceField(label=_("When we ask for proof of identity"))
    on_clarification = forms.ChoiceField(label=_("When we ask for what is missing"))
    then_number = forms.IntegerField(
        label=_("Number of the period that begins with the reply"),
        required=False,
        min_value=0,
    )
    then_unit = forms.ChoiceField(label=_("Its unit"), required=False)
    condition = forms.CharField(
        label=_("Condition"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    exceptions = forms.CharField(
        label=_("Exceptions"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    ambiguity = forms.CharField(
        label=_("Open to reading"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(
        self, *args: Any, rule: Rule, granted: list[str], **options: Any
    ) -> None:
        self.rule = rule
        super().__init__(*args, rights=[*granted, *rule.rights], **options)
        self._offer("qualifier", _choices(_capital(QUALIFIERS)))
        begins = {
            str(start): words
            for start, words in STARTS.items()
            if start in AT_RECEIPT or start == rule.start
        }
        self._offer("start", _choices(_capital(begins)))
        self._offer("on_identity", _choices(PAUSES))
        self._offer("on_clarification", _choices(PAUSES))
        self._offer("then_unit", _choices(UNITS, _("None")))
        self._open_with(rule)
        if rule.source_kind == SourceKind.OPERATOR:
            self.fields["clause"].label = _("Taken from")
            for name in ("document", "qualifier", *LATER):
                del self.fields[name]
        self._in_order("number", "unit", "qualifier", "clause", "document", "rights")
        self.order_fields([*(n for n in self.fields if n != "reason"), "reason"])

    def _open_with(self, rule: Rule) -> None:
        self.initial.update({name: getattr(rule, name) for name in LATER})
        self.initial.update(
            number=rule.number,
            unit=rule.unit,
            clause=rule.clause,
            rights=list(rule.rights),
            document=rule.document,
            qualifier=rule.qualifier,
            base_version=rule.version,
        )

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [one for one in self.visible_fields() if one.name not in LATER]

    @property
    def later_fields(self) -> list[forms.BoundField]:
        return [one for one in self.visible_fields() if one.name in LATER]

    @property
    def is_open(self) -> bool:
        """Whether what is folded away holds an error."""
        return any(one.errors for one in self.later_fields)


class DefaultForm(PeriodForm):
    """A new default of the office, by hand or from what is suggested."""

    suggestion = forms.CharField(widget=forms.HiddenInput, required=False)
    clock = forms.ChoiceField(label=_("What the period is for"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        clocks = [(str(kind), RuleRow.Clock(kind).label) for kind in OWN_CLOCKS]
        self._offer("clock", clocks)
        self._offer("unit", _choices(UNITS))
        clause = self.fields["clause"]
        clause.label = _("Taken from")
        clause.help_text = _(
            "The rule or paragraph whose number you follow, or “own choice”."
        )
        clause.error_messages["required"] = _("Say where the number is taken from.")
        self.fields["number"].required = True
        self.fields["number"].error_messages["required"] = _(
            "A default of the office needs a number."
        )
        self._in_order("clock", "number", "unit", "clause", "rights", "reason")


class ReasonForm(forms.Form):
    """Why a rule ends."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    base_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs=TEXT),
        max_length=2_000,
        error_messages={"required": _("Say why the rule ends.")},
    )


class AgreeForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2_000,
        required=False,
    )


class RejectForm(forms.Form):
    note = forms.CharField(
        label=_("Why it is rejected"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2_000,
        error_messages={"required": _("Say why the change is rejected.")},
    )


class ConfirmForm(forms.Form):
    """That a rule of the law holds, and what that rests on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What it rests on"),
        help_text=_("An opinion of counsel, the text of the act, a date."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2_000,
        required=False,
    )
