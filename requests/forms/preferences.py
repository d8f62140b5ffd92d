"""Asking for a code to one's preferences, and choosing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from subjects.models import ConsentPurpose


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Type your e-mail.")},
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.strip().lower()


class ChoiceForm(forms.Form):
    """One press: yes or no to one purpose, or no to all advertising."""

    YES, NO, STOP = "yes", "no", "stop"

    purpose = forms.ChoiceField(required=False)
    choice = forms.ChoiceField(choices=[(one, one) for one in (YES, NO, STOP)])

    def __init__(self, data: Any, *, controller: Any) -> None:
        super().__init__(data)
        offered = ConsentPurpose.objects.of(controller).offered()
        self.purposes = {purpose.code: purpose for purpose in offered}
        field: Any = self.fields["purpose"]
        field.choices = [("", ""), *((code, code) for code in self.purposes)]

    def clean_purpose(self) -> ConsentPurpose | None:
        """One of the list: what was typed never reaches the database."""
        return self.purposes.get(self.cleaned_data["purpose"])

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("choice") != self.STOP and not found.get("purpose"):
            raise forms.ValidationError(gettext_lazy("Choose a purpose."))
        return found
