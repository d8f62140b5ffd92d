"""The last two pages of the public form: the check and the code."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from correspondence.codes import CodeOutcome, CodeState
from rights.drafts import Draft
from rights.forms.fields import Words
from rights.guards import LEAST_FILLING_TIME, TRAP


class CheckForm(forms.Form):
    """The last page: sends what was seen, unless a machine filled it in."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, draft: Draft) -> None:
        super().__init__(data)
        self.draft = draft

    @property
    def is_trapped(self) -> bool:
        return self.draft.is_trapped or bool(self.data.get(TRAP))

    def clean(self) -> dict[str, Any]:
        if self.data.get("seen") != self.draft.digest:
            raise ValidationError(
                _(
                    "Your answers changed since this page was opened, perhaps in "
                    "another tab. Check them once more and send again."
                )
            )
        if self.draft.age < LEAST_FILLING_TIME:
            raise ValidationError(_("Check your answers once more and send again."))
        return self.cleaned_data


class CodeForm(forms.Form):
    """The eight digits from the e-mail. Pasting and password managers are welcome."""

    digits = Words(
        label=gettext_lazy("Code from the e-mail"),
        help_text=gettext_lazy("8 digits. The code works for 15 minutes."),
        max_length=40,
        needed=gettext_lazy("Type the code from the e-mail."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
    )

    def refuse(self, outcome: CodeOutcome) -> None:
        """Say why the code was not taken, in words that do not tell what exists."""
        self.add_error("digits", _why(outcome))


def _why(outcome: CodeOutcome) -> str:
    if outcome.state == CodeState.WRONG:
        return ngettext(
            "This is not the code. You can try once more.",
            "This is not the code. You can try %(count)d more times.",
            outcome.tries_left,
        ) % {"count": outcome.tries_left}
    if outcome.state == CodeState.LOCKED:
        return _(
            "Too many wrong codes, so this code is locked in this browser. Ask for a "
            "new one."
        )
    return _("This code does not work any more. Ask for a new one.")
