"""What a recipient outside the office says on its page."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights.forms.fields import Words
from rights.forms.uploads import FilesField
from rights.outside import Answer


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("What did you do?"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )
    words = Words(
        label=gettext_lazy("What shows it, or why not"),
        help_text=gettext_lazy(
            "For example the number and time of the erasure in your log. Name nobody."
        ),
        max_length=2_000,
        long=True,
        required=False,
    )
    attached = FilesField(label=gettext_lazy("Proof as a file"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        declined = cleaned.get("answer") == Answer.DECLINED
        if declined and not cleaned.get("words", "").strip():
            self.add_error("words", _("Say why you do not do it."))
        return cleaned
