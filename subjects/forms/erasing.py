"""What to erase of a person: some data sets, or everything; said twice."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from subjects.erasing_plan import Plan
from subjects.forms.fields import words
from subjects.models import Erasure
from subjects.naming import item_labels, set_title

OF_A_PERSON = (Erasure.Extent.SETS, Erasure.Extent.PERSON)


class EraseForm(forms.Form):
    """The first page chooses, the second (`sure`) shows what goes and asks again."""

    extent = forms.ChoiceField(
        label=_("What is erased"),
        choices=[(one.value, one.label) for one in OF_A_PERSON],
        widget=forms.RadioSelect,
        initial=Erasure.Extent.PERSON,
    )
    sets = forms.MultipleChoiceField(
        label=_("Data sets"), required=False, widget=forms.CheckboxSelectMultiple
    )
    because = words(
        _("Why is it erased?"),
        help_text=_("It stays in the change history. Name no person."),
        error_messages={"required": _("Say why it is erased.")},
    )
    case = forms.CharField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan = plan
        labels = item_labels(plan.person.controller_id)
        sets: Any = self.fields["sets"]
        sets.choices = [(row.pk, set_title(row, labels)) for row in plan.sets]
        if not plan.sets:  # nothing to choose from
            extent: Any = self.fields["extent"]
            extent.choices = [(whole.value, whole.label) for whole in OF_A_PERSON[1:]]
            sets.widget = forms.MultipleHiddenInput()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        is_sets = data.get("extent") == Erasure.Extent.SETS
        if is_sets and not data.get("sets") and "sets" not in self.errors:
            self.add_error("sets", gettext("Choose at least one data set."))
        return data

    def case_id(self) -> int | None:
        """The person's case that this carries out; none where it names no such one."""
        asked = self.cleaned_data.get("case")
        return next((one.pk for one in self.plan.cases if one.ref == asked), None)


class TakeOutForm(forms.Form):
    """One place that the scan found."""

    erasure = forms.IntegerField(widget=forms.HiddenInput)
    table = forms.CharField(widget=forms.HiddenInput)
    pk = forms.CharField(widget=forms.HiddenInput)


class RunForm(forms.Form):
    """The run over data whose last day has come: what was seen, and what shows it."""

    seen = forms.CharField(widget=forms.HiddenInput)
    proof = words(
        _("What shows that it is gone from these systems"),
        required=False,
        help_text=_("It stays in the change history. Name no person."),
    )
