"""Putting a request on hold and lifting the hold, as forms."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rights import holding
from rights.explaining import cited
from rights.forms.desk import StepForm
from rights.forms.fields import Words, for_person
from rights.models import Matter

REVIEW_IN = timedelta(days=30)  # offered; a person changes it


class HoldForm(StepForm):
    slot = "hold"

    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        help_text=gettext_lazy("Only the grounds on which this right can be put off."),
        error_messages={"required": gettext_lazy("Choose the ground.")},
    )
    until = Words(
        label=gettext_lazy("Until what happens?"),
        max_length=200,
        needed=gettext_lazy("Say until what happens it is put off."),
    )
    review_on = forms.DateField(
        label=gettext_lazy("Look at it again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Say when to look at it again.")},
    )

    ends_on = forms.DateField(
        label=gettext_lazy("Ends by itself on"),
        help_text=gettext_lazy(
            "For example the day after a legal period. Or leave it."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    matter = forms.ChoiceField(
        label=gettext_lazy("Ends by itself when this is settled"),
        choices=[("", gettext_lazy("Nothing in particular")), *Matter.Kind.choices],
        required=False,
    )
    reference = Words(
        label=gettext_lazy("Its reference in your books"),
        help_text=gettext_lazy("As manage.py settle_matter will name it."),
        max_length=80,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = get_language() or "en"
        choices = [
            (
                ground.code,
                f"{ground.label_in(language)} "
                f"({cited(ground.source_kind, ground.clause)})",
            )
            for ground in holding.available(self.rights_request)
        ]
        field = cast(forms.ChoiceField, self.fields["ground"])
        field.choices = [("", _("Choose")), *choices]
        if len(choices) == 1:
            self.initial.setdefault("ground", choices[0][0])
        self.initial.setdefault("review_on", timezone.localdate() + REVIEW_IN)
        for_person(self, "until", self.rights_request.language)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("matter")) != bool(cleaned.get("reference")):
            self.add_error("reference", _("Name what it waits for with its reference."))
        day = cleaned.get("ends_on")
        if day and day <= timezone.localdate():
            self.add_error("ends_on", _("This day is not in the future."))
        return cleaned

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(
                _("The day to look at it again lies in the past.")
            )
        return day

    def words(self) -> dict[str, Any]:
        reason = holding.Reason(
            **{
                name: self.cleaned_data[name]
                for name in (
                    *("ground", "until", "review_on"),
                    *("ends_on", "matter", "reference"),
                )
            }
        )
        return {"reason": reason, "version": self.cleaned_data["version"]}


class ReleaseForm(StepForm):
    slot = "release"

    because = Words(
        label=gettext_lazy("Why is the hold lifted?"),
        help_text=gettext_lazy(
            "Kept with the hold. The letter says that it is lifted."
        ),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Say why the hold is lifted."),
    )
