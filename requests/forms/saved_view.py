"""A view of the queue under a name."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Controller, User


class SavedViewForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As it stands above the list: “Due this week”."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shared_with = forms.ModelChoiceField(
        Controller.objects.none(),
        label=gettext_lazy("Who sees it"),
        help_text=gettext_lazy(
            "Colleagues see the filters and what these find for them, no more."
        ),
        required=False,
        empty_label=gettext_lazy("Only me"),
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = Controller.objects.where_may(user, "requests.triage").order_by("name")
        field = cast("forms.ModelChoiceField[Controller]", self.fields["shared_with"])
        field.queryset = mine
        if not mine:
            del self.fields["shared_with"]
