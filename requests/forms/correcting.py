"""The form that corrects a clock."""

from django import forms
from django.utils.translation import gettext_lazy

from rights.forms.desk import LINES, StepForm


class CorrectionForm(StepForm):
    slot = "correct"

    reason = forms.CharField(
        label=gettext_lazy("Why this is corrected"),
        help_text=gettext_lazy(
            "About the count, not about the person. It stays beside the clock and in "
            "the reports."
        ),
        widget=forms.Textarea(attrs=LINES),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say why this is corrected.")},
    )
