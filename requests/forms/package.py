"""What an officer says about the data in an answer: which sets, what they hold."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processing.models import Activity
from rights import (
    describing,
    package_drafts,
    packages,
)
from rights.forms.desk import StepForm
from rights.forms.fields import Words
from rights.models import AnswerPackage, DataSet

Kind = AnswerPackage.Kind
HELD_LENGTH = 200_000
OF_KIND = {
    Kind.ACCESS: ("held", "source", "changed_on", "passed_on"),
    Kind.PORTABILITY: ("held", "source", "from_person"),
    Kind.CORRECTION: ("before", "held", "changed_on", "passed_on"),
    Kind.ERASURE: ("erased_on", "gone_on", "passed_on"),
}


class ChooseForm(StepForm):
    """Rows of the register that are about this person, and one set beside them."""

    slot = "choose"

    activities = forms.MultipleChoiceField(
        label=gettext_lazy("Which of these are about this person?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    own = Words(
        label=gettext_lazy("A set that the register does not name"),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        case = self.rights_request
        rows = Activity.objects.of(case.controller)
        rows = rows.in_country(case.establishment.country)
        self.fields["activities"].choices = [  # type: ignore[attr-defined]
            (row.code, f"{row} ({row.clause})") for row in rows
        ]
        package = package_drafts.standing(case)
        if package is not None and not self.is_bound:
            codes = package.data_sets.exclude(activity="")
            self.initial["activities"] = list(codes.values_list("activity", flat=True))
        elif case.data_subject is not None:
            known = case.data_subject.data_held.exclude(activity=None)
            self.initial["activities"] = list(
                known.values_list("activity__code", flat=True)
            )


class DataSetForm(StepForm):
    """One set: what it holds, and one more passage to cover."""

    slot = "set"

    before = Words(
        label=gettext_lazy("As it was"),
        max_length=HELD_LENGTH,
        long=True,
        required=False,
    )
    held = Words(
        label=gettext_lazy("The data, a line each"),
        help_text=gettext_lazy("Like “Phone: 012-345 6789”, in the person's language."),
        max_length=HELD_LENGTH,
        long=True,
        required=False,
    )
    source = Words(
        label=gettext_lazy("Where it came from"), max_length=300, required=False
    )
    from_person = forms.BooleanField(
        label=gettext_lazy("The person gave it to us"), required=False
    )
    changed_on = forms.DateField(
        label=gettext_lazy("Last changed on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    erased_on = forms.DateField(
        label=gettext_lazy("Erased on"),
        help_text=gettext_lazy("From this day nobody can read or use it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    gone_on = forms.DateField(
        label=gettext_lazy("Gone from the last backup on"),
        help_text=gettext_lazy("Empty while nobody can say how long backups live."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    passed_on = Words(
        label=gettext_lazy("Passed on to whom, and why"),
        max_length=4000,
        long=True,
        required=False,
    )
    passage = Words(
        label=gettext_lazy("A passage to leave out"),
        help_text=gettext_lazy(
            "Copy the words from above. They are left out of every file, wherever they "
            "stand in this set, with the reason in their place."
        ),
        max_length=2000,
        long=True,
        required=False,
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why it is left out"),
        choices=[("", gettext_lazy("Choose a reason")), *DataSet.Covers.choices],
        required=False,
    )

    def __init__(self, *args: Any, data_set: DataSet, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = Kind(data_set.package.kind)
        self.covers = kind != Kind.ERASURE
        shown = {*OF_KIND[kind], "version", "seen"}
        shown |= {"passage", "reason"} if self.covers else set()
        for name in set(self.fields) - shown:
            del self.fields[name]
        if not self.is_bound:
            known = {name: getattr(data_set, name) for name in OF_KIND[kind]}
            self.initial.update(known)
            if kind == Kind.ERASURE and data_set.erased_on is None:
                dates = packages.erased_and_gone(self.rights_request)
                self.initial["erased_on"], self.initial["gone_on"] = dates
        for name in ("before", "held", "passed_on"):
            if name in self.fields:
                language = self.rights_request.language
                self.fields[name].widget.attrs |= {"rows": 5, "lang": language}
        if "passage" in self.fields:
            self.fields["passage"].widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("passage") and not cleaned.get("reason"):
            self.add_error(
                "reason", ValidationError(_("Say why the passage is left out."))
            )
        return cleaned


class WordsForm(StepForm):
    """The officer's own words, a field for each part of the copy."""

    slot = "words"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        case = self.rights_request
        package = package_drafts.standing(case)
        self.parts = describing.wordable_parts(case)
        for code, title in self.parts:
            self.fields[code] = Words(
                label=title, max_length=4000, long=True, required=False
            )
            self.fields[code].widget.attrs |= {"rows": 2, "lang": case.language}
            if package is not None:
                self.initial[code] = package.words.get(code, "")

    def words(self) -> dict[str, Any]:
        words = {code: self.cleaned_data[code] for code, _title in self.parts}
        return {"version": self.cleaned_data["version"], "words": words}
