"""What a person types about letters on paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.telling.posting import Because


class HandOverForm(forms.Form):
    on = forms.DateField(
        label=_("Handed to the post on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CameBackForm(forms.Form):
    letter = forms.CharField(
        label=_("Number of the letter"),
        max_length=20,
        help_text=_("It stands on the letter, such as L-123."),
    )
    because = forms.ChoiceField(
        label=_("What the envelope says"),
        choices=Because.choices,
        initial=Because.UNSAID,
        widget=forms.RadioSelect,
    )

    def clean_letter(self) -> int:
        typed = self.cleaned_data["letter"].strip().upper().removeprefix("L-")
        if not typed.isdecimal() or len(typed) > 15:
            raise forms.ValidationError(_("Write a number like L-123."))
        return int(typed)
