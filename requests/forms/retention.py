"""How long files of cases are kept, and the last word before they are erased."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from rights.choices import SourceKind
from rights.forms.fields import Words
from rights.models import CaseRetention
from rights.retention_rules import Rule


class PeriodForm(forms.Form):
    """The period of one company; who says so decides whether a paragraph is needed."""

    months = forms.IntegerField(
        label=gettext_lazy("Months after closing"),
        min_value=1,
        max_value=240,
        error_messages={"required": gettext_lazy("Say how many months.")},
    )
    source_kind = forms.ChoiceField(
        label=gettext_lazy("Who says so?"),
        choices=SourceKind,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who says so.")},
    )
    clause = Words(
        label=gettext_lazy("Paragraph"),
        help_text=gettext_lazy("Of the policy or the law. A default has none."),
        max_length=60,
        required=False,
    )
    because = Words(
        label=gettext_lazy("Why this long?"),
        help_text=gettext_lazy("Auditors read it. Name no person."),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Say why it is this long."),
    )
    by_itself = forms.BooleanField(
        label=gettext_lazy("Erase by itself once the period is over"),
        help_text=gettext_lazy(
            "Else nothing is erased until a person presses the button."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, chosen: CaseRetention) -> None:
        names = ("months", "source_kind", "clause", "because", "by_itself")
        super().__init__(data, initial={name: getattr(chosen, name) for name in names})

    @property
    def rule(self) -> Rule:
        given = dict(self.cleaned_data)
        return Rule(**{**given, "source_kind": SourceKind(given["source_kind"])})


class EraseForm(forms.Form):
    """How many the page said would go: another number is another decision."""

    foreseen = forms.IntegerField(widget=forms.HiddenInput)
