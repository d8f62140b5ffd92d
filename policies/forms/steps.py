"""What a step in the life of a version asks for."""

from django import forms
from django.utils.translation import gettext_lazy


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What should change"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Its author reads this."),
    )
